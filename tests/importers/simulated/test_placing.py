import numpy as np

from importers.simulated.asking import Asking
from importers.simulated.placing import degrees, moments, start
from importers.simulated.results import Options


def test_coordinates_become_degrees_and_absurd_ones_are_nowhere():
    east, north = degrees("EPSG:32631", np.array([595000.0]), np.array([5633000.0]))
    assert abs(east[0] - 4.3488) < 1e-3 and abs(north[0] - 50.8406) < 1e-3
    east, north = degrees("OGC:CRS84", np.array([4.0, 400.0]), np.array([50.0, 50.0]))
    assert east[0] == 4 and np.isnan(east[1])
    assert np.isnan(degrees("local", np.ones(2), np.ones(2))).all()


def test_a_start_is_asked_for_where_nobody_says_it(tmp_path):
    asking = Asking(tmp_path / "a.xml", Options())
    start(asking, "seconds")
    assert [need.what for need in asking.needs] == ["start"]
    said = np.datetime64("2026-11-22T07:00")
    asking = Asking(tmp_path / "a.xml", Options(start=said))
    times = moments(start(asking, "seconds"), np.array([0, 0.25, np.nan]))
    assert str(times[1]) == "2026-11-22T07:00:00.250" and np.isnat(times[2])
    assert not asking.needs
