"""Strokes on a white picture of 40 by 30 pixels, whose depth is 0.5 everywhere."""

import numpy as np
import pytest

from render.ink import strokes
from render.strokes import ALERTS, ARROW, COLUMNS, DOT, EDGED, FACE, LINE, RING, SPOT, STALE, stamps

BLUE = (0, 0, 200, 255)
WHITE = (255, 255, 255)


def drawn(kind, at, paint=BLUE, look=0, depth=0.5, bands=((0, 30),)):
    pixels = np.full((30, 40, 4), 255, np.uint8)
    depths = np.full((30, 40), depth, np.float32)
    where = np.zeros((1, COLUMNS), np.float32)
    where[0, : len(at)] = at
    for first, last in bands:
        strokes(
            *(np.array([kind], np.uint8), where),
            *(np.array([paint], np.uint8), np.array([look], np.uint8), stamps(1.9)),
            *(first, last, depths, pixels, pixels.view(np.uint32)[..., 0]),
        )
    assert (pixels[..., 3] == 255).all()
    return pixels[..., :3]


def is_blue(pixels):
    return (pixels == BLUE[:3]).all(-1)


def is_dark(pixels):
    return (pixels < 110).all(-1)


def test_a_spot_is_its_colour_in_a_dark_line():
    spot = drawn(SPOT, (20, 15, 0.4, 8))
    assert is_blue(spot)[15, 20] and is_blue(spot).sum() == pytest.approx(np.pi * 7.5**2, rel=0.1)
    assert is_dark(spot)[15, 28]  # just outside its radius of 8
    assert (spot[0, 0] == WHITE).all()


def test_what_is_nearer_hides_a_spot():
    assert (drawn(SPOT, (20, 15, 0.6, 8)) == 255).all()
    assert (drawn(SPOT, (20, 15, 0.4, 8), depth=0.3) == 255).all()


def test_a_spot_points_where_it_goes():
    spot = is_blue(drawn(SPOT, (20, 15, 0.4, 5, 1, 0)))  # to the right
    rows, columns = np.nonzero(spot)
    assert columns.max() - 20 > 20 - columns.min() + 2
    assert rows.max() - 15 == pytest.approx(15 - rows.min(), abs=1)


def test_a_dot_is_a_small_spot_that_things_hide():
    dot = drawn(DOT, (20.5, 15.5, 0.4))
    assert is_blue(dot)[15, 20] and dot[15, 23].max() < 200
    assert (dot == 255).all(-1).sum() > dot[..., 0].size - 60
    lower = drawn(DOT, (20.5, 14.5, 0.4))
    assert np.array_equal(lower[:-1], dot[1:])
    assert (drawn(DOT, (20.5, 15.5, 0.6)) == 255).all()
    assert np.array_equal(drawn(DOT, (20.5, 15.5, 0.4), bands=((0, 15), (15, 30))), dot)


def test_an_old_spot_is_hollow_and_an_alert_has_a_ring_in_every_colour():
    plain, old = drawn(SPOT, (20, 15, 0.4, 8)), drawn(SPOT, (20, 15, 0.4, 8), look=STALE)
    assert (old[15, 20] > 240).all() and is_blue(old)[15, 26]
    watched = drawn(SPOT, (20, 15, 0.4, 8), look=ALERTS)
    assert is_blue(watched)[15, 20]
    differs = np.abs(watched.astype(int) - plain).sum(-1) > 150
    assert differs[15, 32] and not differs[15, 20]
    grey = watched.mean(-1)[15]
    assert grey[30] > grey[32] + 60  # a light gap and then a dark ring, whatever colours one sees


def test_a_picture_drawn_in_bands_is_the_same():
    whole = drawn(SPOT, (20, 15, 0.4, 8, 0, 1), look=ALERTS)
    assert np.array_equal(
        whole, drawn(SPOT, (20, 15, 0.4, 8, 0, 1), look=ALERTS, bands=((0, 11), (11, 12), (12, 30)))
    )


@pytest.mark.parametrize("at", [(-3, -2, 0.4, 8), (42, 31, 0.4, 8, 0.6, 0.8), (1e5, 5, 0.4, 8)])
def test_what_reaches_beyond_the_picture_is_cut_at_its_edge(at):
    drawn(SPOT, at, look=ALERTS)
    drawn(DOT, at)


