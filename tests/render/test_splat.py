"""Points are drawn where the camera sees them, the nearest in front."""

from itertools import pairwise

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from render import splat
from render.camera import project, set_parallel
from render.lens import lens
from render.splat import DEEPEST, EMPTY, SIZES, Canvas, width_of

SIZE = (160, 100)
RED, BLUE = 0xFF0000FF, 0xFFFF0000


def eye_at(place, parallel=False):
    """A camera that looks straight down."""
    camera = vtkCamera()
    camera.SetPosition(*place)
    camera.SetFocalPoint(place[0], place[1], 0)
    camera.SetViewUp(0, 1, 0)
    camera.SetClippingRange(10, 200)
    if parallel:
        set_parallel(camera, True)
        middle = camera.GetDistance()
        camera.SetClippingRange(middle - 90, middle + 90)
    return camera


def drawn(camera, points, colours, width=1):
    part = (np.asarray(points, np.float32), np.asarray(colours, np.uint32), width)
    return of_parts(lens(camera, SIZE), [part])


def of_parts(seen, parts):
    columns, rows = seen.size
    pixels = np.zeros((rows, columns), np.uint64)
    Canvas(seen.size).draw(parts, seen, pixels)
    return pixels


def colour_at(pixels, x, y):
    value = int(pixels[int(y), int(x)])
    return None if value == EMPTY else value & 0xFFFFFFFF


@pytest.mark.parametrize("parallel", [False, True])
def test_a_point_is_where_the_camera_projects_it(parallel):
    camera = eye_at((0, 0, 100), parallel)
    points = np.array([[0, 0, 0], [12, -7, 3], [-9, 8, 20]], np.float32)
    pixels = drawn(camera, points, [RED] * 3)
    x, y, _ = project(camera, SIZE, points)
    assert (pixels != EMPTY).sum() == 3
    assert [colour_at(pixels, *place) for place in zip(x, y, strict=True)] == [RED] * 3


def test_the_nearest_of_two_is_seen_whichever_comes_first():
    camera = eye_at((0, 0, 100))
    for points, colours in (
        ([[0, 0, 10], [0, 0, 0]], [RED, BLUE]),
        ([[0, 0, 0], [0, 0, 10]], [BLUE, RED]),
    ):
        pixels = drawn(camera, points, colours)
        assert colour_at(pixels, SIZE[0] / 2, SIZE[1] / 2) == RED


def test_what_is_beside_or_behind_the_eye_is_left_out():
    camera = eye_at((0, 0, 100))
    points = [[0, 0, 150], [500, 0, 0], [0, -500, 0], [0, 0, 100], [0, 0, np.nan]]
    assert (drawn(camera, points, [RED] * 5) == EMPTY).all()


def test_points_at_the_very_edge_do_no_harm():
    camera = eye_at((0, 0, 100))
    half = np.tan(np.radians(camera.GetViewAngle()) / 2) * 100
    wide = half * SIZE[0] / SIZE[1]
    corners = [[sx * wide, sy * half, 0] for sx in (-1, 1) for sy in (-1, 1)]
    drawn(camera, corners, [RED] * 4)
    drawn(camera, corners, [RED] * 4, width=8)


def canvas_with(dots):
    """Dots in a picture of 30 x 20: {(row, column): (width, value)}, the lower ones nearer."""
    seen = lens(eye_at((0, 0, 100)), (30, 20))
    parts = []
    for (row, column), (width, value) in dots.items():
        place = seen.place(column + 0.5, row + 0.5, 0.8 + value / 1000)
        parts.append((place[None].astype(np.float32), np.array([value << 24], np.uint32), width))
    return of_parts(seen, parts) >> np.uint64(24) & np.uint64(0xFF)  # what no shape darkens


@pytest.mark.parametrize("width", SIZES)
def test_a_wide_point_is_a_square_about_its_place(width):
    wide = np.argwhere(canvas_with({(9, 14): (width, 5)}) == 5)
    assert len(wide) == width**2
    assert (np.ptp(wide, axis=0) == width - 1).all()
    assert np.abs(wide.mean(0) - [9, 14]).max() <= 0.5


