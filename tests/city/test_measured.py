"""Measures of families, against numbers worked out by hand."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

from city.builder import CityBuilder
from city.measured import MEASURES, Measured, surface_name
from tests.city.toy import FRAME, add_box, solid, town

TOWER = {  # podium 20 x 20 x 5, shaft 10 x 10 x 20 on top of it
    ("height", ""): 25.0,
    ("top", ""): 25.0,
    ("ground", ""): 0.0,
    ("footprint", ""): 500.0,  # each part covers its own
    ("volume", ""): 4000.0,
    ("area", "roof"): 400.0,
    ("area", "wall"): 400.0,
    ("area", ""): 1200.0 + 1000.0,
    ("storeys", ""): 8.0,
    ("floorarea", ""): 4000.0,
}


@pytest.mark.parametrize(("asked", "value"), TOWER.items(), ids=lambda v: str(v))
def test_a_building_is_measured_with_its_parts(asked, value):
    city = town().freeze()
    assert Measured(city).of(*asked)[city.objects.ids.find("tower")] == pytest.approx(value)


def test_what_has_no_faces_has_no_measures():
    city = town().freeze()
    measured = Measured(city)
    for name in MEASURES:
        assert np.isnan(measured.of(name)[city.objects.ids.find("tree")])
    assert np.isnan(measured.of("storeys")[city.objects.ids.find("square")])


def test_a_building_in_two_levels_of_detail_counts_once():
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", "twice")
    add_box(builder, row, (0, 0, 0), (10, 10, 9), "1")
    add_box(builder, row, (0, 0, 0), (10, 10, 10), "2")
    measured = Measured(builder.freeze())
    assert measured.of("volume")[0] == pytest.approx(1000)
    assert measured.of("area", "roof")[0] == pytest.approx(100)


def test_the_slope_of_a_roof_is_weighted_by_area():
    """A roof of 45 degrees of 10 x sqrt(200), one that is level of 10 x 10."""
    builder = solid([np.array([[0.0, 0, 0], [10, 0, 0], [10, 10, 10], [0, 10, 10]])])
    builder.add_polygon(0, [np.array([[0.0, 10, 10], [10, 10, 10], [10, 20, 10], [0, 20, 10]])])
    city = builder.freeze()
    steep, flat = 10 * 200**0.5, 100.0
    measured = Measured(city)
    assert np.isnan(measured.of("slope")[0])  # nothing of it is called a roof
    assert measured._faces("1", "")[1][0] / (steep + flat) == pytest.approx(
        45 * steep / (steep + flat)
    )


def test_storeys_that_the_file_counts_come_first():
    builder = town()
    builder.objects.set(0, "storeysAboveGround", "integer", 2)
    city = builder.freeze()
    house = city.objects.ids.find("house")
    measured = Measured(city)
    assert measured.of("storeys")[house] == 1
    assert measured.of("floorarea")[house] == pytest.approx(160)


def test_a_measure_is_worked_out_once():
    measured = Measured(town().freeze())
    assert not measured.has("volume")
    assert measured.of("volume") is measured.of("volume")
    assert measured.has("volume")
    assert measured.surfaces == ["ground", "roof", "wall"]


def test_surfaces_in_a_question():
    assert surface_name("RoofSurface") == "roof"
    assert surface_name("con:WallSurface") == "wall"
    assert surface_name("Door") == "door"


def test_two_threads_make_a_thing_once():
    measured, made, gate = Measured(town().freeze()), [], Event()

    def make():
        gate.wait(5)
        made.append(1)
        return 7

    with ThreadPoolExecutor(2) as pool:
        told = [pool.submit(measured.kept, "seven", make) for _ in range(2)]
        gate.set()
        assert [one.result(5) for one in told] == [7, 7]
    assert made == [1]
