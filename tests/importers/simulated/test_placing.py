import numpy as np
import pytest

from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.placing import degrees, may_be_degrees, moments, start, system
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


def test_what_moves_lies_on_the_earth(tmp_path):
    asking = Asking(tmp_path / "a.xml", Options(crs="local"))
    with pytest.raises(ReadError, match="shown on the Earth"):
        system(asking, asking.place("", np.ones((2, 3))))
    asking = Asking(tmp_path / "a.xml", Options(crs="EPSG:25833"))
    assert system(asking, asking.place("", np.full((2, 3), 390_000.0))) == "EPSG:25833"
    asking = Asking(tmp_path / "a.xml", Options())
    system(asking, asking.place("", np.ones((2, 3))))
    assert [need.what for need in asking.needs] == ["crs"]


def test_coordinates_beyond_the_earth_are_no_degrees():
    there = np.array([4.0, np.nan, -180.0])
    assert may_be_degrees(there, there / 2) and may_be_degrees(there * np.nan, there * np.nan)
    assert not may_be_degrees(there * 2, there / 2) and not may_be_degrees(there, there)
