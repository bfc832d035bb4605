"""Raising and pushing: volumes by formula, bodies that stay closed, limits told in words."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.body import GROUND, PLAIN, ROOF, WALL, Body, joined
from city.reshape import face_at, pushed, raised
from city.solid import is_closed
from tests.city.test_body import box, courtyard

FAR = (8_000.0, -12_000.0, 31.0)
sizes = st.integers(10, 400).map(lambda tenths: tenths / 10)


def on_a_slope(fall=4.0, eaves=7.0):
    """A box 10 by 10 whose ground falls to the west."""
    x = np.array([0, 10, 10, 0.0])
    y = np.array([0, 0, 10, 10.0])
    low = np.c_[x, y, x / 10 * fall]
    top = np.c_[x, y, np.full(4, eaves)]
    sides = [[np.array([low[k], low[k - 3], top[k - 3], top[k]])] for k in range(4)]
    return Body.of([[low[::-1]], [top], *sides], [GROUND, ROOF, *[WALL] * 4])


@given(sizes, sizes, sizes, st.integers(-300, 300).map(lambda cm: cm / 100))
def test_a_box_raised_has_its_area_times_that_more(long, wide, high, metres):
    body = box(*FAR, long, wide, high)
    if high + metres < 1.0 - 1e-9:
        with pytest.raises(ValueError, match=f"lowered by {high - 1:.1f} m at the most"):
            raised(body, metres)
        return
    found = raised(body, metres)
    assert found.volume() == pytest.approx(long * wide * (high + metres))
    assert (found.low, found.high) == pytest.approx((body.low, body.high + metres))
    assert is_closed(found)
    assert found.surface.tolist() == body.surface.tolist()


def test_a_courtyard_is_raised():
    assert raised(courtyard(), 2.5).volume() == pytest.approx(84 * 4.5)


@pytest.mark.parametrize("metres", [5, -1.9])
def test_on_a_slope_the_foot_stays_where_it_is(metres):
    body = on_a_slope()
    found = raised(body, metres)
    assert found.volume() == pytest.approx(body.volume() + 100 * metres)
    assert found.area(GROUND) == body.area(GROUND)


def test_on_a_slope_nothing_is_pressed_below_the_ground():
    with pytest.raises(ValueError, match=r"lowered by 2\.0 m at the most"):
        raised(on_a_slope(), -2.5)


def test_a_low_part_is_flattened_and_does_not_turn_over():
    body = joined([box(high=20), box(10, 0, 0, 5, 4, 3)])
    found = raised(body, -10)
    assert found.volume() == pytest.approx(40 * 10 + 20 * 1e-3, rel=1e-4)
    assert found.low == 0


def test_what_stands_on_another_part_goes_up_with_it():
    podium, tower = box(long=20, wide=20, high=5), box(2, 2, 5, 10, 10, 20)
    found = raised(joined([podium, tower]), 3)
    assert found.volume() == pytest.approx(400 * 8 + 100 * 20)
    both = sorted(part.high for part in (raised(podium, 3), raised(tower, 0)))
    assert both == [8, 25]
    assert found.high == 28


def test_without_a_ground_surface_the_lowest_points_are_the_foot():
    plain = box()
    plain = Body(plain.points, plain.ring_points, plain.polygon_rings, np.full(6, PLAIN, np.uint8))
    assert raised(plain, 2).volume() == pytest.approx(40 * 5)
    open_ = Body.of(box().faces()[1:], [ROOF, *[WALL] * 4], False)
    assert raised(open_, 2).area(WALL) == pytest.approx(28 * 5)


# houses in a row: the file has no walls between them


def terraced(missing, **size):
    """A box without some of its walls, which are 2 to 5."""
    faces = [face for number, face in enumerate(box(**size).faces()) if number not in missing]
    return Body.of(faces, [GROUND, ROOF, *[WALL] * (len(faces) - 2)], False)


@pytest.mark.parametrize("missing", [(2,), (3, 5), (2, 3, 4, 5)])
def test_where_there_was_no_wall_one_closes_what_has_opened(missing):
    body = terraced(missing, long=10, wide=4, high=3)
    found = raised(body, 6)
    length = {2: 10, 3: 4, 4: 10, 5: 4}
    assert len(found) == len(body) + len(missing)
    assert found.area(WALL) == pytest.approx(
        sum(metres * (6 if wall in missing else 9) for wall, metres in length.items())
    )
    new = found.faces()[len(body) :]
    assert all(np.ptp(ring[:, 2]) == 6 and ring[:, 2].min() == 3 for (ring,) in new)
    walls = Body.of(new, [WALL] * len(new)).area_vectors()
    middle = np.array([[ring.mean(0) for (ring,) in new]])[0] - body.points.mean(0)
    assert ((walls * middle).sum(1) > 0).all()  # they look outwards


def test_a_wall_above_a_lower_neighbour_is_made_longer_downwards():
    step = np.array([(10, 0, 2), (10, 4, 2), (10, 4, 3), (10, 0, 3.0)])
    body = terraced((3,), long=10, wide=4, high=3)
    body = joined([body, Body.of([[step]], [WALL], False)])
    found = raised(body, 6)
    (ring,) = found.faces()[-1]
    assert len(found) == len(body) + 1 and sorted(set(ring[:, 2])) == [2, 8]
    assert found.area(WALL) == pytest.approx(2 * 10 * 9 + 4 * 9 + 4 * (1 + 6))


def test_a_wall_in_pieces_is_a_wall():
    """The street's wall is two, under one edge of the roof; half of the yard's is missing."""
    half = [
        [np.array([(a, 0, 0), (b, 0, 0), (b, 0, 3), (a, 0, 3.0)])] for a, b in ((0, 6), (6.02, 10))
    ]
    yard = [[np.array([(10, 4, 0), (5, 4, 0), (5, 4, 3), (10, 4, 3.0)])]]
    body = terraced((2, 4), long=10, wide=4, high=3)
    body = joined([body, Body.of([*half, *yard], [WALL] * 3, False)])
    found = raised(body, 6)
    (ring,) = found.faces()[-1]
    assert len(found) == len(body) + 1
    assert (ring.min(0).tolist(), ring.max(0).tolist()) == (
        [pytest.approx(0), 4, 3],
        [pytest.approx(5, abs=0.06), 4, 9],
    )


def test_a_gable_between_neighbours_is_closed_along_its_slopes():
    ridge = np.array([(0, 2, 5), (10, 2, 5.0)])
    south = np.array([(0, 0, 3), (10, 0, 3), ridge[1], ridge[0]])
    north = np.array([(10, 4, 3), (0, 4, 3), ridge[0], ridge[1]])
    faces = [face for number, face in enumerate(box(long=10).faces()) if number in (0, 2, 4)]
    body = Body.of([*faces, [south], [north]], [GROUND, WALL, WALL, ROOF, ROOF], False)
    found = raised(body, 6)
    assert len(found) == len(body) + 4  # two slopes at each end
    assert found.area(WALL) == pytest.approx(2 * 10 * 9 + 2 * 4 * 6)


def test_a_house_that_is_lowered_needs_no_more_walls():
    body = terraced((3, 5), high=6)
    assert len(raised(body, -2)) == len(body)


def test_raised_twice_it_is_as_closed():
    body = terraced((3, 5), long=10, wide=4, high=3)
    found = raised(raised(body, 3), 3)
    assert found.area(WALL) == pytest.approx(2 * 10 * 9 + 2 * 4 * 6)


# faces


@pytest.mark.parametrize(
    ("place", "face"),
    [
        ((5, 2, 3), 1),
        ((5, 2, 0), 0),
        ((5, 0, 1), 2),
        ((10, 2, 1), 3),
        ((5, 4.3, 1), 4),
        ((0.2, 2, 1), 5),
        ((5, 2, 3.4), 1),
    ],
)
def test_the_face_at_a_place(place, face):
    assert face_at(box(), np.array(place, float)) == face
    moved = np.array(place, float) + FAR
    assert face_at(box().moved(FAR), moved) == face


def test_a_place_on_an_edge_has_a_face():
    for place in box().points:
        assert face_at(box(), place) >= 0
    assert face_at(box(), np.array((5, 0, 3.0))) in (1, 2)


def test_in_a_courtyard_there_is_no_roof():
    assert face_at(courtyard(), np.array((2.8, 5, 2.0))) == 1
    assert courtyard().surface[face_at(courtyard(), np.array((3.2, 5, 1.9)))] == WALL
    with pytest.raises(ValueError, match="there is no face at this place"):
        face_at(courtyard(), np.array((5.0, 5, 2)))


def test_far_from_every_face_there_is_none():
    for place in ((5, 2, 1.5), (20, 2, 3), (5, 2, 4)):
        with pytest.raises(ValueError, match="there is no face at this place"):
            face_at(box(), np.array(place, float))
    with pytest.raises(ValueError):
        face_at(Body.of([], []), np.zeros(3))


# pushing


@given(st.integers(0, 5), st.integers(-25, 400).map(lambda tenths: tenths / 10))
def test_a_face_pushed_adds_its_area_times_that(face, metres):
    body = box(*FAR)
    area = float(np.linalg.norm(body.area_vectors()[face]))
    found = pushed(body, face, metres)
    assert found.volume() == pytest.approx(120 + area * metres)
    assert is_closed(found)
    assert found.area_vectors()[face] == pytest.approx(body.area_vectors()[face], abs=1e-6)


def test_a_large_mesh_is_raised_and_pushed_without_a_long_wait():
    """Loose faces side by side, as a designer's mesh may be: time grows with their number."""
    n = 4000
    east, north = np.divmod(np.arange(n), 60) * np.array([[3.0], [3.0]])
    ring = np.array([(0, 0, 3), (1, 0, 3), (1, 1, 3), (0, 1, 3)], float)
    faces = [[np.add(ring, (x, y, 0))] for x, y in zip(east.tolist(), north.tolist(), strict=True)]
    body = Body.of([*faces, [np.subtract(ring, (0, 0, 3))]], [PLAIN] * (n + 1), False)
    began = time.process_time()
    assert len(raised(body, 1.0)) == len(body) + 4 * n
    for _ in range(20):
        assert face_at(body, np.array((0.5, 3.5, 3.1))) == 1
    assert time.process_time() - began < 4  # it was 20 s


