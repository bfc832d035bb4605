"""Faces are the same however they are written; and differ where they do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.body import Body
from city.compare.faces import TOLERANCE, Faces, compared, signatures
from tests.city.toy import box_faces

BOX = box_faces((0, 0, 0), (10, 8, 3))
HOUSE = [[face] for face in BOX]
HOLE = np.array([(2.0, 2, 3), (2, 4, 3), (4, 4, 3), (4, 2, 3)])


def faces(*things):
    return Faces.of_bodies([Body.of(thing, [0] * len(thing)) for thing in things])


def alike(one, other):
    return bool(compared(faces(one), faces(other)).same[0])


def shifted(thing, by):
    return [[ring + np.array(by) for ring in face] for face in thing]


@st.composite
def rewritten(draw):
    """The house with its faces, their first points and their turns in another order, and noise."""
    order = draw(st.permutations(range(6)))
    turned = [np.roll(BOX[k], draw(st.integers(0, 3)), axis=0) for k in order]
    turned = [ring[::-1] if draw(st.booleans()) else ring for ring in turned]
    noise = np.random.default_rng(draw(st.integers(0, 9999)))
    size = draw(st.sampled_from([0.0, 0.0004, 0.4 * TOLERANCE]))
    moved = draw(st.sampled_from([0.0, 0.005, 1234.567]))
    return moved, [[ring + moved + noise.uniform(-size, size, ring.shape)] for ring in turned]


@given(rewritten())
def test_the_same_faces_written_in_another_way_are_no_change(said):
    moved, thing = said
    before = [[ring + moved] for ring in BOX]
    assert alike(before, thing) and alike(thing, before)


@given(
    st.integers(0, 5),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from([0.02, -0.02, 0.5, -3]),
    rewritten(),
)
def test_a_corner_of_one_face_that_moves_is_a_change(face, corner, axis, by, said):
    moved, thing = said
    thing[face][0][corner, axis] += by + np.sign(by) * TOLERANCE
    before = [[ring + moved] for ring in BOX]
    assert not alike(before, thing) and not alike(thing, before)


def test_what_moves_as_a_whole_is_told_with_how_far():
    same, _, moved = compared(faces(HOUSE, HOUSE), faces(shifted(HOUSE, (3, 4, 0)), HOUSE))
    assert same.tolist() == [False, True]
    assert moved[0] == pytest.approx([3, 4, 0]) and np.isnan(moved[1]).all()


def test_a_move_of_more_than_the_tolerance_is_a_move():
    for by, same in ((0.9 * TOLERANCE, True), (1.5 * TOLERANCE, False), (2.5 * TOLERANCE, False)):
        assert alike(HOUSE, shifted(HOUSE, (by, 0, 0))) is same
        assert alike(HOUSE, shifted(HOUSE[::-1], (by, 0, 0))) is same


def test_a_face_more_or_less_is_a_change_but_not_one_that_is_there_twice():
    assert not alike(HOUSE, HOUSE[:5])
    assert not alike(HOUSE, [])
    assert not alike([], HOUSE)
    assert alike([], [])
    assert alike(HOUSE, [*HOUSE, HOUSE[2]])


def test_a_hole_is_no_face_of_its_own():
    with_hole = [*HOUSE[:5], [BOX[5], HOLE]]
    assert not alike(HOUSE, with_hole)
    assert not alike([*HOUSE, [HOLE]], with_hole)
    assert alike(with_hole, [[BOX[5][::-1], np.roll(HOLE, 2, axis=0)], *HOUSE[:5]])


def test_the_same_corners_joined_in_another_way_are_another_face():
    square = BOX[5]
    bow = square[[0, 2, 1, 3]]
    assert not alike([[square]], [[bow]])
    assert not alike([[square], [BOX[0]]], [[bow], [BOX[0]]])


def test_points_and_lines_are_compared_too():
    point, line = [[np.array([[5.0, 5, 7]])]], [[np.array([[0.0, 0, 0], [5, 0, 0], [9, 9, 0]])]]
    assert alike(point, shifted(point, (0.004, 0, 0)))
    assert not alike(point, shifted(point, (1, 0, 0)))
    assert alike(line, line) and not alike(line, shifted(line, (0, 0, 1)))


def test_a_point_that_is_no_place_is_the_same_as_another():
    broken = [[BOX[0].copy()]]
    broken[0][0][1, 2] = np.nan
    assert alike(broken, broken[::-1])
    assert not alike(broken, [[BOX[0]]])


def test_many_things_are_compared_one_by_one():
    towns = [shifted(HOUSE, (20 * k, 0, 0)) for k in range(9)]
    others = [list(reversed(thing)) if k % 2 else thing for k, thing in enumerate(towns)]
    others[4] = others[4][1:]
    others[5] = shifted(others[5], (0, 0, 1))
    same, ordered, _ = compared(faces(*towns), faces(*others))
    assert np.flatnonzero(~same).tolist() == [4, 5]
    assert np.flatnonzero(ordered).tolist() == [0, 2, 6, 8]
    keys = signatures(faces(*towns))
    assert len(set(keys.tolist())) == 9
    assert (keys == signatures(faces(*others))).tolist() == same.tolist()
