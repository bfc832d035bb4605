"""A cloud says how many of its points it holds."""

import numpy as np

from city.cloud import PointCloud
from city.frame import Frame


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
