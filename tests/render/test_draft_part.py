"""A part of a layer is drawn and met as the same objects of the whole are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from city.query import drawn
from render import draft
from render.draft import draft_of
from render.draft_part import some_pieces
from render.hit import first_hit
from render.mesh import mesh_of
from tests.city.toy import town
from tests.render.towns import street

HOUSES = street(40)


def rows_of(city, *chosen):
    mask = np.zeros(len(city.objects), bool)
    mask[list(chosen)] = True
    return mask


def triangles(made):
    """The corners of all triangles of a draft's full models, sorted."""
    meshes = [made.mesh(leaf) for leaf in range(made.tree.leaves)]
    corners = [mesh.points[mesh.triangles].reshape(-1, 9) for mesh in meshes]
    return np.unique(np.concatenate([*corners, np.zeros((0, 9))]), axis=0)


@given(some.sets(some.integers(0, 39), min_size=1))
def test_of_some_houses_exactly_their_faces_are_drawn(chosen):
    rows = rows_of(HOUSES, *chosen)
    part = draft_of(HOUSES, None, "Buildings").part(rows)
    mesh = mesh_of(HOUSES, {level: mask & rows for level, mask in drawn(HOUSES).items()})
    wanted = np.unique(mesh.points[mesh.triangles].reshape(-1, 9), axis=0)
    assert np.array_equal(triangles(part), wanted)
    assert part.pieces.triangles.sum() == len(mesh.triangles)
    low, high = part.box
    points = mesh.points
    assert np.allclose(low, points.min(0), atol=0.01) and np.allclose(
        high, points.max(0), atol=0.01
    )


@given(some.sets(some.integers(0, 39), min_size=1), some.integers(0, 39))
def test_a_line_of_sight_meets_the_houses_that_are_there_and_no_others(chosen, house):
    part = draft_of(HOUSES, None, "Buildings").part(rows_of(HOUSES, *chosen))
    middle = HOUSES.shapes["2"].points[
        HOUSES.shapes["2"].ring_points[HOUSES.shapes["2"].polygon_rings[
            HOUSES.shapes["2"].object_polygons()[house]]]
    ]  # fmt: skip
    above = np.array([middle[0] + 4.0, middle[1] + 4.0, 100.0])
    hit = first_hit(part, above, np.array([0.0, 0.0, -1.0]), 1e6, None)
    assert (hit is not None and hit.object == house) == (house in chosen)


def test_it_works_alike_where_an_object_is_cut_into_pieces_and_tiles_are_small(monkeypatch):
    monkeypatch.setattr(draft, "TILE", 24)
    monkeypatch.setattr(draft, "BOXES", 4)
    whole = draft_of(HOUSES, None, "Buildings")
    part = whole.part(rows_of(HOUSES, *range(0, 40, 3)))
    assert part.tree.leaves > 1
    assert len(triangles(part)) == len(triangles(whole)) * 14 // 40


def test_of_a_family_that_is_there_in_part_the_boxes_are_found_anew():
    city = town().freeze()
    whole = draft_of(city, None, "Buildings")
    shaft = city.objects.ids.find("shaft")
    tower = city.objects.ids.find("tower")
    rows = rows_of(city, shaft)
    assert some_pieces(city, whole.pieces, whole.blocks[0], rows) is None
    part = whole.part(rows)
    wanted = mesh_of(city, {level: mask & rows for level, mask in drawn(city).items()})
    assert len(triangles(part)) == len(wanted.triangles)
    assert part.box[1][2] == pytest.approx(wanted.points[:, 2].max())
    family = rows_of(city, *(k for k in range(len(city.objects)) if k == tower), shaft)
    family |= city.objects.parent == tower
    assert some_pieces(city, whole.pieces, whole.blocks[0], family) is not None