def test_a_line_has_its_width_and_fades_to_its_beginning():
    line = drawn(LINE, (5, 10, 0.4, 35, 10, 0.4, 1.5, 0.0))
    assert is_blue(line)[10, 34] or line[10, 34, 0] < 20
    assert line[10, 6, 0] > line[10, 20, 0] > line[10, 33, 0]
    assert (line[[6, 13]] == 255).all()
    steep = drawn(LINE, (10, 2, 0.4, 10.5, 28, 0.4, 1.5, 1.0))
    assert is_blue(steep)[15, 10] and (steep[:, [6, 14]] == 255).all()


def test_a_line_goes_behind_what_is_nearer_at_its_place():
    line = drawn(LINE, (0, 10, 0.4, 40, 10, 0.6, 1.5, 1.0))
    assert is_blue(line)[10, 5] and (line[10, 25:] == 255).all()


def test_a_face_is_filled_between_its_corners_and_only_from_its_front():
    corners = ((5, 5, 0.4), (25, 5, 0.4), (25, 20, 0.4), (5, 20, 0.4))
    face = drawn(FACE, np.ravel(corners))
    assert is_blue(face)[6:19, 6:24].all() and not is_blue(face)[:, 26:].any()
    assert (drawn(FACE, np.ravel(corners[::-1])) == 255).all()
    edged = drawn(FACE, np.ravel(corners), look=EDGED)
    assert is_dark(edged)[12, 5] and is_blue(edged)[12, 15]
    old = drawn(FACE, np.ravel(corners), paint=(0, 0, 200, 60), look=EDGED)
    assert is_dark(old)[12, 5] and 150 < old[12, 15, 0] < 255


def test_a_face_lies_aslant_in_the_depths():
    face = drawn(FACE, np.ravel(((0, 5, 0.4), (40, 5, 0.6), (40, 20, 0.6), (0, 20, 0.4))))
    assert is_blue(face)[12, 10] and (face[12, 25:] == 255).all()


def test_a_ring_fills_an_ellipse_and_tells_its_rim():
    ring = drawn(RING, (20, 15, 0.4, 12, 0, 0, 0, 6, 0), paint=(0, 0, 200, 60), look=EDGED)
    assert 150 < ring[15, 20, 0] < 230
    assert ring[15, 31, 0] < 60 and ring[20, 20, 0] < 120
    assert (ring[24:] == 255).all() and (ring[15, 34:] == 255).all()
    flat = drawn(RING, (20, 15, 0.4, 12, 0, 0, 6, 0, 0))
    assert (flat == 255).all()  # seen from its edge it is nothing


@pytest.mark.parametrize(
    "kind, at",
    [(LINE, (3, 4, 0.4, 37, 26, 0.4, 3, 0.2)), (ARROW, (6, 8, 0.4, 34, 21, 0.4, 2, 10, 6))],
)
def test_lines_and_arrows_drawn_in_bands_are_the_same(kind, at):
    whole = drawn(kind, at)
    assert (whole != 255).any()
    assert np.array_equal(whole, drawn(kind, at, bands=((0, 11), (11, 12), (12, 30))))


def test_an_arrow_has_a_slim_shaft_and_a_wide_head_in_a_dark_line():
    arrow = drawn(ARROW, (4, 15, 0.4, 36, 15, 0.4, 2, 12, 7))
    blue = is_blue(arrow).sum(0)
    assert 1 <= blue[8] <= blue[20] <= 4 and blue[25] >= 10 and blue[34] <= 3
    assert blue[24:].argmax() <= 2  # it narrows to its tip
    assert is_dark(arrow)[:, 24].sum() >= 2 and (arrow[0, 0] == WHITE).all()
    hollow = drawn(ARROW, (4, 15, 0.4, 36, 15, 0.4, 2, 12, 7), look=STALE)
    assert is_blue(hollow).sum() < is_blue(arrow).sum() / 2
    assert np.array_equal(is_dark(hollow), is_dark(arrow))
    assert (drawn(ARROW, (4, 15, 0.6, 36, 15, 0.6, 2, 12, 7)) == 255).all()
