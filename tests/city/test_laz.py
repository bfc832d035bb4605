"""The nodes of a COPC file, read one by one."""

import laspy
import numpy as np
import pytest

from city import store
from city.records import Unreadable
from importers.reading import read
from tests.importers.surveys import copc_tree
from tests.shared import DATA, needs_data

SURVEYS = ("lone-star.copc.laz", "ellipsoid.copc.laz", "simple_with_page.copc.laz")


@needs_data
@pytest.mark.parametrize("name", SURVEYS)
def test_all_nodes_together_are_the_survey(name):
    path = DATA / "pointcloud" / name
    tree = copc_tree(path)
    truth = laspy.read(path)
    nodes = [tree.read(node) for node in range(len(tree))]
    points = np.concatenate(nodes)
    assert len(points) == len(truth)
    assert np.array_equal(np.bincount(points["code"]), np.bincount(truth.classification))
    assert np.array_equal(np.bincount(points["return"]), np.bincount(truth.return_number))
    assert int(points["intensity"].sum(dtype=np.int64)) == int(truth.intensity.sum(dtype=np.int64))
    local = tree.laz.place(truth.xyz)
    for axis, letter in enumerate("xyz"):
        assert np.abs(np.sort(points[letter]) - np.sort(local[:, axis])).max() < 1e-2
    if tree.coloured:
        shift = tree.laz.shift
        assert int(points["rgb"][:, 0].sum()) == int((np.asarray(truth.red) >> shift).sum())
    for node, mine in enumerate(nodes):
        xyz = np.stack([mine[axis] for axis in "xyz"], axis=1)
        assert (xyz >= tree.low[node] - 0.01).all() and (xyz <= tree.high[node] + 0.01).all()


@needs_data
def test_it_is_stored_with_the_city(tmp_path):
    tree = copc_tree(DATA / "pointcloud/ellipsoid.copc.laz")
    store.write(tmp_path / "tree", tree)
    again = store.read(tmp_path / "tree")
    assert again.sound() and np.array_equal(again.read(1), tree.read(1))


@needs_data
def test_what_was_changed_is_not_taken_for_points(tmp_path):
    data = (DATA / "pointcloud/ellipsoid.copc.laz").read_bytes()
    path = tmp_path / "a.copc.laz"
    path.write_bytes(data)
    tree = copc_tree(path)
    assert tree.sound()
    start = int(tree.laz.starts[1])
    path.write_bytes(data[: start + 200] + bytes(len(data) - start - 200))
    assert tree.sound()  # as long as it was
    try:
        tree.read(1)
    except Unreadable as fault:
        assert "a.copc.laz" in str(fault)
    path.write_bytes(data[: start + 10])
    assert not tree.sound()
    with pytest.raises(Unreadable):
        tree.read(1)
    path.unlink()
    assert not tree.sound()
    with pytest.raises(OSError):
        tree.read(1)


@needs_data
def test_a_large_copc_file_is_not_indexed_again(monkeypatch):
    monkeypatch.setattr("importers.lidar.BUDGET", 1000)
    path = DATA / "pointcloud/ellipsoid.copc.laz"
    (cloud,) = read(path).clouds
    assert len(cloud) == 1000 and cloud.octree.path == str(path)
    assert cloud.octree.count.sum() == cloud.total == 100_000
    (again,) = read(path).clouds  # from the cache
    assert np.array_equal(again.octree.read(3), cloud.octree.read(3))
