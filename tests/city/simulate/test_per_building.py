"""Means of a building weigh places with what they stand for."""

from dataclasses import replace

import numpy as np
import pytest

from city.layer import FACADE, GROUND, ROOF, WINDOW
from city.simulate.on_ground import nowhere
from city.simulate.per_building import counted, means

SORT = np.array([FACADE, FACADE, WINDOW, ROOF, GROUND, FACADE], np.uint8)
SAMPLES = replace(
    nowhere(),
    points=np.zeros((6, 3)),
    sort=SORT,
    owner=np.array([0, 0, 0, 0, -1, 1], np.int32),
    area=np.array([1, 3, 4, 2, 9, 1], np.float32),
    owners=("a", "b", "c"),
)


def test_means_are_by_area_and_leave_out_what_is_not_known():
    found = means(SAMPLES, np.array([8, 4, 1, 7, 100, np.nan], np.float32))
    assert found["facades"][0] == pytest.approx((8 + 12 + 4) / 8)
    assert found["roofs"][0] == 7 and found["best"][0] == 8
    for column in found.values():
        assert np.isnan(column[1:]).all()


def test_places_are_counted_in_words():
    assert counted(SAMPLES) == "3 on façades, 1 on roofs, 1 on ground, 1 on windows"
    assert counted(nowhere()) == ""
