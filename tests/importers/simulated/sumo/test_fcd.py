import gzip

import numpy as np
import pyproj
import pytest
import sumolib

from city.series import Measurand
from city.tracks import HEADING, LATITUDE, LONGITUDE
from importers.intake import ReadError
from importers.simulated import NeedsMore
from tests.importers.simulated.sumo.files import SIM, START, opened
from tests.shared import needs_data

SPEED = Measurand("speed", "m/s")
FIX = '<vehicle id="{}" x="{}" y="{}" angle="90" type="bus" speed="1.5"/>'


def written(path, *steps):
    """A file of steps: the time of each, and the fixes in it."""
    body = "".join(
        f'<timestep time="{time}">{"".join(FIX.format(*fix) for fix in fixes)}</timestep>'
        for time, fixes in steps
    )
    path.write_text(f"<fcd-export>{body}</fcd-export>")
    return path


def test_places_in_metres_are_asked_for_or_those_of_the_network(tmp_path):
    path = written(tmp_path / "fcd.xml", ("0.00", [("a", "10.00", "20.00")]))
    with pytest.raises(NeedsMore) as fault:
        opened(path)
    assert [need.what for need in fault.value.needs] == ["crs"]
    (tmp_path / "g.net.xml").write_text(
        '<net><location netOffset="-595000,-5633000" projParameter="+proj=utm +zone=31"/>'
        '<edge id="e"><lane id="e_0" shape="0,0 9,9"/></edge></net>'
    )
    results = opened(path)
    (moving,) = results.moving
    way = pyproj.Transformer.from_crs("EPSG:32631", "EPSG:4326", always_xy=True)
    expected = way.transform(595010, 5633020)
    np.testing.assert_allclose([moving.east[0], moving.north[0]], expected, atol=1e-9)
    assert [one.code for one in results.report] == ["NETWORK"]
    (tmp_path / "g.net.xml").unlink()
    path = written(path, ("0.00", [("a", "595010.00", "5633020.00")]))
    (named,) = opened(path, crs="EPSG:32631").moving
    np.testing.assert_allclose([named.east[0], named.north[0]], [moving.east[0], moving.north[0]])


def test_times_by_the_clock_and_people_too(tmp_path):
    path = tmp_path / "fcd.xml"
    path.write_text(
        '<fcd-export><timestep time="0:01:00"><person id="p" x="4.123456" y="50.123456" angle="1" '
        'speed="1.2"/></timestep><timestep time="1:00:00:00"/></fcd-export>'
    )
    (moving,) = opened(path).moving
    assert moving.time[0] == START + np.timedelta64(60, "s")
    assert moving.ids == ("p",) and moving.values[SPEED][0] == np.float32(1.2)


def test_time_that_runs_backwards_is_put_in_order_and_no_place_is_told(tmp_path):
    here, there = ("4.123456", "50.123456"), ("4.223456", "50.123456")
    steps = [("5", [("a", *here)]), ("2", [("a", *there), ("b", "", "")]), ("soon", [("c", *here)])]
    results = opened(written(tmp_path / "fcd.xml", *steps))
    (moving,) = results.moving
    assert moving.east.tolist() == [4.223456, 4.123456]
    (lost,) = results.report
    assert (lost.code, lost.message[:8]) == ("NO_PLACE", "2 places")


def test_a_run_without_a_single_place_is_told(tmp_path):
    path = written(tmp_path / "fcd.xml", ("0", [("a", "", "nan")]))
    with pytest.raises(ReadError, match="nothing moves"):
        opened(path, crs="EPSG:32631")


def test_a_run_without_vehicles_is_told(tmp_path):
    with pytest.raises(ReadError, match="nothing moves"):
        opened(written(tmp_path / "fcd.xml", ("0", []), ("1", [])))


@needs_data
def test_a_real_run_is_as_sumo_itself_reads_it():
    path = SIM / "sumo_fcd_geo_120s.xml.gz"
    (moving,) = opened(path).moving
    series, count = moving.series(), 0
    with gzip.open(path) as file:
        for step in sumolib.xml.parse(file, ["timestep"]):
            moment = START + np.timedelta64(round(1000 * float(step.time)), "ms")
            for vehicle in step.vehicle or ():
                count += 1
                if count % 97 == 0:
                    expected = (
                        (LONGITUDE, float(vehicle.x)),
                        (LATITUDE, float(vehicle.y)),
                        (HEADING, np.float32(vehicle.angle)),
                        (SPEED, np.float32(vehicle.speed)),
                    )
                    for measurand, value in expected:
                        times, values = series.of(vehicle.id, measurand)
                        assert values[np.searchsorted(times, moment)] == value
    assert count == len(moving) == 11_435 and len(moving.ids) == 201
    assert moving.kinds[0] == "DEFAULT_VEHTYPE"


@needs_data
def test_real_emissions_lie_where_the_vehicles_of_the_same_run_drive():
    (moving,) = opened(SIM / "sumo_fcd_geo_120s.xml.gz").moving
    (emitting,) = opened(SIM / "sumo_emission_60s.xml.gz").moving
    assert len(emitting) == 3057 and len(emitting.values) == 10
    co2 = emitting.values[Measurand("CO2", "mg/s")]
    assert co2[:3].tolist() == [np.float32(x) for x in (2058.86, 3116.06, 1989.61)]
    one, other = moving.series().of("0", LONGITUDE)[1], emitting.series().of("0", LONGITUDE)[1]
    np.testing.assert_allclose(one[: len(other)], other, atol=2e-6)
