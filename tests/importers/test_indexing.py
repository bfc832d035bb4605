"""Large surveys are shown by a sample at once, and whole when they have been put in order."""

import shutil
from types import SimpleNamespace

import laspy
import numpy as np
import pytest

from city.progress import Cancelled, Progress
from importers import cache, indexing, lidar, places
from importers.intake import Options
from importers.reading import read
from tests.importers.surveys import grid, made
from tests.importers.test_cloud_index import points_of
from tests.shared import DATA, needs_data

HERE = Options(crs="EPSG:28992")
WHOLE = Options(crs="EPSG:28992", index=True)


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A file with more points than fit the memory that they may take."""
    monkeypatch.setattr(lidar, "BUDGET", 500)
    codes = np.arange(10_000) % 20
    return made(tmp_path / "large.laz", grid(), classification=codes, red=codes * 2560)


def kept_files():
    return sorted(path.suffix for path in places.imports().iterdir())


def test_a_large_survey_is_opened_by_its_sample(large):
    (cloud,) = read(large, HERE).clouds
    assert (len(cloud), cloud.total) == (500, 10_000)
    assert cloud.octree is None and cloud.place is not None
    assert kept_files() == [".city"]


def test_a_small_survey_has_nothing_to_put_in_order(tmp_path):
    (cloud,) = read(made(tmp_path / "small.laz", grid()), WHOLE).clouds
    assert len(cloud) == cloud.total and cloud.octree is None and cloud.place is None


def test_an_octree_has_every_point_of_the_file(large):
    (cloud,) = read(large, WHOLE).clouds
    assert len(cloud) == 500 and cloud.total == 10_000
    points = points_of(cloud.octree)
    local = np.stack([points[axis] for axis in "xyz"], axis=1).astype(float)
    world = local + cloud.frame.origin
    order = np.lexsort(np.round(world).T[:2])
    assert np.abs(world[order] - grid()).max() < 0.002
    assert np.array_equal(points["code"][order], np.arange(10_000) % 20)
    assert np.array_equal(points["rgb"][order, 0], np.arange(10_000) % 20 * 10)


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_survey_that_was_put_in_order_is_whole_at_the_next_opening(large, forgotten, monkeypatch):
    """From the cache, and read anew where the kept reading has gone."""
    (cloud,) = read(large, HERE).clouds
    tree = indexing.index(cloud, Progress())
    if forgotten:
        for kept in places.imports().glob("*.city"):
            kept.unlink()
    monkeypatch.setattr(lidar, "decoded", None)
    (again,) = read(large, HERE).clouds
    assert again.octree.path == tree.path
    assert np.array_equal(points_of(again.octree), points_of(tree))
    assert indexing.index(again, Progress()).path == tree.path


def test_the_same_file_elsewhere_has_an_octree_of_its_own(large):
    (cloud,) = read(large, WHOLE).clouds
    (other,) = read(large, Options(crs="local")).clouds
    assert cloud.octree is not None and other.octree is None


@pytest.mark.parametrize("harm", ["gone", "cut", "other", "nodes"])
def test_a_damaged_octree_is_made_again(large, harm):
    read(large, WHOLE)
    (path,) = places.imports().glob("*.points")
    whole = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "nodes":
        path.with_suffix(".nodes").write_bytes(b"nodes")
    else:
        path.write_bytes(whole[:-1] if harm == "cut" else b"x" * len(whole))
    assert read(large, HERE).clouds[0].octree is None
    (again,) = read(large, WHOLE).clouds
    assert again.octree.sound() and path.read_bytes() == whole
    assert read(large, HERE).clouds[0].octree is not None


def test_without_room_the_sample_is_shown_and_the_report_says_so(large, monkeypatch):
    enough = SimpleNamespace(free=cache.RESERVE + 1)
    with monkeypatch.context() as full_disk:
        full_disk.setattr(shutil, "disk_usage", lambda _: enough)
        reading = read(large, WHOLE)
    (cloud,) = reading.clouds
    assert cloud.octree is None and len(cloud) == 500
    (said,) = [f for f in reading.report if f.code == "CLOUD_NOT_INDEXED"]
    assert "large.laz" in said.message and "make room" in said.message
    again = read(large, WHOLE)
    assert again.clouds[0].octree is not None
    assert not [f for f in again.report if f.code == "CLOUD_NOT_INDEXED"]


def test_a_file_that_changes_meanwhile_is_not_mixed_up(large):
    (cloud,) = read(large, HERE).clouds
    made(large, grid()[:9_000])
    with pytest.raises(indexing.NotIndexed, match=r"large\.laz: .*has changed meanwhile"):
        indexing.index(cloud, Progress())
    large.unlink()
    with pytest.raises(indexing.NotIndexed, match="No such file"):
        indexing.index(cloud, Progress())
    assert kept_files() == [".city"]


@pytest.mark.parametrize("step", ["Reading the points", "Sorting"])
def test_a_cancelled_index_leaves_no_unfinished_file(large, step):
    (cloud,) = read(large, HERE).clouds
    progress = Progress(lambda done, total, note: progress.cancel() if step in note else None)
    with pytest.raises(Cancelled):
        indexing.index(cloud, progress)
    assert not list(places.imports().glob("*.points*"))


@needs_data
def test_a_real_survey_keeps_all_its_points(monkeypatch):
    monkeypatch.setattr(lidar, "BUDGET", 10_000)
    path = DATA / "pointcloud/autzen_trim.laz"
    (cloud,) = read(path, Options(index=True)).clouds
    truth = laspy.read(path)
    assert cloud.octree.count.sum() == len(truth) == cloud.total
    points = points_of(cloud.octree)
    assert int(points["intensity"].sum(dtype=np.int64)) == int(truth.intensity.sum(dtype=np.int64))
    assert np.array_equal(np.bincount(points["code"]), np.bincount(truth.classification))
    assert int(points["rgb"].sum(dtype=np.int64)) == sum(
        int(band.sum(dtype=np.int64)) for band in (truth.red, truth.green, truth.blue)
    )
