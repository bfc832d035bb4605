"""The loop over places of a map sheet: see test_sheet for what it is held against."""

import numpy as np
import pytest

from city.sheet_loops import laid


def test_it_is_the_polynomial_and_nothing_beyond_the_sheet():
    chance = np.random.default_rng(1)
    terms = chance.normal(0, 1, (2, 15))
    east, north = chance.uniform(3, 5, 50), chance.uniform(51, 53, 50)
    here = np.array([4.0, 52.0, 0.8, 0.9])
    out = np.empty((50, 2))
    laid(east, north, here, terms, out)
    x, y = (east - 4) / 0.8, (north - 52) / 0.9
    powers = [(i, j) for i in range(5) for j in range(5 - i)]
    told = sum(terms[:, [k]] * x**i * y**j for k, (i, j) in enumerate(powers)).T
    beyond = (abs(x) > 1) | (abs(y) > 1)
    assert beyond.any() and np.isnan(out[beyond]).all()
    assert out[~beyond] == pytest.approx(told[~beyond])
