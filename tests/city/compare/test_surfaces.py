"""What is said of roofs and walls, and what they are, is compared face by face."""

import numpy as np

from city.builder import CityBuilder
from city.compare import between_cities
from tests.city.toy import FRAME, box_faces

KINDS = ["GroundSurface", *["WallSurface"] * 4, "RoofSurface"]


def home(said=(), kinds=KINDS, order=range(6), shift=0.0, own=True):
    """A house; said: by the number of a face, what is said of it."""
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", "h")
    shape = builder.add_shape(row, "2", "Solid")
    faces = box_faces((shift, 0, 0), (shift + 10, 8, 3))
    for k in order:
        surface = builder.add_surface(row, kinds[k]) if own else -1
        for name, value in dict(said).get(k, {}).items():
            builder.surfaces.set(surface, name, "text", value)
        builder.add_polygon(
            shape, [np.roll(faces[k], k if order is not KINDS else 0, axis=0)], surface
        )
    return builder.freeze()


def told(a, b):
    difference = between_cities(a, b)
    return [tuple(one) for said in difference.said for one in said]


def test_surfaces_that_are_the_same_are_no_difference():
    said = {5: {"material": "tiles"}}
    assert told(home(said), home(said)) == []
    assert told(home(said), home(said, order=(5, 3, 1, 0, 2, 4), shift=0.002)) == []


def test_faces_that_cannot_be_told_apart_are_not_mistaken_for_one_another():
    # 6 mm away and in another order: the same shape, but rounded to other centimetres
    said = {5: {"material": "tiles"}}
    assert told(home(said), home(said, order=(5, 3, 1, 0, 2, 4), shift=0.006)) == []


def test_what_is_said_of_a_roof_is_told():
    before, after = home({5: {"material": "tiles"}}), home({5: {"material": "green"}})
    assert told(before, after) == [("roof: material", "tiles", "green")]
    turned = home({5: {"material": "green"}}, order=(3, 5, 1, 0, 2, 4))
    assert told(before, turned) == [("roof: material", "tiles", "green")]
    assert told(before, home()) == [("roof: material", "tiles", None)]
    assert between_cities(before, after).counts()["attributes"] == 1


def test_another_kind_of_surface_is_told():
    other = [*KINDS[:5], "OuterCeilingSurface"]
    assert told(home(), home(kinds=other)) == [("surface", "roof", "outerceiling")]


def test_faces_that_belong_to_no_surface_any_more_are_told():
    assert sorted(set(told(home(), home(own=False)))) == [
        ("surface", "ground", None),
        ("surface", "roof", None),
        ("surface", "wall", None),
    ]


def test_another_shape_is_told_as_such_and_its_surfaces_are_not_compared():
    moved = home({5: {"material": "green"}}, shift=3.0)
    difference = between_cities(home({5: {"material": "tiles"}}), moved)
    assert difference.counts()["shape"] == 1 and difference.said == [()]
