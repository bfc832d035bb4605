"""A city moves to another system with everything it is."""

import numpy as np
import pytest
from pyproj import Transformer

from city.builder import CityBuilder
from city.crs import Crs
from city.frame import Frame
from city.reproject import reproject

DELFT = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 0.0))


def delft(frame=DELFT):
    builder = CityBuilder(frame)
    house = builder.add_object("Building", "house")
    shape = builder.add_shape(house, "1")
    square = np.array([[0.0, 0, 5], [10, 0, 5], [10, 10, 5], [0, 10, 5]])
    builder.add_polygon(shape, [square])
    builder.objects.set(house, "storeys", "integer", 3)
    return builder.freeze()


def test_the_points_are_where_proj_says():
    city = delft()
    moved = reproject(city, Crs("EPSG:25831"))
    east, north = Transformer.from_crs(28992, 25831, always_xy=True).transform(
        *city.frame.to_world(city.shapes["1"].points)[:, :2].T
    )
    world = moved.frame.to_world(moved.shapes["1"].points)
    assert world == pytest.approx(np.column_stack([east, north, np.full(4, 5.0)]), abs=1e-6)
    assert moved.frame.horizontal == "EPSG:25831" and moved.frame.vertical == "EPSG:5709"
    assert moved.objects is city.objects
    assert (moved.shapes["1"].triangles == city.shapes["1"].triangles).all()
    assert np.abs(moved.shapes["1"].points[:, :2]).max() < 100
    assert city.frame.horizontal == "EPSG:28992" and not moved.shapes["1"].points.flags.writeable


def test_there_and_back_again():
    city = delft()
    back = reproject(reproject(city, Crs("EPSG:25831")), Crs("EPSG:28992"))
    expected = city.frame.to_world(city.shapes["1"].points)
    assert back.frame.to_world(back.shapes["1"].points) == pytest.approx(expected, abs=1e-3)


def test_a_system_with_northing_first_keeps_east_in_x():
    moved = reproject(delft(Frame("EPSG:25832", "", (350000.0, 5650000.0, 0))), Crs("EPSG:31466"))
    world = moved.frame.to_world(moved.shapes["1"].points)
    assert (world[:, 0] > 2_500_000).all() and (world[:, 1] > 5_600_000).all()


@pytest.mark.parametrize(
    ("frame", "to", "word"),
    [
        (Frame("local"), Crs("EPSG:28992"), "local metres"),
        (Frame(), Crs("EPSG:28992"), "local metres"),
        (Frame("EPSG:28992"), Crs("local"), "local metres"),
        (Frame("EPSG:28992"), Crs("EPSG:4326"), "not in true metres"),
    ],
)
def test_what_cannot_be_is_said(frame, to, word):
    with pytest.raises(ValueError, match=word):
        reproject(delft(frame), to)


def test_an_empty_city_moves_too():
    assert reproject(CityBuilder(Frame("EPSG:28992")).freeze(), Crs("EPSG:25831")).shapes == {}
