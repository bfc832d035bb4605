"""A camera's picture, by hand."""

import numpy as np
import pytest

from city.camera import Camera, angle_as_film, angle_of, looking, upright_angle

# Looking north from 10 m up, 1000 x 500 pixels, as far from its picture as that is high.
SEES = Camera(
    (100, 200, 10), (100, 300, 10), angle=2 * np.degrees(np.arctan(0.5)), size=(1000, 500)
)


def test_places_are_shown_where_lines_through_one_point_say():
    places = np.array([[100, 300, 10], [110, 300, 10], [100, 250, 20], [90, 220, 5.0]])
    expected = [[500, 250], [550, 250], [500, 150], [250, 375]]
    assert SEES.length == pytest.approx(500)
    assert SEES.project(places) == pytest.approx(np.array(expected))
    assert np.isnan(SEES.project(np.array([[100.0, 199, 10]]))).all()


def test_a_picture_with_another_middle_is_shifted():
    shifted = Camera(SEES.position, SEES.focus, angle=SEES.angle, size=SEES.size, centre=(480, 300))
    place = np.array([[110.0, 300, 10]])
    assert shifted.project(place) == pytest.approx(SEES.project(place) + np.array([-20, 50]))


def test_rays_go_back_to_the_places():
    camera = Camera((3, -7, 20), (40, 80, 5), (0.1, 0.2, 1), 55, (640, 480), (300, 260))
    places = np.random.default_rng(1).uniform(-5, 5, (50, 3)) + np.array([40, 80, 5])
    way = places - camera.position
    rays = camera.rays(camera.project(places))
    assert rays == pytest.approx(way / np.linalg.norm(way, axis=1, keepdims=True), abs=1e-9)


@pytest.mark.parametrize("ahead", [1, -1])
def test_it_may_look_straight_up_and_down(ahead):
    axes = Camera((0, 0, 0), (0, 0, ahead)).axes()
    assert axes @ axes.T == pytest.approx(np.eye(3))
    assert np.linalg.det(axes) == pytest.approx(1)


def test_its_grid_is_all_pixels_row_by_row():
    grid = Camera((0, 0, 0), (0, 1, 0), size=(3, 2)).grid()
    assert grid.tolist() == [[0.5, 0.5], [1.5, 0.5], [2.5, 0.5], [0.5, 1.5], [1.5, 1.5], [2.5, 1.5]]


def test_focal_lengths_are_angles():
    assert angle_of(12, 24) == pytest.approx(90)
    # 50 mm on film, 36 x 24 mm: 27.0° high, whichever way it is held by its shape
    assert angle_as_film(50, (6000, 4000)) == pytest.approx(26.991, abs=1e-3)
    assert angle_as_film(50, (4000, 6000)) == pytest.approx(39.598, abs=1e-3)
    assert upright_angle(90, (200, 100)) == pytest.approx(2 * np.degrees(np.arctan(0.5)))
    assert looking((1, 2, 3), 90) == pytest.approx((101, 2, 3))
    assert looking((0, 0, 0), 0, 30) == pytest.approx((0, 100 * np.cos(np.pi / 6), 50))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"angle": 0}, "0.1 to 170"),
        ({"angle": float("nan")}, "numbers"),
        ({"size": (0, 5)}, "shows nothing"),
        ({"focus": (0, 0, 0)}, "where it looks"),
    ],
)
def test_no_camera_of_nothing(said, words):
    with pytest.raises(ValueError, match=words):
        Camera(**{"position": (0, 0, 0), "focus": (0, 1, 0), **said})
    with pytest.raises(ValueError, match="more than 0 mm"):
        angle_of(0, 24)
    with pytest.raises(ValueError, match="wide is none"):
        upright_angle(180, (3, 2))
