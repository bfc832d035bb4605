"""The tables of the paper are there in full; their values are judged in test_spa."""

import numpy as np
import pytest

from city.simulate.spa_terms import LATITUDE, LONGITUDE, NUTATION, RADIUS


def test_as_many_terms_as_in_tables_a4_2_and_a4_3():
    assert [len(t) for t in LONGITUDE] == [64, 34, 20, 7, 3, 1]
    assert [len(t) for t in LATITUDE] == [5, 2]
    assert [len(t) for t in RADIUS] == [40, 10, 6, 2, 1]
    assert NUTATION.shape == (63, 9)


def test_the_earth_goes_round_once_in_a_sidereal_year():
    mean_motion = LONGITUDE[1][0, 0] / 1e8  # radians in a Julian millennium
    assert 365250 * 2 * np.pi / mean_motion == pytest.approx(
        365.2422, abs=1e-4
    )  # of date: tropical
