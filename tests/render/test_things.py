"""Live things over a picture: drawn, moved, cut, stretched, found."""

import numpy as np
import pytest

from city.glyphs import Glyphs, Ribbons, Trails
from render.ribbons import pieces
from render.things import Things
from tests.render.test_strokes import RED, eye

SIDE = 200


@pytest.fixture
def things():
    made = Things()
    yield made
    made.close()


def drawn(things, panes=(0,), sees=None):
    pixels = np.full((SIDE, SIDE, 4), 255, np.uint8)
    sees = sees or eye(back=100, size=(SIDE, SIDE)).lens
    things.draw(pixels, np.ones((SIDE, SIDE), np.float32), sees, panes)
    return pixels


def inked(pixels):
    return (pixels[..., :3] < 250).any(-1)


def test_what_is_shown_is_drawn_until_it_is_hidden(things):
    assert not things and not inked(drawn(things)).any()
    things.show("a", Glyphs.of("disc", [[0, 0, 0]], RED))
    assert things and inked(drawn(things)).sum() > 100
    things.hide("a")
    things.hide("a")
    assert not things and not inked(drawn(things)).any()


def test_moved_things_are_drawn_elsewhere_in_their_looks(things):
    things.show("a", Glyphs.of("vehicle", [[-20, 0, 0]], RED, heading=0))
    first = inked(drawn(things))
    things.move("a", np.array([[20.0, 0, 0]]))
    second = inked(drawn(things))
    assert not (first & second).any()
    assert first.sum() == pytest.approx(second.sum(), rel=0.1)
    assert np.nonzero(first)[1].max() < SIDE / 2 < np.nonzero(second)[1].min()


def test_trails_lie_behind_what_came_along_them(things):
    trail = Trails(
        np.array([[-30, 0, 0], [0, 0, 0]], np.float32), np.array([0, 2]), np.array([RED], np.uint8)
    )
    glyphs = Glyphs.of("vehicle", [[0, 0, 0]], RED)
    things.show("a", glyphs)
    plain = inked(drawn(things)).sum()
    things.move("a", glyphs.points, trails=trail)
    assert inked(drawn(things)).sum() > plain + 40


def test_each_pane_shows_its_own(things):
    things.show("a", Glyphs.of("disc", [[0, 0, 0]], RED), panes=frozenset({1}))
    assert not inked(drawn(things)).any()
    assert inked(drawn(things, (1,))).any() and inked(drawn(things, (0, 1))).any()


def test_what_is_cut_away_is_neither_drawn_nor_found(things):
    sees = eye(back=100, size=(SIDE, SIDE)).lens
    glyphs = Glyphs.of("disc", [[-20, 0, 0], [20, 0, 0]], RED)
    things.show("a", glyphs)
    whole = inked(drawn(things))
    things.planes = np.array([[1.0, 0, 0, 0]])  # what lies to the east is kept
    cut = inked(drawn(things))
    assert whole[:, : SIDE // 2].any() and not cut[:, : SIDE // 2].any()
    assert np.array_equal(whole[:, SIDE // 2 :], cut[:, SIDE // 2 :])
    x, y = np.argwhere(whole[:, : SIDE // 2]).mean(0)[::-1]
    assert things.near(x, y, sees) == []


def test_things_rise_with_exaggerated_heights(things):
    things.show("a", Glyphs.of("disc", [[0, 0, 5]], RED, height=10))
    low = np.nonzero(inked(drawn(things)))[0].max()
    things.stretch = 2.0
    assert np.nonzero(inked(drawn(things)))[0].max() > low + 5


def test_the_closest_to_a_pixel_is_found_first(things):
    one = eye(back=100, size=(SIDE, SIDE))
    glyphs = Glyphs.of("disc", [[0, 0, 0], [1, 0, 0], [30, 0, 0]], RED, height=0)
    things.show("a", glyphs)
    places = one.places(glyphs.points.astype(float), 0.0)
    for row in range(3):
        x, y = (places[row, :2] - 0.5).tolist()
        assert things.near(x, y, one.lens)[0][:2] == ("a", row)
    assert things.near(3, 3, one.lens) == []


def test_where_things_are_seen_and_what_hides_them(things):
    sees = eye(back=100, size=(SIDE, SIDE)).lens
    clear = np.ones((SIDE, SIDE), np.float32)
    assert len(things.places_of("a", sees, clear)[0]) == 0
    things.show("a", Glyphs.of("disc", [[0, 0, 0], [5000, 0, 0], [0, -500, 0]], RED, height=0))
    places, radius, depth = things.places_of("a", sees, clear)
    assert places[0] == pytest.approx([SIDE / 2, SIDE / 2], abs=1)
    assert np.isnan(places[1:]).all() and np.isfinite(depth).tolist() == [True, False, False]
    assert inked(drawn(things)).sum() == pytest.approx(np.pi * (radius[0] + 1.3) ** 2, rel=0.5)
    wall = np.zeros((SIDE, SIDE), np.float32)
    places, _, depth = things.places_of("a", sees, wall)
    assert np.isfinite(places[0]).all() and np.isnan(depth).all()
    things.planes = np.array([[1.0, 0, 0, -10]])
    assert np.isnan(things.places_of("a", sees, clear)[2]).all()


def test_trails_end_where_the_city_is_cut_open(things):
    points = np.array([[-30, 0, 0], [-1, 0, 0], [1, 0, 0], [30, 0, 0]], np.float32)
    trail = Trails(points, np.array([0, 4]), np.array([RED], np.uint8), fading=False)
    things.show("a", Glyphs.of("disc", np.zeros((0, 3)), RED), trail)
    assert inked(drawn(things))[:, : SIDE // 2 - 5].any()
    things.planes = np.array([[1.0, 0, 0, 0]])  # what lies to the east is kept
    cut = inked(drawn(things))
    assert not cut[:, : SIDE // 2 - 5].any() and cut[:, SIDE // 2 + 5 :].any()


def test_ribbons_are_made_anew_only_where_they_are_seen_otherwise(things, monkeypatch):
    made = []
    monkeypatch.setattr("render.things.pieces", lambda *of: made.append(1) or pieces(*of))
    ribbons = Ribbons.of([[-20, 0, 0], [20, 0, 0]], [0, 2], RED, 4.0)
    nothing = Glyphs.of("disc", np.zeros((0, 3)), RED)
    things.show("a", nothing, ribbons=ribbons)
    first = drawn(things)
    assert np.array_equal(drawn(things), first) and len(made) == 1
    closer = drawn(things, sees=eye(back=60, size=(SIDE, SIDE)).lens)
    assert len(made) == 2 and not np.array_equal(closer, first)
    things.planes = np.array([[1.0, 0, 0, 0]])
    assert not np.array_equal(drawn(things), first)
    things.planes = None
    assert np.array_equal(drawn(things), first)
    things.show("a", nothing, ribbons=Ribbons.of([[0, 0, 0], [20, 0, 0]], [0, 2], RED, 4.0))
    assert not np.array_equal(drawn(things), first)


def test_ribbons_rise_with_exaggerated_heights(things):
    ribbons = Ribbons.of([[-20, 0, 10], [20, 0, 10]], [0, 2], RED, 4.0)
    things.show("a", Glyphs.of("disc", np.zeros((0, 3)), RED), ribbons=ribbons)
    low = np.nonzero(inked(drawn(things)))[0].max()
    things.stretch = 2.0
    assert np.nonzero(inked(drawn(things)))[0].max() > low + 5
