"""Where the eye goes."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from render import camera as eye

BOX = (-100.0, 300.0, -50.0, 150.0, 0.0, 40.0)


def seen(camera, points, aspect=1.6):
    """Where points are in the picture: each from -1 to 1."""
    x, y, depth = eye.project(camera, (int(1000 * aspect), 1000), np.asarray(points, float))
    assert (depth > 0).all()
    return np.column_stack([x / (500 * aspect) - 1, y / 500 - 1])


@pytest.mark.parametrize("aspect", [0.6, 1.0, 1.6, 3.0])
def test_home_shows_the_whole_box_and_sky_above_it(aspect):
    camera = vtkCamera()
    eye.home(camera, BOX, aspect)
    places = seen(camera, eye.corners(BOX), aspect)
    assert np.abs(places).max() <= 1
    assert places[:, 1].max() <= 1 - 2 * eye.SKY[0] + 1e-6
    touches = np.isclose(np.abs(places[:, 0]).max(), 1 - 2 * eye.MARGIN, atol=0.02)
    touches |= np.isclose(places[:, 1].min(), -(1 - 2 * eye.SKY[1]), atol=0.02)
    assert touches  # as near as can be
    assert camera.GetPosition()[0] < 100 and camera.GetPosition()[1] < 50  # from the south-west


@pytest.mark.parametrize("parallel", [False, True])
def test_home_keeps_out_of_what_is_covered(parallel):
    camera = vtkCamera()
    camera.SetParallelProjection(parallel)
    eye.home(camera, BOX, 1.2, free=(0.3, 0.15))
    heights = seen(camera, eye.corners(BOX), 1.2)[:, 1]
    assert heights.max() <= 1 - 2 * 0.3 + 1e-6 and heights.min() >= -(1 - 2 * 0.15) - 1e-6
    assert np.ptp(heights) > 0.5


@pytest.mark.parametrize("aspect", [1.2, 1.4, 1.6, 2.4])
def test_home_looks_as_steeply_as_fills_the_picture(aspect):
    """A square seen over its corner is a narrow band to an eye that looks far ahead."""
    camera = vtkCamera()
    box = (0.0, 1600.0, 0.0, 1600.0, 0.0, 20.0)
    eye.home(camera, box, aspect)
    pitch = np.degrees(np.arcsin(-eye.axes(camera)[2][2]))
    assert eye.HOME_PITCHES[0] - 1e-6 <= pitch <= eye.HOME_PITCHES[1]
    places = seen(camera, eye.corners(box), aspect)
    assert np.abs(places).max() <= 1
    steepest = pitch == pytest.approx(eye.HOME_PITCHES[1], abs=0.5)
    assert steepest or np.ptp(places[:, 1]) / 2 > 0.8
    if pitch > eye.HOME_PITCHES[0] + 1:  # no steeper than needs be: the sides are filled too
        assert np.ptp(places[:, 0]) / 2 > 0.85


def test_top_looks_straight_down_with_north_up():
    camera = vtkCamera()
    eye.home(camera, BOX)
    eye.top(camera, BOX)
    places = seen(camera, [[0, 0, 0], [0, 100, 0], [100, 0, 0]])
    assert places[1, 1] > places[0, 1] and places[2, 0] > places[0, 0]
    assert places[1, 0] == pytest.approx(places[0, 0]) and eye.north_angle(camera) == 0
    assert np.abs(seen(camera, eye.corners(BOX))).max() <= 1


def test_framing_keeps_the_direction():
    camera = vtkCamera()
    eye.home(camera, BOX)
    before = eye.axes(camera)[2]
    eye.frame_box(camera, (0, 10, 0, 10, 0, 10))
    assert eye.axes(camera)[2] == pytest.approx(before)
    assert np.abs(seen(camera, eye.corners((0, 10, 0, 10, 0, 10)))).max() <= 1


def test_framing_a_single_point_stays_in_front_of_it():
    camera = vtkCamera()
    eye.frame_box(camera, (5, 5, 5, 5, 5, 5))
    assert np.linalg.norm(np.array(camera.GetPosition()) - 5) == pytest.approx(50)


def test_orbiting_keeps_the_distance_the_pivot_and_the_horizon():
    camera = vtkCamera()
    eye.home(camera, BOX)
    pivot = np.array([50.0, 20, 10])
    place = seen(camera, [pivot])
    away = np.linalg.norm(np.array(camera.GetPosition()) - pivot)
    eye.orbit(camera, 35, 12, pivot)
    assert np.linalg.norm(np.array(camera.GetPosition()) - pivot) == pytest.approx(away)
    assert seen(camera, [pivot]) == pytest.approx(place, abs=1e-6)
    assert eye.axes(camera)[0][2] == pytest.approx(0, abs=1e-9)


def test_orbiting_never_turns_upside_down():
    camera = vtkCamera()
    eye.home(camera, BOX)
    for _ in range(50):
        eye.orbit(camera, 3, 20, (0, 0, 0))
    assert eye.axes(camera)[1][2] > 0
    for _ in range(50):
        eye.orbit(camera, 3, -20, (0, 0, 0))
    assert eye.axes(camera)[1][2] > 0


def test_orbiting_from_the_top_goes_on_smoothly():
    camera = vtkCamera()
    eye.top(camera, BOX)
    eye.orbit(camera, 30, 0, (0, 0, 0))
    assert abs(eye.north_angle(camera)) == pytest.approx(30, abs=1)
    eye.orbit(camera, 0, -30, (0, 0, 0))
    assert eye.axes(camera)[2][2] > -0.95


def test_panning_brings_one_point_to_where_the_other_was():
    camera = vtkCamera()
    eye.home(camera, BOX)
    place = seen(camera, [[10, 10, 0]])
    eye.pan(camera, (40, 30, 0), (10, 10, 0))
    assert seen(camera, [[40, 30, 0]]) == pytest.approx(place)


def test_zooming_keeps_what_is_under_the_pointer():
    camera = vtkCamera()
    eye.home(camera, BOX)
    aim = (120.0, 80.0, 5.0)
    place, away = seen(camera, [aim]), np.linalg.norm(np.array(camera.GetPosition()) - aim)
    eye.zoom(camera, 2, aim)
    assert seen(camera, [aim]) == pytest.approx(place)
    assert np.linalg.norm(np.array(camera.GetPosition()) - aim) == pytest.approx(away / 2)
    for _ in range(60):
        eye.zoom(camera, 2, aim)
    assert np.linalg.norm(np.array(camera.GetPosition()) - aim) >= eye.NEAREST * 0.99


def test_the_eye_is_lifted_out_of_the_ground():
    camera = vtkCamera()
    camera.SetPosition(0, 0, -20)
    camera.SetFocalPoint(0, 100, -20)
    eye.keep_above_ground(camera, lambda x, y: 5.0)
    assert camera.GetPosition()[2] == pytest.approx(6.7)
    assert camera.GetFocalPoint()[2] == pytest.approx(6.7)
    eye.keep_above_ground(camera, lambda x, y: -100.0)
    assert camera.GetPosition()[2] == pytest.approx(6.7)


@pytest.mark.parametrize(("towards", "angle"), [((0, 1), 0), ((1, 0), -90), ((-1, 0), 90)])
def test_the_needle_points_north(towards, angle):
    camera = vtkCamera()
    camera.SetPosition(0, 0, 10)
    camera.SetFocalPoint(100 * towards[0], 100 * towards[1], 0)
    camera.SetViewUp(0, 0, 1)
    assert eye.north_angle(camera) == pytest.approx(angle)


def test_metres_per_pixel_at_the_focus():
    camera = vtkCamera()
    camera.SetPosition(0, 0, 100)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewAngle(90)
    assert eye.scale(camera, 400) == pytest.approx(0.5)


def test_rays_and_projection_are_each_others_inverse():
    camera = vtkCamera()
    eye.home(camera, BOX)
    x, y = np.array([3.0, 700.0]), np.array([17.0, 400.0])
    start, directions = eye.rays(camera, (1280, 800), x, y)
    back = eye.project(camera, (1280, 800), start + directions * 321)
    assert back[0] == pytest.approx(x + 0.5) and back[1] == pytest.approx(y + 0.5)
    assert back[2] == pytest.approx([321, 321])


# on foot


def slope(x, y):
    return 0.1 * x


def standing():
    camera = vtkCamera()
    eye.home(camera, BOX, 1.6)
    eye.alight(camera, (50.0, 20.0, 3.0), slope)
    eye.stand(camera, slope, 1.65)
    return camera


def test_one_stands_at_eye_height_and_looks_level_the_same_way():
    camera = standing()
    assert camera.GetPosition() == pytest.approx((50.0, 20.0, 6.65))
    ahead = eye.axes(camera)[2]
    assert ahead[2] == pytest.approx(0)
    # home looks from 216 degrees, so towards 36
    assert np.degrees(np.arctan2(ahead[0], ahead[1])) == pytest.approx(36)


def test_a_walk_goes_the_way_one_looks_and_the_ground_holds_one_up():
    camera = standing()
    eye.look_round(camera, 54, 20)  # to the east, and up
    eye.walk(camera, 10.0, 0.0, 0.0)
    eye.stand(camera, slope, 1.65)
    assert camera.GetPosition() == pytest.approx((60.0, 20.0, 7.65))
    eye.walk(camera, 0.0, 5.0, 0.0)  # to the right of east is south
    assert camera.GetPosition() == pytest.approx((60.0, 15.0, 7.65))
    ahead = eye.axes(camera)[2]
    assert np.degrees(np.arcsin(ahead[2])) == pytest.approx(20)


def test_alighting_from_straight_above_keeps_the_upper_edge_ahead():
    camera = vtkCamera()
    eye.top(camera, BOX)
    eye.alight(camera, (0.0, 0.0, 0.0), slope)
    assert eye.axes(camera)[2] == pytest.approx((0, 1, 0), abs=1e-6)


# in parallel


def parallel(pitch=27.0):
    camera = vtkCamera()
    eye.home(camera, BOX, 1.6)
    eye.set_parallel(camera, True)
    return camera


def display(camera, point, size=(1600, 1000)):
    x, y, _ = eye.project(camera, size, np.array([point], float))
    return float(x[0]), float(y[0])


def test_seeing_in_parallel_keeps_the_size_at_the_focus_and_back():
    camera = vtkCamera()
    eye.home(camera, BOX, 1.6)
    place, before = np.array(camera.GetPosition()), eye.scale(camera, 1000)
    eye.set_parallel(camera, True)
    assert eye.scale(camera, 1000) == pytest.approx(before)
    eye.set_parallel(camera, False)
    assert np.array(camera.GetPosition()) == pytest.approx(place)


def test_in_parallel_a_metre_is_as_long_near_and_far():
    camera = parallel()
    right, _, ahead = eye.axes(camera)
    focus = np.array(camera.GetFocalPoint())
    for depth in (-300.0, 0.0, 300.0):
        start = display(camera, focus + ahead * depth)
        end = display(camera, focus + ahead * depth + right * 10)
        assert np.hypot(end[0] - start[0], end[1] - start[1]) == pytest.approx(
            10 / eye.scale(camera, 1000)
        )


def test_a_parallel_line_of_sight_goes_through_what_is_seen_there():
    camera = parallel()
    point = np.array([12.0, -7.0, 3.0])
    x, y = display(camera, point)
    starts, directions = eye.rays(camera, (1600, 1000), np.array([x - 0.5]), np.array([y - 0.5]))
    away = point - starts[0]
    assert np.linalg.norm(np.cross(away, directions[0])) < 1e-6
    assert away @ directions[0] > 0


def test_coming_closer_in_parallel_keeps_the_point_under_the_mouse():
    camera = parallel()
    point = np.array([30.0, 20.0, 5.0])
    before, scale = display(camera, point), eye.scale(camera, 1000)
    eye.zoom(camera, 2.0, point)
    assert display(camera, point) == pytest.approx(before)
    assert eye.scale(camera, 1000) == pytest.approx(scale / 2)


def test_a_parallel_picture_holds_the_whole_box():
    camera = parallel()
    eye.frame_box(camera, BOX, 1.6)
    places = np.array([display(camera, corner) for corner in eye.corners(BOX)])
    assert (places >= 0).all() and (places <= [1600, 1000]).all()
    assert np.ptp(places[:, 0]) > 1400 or np.ptp(places[:, 1]) > 850


def test_vtk_draws_in_parallel_where_project_says():
    from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

    camera = parallel()
    renderer, window = vtkRenderer(), vtkRenderWindow()
    window.SetOffScreenRendering(1)
    window.SetSize(1600, 1000)
    window.AddRenderer(renderer)
    renderer.SetActiveCamera(camera)
    point = (12.0, -7.0, 3.0)
    renderer.SetWorldPoint(*point, 1.0)
    renderer.WorldToDisplay()
    assert renderer.GetDisplayPoint()[:2] == pytest.approx(display(camera, point), abs=1)
