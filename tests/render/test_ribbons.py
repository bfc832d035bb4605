"""Ribbons as pieces and as pictures, seen from 100 m above the ground."""

import numpy as np
import pytest

from city.glyphs import Glyphs, Ribbons
from render.ribbon_ways import SLIM
from render.ribbons import cut, pieces
from render.things import Things
from tests.render.test_strokes import RED, eye

BLUE = (20, 60, 200)
SIDE = 200
NOTHING = Glyphs.of("disc", np.zeros((0, 3)), np.zeros((0, 3)))


def line(points, width=10.0, colour=RED, **more):
    return Ribbons.of(points, [0, len(points)], colour, width, **more)


def drawn(ribbons, sees=None, depth=1.0, planes=None):
    """The picture of ribbons over white, the lowest row first; two pixels are about a metre."""
    things = Things()
    things.planes = planes
    things.show("a", NOTHING, ribbons=ribbons)
    sees = sees or eye(size=(SIDE, SIDE)).lens
    pixels = np.full((*sees.size[::-1], 4), 255, np.uint8)
    things.draw(pixels, np.full(sees.size[::-1], depth, np.float32), sees)
    things.close()
    return pixels[..., :3]


def own(pixels, colour=RED):
    return (np.abs(pixels.astype(int) - colour) < 4).all(-1)


def scale(one):
    """Pixels to a metre at the origin."""
    return 1 / one.metres(np.zeros((1, 3)))[0]


