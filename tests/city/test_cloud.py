"""A cloud is as long as its points, however many its survey has."""

import numpy as np

from city.cloud import PointCloud
from city.frame import Frame


def test_a_thinned_cloud_knows_how_many_points_the_survey_has() -> None:
    points = np.zeros((3, 3), np.float32)
    codes = np.zeros(3, np.uint8)
    cloud = PointCloud("toy", Frame(), points, codes, None, None, None, 9, {2: 9}, np.zeros((2, 3)))
    assert (len(cloud), cloud.total) == (3, 9)
