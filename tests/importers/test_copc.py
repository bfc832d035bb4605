"""The list of nodes of a COPC file: believed only where it can be right."""

import struct

import numpy as np
import pytest

from city.octree import Octree
from importers.copc import ENTRY, INFO
from importers.intake import Options
from importers.reading import read
from tests.importers.surveys import copc_tree
from tests.shared import DATA, needs_data

PATH = DATA / "pointcloud/ellipsoid.copc.laz"
AT = 375 + 54  # where the record with the place of the first page lies


@needs_data
def test_nodes_are_linked_by_their_names():
    laspy = pytest.importorskip("laspy")
    tree = copc_tree(PATH)
    with laspy.CopcReader.open(str(PATH)) as truth:
        whole = truth.query()
    assert isinstance(tree, Octree) and tree.count.sum() == len(whole)
    assert (tree.parent == -1).sum() == 1 and (tree.parent < np.arange(len(tree))).all()
    for node in range(1, len(tree)):
        above = tree.parent[node]
        assert tree.spacing[above] == pytest.approx(2 * tree.spacing[node])
        assert (tree.low[above] <= tree.low[node] + 1e-3).all()
        assert (tree.high[above] >= tree.high[node] - 1e-3).all()


@needs_data
def test_pages_of_nodes_are_followed():
    path = DATA / "pointcloud/simple_with_page.copc.laz"
    assert copc_tree(path).count.sum() == 1065


def harmed(tmp_path, place, value):
    data = bytearray(PATH.read_bytes())
    data[place : place + len(value)] = value
    path = tmp_path / "harmed.copc.laz"
    path.write_bytes(data)
    return path


def first_page():
    *_, start, length = INFO.unpack_from(PATH.read_bytes(), AT)
    return start, length


@needs_data
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", 1 << 62),
        ("length", -5),
        ("length", 1 << 30),
        ("count", 2_000_000_000),
        ("count", 17),
        ("count", -1),  # a page where a node was
        ("key", (0, 5, 0, 0)),
        ("key", (40, 0, 0, 0)),
        ("key", (-1, 0, 0, 0)),
    ],
)
def test_a_list_that_cannot_be_right_is_not_used(tmp_path, field, value):
    start, _ = first_page()
    entry = np.frombuffer(PATH.read_bytes(), ENTRY, 1, start).copy()
    entry[field] = value
    assert copc_tree(harmed(tmp_path, start, entry.tobytes())) is None


@needs_data
@pytest.mark.parametrize("place", [(1 << 60, 32), (400, 1 << 40), (400, 33), (400, 0)])
def test_a_first_page_that_cannot_be_right_is_not_used(tmp_path, place):
    value = struct.pack("<QQ", *place)
    assert copc_tree(harmed(tmp_path, AT + INFO.size - 16, value)) is None


@needs_data
def test_without_its_list_the_file_is_indexed_like_any_other(tmp_path, monkeypatch):
    monkeypatch.setattr("importers.lidar.BUDGET", 1000)
    path = harmed(tmp_path, AT + INFO.size - 16, struct.pack("<QQ", 400, 33))
    (cloud,) = read(path, Options(index=True)).clouds
    assert cloud.octree.laz is None and cloud.octree.count.sum() == 100_000
