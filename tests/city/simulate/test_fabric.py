"""Faces of the base and of plans: whose they are, what they are, and how they look."""

import numpy as np
import pytest

from city.simulate.fabric import (
    BUILDING,
    OTHER,
    PLANNED,
    RELIEF,
    TREE,
    UNDERSIDE,
    fabric_of_city,
    fabric_of_thing,
    sort_of,
    woven,
)
from tests.city.plans import base, plan, square
from tests.city.simulate.towns import frame_at, objects
from tests.city.toy import box_faces

TOWN = base()


def whole(view):
    return fabric_of_city(view.base, 0, np.arange(len(view.base.cities[0].objects)))


@pytest.mark.parametrize(
    ("kind", "sort"),
    [
        ("Building", BUILDING),
        ("BuildingPart", BUILDING),
        ("SolitaryVegetationObject", TREE),
        ("TINRelief", RELIEF),
        ("Bridge", OTHER),
        ("Road", None),
        ("WaterBody", None),
        ("LandUse", None),
        ("SomethingElse", OTHER),
    ],
)
def test_what_things_are_to_light(kind, sort):
    assert sort_of(kind) == sort


def test_faces_of_a_family_belong_to_its_topmost():
    found = whole(plan(over=TOWN))
    names = np.array(found.owners)[found.owner]
    count = dict(zip(*np.unique(names, return_counts=True), strict=True))
    assert count == {"house": 6, "tower": 12}
    assert (found.sort == BUILDING).all() and len(np.unique(found.key)) == 18
    assert (found.called == UNDERSIDE).sum() == 2
    a, b, c = np.moveaxis(found.corners, 1, 0)
    size = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    sides = np.bincount(found.owner[found.face], size)
    order = [found.owners.index(name) for name in ("house", "tower")]
    assert sides[order] == pytest.approx([2 * 80 + 36 * 3, 800 + 400 + 200 + 800])


def test_faces_of_a_plan_have_keys_of_their_own_that_follow_from_their_shape():
    def made(ident="new", storeys=2):
        edit = {"edit": "build", "footprint": square(40, 0, 9, 9), "storeys": storeys, "id": ident}
        return fabric_of_thing(plan(edit, over=TOWN).things[ident])

    one, again = made(), made()
    np.testing.assert_array_equal(one.key, again.key)
    assert (one.key >= PLANNED).all() and (whole(plan(over=TOWN)).key < PLANNED).all()
    others = np.concatenate([made(storeys=3).key, made("other").key])
    assert not np.isin(one.key, others).any()


def test_what_lies_flat_has_no_faces():
    for kind in ("park", "water", "square"):
        edit = {"edit": "lay", "kind": kind, "outline": square(40, 60, 20, 20), "id": "land"}
        assert not len(fabric_of_thing(plan(edit, over=TOWN).things["land"]).key)


def test_bodies_that_are_inside_out_are_told_even_where_they_are_open():
    faces = box_faces((0, 0, 0), (4, 4, 4))
    turned = [face[::-1] for face in box_faces((10, 0, 0), (14, 4, 4))]
    view = objects(
        frame_at(52.0),
        ("sound", faces),
        ("turned", turned),
        ("open", [face + np.array([20, 0, 0]) for face in faces[1:]]),
        ("open, turned", [face + np.array([30, 0, 0]) for face in turned[1:]]),
        ("sheet", [np.array([[50.0, 0, 3], [60, 0, 3], [60, 9, 3]])]),
    )
    found = whole(view)
    names = np.array(found.owners)[found.owner]
    assert set(names[found.inside_out]) == {"turned", "open, turned"}
    assert (names[found.inside_out] == "turned").sum() == 6


def test_triangles_of_nothing_and_corners_that_are_no_places_are_left_out():
    view = objects(
        frame_at(52.0),
        ("sound", [np.array([[0.0, 0, 3], [9, 0, 3], [9, 9, 3]])]),
        ("nan", [np.array([[0.0, 0, 3], [9, np.nan, 3], [9, 9, 3]])]),
        ("line", [np.array([[0.0, 0, 3], [9, 0, 3], [18, 0, 3]])]),
    )
    found = whole(view)
    assert np.isfinite(found.corners).all()
    assert {found.owners[found.owner[k]] for k in np.unique(found.face)} == {"sound"}


def test_fabrics_are_woven_into_one_and_parted_again():
    found = whole(plan(over=TOWN))
    edit = {"edit": "build", "footprint": square(40, 0, 9, 9), "storeys": 2, "id": "new"}
    other = fabric_of_thing(plan(edit, over=TOWN).things["new"])
    both = woven([found, other, woven([])])
    assert len(both.key) == len(found.key) + len(other.key)
    mine = np.array(both.owners)[both.owner] == "new"
    back = both.where(mine)
    np.testing.assert_array_equal(back.corners, other.corners)
    np.testing.assert_array_equal(back.face, other.face)
    np.testing.assert_array_equal(back.key, other.key)
    assert not len(both.only([TREE]).corners)
