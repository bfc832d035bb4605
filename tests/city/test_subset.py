"""A part of a city keeps what it is made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.measure import surface_areas, volumes
from city.model import Material
from city.subset import rearranged, subset
from tests.city.test_union import areas, objects
from tests.city.toy import town


def part(*ids):
    city = town().freeze()
    return subset(city, np.array([city.objects.ids.find(i) for i in ids], np.int32))


def test_a_building_comes_with_its_parts():
    city = part("tower")
    assert list(city.objects.ids) == ["tower", "podium", "shaft"]
    assert city.objects.parent.tolist() == [-1, 0, 0]
    assert np.nansum(volumes(city, "2")) == pytest.approx(4000)


def test_a_part_comes_with_its_building_but_without_the_other_part():
    city = part("shaft")
    assert list(city.objects.ids) == ["tower", "shaft"]
    assert city.objects.parent.tolist() == [-1, 0]
    assert np.nansum(volumes(city, "2")) == pytest.approx(2000)
    assert len(city.surfaces) == 0


def test_attributes_surfaces_and_holes_are_kept():
    city = part("square", "house")
    house, square = (city.objects.ids.find(i) for i in ("house", "square"))
    assert city.objects.columns["storeys"].items() == [(house, 1)]
    assert city.surfaces.counts() == {"GroundSurface": 1, "RoofSurface": 1, "WallSurface": 4}
    assert set(city.surface_object.tolist()) == {house}
    assert surface_areas(city, "2")["RoofSurface"][house] == pytest.approx(80)
    assert surface_areas(city, "2")[""][square] == pytest.approx(600 - 6)


def test_paint_is_kept():
    builder = town()
    red = builder.add_material(Material("red"))
    builder.paint("visual", 3, red)
    whole = builder.freeze()
    look = whole.shapes["2"].appearances["visual"].material
    owner = whole.shapes["2"].object_of_polygon(int(np.flatnonzero(look == red)[0]))
    city = subset(whole, np.array([owner]))
    assert (city.shapes["2"].appearances["visual"].material == red).sum() == 1
    assert len(city.shapes["2"].appearances["visual"].material) == 6


def test_nothing_of_a_city():
    city = part()
    assert len(city.objects) == 0
    assert not city.shapes


TOWN = town().freeze()


@given(st.sets(st.integers(0, len(TOWN.objects) - 1)))
def test_every_object_keeps_its_points(rows):
    city = subset(TOWN, np.array(sorted(rows), np.int32))
    for lod, shapes in city.shapes.items():
        whole = TOWN.shapes[lod]
        for polygon in range(shapes.polygons):
            ident = city.objects.ids[shapes.object_of_polygon(polygon)]
            row = TOWN.objects.ids.find(ident)
            first, last = whole.object_polygons()[row : row + 2]
            rings = [ring.tolist() for ring in shapes.rings(polygon)]
            assert rings in [[r.tolist() for r in whole.rings(p)] for p in range(first, last)]
        assert len(shapes.triangles) == shapes.polygon_triangles[-1]
        assert (shapes.triangles < len(shapes.points)).all()


def test_alone_an_object_comes_without_what_is_below_it():
    city = town().freeze()
    ids = list(city.objects.ids)
    rows = np.array([ids.index("tower"), ids.index("podium")])
    part = subset(city, rows, alone=True)
    assert list(part.objects.ids) == ["tower", "podium"]
    assert part.objects.attributes(0) == city.objects.attributes(int(rows[0]))
    assert len(part.shapes["2"].shape_type) == 1
    assert list(subset(city, rows[:1]).objects.ids) == ["tower", "podium", "shaft"]


@given(st.permutations(range(len(TOWN.objects))))
def test_another_order_changes_nothing_else(order):
    city = rearranged(TOWN, np.array(order))
    assert list(city.objects.ids) == [TOWN.objects.ids[row] for row in order]
    assert objects(city) == objects(TOWN)
    assert areas(city) == areas(TOWN)
    assert (np.diff(city.surface_object) >= 0).all()
    assert np.nansum(volumes(city, "2")) == pytest.approx(np.nansum(volumes(TOWN, "2")))


def test_paint_goes_with_its_face_into_another_order():
    builder = town()
    builder.paint("visual", 3, builder.add_material(Material("red")))
    whole = builder.freeze()
    city = rearranged(whole, np.arange(len(whole.objects))[::-1])
    faces = []
    for one in (whole, city):
        shapes = one.shapes["2"]
        (polygon,) = np.flatnonzero(shapes.appearances["visual"].material == 0)
        owner = one.objects.ids[shapes.object_of_polygon(int(polygon))]
        faces.append((owner, [ring.tolist() for ring in shapes.rings(int(polygon))]))
    assert faces[0] == faces[1]
