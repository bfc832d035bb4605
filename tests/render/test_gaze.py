"""The eye of somebody who only notes that it has moved."""

import numpy as np
import pytest

from render import camera as eye
from render.gaze import Gaze, triple
from tests.render.towns import SIZE, street


class Standing(Gaze):
    def __init__(self, scene):
        self.scene, self.shown, self.flights = scene, 0, 0

    def _size(self):
        return SIZE

    def _show_soon(self):
        self.shown += 1

    def _take_off(self):
        self.flights += 1


@pytest.fixture
def gaze(stage):
    stage.scene.show("street", street(), "Buildings")
    made = Standing(stage.scene)
    made.start()
    return made


def place(gaze):
    return np.array(gaze._camera().GetPosition())


def land(gaze):
    while gaze._flight is not None:
        gaze._advance()


def test_a_flight_ends_above_the_middle(gaze):
    gaze.top()
    assert gaze.flights == 1
    land(gaze)
    west, south, east, north = gaze.extent()
    assert place(gaze)[:2] == pytest.approx(((west + east) / 2, (south + north) / 2), abs=0.5)
    assert not gaze.plan
    gaze.see_in_parallel(True)
    assert gaze.parallel and gaze.plan and gaze.north == pytest.approx(0, abs=1e-6)


def test_the_eye_comes_back_to_where_it_was(gaze):
    there = gaze.eye()
    gaze.turn(40, 5, gaze.focus)
    gaze.come(2, gaze.focus)
    moved = place(gaze)
    gaze.start_at(there)
    assert np.linalg.norm(place(gaze) - moved) > 10
    assert place(gaze) == pytest.approx(there.position, abs=1e-6)


def test_on_foot_the_ground_holds_one_up(gaze):
    gaze.stand(1.65)
    assert gaze.height_above_ground() == pytest.approx(1.65, abs=0.02)
    before = place(gaze)
    gaze.walk(3, 0, 0)
    assert np.linalg.norm(place(gaze) - before) == pytest.approx(3)
    gaze.walk_no_more()
    assert gaze._camera().GetViewAngle() == pytest.approx(30)


def test_one_alights_in_the_city_though_one_looks_past_it(gaze):
    west, south, east, north = gaze.extent()
    middle = (south + north) / 2
    for start, past in ((west - 50, east + 300), (west + 5, east + 300), (east + 20, east + 300)):
        camera = gaze._camera()
        gaze.walk_no_more()
        camera.SetPosition(start, middle, 40)
        camera.SetFocalPoint(past, middle, 0)
        gaze.stand(1.65)
        assert west - 60 <= place(gaze)[0] <= east + 60  # beside the houses at its edge


def test_one_alights_beside_a_house_and_not_in_it(gaze):
    gaze.look_at(25.0, 5.0)  # the middle of the second house
    assert not gaze.scene.open_sky(25.0, 5.0)
    gaze.stand(1.65)
    x, y, _ = place(gaze)
    assert gaze.scene.open_sky(x, y) and np.hypot(x - 25, y - 5) < 20


def test_looking_at_a_place_in_plan_brings_it_to_the_middle(gaze):
    gaze.look_at(30.0, 5.0)
    assert gaze.focus[:2] == pytest.approx((30.0, 5.0))


def test_a_cut_here_is_open_towards_the_eye(gaze):
    cut = gaze.cut_here("upright")
    eye, focus = place(gaze), np.array(gaze.focus)
    planes = cut.planes()
    assert planes[0, :3] @ eye + planes[0, 3] < 0  # the eye's side is taken away
    assert planes[0, :3] @ focus + planes[0, 3] == pytest.approx(0, abs=1e-6)


def test_what_is_in_sight_is_told_in_plan(gaze):
    (x, y), corners = gaze.outline_in_sight()
    assert (x, y) == pytest.approx(tuple(place(gaze)[:2])) and len(corners) == 4
    box, metres = gaze.ground_in_sight()
    assert box[0] < box[2] and metres > 0


def test_a_point_becomes_plain_numbers():
    assert triple(np.array([1, 2, 3], np.float32)) == (1.0, 2.0, 3.0)


def test_a_line_of_sight_meets_a_height_or_nothing(gaze):
    columns, rows = SIZE
    middle = columns // 2, rows // 2
    for height in (0.0, 5.0):
        point = gaze._on_level(*middle, height)
        assert point[2] == pytest.approx(height)
    way = np.array(gaze._on_level(*middle, 0.0)) - point
    ahead = np.array(gaze._camera().GetDirectionOfProjection())
    assert way / np.linalg.norm(way) == pytest.approx(ahead, abs=0.02)
    assert gaze._on_level(*middle, place(gaze)[2] + 10) == gaze.focus


def test_a_picture_for_paper_shows_as_much_or_is_to_scale(gaze):
    gaze.top()
    land(gaze)
    gaze.see_in_parallel(True)
    columns, rows = SIZE
    high = eye.half_height(gaze._camera()) * 2
    narrow = (columns // 2, rows)
    assert gaze._fit_to(narrow, None) * rows == pytest.approx(2 * high)  # as much from side to side
    assert gaze._fit_to(narrow, 0.25) == pytest.approx(0.25)
