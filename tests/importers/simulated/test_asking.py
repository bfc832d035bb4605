from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city.frame import Frame
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.results import NeedsMore, Options

DELFT = np.array([[84_000.0, 446_000, 0], [85_000, 447_000, 0]])


def asking(**said: Any) -> Asking:
    return Asking(Path("run.nc"), Options(**said))


@pytest.mark.parametrize(
    ("said", "unit"),
    [("degC", "°C"), ("m s-1", "m/s"), ("kg m-2", "kg m-2"), ("m NAP", "m"), ("-", "1")],
)
def test_units_are_told_as_people_write_them(said: str, unit: str):
    assert asking().unit("v", ("something",), said) == unit


def test_a_unit_that_the_quantity_cannot_have_is_refused_with_the_reason():
    given = asking()
    assert given.unit("ta", ("air_temperature",), "m") is None
    assert [(one.code, one.object) for one in given.report] == [("UNIT", "ta")]
    assert "Air temperature in m: that cannot become °C" in next(iter(given.report)).message
    assert not given.needs


def test_what_a_person_says_of_a_unit_counts_more_than_the_file():
    assert asking(units={"ta": "K"}).unit("ta", ("air_temperature",), "m") == "K"


def test_all_that_is_missing_is_asked_for_at_the_end():
    given = asking()
    given.unit("h", ("depth",), "")
    given.place("", DELFT)
    given.place("", DELFT)
    with pytest.raises(NeedsMore) as fault:
        given.done()
    assert [one.what for one in fault.value.needs] == ["unit", "crs"]
    assert "x from 84000 to 85000 and y from 446000 to 447000" in str(fault.value)


def test_coordinates_become_metres_of_the_frame():
    given = asking(frame=Frame("EPSG:28992", "", (84_000.0, 446_000.0, 0.0)))
    local = given.place("EPSG:28992", DELFT)(DELFT)
    assert local[1].tolist() == [1000, 1000, 0]
    assert given.done().horizontal == "EPSG:28992"


def test_results_of_another_place_are_told_with_the_distance():
    frame = Frame("EPSG:28992", "", (84_000.0, 446_000.0, 0.0))
    given = asking(frame=frame, around=np.array([[-5000.0, 0], [-4000, 1000]]))
    given.place("EPSG:28992", DELFT)
    assert [one.message for one in given.report] == [
        "run.nc is of another place, 4.0 km from the city"
    ]


def test_degrees_that_are_called_metres_are_doubted():
    given = asking()
    given.place("EPSG:28992", np.array([[4.3, 52.0, 0], [4.4, 52.1, 0]]))
    assert [one.code for one in given.report] == ["CRS_OUTSIDE"]


def test_a_system_that_nobody_knows_is_a_fault_of_one_line():
    with pytest.raises(ReadError, match=r"run\.nc: nobody knows .*--crs"):
        asking().place("EPSG:99999", DELFT)


@pytest.mark.parametrize("name", ["current", "f", "level", "intensity"])
def test_what_a_short_name_may_mean_elsewhere_refuses_nothing(name: str):
    given = asking()
    assert given.unit(name, (name,), "1/s") == "1/s"
    assert not len(given.report)