def test_a_ribbon_is_as_wide_as_it_says_in_a_dark_edge():
    picture = drawn(line([[-20, 0, 0], [20, 0, 0]], width=20.0))
    column = picture[:, SIDE // 2]
    unit = eye(size=(SIDE, SIDE)).unit
    assert own(column).sum() == pytest.approx(20 * unit, abs=1)
    dark = (column < 100).all(-1)
    assert dark.sum() == pytest.approx(2 * 1.3 * unit, abs=2)


def test_one_in_metres_grows_as_the_eye_comes_near_and_is_never_too_slender():
    ribbons = line([[-20, 0, 0], [20, 0, 0]], width=10.0, metres=True, least=3.0, edge="")
    for height in (50.0, 100.0):
        one = eye(height, size=(SIDE, SIDE))
        wide = own(drawn(ribbons, one.lens)[:, SIDE // 2]).sum()
        assert wide == pytest.approx(10 * scale(one), abs=1.5)
    far = pieces(ribbons, eye(9000.0))
    assert far.at[:, 6] == pytest.approx(1.5)


def test_one_in_metres_lies_flat_on_the_ground():
    low = eye(40.0, back=100.0, size=(SIDE, SIDE))
    corners = np.array([[-15, -4, 0], [15, -4, 0], [15, 4, 0], [-15, 4, 0.0]])
    for turned in (corners, corners[:, [1, 0, 2]]):  # across the view, and away from the eye
        ends = (turned[[0, 1]] + turned[[3, 2]]) / 2
        seen = low.places(turned, 0.0)[:, :2]
        at = pieces(line(ends, width=8.0, metres=True, edge=""), low).at[0]
        for k in (0, 1):
            side = seen[3 - k] - seen[k]
            way = at[3:5] - at[0:2]
            across = abs(way[0] * side[1] - way[1] * side[0]) / np.hypot(*way)
            assert 2 * at[6 + k] == pytest.approx(across, rel=0.03)
    rows, columns = np.nonzero(
        own(drawn(line([[0, 0, 0], [0.01, 0, 0]], 30.0, metres=True), low.lens))
    )
    flat = 40 / np.hypot(40, 100)
    assert np.ptp(rows) / np.ptp(columns) == pytest.approx(flat, abs=0.06)


def test_one_in_pixels_does_not_cover_half_of_a_town_at_the_horizon():
    low = eye(5.0, back=30.0)
    for far in ([[-500, 3000, 0], [500, 3000, 0]], [[0, 3000, 0], [0, 3500, 0]]):
        assert pieces(line(far, width=12.0), low).at[0, 6] == pytest.approx(SLIM)
    assert pieces(line([[-9, 0, 0], [9, 0, 0]], width=12.0), low).at[0, 6] == pytest.approx(6)


def test_each_line_and_each_piece_has_its_own_colour():
    points = [[-20, 0, 0], [0, 0, 0], [20, 0, 0]]
    picture = drawn(line(points, colour=[RED, BLUE, (0, 0, 0)]))
    assert own(picture[SIDE // 2, : SIDE // 2 - 3]).sum() > 20
    assert own(picture[SIDE // 2, SIDE // 2 + 3 :], BLUE).sum() > 20
    assert not own(picture[SIDE // 2, SIDE // 2 + 3 :]).any()
    two = Ribbons.of([*points[:2], *points[:2]], [0, 2, 4], [RED, BLUE], [9.0, 0.0])
    assert own(drawn(two)).any() and not own(drawn(two), BLUE).any()  # one of no width


def test_opposite_directions_lie_beside_one_another_to_the_right_of_their_way():
    there, back = [[-20, 0, 0], [20, 0, 0]], [[20, 0, 0], [-20, 0, 0]]
    both = Ribbons.of([*there, *back], [0, 2, 4], [RED, BLUE], 10.0, aside=1.0)
    column = drawn(both)[:, SIDE // 2]
    east, west = (np.flatnonzero(own(column, colour)) for colour in (RED, BLUE))
    assert east.max() < SIDE / 2 < west.min()  # to the east: its right is the south, below
    assert len(east) == pytest.approx(len(west), abs=1)
    between = column[east.max() + 1 : west.min()]
    assert (between < 200).all() and len(between) < 5
    left = Ribbons.of([*there, *back], [0, 2, 4], [RED, BLUE], 10.0, aside=-1.0)
    assert np.flatnonzero(own(drawn(left)[:, SIDE // 2])).min() > SIDE / 2


def test_what_lies_beside_its_opposite_already_is_moved_no_farther_than_it_needs():
    one = eye(size=(SIDE, SIDE))

    def middle(width, apart):
        there = line([[-20, 0, 0], [20, 0, 0]], width=width, aside=1.0, apart=apart)
        return SIDE / 2 - pieces(there, one).at[0, 1]

    edge, wide = 1.3 * one.unit / 2, 5 * one.unit
    assert middle(10.0, 0.0) == pytest.approx(wide + edge, abs=0.05)
    assert middle(10.0, 1.0) == pytest.approx(wide + edge - scale(one), abs=0.05)
    assert middle(10.0, 9.0) == pytest.approx(0, abs=0.05)


def test_what_lies_beside_a_bent_way_keeps_its_distance():
    bend = [[-30, 0, 0], [0, 0, 0], [0, -30, 0]]  # to the right
    one = eye(size=(SIDE, SIDE))
    made = pieces(line(bend, width=8.0, aside=1.0, edge=""), one)
    off = (4 * one.unit + 1.3 * one.unit / 2) * np.array([-1, -1])
    corner = one.places(np.zeros((1, 3)), 0.0)[0, :2] + off
    assert made.at[0, 3:5] == pytest.approx(corner, abs=0.5)


def test_a_bend_has_neither_gaps_nor_seams():
    bend = line([[-25, -5, 0], [0, 5, 0], [25, -5, 0], [0, -25, 0]], width=14.0)
    picture = drawn(bend)
    inside = own(picture)
    for k in range(3):
        for share in np.linspace(0.02, 0.98, 40):
            a, b = bend.points[k], bend.points[k + 1]
            place = eye(size=(SIDE, SIDE)).places((a + (b - a) * share)[None].astype(float), 0.0)
            x, y = place[0, :2].astype(int)
            assert inside[y, x]
    many = np.column_stack([np.linspace(-25, 25, 400), np.zeros(400), np.zeros(400)])
    smooth = drawn(line(many, width=9.0, edge=""))
    plain = drawn(line(many[[0, -1]], width=9.0, edge=""))
    assert np.abs(smooth.astype(int) - plain).max() <= 3  # one long line, however finely it is told


def test_what_is_nearer_hides_a_ribbon():
    assert (drawn(line([[-20, 0, 0], [20, 0, 0]]), depth=0.5) == 255).all()


def test_level_ground_never_hides_a_wide_ribbon_that_lies_on_it():
    one = eye(30.0, back=150.0, size=(SIDE, SIDE))
    rows, columns = np.mgrid[:SIDE, :SIDE] + 0.5
    depths = np.ones((SIDE, SIDE), np.float32)
    # where the ray of each pixel meets the ground
    matrix = one.lens.matrix
    x, y = columns / SIDE * 2 - 1, rows / SIDE * 2 - 1
    ways = matrix[:2, :2] - np.stack([x, y], -1)[..., None] * matrix[3, :2]
    known = np.stack([x, y], -1) * matrix[3, 3] - matrix[:2, 3]
    place = np.linalg.solve(ways, known[..., None])[..., 0]
    w = place @ matrix[3, :2] + matrix[3, 3]
    deep = (place @ matrix[2, :2] + matrix[2, 3]) / w / 2 + 0.5
    depths[w > 0] = deep[w > 0]
    things = Things()
    ribbons = line([[-8, -4, 0], [8, 30, 0]], width=60.0, edge="")
    things.show("a", NOTHING, ribbons=ribbons)
    hidden = np.full((SIDE, SIDE, 4), 255, np.uint8)
    things.draw(hidden, depths, one.lens)
    things.close()
    assert np.array_equal(hidden[..., :3], drawn(ribbons, one.lens)) and own(hidden[..., :3]).any()


def test_a_ribbon_ends_where_the_city_is_cut_open():
    whole = line([[-20, 0, 0], [0, 10, 0], [20, 0, 0]], colour=[RED, BLUE, BLUE])
    planes = np.array([[1.0, 0, 0, 10], [-1.0, 0, 0, 15]])
    left = cut(whole, planes)
    assert left.points[:, 0].tolist() == [-10, 0, 15] and left.points[0, 1] == 5
    assert left.starts.tolist() == [0, 3] and left.colour[0].tolist() == list(RED)
    gone = cut(whole, np.array([[0.0, 0, 1, -5]]))
    assert len(gone) == 0 and (drawn(whole, planes=np.array([[0.0, 0, 1, -5]])) == 255).all()
    twice = cut(whole, np.array([[0.0, -1, 0, 5]]))  # the middle is taken out
    assert twice.starts.tolist() == [0, 2, 4]
    assert twice.points[:, 0].tolist() == [-20, -10, 10, 20]


def test_lines_seen_from_afar_have_no_more_strokes_than_one_sees():
    points = np.column_stack([np.linspace(-50, 50, 5000), np.zeros(5000), np.zeros(5000)])
    assert len(pieces(line(points, edge=""), eye(100.0)).at) < 500
