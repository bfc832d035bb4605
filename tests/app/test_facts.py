import numpy as np

from app.facts import box_of, family, object_facts, part_of, seen_part, surface_facts
from city.builder import CityBuilder
from tests.city.toy import FRAME, box_faces, town

CITY = town().freeze()


def row(ident):
    return CITY.objects.ids.find(ident)


def test_a_building_is_measured_with_its_parts():
    facts = dict(object_facts(CITY, row("tower")))
    assert facts["Height"] == "25.00 m"
    assert facts["Highest point"] == "25.00 m"
    assert facts["Volume"] == "4,000.0 m³"  # 20 x 20 x 5 + 10 x 10 x 20
    assert facts["Roof area"] == "400.0 m²"
    assert facts["Measured in"] == "LoD 2"


def test_a_house_alone():
    facts = dict(object_facts(CITY, row("house")))
    assert facts["Height"] == "3.00 m"
    assert facts["Footprint"] == "80.0 m²"
    assert facts["Volume"] == "240.0 m³"
    assert facts["Wall area"] == "108.0 m²"


def test_a_surface_has_an_area_a_slope_and_a_direction():
    house = row("house")
    kinds = {
        CITY.surfaces.kind_of(s): s for s in range(len(CITY.surfaces))
        if CITY.surface_object[s] == house
    }  # fmt: skip
    roof = dict(surface_facts(CITY, house, kinds["RoofSurface"], "2"))
    assert roof == {"Area": "80.00 m²", "Slope": "0.0°"}
    wall = dict(surface_facts(CITY, house, kinds["WallSurface"], None))
    assert wall == {"Area": "24.00 m²", "Slope": "90.0°", "Faces": "west"}


def test_one_surface_of_several_planes_is_not_told_as_if_it_were_flat():
    """A gable of two planes at 45 degrees in one surface, and the four walls in another."""
    builder = CityBuilder(FRAME)
    house = builder.add_object("Building", "house")
    shape = builder.add_shape(house, "2", "MultiSurface")
    roof = builder.add_surface(house, "RoofSurface")
    for side in (
        [(0, 0, 3), (10, 0, 3), (10, 2, 5), (0, 2, 5)],
        [(10, 4, 3), (0, 4, 3), (0, 2, 5), (10, 2, 5)],
    ):
        builder.add_polygon(shape, [np.array(side, float)], roof)
    walls = builder.add_surface(house, "WallSurface")
    for face in box_faces((0, 0, 0), (10, 4, 3))[1:5]:
        builder.add_polygon(shape, [face], walls)
    city = builder.freeze()
    assert dict(surface_facts(city, 0, roof, "2")) == {
        "Area": "56.57 m²",
        "Slope": "45.0°",
        "Faces": "several ways",
    }
    around = dict(surface_facts(city, 0, walls, "2"))
    assert around == {"Area": "84.00 m²", "Slope": "90.0°", "Faces": "several ways"}


def test_a_family_lies_side_by_side_and_stands_alone():
    first, last = family(CITY, row("tower"))
    assert {CITY.objects.ids[r] for r in range(first, last)} == {"tower", "podium", "shaft"}
    alone = part_of(CITY, first, last)
    shapes = alone.shapes["2"]
    assert shapes.polygons == 12
    assert shapes.triangles.min() == 0
    assert shapes.triangles.max() == len(shapes.points) - 1


def test_where_a_thing_stands():
    assert box_of(CITY, row("tower")) == (100, 120, 0, 20, 0, 25)


def test_a_building_without_faces_is_seen_in_its_first_part():
    part, lod = seen_part(CITY, row("tower"), None)
    assert (CITY.objects.ids[part], lod) == ("podium", "2")
    assert seen_part(CITY, row("house"), "2") == (row("house"), "2")
