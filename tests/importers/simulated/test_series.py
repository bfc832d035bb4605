import numpy as np

from city.series import Measurand, Thing
from importers.simulated.series import series

HEAT = Measurand("heat", "kWh")


def test_columns_become_streams_and_nothing_tells_nothing():
    times = np.array([0, 1, 2]).astype("M8[h]").astype("M8[ms]")
    found = series([Thing(x) for x in "aba"], {HEAT: (times, np.array([1.0, np.nan, 3.0]))})
    assert [(thing, value) for thing, _, _, value in found] == [("a", 1.0), ("a", 3.0)]
    assert not len(series([], {}))
