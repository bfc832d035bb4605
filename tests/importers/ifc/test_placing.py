"""A building model opens at its place, by whatever its file says of it; doubts are said."""

import math

import numpy as np
import pytest
from pyproj import Transformer

from city.measure import volumes
from importers import ReadError
from importers.intake import NeedsCrs
from tests.importers.ifc.models import (
    BY,
    FEET,
    METRES,
    MILLIMETRES,
    conversion,
    model,
    sets,
)
from tests.importers.ifc.shared import city_of, codes, opened, row, world

HOUSE = [[0, 0, -0.2], [10, 20, 6]]  # metres, of the toy from its own origin
ETRS = [500000, 5400000, 100]
DEGREE = "(52,0,0,0),(4,22,30,500000),7."  # in Delft


def extent(reading):
    """(2, 3): where everything stands, in the coordinates of the city's frame."""
    city = city_of(reading)
    return city.frame.to_world(city.extent())


def test_a_map_conversion_places_it(tmp_path):
    reading = opened(tmp_path, model(extra=conversion()), need_crs=True)
    assert city_of(reading).frame.horizontal == "EPSG:25832"
    np.testing.assert_allclose(extent(reading), np.add(HOUSE, ETRS), atol=1e-6)
    np.testing.assert_allclose(reading.extent, np.add(HOUSE, ETRS), atol=1e-6)
    assert codes(reading) == set()


def test_it_is_turned_and_scaled(tmp_path):
    """x points 30 degrees north of east; by hand: the roof's far corner (10, 20, 6)."""
    axis = f"{math.cos(math.radians(30))},{math.sin(math.radians(30))}"
    values = f"500000.,5400000.,100.,{axis},0.9996"
    found = world(
        city_of(opened(tmp_path, model(extra=conversion(values=values)), need_crs=True)), "roof"
    )
    half = math.sqrt(3) / 2
    corners = [(0, 0), (10 * half, 5), (-10, 20 * half), (10 * half - 10, 5 + 20 * half)]
    plan = np.array(corners) * 0.9996 + ETRS[:2]
    np.testing.assert_allclose(found[:, :2], [plan.min(0), plan.max(0)], atol=1e-6)
    np.testing.assert_allclose(found[:, 2], [100 + 5.8 * 0.9996, 100 + 6 * 0.9996], atol=1e-6)


def test_an_axis_of_any_length_is_a_direction(tmp_path):
    reading = opened(tmp_path, model(extra=conversion(values="500000.,5400000.,100.,0.,7.,$")))
    expected = [[499980, 5400000, 99.8], [500000, 5400010, 106]]
    np.testing.assert_allclose(extent(reading), expected, atol=1e-6)


def test_each_axis_may_have_a_factor(tmp_path):
    extra = conversion(
        values="500000.,5400000.,100.,1.,0.,1.,1.02,0.98,1.", name="IFCMAPCONVERSIONSCALED"
    )
    reading = opened(tmp_path, model("IFC4X3_ADD2", extra=extra), need_crs=True)
    expected = [[500000, 5400000, 99.8], [500010.2, 5400019.6, 106]]
    np.testing.assert_allclose(extent(reading), expected, atol=1e-6)


def test_a_rigid_operation_only_moves(tmp_path):
    values = "IFCLENGTHMEASURE(500000.),IFCLENGTHMEASURE(5400000.),100."
    extra = conversion(values=values, name="IFCRIGIDOPERATION")
    reading = opened(tmp_path, model("IFC4X3_ADD2", extra=extra), need_crs=True)
    np.testing.assert_allclose(extent(reading), np.add(HOUSE, ETRS), atol=1e-6)


@pytest.mark.parametrize(
    ("unit", "values", "map_unit", "said"),
    [
        (MILLIMETRES, "500000.,5400000.,100.,1.,0.,0.001", "#503=" + METRES[4:], ""),
        (MILLIMETRES, "500000.,5400000.,100.,1.,0.,1.", "#503=" + METRES[4:], ""),
        (MILLIMETRES, "5.E8,5.4E9,1.E5,1.,0.,1.", "$", ""),
        (MILLIMETRES, "5.E8,5.4E9,1.E5,1.,0.,1.", "#31", ""),
        (MILLIMETRES, "500000.,5400000.,100.,1.,0.,0.001", "$", "IFC_MAP_UNIT"),
        (MILLIMETRES, "500000.,5400000.,100.,1.,0.,$", "$", "IFC_MAP_UNIT"),
        (FEET, "500000.,5400000.,100.,1.,0.,0.3048", "#503=" + METRES[4:], ""),
        (METRES, "500000.,5400000.,100.,1.,0.,1000.", "$", "IFC_MAP_SCALE"),
        (METRES, "500000.,5400000.,100.,1.,0.,0.", "$", "IFC_MAP_SCALE"),
        (METRES, "5400000.,500000.,100.,1.,0.,1.", "$", "CRS_AXES_SWAPPED"),
    ],
)
def test_units_of_model_and_map_may_differ(tmp_path, unit, values, map_unit, said):
    text = model(unit=unit, extra=conversion(values=values, unit=map_unit))
    reading = opened(tmp_path, text, need_crs=True)
    np.testing.assert_allclose(extent(reading), np.add(HOUSE, ETRS), atol=1e-5)
    assert codes(reading) == ({said} if said else set())


