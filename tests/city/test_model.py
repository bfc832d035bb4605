"""A city answers simple questions about itself, and cannot be changed."""

import dataclasses

import numpy as np
import pytest

from city.builder import CityBuilder
from city.model import frozen
from tests.city.toy import town


@pytest.fixture(scope="module")
def city():
    return town().freeze()


def row(city, id):
    return city.objects.ids.find(id)


def test_counts_by_kind(city):
    assert city.objects.counts() == {
        "Building": 2,
        "BuildingPart": 2,
        "Road": 1,
        "SolitaryVegetationObject": 1,
        "Square": 1,
    }
    assert city.surfaces.counts() == {"GroundSurface": 2, "RoofSurface": 2, "WallSurface": 8}


def test_a_row_and_its_attributes(city):
    house = row(city, "house")
    assert city.objects.kind_of(house) == "Building"
    assert city.objects.attributes(house) == {"storeys": 1}
    assert city.objects.attributes(row(city, "tower")) == {}


def test_family(city):
    tower = row(city, "tower")
    assert {city.objects.ids[child] for child in city.children(tower)} == {"podium", "shaft"}
    assert city.root(row(city, "shaft")) == tower and city.root(tower) == tower
    assert city.children(row(city, "house")) == []


def test_extent_and_levels(city):
    assert city.lods() == ["2"]
    assert city.extent().tolist() == [[0, 0, 0], [900, 120, 90]]
    assert CityBuilder().freeze().extent() is None and CityBuilder().freeze().lods() == []


def test_the_extent_passes_over_what_is_no_number():
    builder = CityBuilder()
    shape = builder.add_shape(builder.add_object("Building"), "1")
    builder.add_polygon(shape, [np.array([[1.0, 2, 3], [np.nan, 0, 0], [4, 5, np.inf], [4, 5, 6]])])
    assert builder.freeze().extent().tolist() == [[1, 2, 3], [4, 5, 6]]
    broken = CityBuilder()
    shape = broken.add_shape(broken.add_object("Building"), "1")
    broken.add_polygon(shape, [np.full((3, 3), np.nan)])
    assert broken.freeze().extent() is None


def test_from_an_object_to_its_triangles_and_back(city):
    level = city.shapes["2"]
    owner = level.polygon_object()
    spans = level.object_triangles()
    for number in range(len(city.objects)):
        polygons = range(*level.object_polygons()[number : number + 2].tolist())
        assert all(owner[p] == number == level.object_of_polygon(p) for p in polygons)
        filled = level.polygon_triangles[[polygons.start, polygons.stop]]
        assert spans[number : number + 2].tolist() == filled.tolist()
    assert level.polygons == len(owner) == 6 * 3 + 3
    assert (level.shape_type[level.polygon_shape()] < 5).tolist() == level.filled().tolist()
    assert spans[-1] == len(level.triangles) == 18 * 2 + 8


def test_the_rings_of_a_polygon(city):
    level = city.shapes["2"]
    square = int(level.object_polygons()[row(city, "square")])
    outline, fountain = level.rings(square)
    assert outline.tolist() == [[0, 100, 0], [30, 100, 0], [30, 120, 0], [0, 120, 0]]
    assert fountain.tolist() == [[5, 105, 0], [5, 107, 0], [8, 107, 0], [8, 105, 0]]


def test_the_triangles_of_a_polygon_use_its_own_points(city):
    level = city.shapes["2"]
    starts = level.ring_points[level.polygon_rings]
    owner = np.repeat(np.arange(level.polygons), np.diff(level.polygon_triangles))
    assert (level.triangles >= starts[owner][:, None]).all()
    assert (level.triangles < starts[owner + 1][:, None]).all()


def test_nothing_about_a_city_can_be_changed(city):
    for array in (
        city.shapes["2"].points,
        city.shapes["2"].triangles,
        city.objects.kind,
        city.objects.ids.blob,
        city.objects.columns["storeys"].values,
        city.surface_object,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        city.frame = None


def test_frozen_reaches_into_everything():
    arrays = [np.zeros(2) for _ in range(3)]
    frozen({"a": {"b": arrays[0]}, "c": town().freeze()})
    assert not arrays[0].flags.writeable and arrays[1].flags.writeable