@pytest.mark.parametrize("width", SIZES)
def test_a_wide_point_at_the_edge_is_cut_off(width):
    whole = canvas_with({(9, 14): (width, 5)})
    corner = canvas_with({(0, 0): (width, 5)})
    assert np.array_equal(corner[:9, :9], whole[9:18, 14:23])
    corner = canvas_with({(19, 29): (width, 5)})
    assert np.array_equal(corner[11:, 21:], whole[1:10, 6:15])


def test_points_of_several_widths_keep_theirs_and_the_nearest_is_in_front():
    seen = canvas_with({(5, 5): (8, 9), (5, 6): (3, 4), (15, 20): (5, 7), (15, 21): (1, 6)})
    assert [(seen == value).sum() for value in (9, 4, 7, 6)] == [64 - 9, 9, 24, 1]


@pytest.mark.parametrize("hands", [1, 2, 5])
def test_the_picture_is_the_same_however_many_hands_draw_it(hands, monkeypatch):
    camera = eye_at((0, 0, 100))
    rng = np.random.default_rng(4)
    points = rng.uniform((-60, -40, 0), (60, 40, 40), (120_000, 3)).astype(np.float32)
    colours = rng.integers(0, 1 << 32, len(points), dtype=np.uint32)
    cuts = [0, 44_000, 68_000, 96_000, 98_000, 120_000]
    parts = [
        (points[a:b], colours[a:b], width)
        for (a, b), width in zip(pairwise(cuts), (1, 1, 1, 3, 1), strict=True)
    ]
    once = of_parts(lens(camera, SIZE), parts)
    monkeypatch.setattr(splat, "HANDS", hands)
    assert np.array_equal(of_parts(lens(camera, SIZE), parts), once)
    assert np.array_equal(of_parts(lens(camera, SIZE), parts[::-1]), once)


def test_what_a_canvas_held_before_is_not_seen():
    seen = lens(eye_at((0, 0, 100)), SIZE)
    canvas = Canvas(SIZE)
    pixels = np.zeros(SIZE[::-1], np.uint64)
    for width in (1, 8):
        part = (np.zeros((1, 3), np.float32), np.array([RED], np.uint32), width)
        canvas.draw([part], seen, pixels)
        assert (pixels != EMPTY).sum() == width**2
    canvas.draw([], seen, pixels)
    assert (pixels == EMPTY).all()


def test_points_are_wide_enough_for_their_gaps():
    assert width_of(0.3) == 1
    assert width_of(2.0) == 3
    assert width_of(1000.0) == 8


def test_depth_grows_away_from_the_eye():
    camera = eye_at((0, 0, 100))
    pixels = drawn(camera, [[0, 0, 0], [20, 0, 30]], [RED, RED])
    seen = lens(camera, SIZE)
    deep = np.sort(pixels[pixels != EMPTY] >> np.uint64(32)).astype(np.float32) / DEEPEST
    assert seen.metres(deep) == pytest.approx([70, 100], abs=0.01)


@pytest.mark.parametrize("parallel", [False, True])
def test_a_step_darkens_what_lies_behind_it_and_nothing_else(parallel):
    camera = eye_at((0, 0, 100), parallel)
    xy = np.mgrid[-10:10:200j, -10:10:200j].reshape(2, -1)
    points = np.column_stack([*xy, np.where(xy[0] > 0, 8.0, 0.0)])
    pixels = drawn(camera, points, np.full(len(points), 0xFFC8C8C8), width=3)
    row = (pixels[SIZE[1] // 2].view(np.uint32)[::2] & 0xFF)[: SIZE[0]].astype(int)
    middle = SIZE[0] // 2
    dark = np.flatnonzero(row[middle - 12 : middle + 12] < 190) + middle - 12
    assert 1 <= len(dark) <= 2 and abs(dark[0] - middle) <= 2
    assert row[dark].min() > 60
    assert row[middle - 10] >= 195 and row[middle + 10] >= 195
