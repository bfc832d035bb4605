"""A cloud says how many of its points it holds."""

from dataclasses import replace

import numpy as np

from city.cloud import PointCloud
from city.frame import Frame
from city.octree import OctreeFile
from city.records import POINT


def test_a_thinned_cloud_knows_how_many_there_were():
    points = np.zeros((10, 3), np.float32)
    cloud = PointCloud(
        "survey",
        Frame("EPSG:28992"),
        points,
        np.full(10, 6, np.uint8),
        None,
        None,
        None,
        1000,
        {6: 900, 2: 100},
        np.zeros((2, 3)),
    )
    assert len(cloud) == 10 and cloud.total == 1000
    assert sum(cloud.class_counts.values()) == cloud.total
    assert cloud.source.path == ""
    assert cloud.has("class") and cloud.has("height")
    assert not cloud.has("rgb") and not cloud.has("intensity")
    assert replace(cloud, colour=np.full((10, 3), 9, np.uint8)).has("rgb")
    assert not replace(cloud, colour=np.zeros((10, 3), np.uint8)).has("rgb")  # it was never filled
    assert cloud.code(3) == 6 and cloud.code(10) is None and cloud.code(-1) is None


def test_a_point_of_an_octree_tells_its_class(tmp_path):
    path = tmp_path / "survey.points"
    points = np.zeros(30, POINT)
    points["code"] = 9
    with path.open("wb") as file:
        growing = OctreeFile(file, False)
        growing.add(points, np.zeros(3), 1.0)
        tree = growing.finish(path)
    nothing = np.zeros((0, 3), np.float32)
    none = np.zeros(0, np.uint8)
    box = np.zeros((2, 3))
    cloud = PointCloud("survey", Frame(), nothing, none, None, None, None, 30, {9: 30}, box)
    assert cloud.code(5) is None
    cloud = replace(cloud, octree=tree)
    assert cloud.code(5) == 9 and cloud.code(30) is None and cloud.code(-1) is None
    path.unlink()
    assert cloud.code(5) is None
