"""numpy arrays as VTK sees them."""

import numpy as np

from render import _bridge

POINTS = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float32)


def test_a_surface_has_its_points_triangles_normals_and_colours():
    colours = np.arange(12, dtype=np.uint8).reshape(4, 3)
    normals = np.tile(np.array([0, 0, 1], np.float32), (4, 1))
    poly = _bridge.surface(
        POINTS, np.array([[0, 1, 2], [0, 2, 3]]), normals, colours, POINTS[:, :2]
    )
    assert (poly.GetNumberOfPoints(), poly.GetNumberOfPolys()) == (4, 2)
    assert [poly.GetCell(1).GetPointId(k) for k in range(3)] == [0, 2, 3]
    assert poly.GetPoint(2) == (1, 1, 0)
    assert poly.GetPointData().GetNormals().GetTuple(3) == (0, 0, 1)
    assert poly.GetPointData().GetScalars().GetTuple(1) == (3, 4, 5)
    assert poly.GetPointData().GetTCoords().GetTuple(2) == (1, 1)


def test_float32_points_are_borrowed_and_not_copied():
    points = POINTS.copy()
    poly = _bridge.surface(points, np.array([[0, 1, 2]]))
    points[1, 0] = 7
    assert poly.GetPoint(1)[0] == 7


def test_what_is_borrowed_outlives_its_name():
    poly = _bridge.surface(np.full((3, 3), 5, np.float32), np.array([[0, 1, 2]]))
    np.random.default_rng(1).random(100_000)  # something else in that memory
    assert poly.GetPoint(2) == (5, 5, 5)


def test_segments_and_dots():
    lines = _bridge.segments(POINTS, np.array([[0, 1], [2, 3]]))
    assert (lines.GetNumberOfLines(), lines.GetNumberOfPolys()) == (2, 0)
    assert [lines.GetCell(1).GetPointId(k) for k in range(2)] == [2, 3]
    dots = _bridge.dots(POINTS, np.zeros((4, 3), np.uint8))
    assert dots.GetNumberOfVerts() == 4


def test_an_image_keeps_its_lowest_row_first():
    pixels = np.zeros((2, 3, 4), np.uint8)
    pixels[0, 2] = (1, 2, 3, 4)
    image = _bridge.image(pixels)
    assert image.GetDimensions() == (3, 2, 1)
    assert [image.GetScalarComponentAsDouble(2, 0, 0, c) for c in range(4)] == [1, 2, 3, 4]


def test_pixels_have_the_topmost_row_first(stage):
    stage.scene.renderer.SetBackground(1, 0, 0)
    stage.scene.renderer.SetBackground2(0, 0, 1)
    picture = stage.picture()
    assert picture.shape == (200, 320, 3) and picture.dtype == np.uint8
    assert picture[0, 0, 2] > 250 and picture[-1, 0, 0] > 250
