"""Where the table stands: against the formulas of the projections."""

import numpy as np
import pytest

from city.frame import Frame
from city.place import coordinates, degrees_of, local_of, place_of

HERE = np.zeros(3)


def test_the_church_of_amersfoort_is_where_the_dutch_grid_begins():
    place = place_of(Frame("EPSG:28992", "EPSG:5709", (155000.0, 463000.0, 12.0)), HERE)
    assert (place.lon, place.lat) == pytest.approx((5.3872, 52.1552), abs=2e-4)
    assert place.turn == pytest.approx(0, abs=1e-4)
    assert place.scale == pytest.approx(0.9999079, abs=1e-7)  # of the projection at its centre
    assert place.height == 12


@pytest.mark.parametrize("east", [280_000.0, 500_000.0, 700_000.0])
def test_the_grid_of_utm_turns_and_stretches_as_the_formulas_say(east):
    place = place_of(Frame("EPSG:25832", "", (east, 5_700_000.0, 0.0)), HERE)
    away = np.radians(place.lon - 9)
    lat = np.radians(place.lat)
    turn = np.degrees(np.arctan(np.tan(away) * np.sin(lat)))  # on a sphere
    assert place.turn == pytest.approx(turn, abs=0.002)
    scale = 0.9996 * (1 + (east - 500_000) ** 2 / (2 * 6_380_000.0**2))
    assert place.scale == pytest.approx(scale, abs=3e-6)


@pytest.mark.parametrize("system", ["EPSG:25832", "EPSG:2154", "EPSG:2056", "EPSG:32756"])
def test_proj_itself_finds_the_same_turn_and_scale(system):
    from pyproj import CRS, Proj, Transformer

    area = {"EPSG:2154": (-1, 48), "EPSG:32756": (151, -34)}.get(system, (8.2, 47.2))
    own = CRS(system).geodetic_crs
    x, y = Transformer.from_crs(own, system, always_xy=True).transform(*area)
    place = place_of(Frame(system, "", (x, y, 0.0)), HERE)
    factors = Proj(system).get_factors(*area)
    assert place.turn == pytest.approx(factors.meridian_convergence, abs=2e-4)
    size = np.sqrt(factors.meridional_scale * factors.parallel_scale)
    assert place.scale == pytest.approx(size, abs=1e-7)


@pytest.mark.parametrize("name", ["", "local"])
def test_a_city_in_local_metres_has_no_place(name):
    frame = Frame(name)
    assert place_of(frame, HERE) is None
    values, _ = coordinates(frame, np.array([1.0, 2, 3]))
    assert [(v.axis, v.value) for v in values] == [("X", 1), ("Y", 2), ("Z", 3)]
    with pytest.raises(ValueError, match="nobody knows where"):
        coordinates(frame, HERE, "EPSG:4326")


def test_the_tables_own_coordinates_are_its_local_metres_from_the_origin():
    frame = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 1.0))
    values, _ = coordinates(frame, np.array([1.0, 2.0, 3.0]))
    assert [v.value for v in values] == [84001.0, 447002.0, 4.0]
    assert [v.unit for v in values] == ["m", "m", "m"]


def test_the_axes_stand_in_the_order_of_the_other_system():
    frame = Frame("EPSG:28992", "EPSG:5709", (155000.0, 463000.0, 0.0))
    degrees, _ = coordinates(frame, HERE, "EPSG:4326")
    assert [v.axis for v in degrees] == ["Lat", "Lon", "H"]
    assert degrees[0].value == pytest.approx(52.1552, abs=2e-4)
    assert [v.unit for v in degrees] == ["°", "°", "m"]
    utm, _ = coordinates(frame, HERE, "25831")
    assert [v.axis for v in utm][:2] == ["E", "N"]
    assert 600_000 < utm[0].value < 700_000 and utm[1].value > 5_700_000
    gauss, _ = coordinates(frame, HERE, "EPSG:31466")  # northing first, and called X
    assert gauss[0].value > 5e6 > gauss[1].value
    back = place_of(Frame("EPSG:25831", "", (utm[0].value, utm[1].value, 0.0)), HERE)
    assert back.lat == pytest.approx(degrees[0].value, abs=1e-5)


@pytest.mark.parametrize(("system", "said"), [("EPSG:999999", "nobody knows"), ("local", "Earth")])
def test_a_system_that_does_not_exist_is_refused(system, said):
    with pytest.raises(ValueError, match=said):
        coordinates(Frame("EPSG:28992"), HERE, system)


def test_degrees_come_to_the_place_that_they_were_found_of():
    frame = Frame("EPSG:28992", "EPSG:5709", (90_000.0, 436_000.0, 0.0))
    points = np.array([[0.0, 0.0, 0.0], [1500.0, -700.0, 3.0]])
    places = [place_of(frame, point) for point in points]
    degrees = np.array([(place.lon, place.lat) for place in places])
    assert local_of(frame, degrees) == pytest.approx(points[:, :2], abs=1e-3)


def test_degrees_that_a_frame_cannot_show_have_no_place():
    frame = Frame("EPSG:28992", "EPSG:5709", (90_000.0, 436_000.0, 0.0))
    found = local_of(frame, np.array([[4.47, 51.9], [np.nan, 51.9], [np.inf, 3.0]]))
    assert np.isfinite(found).all(1).tolist() == [True, False, False]
    assert np.isnan(local_of(Frame("local"), np.array([[4.47, 51.9]]))).all()
    assert local_of(frame, np.zeros((0, 2))).shape == (0, 2)


def test_a_box_of_the_table_in_degrees():
    frame = Frame("EPSG:28992", "", (155000.0, 463000.0, 0.0))
    west, south, east, north = degrees_of(frame, (-1000.0, -500.0, 1000.0, 500.0))
    middle = ((west + east) / 2, (south + north) / 2)
    assert middle == pytest.approx((5.3872, 52.1552), abs=2e-4)
    assert (east - west) * 111_320 * np.cos(np.radians(52.1552)) == pytest.approx(2000, rel=0.01)
    assert (north - south) * 111_250 == pytest.approx(1000, rel=0.01)
    assert degrees_of(Frame("local", ""), (0.0, 0.0, 1.0, 1.0)) is None
