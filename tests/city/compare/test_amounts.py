"""Sizes of some objects are those of the whole city, but only they are measured."""

import numpy as np
import pytest

from city.compare.amounts import Amounts
from city.measured import Measured
from tests.city.toy import town


def test_sizes_are_those_that_the_whole_city_is_measured_with():
    city = town().freeze()
    ids = list(city.objects.ids)
    rows = np.array([ids.index(name) for name in ("shaft", "tower", "house", "square")])
    amounts = Amounts(city, rows, lambda: None)
    whole = Measured(city)
    for name in ("height", "footprint", "volume"):
        known = np.array([name != "footprint", name != "footprint", True, True])
        assert amounts.of(name, rows)[known] == pytest.approx(
            whole.of(name)[rows][known], nan_ok=True
        )
    assert amounts.of("footprint", rows).tolist() == pytest.approx([100, 400, 80, 600])
    assert amounts.of("floor", rows).tolist() == pytest.approx(
        [np.nan, 1500, 80, np.nan], nan_ok=True
    )
    buildings = np.array([ids.index("tower"), ids.index("house")])
    assert amounts.total("volume", buildings) == pytest.approx(2000 + 2000 + 240)


def test_what_is_not_asked_for_is_not_measured():
    city = town().freeze()
    rows = np.array([list(city.objects.ids).index("house")])
    assert len(Amounts(city, rows, lambda: None)._stock.measured.city.objects) == 1