def test_a_scale_without_the_units_is_taken_as_that_of_the_projection(tmp_path):
    extra = conversion(values="500000.,5400000.,100.,1.,0.,0.9996", unit="#503=" + METRES[4:])
    reading = opened(tmp_path, model(unit=MILLIMETRES, extra=extra), need_crs=True)
    expected = np.array(HOUSE) * 0.9996 + ETRS
    np.testing.assert_allclose(extent(reading), expected, atol=1e-5)
    assert codes(reading) == {"IFC_MAP_SCALE"}


def test_a_map_in_feet_becomes_metres(tmp_path):
    """New York Long Island (ftUS): the city's frame is in metres, the size stays."""
    extra = conversion("EPSG:2263", "980000.,200000.,10.,1.,0.,1.", unit="#31")
    reading = opened(tmp_path, model(unit=FEET, extra=extra), need_crs=True)
    found = extent(reading)
    np.testing.assert_allclose(np.ptp(found, axis=0), [10, 20, 6.2], atol=0.3)  # turned a little
    city = city_of(reading)
    assert volumes(city, "3")[row(city, "roof")] == pytest.approx(40, rel=2e-3)
    east, north = Transformer.from_crs(2263, 4326, always_xy=True).transform(
        980000 * 0.3048 / (1200 / 3937), 200000 * 0.3048 / (1200 / 3937)
    )
    x, y = Transformer.from_crs(4326, city_of(reading).frame.horizontal, always_xy=True).transform(
        east, north
    )
    assert math.hypot(found[0, 0] - x, found[0, 1] - y) < 1.5  # the datums differ


@pytest.mark.parametrize(
    ("crs", "vertical", "expected"),
    [
        ("EPSG:25832", "DHHN2016", ("EPSG:25832", "EPSG:7837")),
        ("EPSG: 25832", "EPSG:7837", ("EPSG:25832", "EPSG:7837")),
        ("ETRS89 / UTM zone 32N", "DHHN2016 height", ("EPSG:25832", "EPSG:7837")),
        ("urn:ogc:def:crs:EPSG::25832", "$", ("EPSG:25832", "")),
        ("EPSG:25832+7837", "$", ("EPSG:25832", "EPSG:7837")),
    ],
)
def test_systems_are_known_by_many_names(tmp_path, crs, vertical, expected):
    reading = opened(tmp_path, model(extra=conversion(crs, vertical=vertical)), need_crs=True)
    frame = city_of(reading).frame
    assert (frame.horizontal, frame.vertical) == expected
    np.testing.assert_allclose(extent(reading), np.add(HOUSE, ETRS), atol=1e-6)
    assert codes(reading) == set()


def test_heights_that_nobody_knows_are_said(tmp_path):
    reading = opened(tmp_path, model(extra=conversion(vertical="Our pump")), need_crs=True)
    assert codes(reading) == {"CRS_UNKNOWN"}
    assert city_of(reading).frame.vertical == ""


def test_a_system_that_nobody_knows_asks_for_another(tmp_path):
    text = model(extra=conversion("Our own grid 7"))
    with pytest.raises(ReadError, match=r"nobody knows .*Our own grid 7.*--crs"):
        opened(tmp_path, text, need_crs=True)
    reading = opened(tmp_path, text)
    assert "CRS_UNKNOWN" in codes(reading)
    np.testing.assert_allclose(extent(reading), np.add(HOUSE, ETRS), atol=1e-6)
    named = opened(tmp_path, text, need_crs=True, crs="EPSG:25832")
    assert city_of(named).frame.horizontal == "EPSG:25832"
    np.testing.assert_allclose(extent(named), np.add(HOUSE, ETRS), atol=1e-6)


def test_degrees_are_no_map_for_a_building(tmp_path):
    reading = opened(tmp_path, model(extra=conversion("EPSG:4326", "4.37,52.,0.,1.,0.,1.")))
    assert {"IFC_MAP_UNUSED", "CRS_MISSING"} == codes(reading)
    np.testing.assert_allclose(extent(reading), HOUSE, atol=1e-6)


@pytest.mark.parametrize("unit", [METRES, MILLIMETRES], ids=["m", "mm"])
def test_property_sets_place_a_model_of_2x3(tmp_path, unit):
    by = BY[unit]
    values = {"Eastings": 500000 * by, "Northings": 5400000 * by, "OrthogonalHeight": 100 * by}
    extra = sets("EPSG:25832", **values, XAxisAbscissa=0.0, XAxisOrdinate=1.0, Scale=1.0)
    reading = opened(tmp_path, model("IFC2X3", unit, extra=extra), need_crs=True)
    expected = [[499980, 5400000, 99.8], [500000, 5400010, 106]]
    np.testing.assert_allclose(extent(reading), expected, atol=1e-5)
    assert codes(reading) == set()


