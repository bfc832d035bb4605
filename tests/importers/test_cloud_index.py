"""Surveys that are put into an octree on the disk."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from city.octree import POINT
from city.progress import Cancelled, Progress
from importers import cloud_index
from importers.cloud_index import CloudIndex


def chunks(count=20, size=5_000):
    """Points of 100 x 100 m, strip by strip as a survey is flown."""
    rng = np.random.default_rng(5)
    for k in range(count):
        points = np.zeros(size, POINT)
        points["x"] = rng.uniform(100 / count * k, 100 / count * (k + 1), size)
        points["y"] = rng.uniform(0, 100, size)
        points["intensity"] = k
        yield points


def built(tmp_path, colour=None, progress=None, **size):
    index = CloudIndex(tmp_path / "survey.points", 100_000)
    try:
        for points in chunks(**size):
            index.add(points, None if colour is None else colour(points))
        return index.build(progress or Progress())
    finally:
        index.drop()


def points_of(tree):
    return np.concatenate([tree.read(node) for node in range(len(tree))])


@pytest.mark.parametrize("block", [1_000_000, 9_000, 300])
def test_every_point_is_kept_in_blocks_of_any_size(tmp_path, monkeypatch, block):
    monkeypatch.setattr(cloud_index, "BLOCK", block)
    monkeypatch.setattr(cloud_index, "CHUNK", 7_777)
    tree = built(tmp_path)
    assert tree.sound()
    wanted = np.concatenate(list(chunks()))
    assert np.array_equal(np.sort(points_of(tree).view("V16")), np.sort(wanted.view("V16")))
    assert [p.name for p in tmp_path.iterdir()] == ["survey.points"]


def test_blocks_share_the_grid_so_that_no_cell_is_taken_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(cloud_index, "BLOCK", 9_000)
    tree = built(tmp_path)
    coarsest = np.flatnonzero(tree.spacing == tree.spacing.max())
    assert len(coarsest) > 5
    points = np.concatenate([tree.read(node) for node in coarsest])
    cells = np.floor(np.stack([points["x"], points["y"]], 1) / tree.spacing.max() + 1e-4)
    assert len(np.unique(cells, axis=0)) > 0.99 * len(cells)


@pytest.mark.parametrize("bright", [200, 60_000])
def test_colours_of_8_and_of_16_bits_become_8(tmp_path, bright):
    def colour(points):
        four = np.zeros((len(points), 4), np.uint16)
        four[:, 0] = bright
        return four

    tree = built(tmp_path, colour, count=3)
    assert (points_of(tree)["rgb"] == [bright if bright < 256 else bright >> 8, 0, 0]).all()


def test_colours_that_are_all_black_are_none(tmp_path):
    tree = built(tmp_path, lambda points: np.zeros((len(points), 4), np.uint16), count=3)
    assert points_of(tree).dtype == POINT and len(points_of(tree)) == 15_000


def test_no_points_make_no_octree(tmp_path):
    assert built(tmp_path, count=0) is None
    assert list(tmp_path.iterdir()) == []


def test_it_stops_when_cancelled_and_leaves_nothing(tmp_path):
    progress = Progress(lambda done, total, note: progress.cancel() if "Sorting" in note else None)
    with pytest.raises(Cancelled):
        built(tmp_path, progress=progress)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 20))
    with pytest.raises(OSError, match="1 MB free"):
        CloudIndex(tmp_path / "survey.points", 100_000)