def test_an_inner_wall_pushed_out_fills_the_courtyard():
    body = courtyard()
    face = face_at(body, np.array((3.0, 5, 1)))
    assert pushed(body, face, 1.5).volume() == pytest.approx(168 + 4 * 2 * 1.5)


@pytest.mark.parametrize("metres", [-3, -4, -30])
def test_a_face_is_not_pushed_through_the_other_side(metres):
    with pytest.raises(ValueError, match="turn inside out"):
        pushed(box(), 1, metres)


def test_a_wall_is_not_pushed_past_a_corner():
    """An L whose short leg is pushed in beyond its own length."""
    ring = np.array([(0, 0), (10, 0), (10, 4), (4, 4), (4, 10), (0, 10)], float)
    low, top = (np.c_[ring, np.full(6, z)] for z in (0.0, 3.0))
    sides = [[np.array([low[k], low[k - 5], top[k - 5], top[k]])] for k in range(6)]
    body = Body.of([[low[::-1]], [top], *sides], [GROUND, ROOF, *[WALL] * 6])
    east = face_at(body, np.array((10.0, 2, 1)))
    assert pushed(body, east, -5).volume() == pytest.approx(body.volume() - 60)
    with pytest.raises(ValueError, match="turn inside out"):
        pushed(body, east, -7)