def test_local_keeps_the_model_in_its_own_axes(tmp_path):
    reading = opened(tmp_path, model(extra=conversion()), crs="local")
    np.testing.assert_allclose(extent(reading), HOUSE, atol=1e-9)


# without a map


@pytest.mark.parametrize("field", ["plot", "world"])
def test_coordinates_of_a_map_need_only_its_name(tmp_path, field):
    """A plot placed, or axes laid, at 500 km and 5,400 km: levels 30 and 40 of georeferencing."""
    text = model(**{field: ETRS}, site=DEGREE)
    with pytest.raises(NeedsCrs):
        opened(tmp_path, text, need_crs=True)
    reading = opened(tmp_path, text, need_crs=True, crs="EPSG:25832")
    np.testing.assert_allclose(extent(reading), np.add(HOUSE, ETRS), atol=1e-6)
    assert codes(reading) == set()


def test_the_axes_of_the_context_are_taken_off_before_a_map(tmp_path):
    """IFC 4.3, IfcGeometricRepresentationContext: the map's point is where the axes lie."""
    reading = opened(tmp_path, model(world=(100, 50, 0), extra=conversion()), need_crs=True)
    np.testing.assert_allclose(extent(reading), np.add(HOUSE, ETRS) - [100, 50, 0], atol=1e-6)


def test_degrees_of_the_plot_place_it_roughly(tmp_path):
    reading = opened(tmp_path, model(site=DEGREE), need_crs=True)
    assert codes(reading) == {"IFC_PLACED_ROUGHLY"}
    assert city_of(reading).frame.horizontal == "EPSG:32631"
    way = Transformer.from_crs(4326, 32631, always_xy=True)
    longitude = 4 + 22 / 60 + 30.5 / 3600
    x, y = way.transform(longitude, 52)
    low, high = extent(reading)
    assert low[2] == pytest.approx(6.8)
    assert math.hypot(low[0] - x, low[1] - y) < 1  # turned a little, by the grid's convergence
    turn = math.radians((longitude - 3) * math.sin(math.radians(52)))  # clockwise, about 1 degree
    assert high[0] - x == pytest.approx(10 * math.cos(turn) + 20 * math.sin(turn) - 0, abs=0.7)


def test_true_north_turns_it(tmp_path):
    """North along the model's x axis: the long side, along y, then points west."""
    extra = "#600=IFCDIRECTION((1.,0.));"
    text = model(site="(0,0,30,0),(3,0,0,0),0.", north="#600", extra=extra)  # no convergence
    reading = opened(tmp_path, text, need_crs=True)
    np.testing.assert_allclose(np.ptp(extent(reading), axis=0)[:2], [20, 10], atol=1e-3)
    x, y = Transformer.from_crs(4326, 32631, always_xy=True).transform(3.0, 30 / 3600)
    np.testing.assert_allclose(extent(reading)[:, 0], [x - 20, x], atol=1e-3)
    np.testing.assert_allclose(extent(reading)[:, 1], [y, y + 10], atol=1e-3)


def test_the_plot_lies_at_its_degrees_and_not_the_origin(tmp_path):
    text = model(site="(0,0,30,0),(3,0,0,0),0.", plot=(5, 7, 0))
    x, y = Transformer.from_crs(4326, 32631, always_xy=True).transform(3.0, 30 / 3600)
    reading = opened(tmp_path, text, need_crs=True)
    np.testing.assert_allclose(extent(reading)[0], [x, y, -0.2], atol=1e-3)


def test_a_city_system_takes_a_rough_place_too(tmp_path):
    reading = opened(tmp_path, model(site=DEGREE), need_crs=True, crs="EPSG:28992")
    x, y = Transformer.from_crs(4326, 28992, always_xy=True).transform(4 + 22 / 60 + 0.00847, 52)
    assert codes(reading) == {"IFC_PLACED_ROUGHLY"}
    assert math.hypot(*(extent(reading)[0, :2] - [x, y])) < 2


@pytest.mark.parametrize(
    "site",
    [
        "(42,21,31,181945),(-71,-3,-24,-263305),0.",
        "(0,0,0),(0,0,0),0.",
        "(95,0,0),(0,0,1),0.",
        "(50,0,0),$,0.",
    ],
    ids=["Boston", "nowhere", "beyond the pole", "half"],
)
def test_degrees_that_nobody_set_are_not_believed(tmp_path, site):
    with pytest.raises(NeedsCrs):
        opened(tmp_path, model(site=site), need_crs=True)
    np.testing.assert_allclose(extent(opened(tmp_path, model(site=site))), HOUSE, atol=1e-9)
