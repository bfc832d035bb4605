"""Cutting and joining: volumes add up, faces keep what they were, and nothing leaks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.body import CEILING, FLOOR, GROUND, ROOF, WALL, Body, joined
from city.solid import NotClosed, cut, is_closed, kept, outlines, united
from tests.city.test_body import box, courtyard

spans = st.tuples(st.integers(-40, 90), st.integers(1, 80))


def span_box(x, y, z):
    return box(x[0] / 10, y[0] / 10, z[0] / 10, x[1] / 10, y[1] / 10, z[1] / 10)


def kinds(body):
    """Square metres by what faces are."""
    return {k: body.area(k) for k in range(6) if body.area(k) > 0}


@settings(deadline=None)  # the first cut loads the library
@given(spans, spans, spans)
def test_what_is_cut_and_what_is_kept_make_the_whole(x, y, z):
    body, tool = courtyard(), span_box(x, y, z)
    parts = []
    for how in (cut, kept):
        try:
            parts.append(how(body, tool))
        except ValueError as fault:
            assert str(fault) == "nothing would be left of it"
    assert sum(part.volume() for part in parts) == pytest.approx(body.volume(), abs=2e-3)
    for part in parts:
        assert part.solid
        assert is_closed(part)
        assert part.volume() > 0


@settings(deadline=None)  # the first cut loads the library
@given(spans, spans, spans)
def test_together_two_bodies_fill_what_each_fills_once(x, y, z):
    body, other = courtyard(), span_box(x, y, z)
    try:
        common = kept(body, other).volume()
    except ValueError:
        common = 0.0
    both = united([body, other])
    assert is_closed(both)
    assert both.volume() == pytest.approx(body.volume() + other.volume() - common, abs=2e-3)


def test_a_courtyard_is_cut_with_walls_round_it():
    found = cut(box(long=10, wide=10, high=3), box(3, 3, -10, 4, 4, 20))
    assert kinds(found) == pytest.approx({GROUND: 84, ROOF: 84, WALL: 120 + 48})
    assert sorted(len(face) for face in found.faces()) == [*[1] * 8, 2, 2]
    assert found.volume() == pytest.approx(252)


def test_a_passage_has_a_ceiling_and_stands_on_the_ground():
    found = cut(box(long=10, wide=4, high=9), box(4, -1, -1, 2, 6, 4))
    assert kinds(found) == pytest.approx({GROUND: 32, CEILING: 8, ROOF: 40, WALL: 252 - 12 + 24})


def test_what_is_cut_off_at_the_top_has_a_roof_there():
    found = cut(box(long=10, wide=4, high=9), box(-1, -1, 6, 30, 30, 30))
    assert kinds(found) == pytest.approx({GROUND: 40, ROOF: 40, WALL: 28 * 6})
    assert len(found) == 6


def test_a_half_has_a_new_wall():
    found = kept(box(long=10, wide=4, high=3), box(-5, -5, -5, 10, 30, 30))
    assert kinds(found) == pytest.approx({GROUND: 20, ROOF: 20, WALL: 2 * 27})


@pytest.mark.parametrize("count", [2, 3])
def test_joined_bodies_keep_what_their_faces_were(count):
    steep = tent()
    others = [box(20 * k + 5, 0, 0, 10, 4, 3) for k in range(count - 1)]
    found = united([*others, steep])
    assert found.area(ROOF) == pytest.approx(steep.area(ROOF) + 40 * (count - 1))
    assert found.area(GROUND) == pytest.approx(steep.area(GROUND) + 40 * (count - 1))


def tent():
    """A roof of 60 degrees on the ground, 4 wide and 6 long, far from everything."""
    high = 2 * np.sqrt(3)
    a, b, c, d = (np.array(p, float) for p in ((200, 0, 0), (206, 0, 0), (206, 4, 0), (200, 4, 0)))
    e, f = np.array((200, 2, high)), np.array((206, 2, high))
    faces = [[a, d, c, b], [a, b, f, e], [c, d, e, f], [b, c, f], [d, a, e]]
    return Body.of([[np.array(face)] for face in faces], [GROUND, ROOF, ROOF, WALL, WALL])


def test_parts_that_overlap_become_one():
    found = united([joined([box(), box(5), box(5, 0, 3, 10, 4, 3)])])
    assert found.volume() == pytest.approx(15 * 4 * 3 + 120)
    assert is_closed(found)
    assert found.area(ROOF) == pytest.approx(60)


def test_a_room_inside_stays_a_room():
    hollow = joined([box(), box(1, 1, 1, 2, 2, 1).turned_over()])
    assert united([hollow]).volume() == pytest.approx(120 - 4)


def test_storeys_and_plain_faces_stay_what_they_are():
    body = box()
    marked = Body(body.points, body.ring_points, body.polygon_rings, body.surface.copy())
    marked.surface[0] = FLOOR
    assert cut(marked, box(4, -1, 1, 1, 9, 9)).area(FLOOR) == pytest.approx(40)


def test_far_from_the_origin_nothing_is_lost():
    far = (20_000.0, -31_000.0, 250.0)
    found = cut(courtyard().moved(far), box(3, -1, -1, 4, 20, 1.5).moved(far))
    assert found.volume() == pytest.approx(cut(courtyard(), box(3, -1, -1, 4, 20, 1.5)).volume())
    assert is_closed(found)


def test_corners_where_two_walls_meet_flush_are_no_seams():
    body = cut(box(long=10, wide=10, high=3), box(5, 5, -1, 9, 9, 9))
    assert len(body) == 8
    assert sorted(body.ring_points.tolist()) == [4] * 6 + [6, 6]


@pytest.mark.parametrize(
    "broken",
    [
        Body.of([], []),
        Body.of(box().faces()[1:], [ROOF, *[WALL] * 4]),
        box().turned_over(),
        Body.of(box().faces()[:1], [GROUND]),
    ],
    ids=["nothing", "no floor", "inside out", "one face"],
)
def test_what_is_not_closed_is_told_apart(broken):
    assert not is_closed(broken)
    for attempt in (lambda: cut(broken, box()), lambda: united([box(), broken])):
        with pytest.raises(NotClosed):
            attempt()


def test_a_terraced_house_without_its_party_walls_is_not_closed():
    """One of Rotterdam: a fifth corner in its roof alone, and walls to the street and the yard."""
    w, s, e, n, m = ((2.8, 14.1), (0.0, 1.6), (6.8, 0.0), (9.6, 12.6), (3.7, 13.9))

    def at(height, *corners):
        return [np.array([(*corner, height) for corner in corners])]

    def wall(a, b):
        return [np.array([(*a, 13.9), (*b, 13.9), (*b, 0.0), (*a, 0.0)])]

    roof, floor = at(13.9, m, w, s, e, n), at(0.0, w, n, e, s)
    house = Body.of([roof, floor, wall(w, m), wall(m, n), wall(e, s)], [3, 1, 2, 2, 2], False)
    assert not is_closed(house)


def test_corners_on_a_straight_side_leave_no_crack():
    """A face with a hole, and a corner on its rim where the wall below has one."""
    faces = courtyard().faces()
    middle = [np.array((5.0, 0, z)) for z in (0, 2)]
    faces[0][0] = np.insert(faces[0][0], 3, middle[0], axis=0)
    faces[1][0] = np.insert(faces[1][0], 1, middle[1], axis=0)
    low, high = np.array((10.0, 0, 0)), np.array((10.0, 0, 2))
    near, above = np.array((0.0, 0, 0)), np.array((0.0, 0, 2))
    split = [[near, middle[0], middle[1], above], [middle[0], low, high, middle[1]]]
    front = next(k for k, face in enumerate(faces) if len(face) == 1 and (face[0][:, 1] == 0).all())
    body = Body.of(
        [*faces[:front], *faces[front + 1 :], *[[np.array(face)] for face in split]],
        [GROUND, ROOF, *[WALL] * 9],
    )
    assert body.volume() == pytest.approx(168)
    assert is_closed(body)
    assert united([body]).volume() == pytest.approx(168)


def test_nothing_left_is_told():
    with pytest.raises(ValueError, match="nothing would be left of it"):
        cut(box(), box(-1, -1, -1, 20, 20, 20))
    with pytest.raises(ValueError, match="nothing would be left of it"):
        kept(box(), box(100))


def test_rings_that_touch_in_a_corner_are_two():
    points = np.array([(0, 0, 0), (2, 0, 0), (2, 2, 0), (0, 2, 0), (4, 2, 0), (4, 4, 0), (2, 4, 0)])
    triangles = np.array([(0, 1, 2), (0, 2, 3), (2, 4, 5), (2, 5, 6)])
    found = outlines(points.astype(float), triangles)
    assert sorted(sorted(ring.tolist()) for (ring,) in found) == [[0, 1, 2, 3], [2, 4, 5, 6]]
