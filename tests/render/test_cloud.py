"""The drawing of surveys."""

from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from city.progress import Cancelled, Progress
from render.cloud import CloudActors
from render.lens import lens
from tests.render.surveys import octree
from tests.render.towns import SIZE, cloud


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    tree = octree(tmp_path_factory.mktemp("survey"))
    return replace(cloud(1000), octree=tree, total=400_000)


@pytest.fixture
def camera(stage):
    camera = stage.scene.renderer.GetActiveCamera()
    camera.SetViewUp(0, 1, 0)
    stand(camera, 500, 500, 3000)
    return camera


def stand(camera, x, y, z):
    camera.SetPosition(x, y, z)
    camera.SetFocalPoint(x, y, 0)
    camera.SetClippingRange(1, z + 100)


def complete(drawn, view):
    """Draw until nothing is missing; how often points came."""
    drawn.look_through(view, None)
    times = 0
    while (job := drawn.loading()) is not None:
        drawn.receive(job(Progress()))
        drawn.look_through(view, None)
        times += 1
    return times


def covered(drawn):
    return int((drawn.depths(SIZE) < np.inf).sum())


def test_what_is_missing_comes_and_stays(survey, camera, monkeypatch):
    monkeypatch.setattr("render.cloud.FIRST", 20_000)
    monkeypatch.setattr("render.cloud.BATCH", 50_000)
    drawn = CloudActors(survey)
    view = lens(camera, SIZE)
    drawn.look_through(view, None)
    first = covered(drawn)
    assert first > 0  # there is something at once
    stand(camera, 500, 500, 300)
    near = lens(camera, SIZE)
    assert complete(drawn, near) >= 2
    assert covered(drawn) > 0.85 * SIZE[0] * SIZE[1]
    drawn.look_through(view, None)
    assert drawn.loading() is None  # to and fro reads nothing again


def test_while_moving_a_slow_machine_draws_less(survey, camera, monkeypatch):
    monkeypatch.setattr("render.cloud.MOVING", (30_000, 300_000))
    drawn = CloudActors(survey)
    stand(camera, 500, 500, 250)
    view = lens(camera, SIZE)
    complete(drawn, view)
    every = len(drawn._drawn)
    for turn in range(8):
        stand(camera, 500, 500 + turn, 250)
        drawn.look_through(lens(camera, SIZE), within=1e-9)
    assert 0 < len(drawn._drawn) < every
    drawn.look_through(view, None)
    assert len(drawn._drawn) == every


def test_nothing_is_drawn_anew_where_nothing_changed(survey, camera, monkeypatch):
    drawn = CloudActors(survey)
    view = lens(camera, SIZE)
    complete(drawn, view)
    monkeypatch.setattr(drawn, "_draw", lambda *_: pytest.fail("drawn again"))
    drawn.look_through(lens(camera, SIZE), None)


def test_points_take_another_colouring(survey, camera):
    drawn = CloudActors(survey)
    view = lens(camera, SIZE)
    complete(drawn, view)
    pixels = drawn._plate.pixels(SIZE)
    before = pixels.copy()
    ramp = np.tile(np.array([10, 20, 200], np.uint8), (256, 1))
    drawn.set_colouring("height", ramp)
    drawn.look_through(view, None)
    filled = drawn.depths(SIZE) < np.inf
    assert np.array_equal(pixels[filled] >> np.uint64(32), before[filled] >> np.uint64(32))
    colours = pixels[filled].view(np.uint8).reshape(-1, 8)
    assert (colours[:, 2] > colours[:, 0] * 5).all()


def test_heights_can_be_stretched(survey, camera):
    drawn = CloudActors(survey)
    stand(camera, 25 * np.pi, 500, 3000)  # over a ridge of 10 m
    plain = drawn.box
    complete(drawn, lens(camera, SIZE))
    near_by = slice(SIZE[1] // 2 - 4, SIZE[1] // 2 + 5), slice(SIZE[0] // 2 - 4, SIZE[0] // 2 + 5)
    middle = drawn.depths(SIZE)[near_by].min()
    drawn.set_stretch(10.0)
    assert drawn.box[:, 2] == pytest.approx(plain[:, 2] * 10)
    complete(drawn, lens(camera, SIZE))
    higher = drawn.depths(SIZE)[near_by].min()
    assert 3000 - middle == pytest.approx(10, abs=0.5)
    assert 3000 - higher == pytest.approx(100, abs=5)


def test_depths_are_metres_along_the_line_of_sight(camera):
    flat = cloud(200_000)  # 50 x 50 m at a height of 30
    stand(camera, 25, 25, 130)
    drawn = CloudActors(flat)
    view = lens(camera, SIZE)
    complete(drawn, view)
    depths = drawn.depths(SIZE)
    rows, columns = depths.shape
    assert depths[rows // 2, columns // 2] == pytest.approx(100, rel=1e-3)
    aside = (np.array([100, 40]) + 0.5 - np.array([columns, rows]) / 2) * view.pixel
    assert depths[40, 100] == pytest.approx(100 * np.sqrt(1 + aside @ aside), rel=1e-3)
    assert depths[0, 0] == np.inf


def test_a_line_of_sight_meets_the_nearest_point_and_knows_its_number(survey, camera):
    drawn = CloudActors(survey)
    stand(camera, 200, 700, 100)
    complete(drawn, lens(camera, SIZE))
    down = np.array([0.0, 0, -1])
    began = perf_counter()
    number, place = drawn.nearest(np.array([200.0, 700, 100]), down, np.inf)
    assert perf_counter() - began < 0.1
    assert place[:2] == pytest.approx([200, 700], abs=1.2)
    point = survey.octree.point(number)
    assert [point[axis] for axis in "xyz"] == place.tolist()
    assert survey.code(number) == 6
    assert drawn.nearest(np.array([200.0, 700, 100]), down, 5.0) is None  # something is before it
    assert drawn.nearest(np.array([-500.0, 0, 100]), down, np.inf) is None  # out of the picture
    drawn.set_stretch(2.0)
    complete(drawn, lens(camera, SIZE))
    number, place = drawn.nearest(np.array([200.0, 700, 100]), down, np.inf)
    assert place[2] == pytest.approx(survey.octree.point(number)["z"] * 2)


def test_a_cut_takes_points_away_on_its_outer_side(survey, camera):
    drawn = CloudActors(survey)
    complete(drawn, lens(camera, SIZE))
    whole = drawn.depths(SIZE) < np.inf
    drawn.set_cutaway(np.array([[-1.0, 0, 0, 500]]))  # keeps the west
    complete(drawn, lens(camera, SIZE))
    west = drawn.depths(SIZE) < np.inf
    middle = SIZE[0] // 2
    assert np.array_equal(west[:, : middle - 2], whole[:, : middle - 2])
    assert whole[:, middle + 2 :].any() and not west[:, middle + 2 :].any()
    drawn.set_stretch(3.0)
    drawn.set_cutaway(np.array([[0, 0, 1.0, 1e4], [0, 0, 1, -15]]))  # keeps the ridges' tops
    complete(drawn, lens(camera, SIZE))
    tops = drawn.depths(SIZE) < np.inf
    # where a sine is over a half, which is a third, and what wide points add to that
    assert 0.3 < tops.sum() / whole.sum() < 0.6
    drawn.set_stretch(1.0)
    drawn.set_cutaway(None)
    complete(drawn, lens(camera, SIZE))
    assert np.array_equal(drawn.depths(SIZE) < np.inf, whole)


def test_depths_for_a_coarser_picture_are_those_of_some_pixels(survey, camera):
    drawn = CloudActors(survey)
    complete(drawn, lens(camera, SIZE))
    fine, coarse = drawn.depths(SIZE), drawn.depths((SIZE[0] // 2, SIZE[1] // 2))
    assert np.array_equal(coarse, fine[1::2, 1::2])


def test_where_no_point_is_none_is_pointed_at(camera):
    drawn = CloudActors(cloud(100))
    down = np.array([0.0, 0, -1])
    assert drawn.nearest(np.array([25.0, 25, 500]), down, np.inf) is None  # nothing drawn yet
    stand(camera, 100, 100, 500)
    complete(drawn, lens(camera, SIZE))
    assert drawn.nearest(np.array([100.0, 100, 500]), down, np.inf) is None


def test_a_damaged_file_leaves_the_coarse_points(survey, camera, tmp_path, monkeypatch):
    monkeypatch.setattr("render.cloud.FIRST", 20_000)
    data = bytearray(Path(survey.octree.path).read_bytes())
    half = len(data) // 2
    data[half:] = bytes(len(data) - half)
    path = tmp_path / "damaged.points"
    path.write_bytes(data)
    drawn = CloudActors(replace(survey, octree=replace(survey.octree, path=str(path))))
    stand(camera, 500, 500, 300)
    complete(drawn, lens(camera, SIZE))
    assert drawn.loading() is None and covered(drawn) > 0
    assert drawn.trouble().startswith("points: some of its points could not be read")
    assert drawn.trouble() == ""  # said once


def test_a_sound_survey_gives_no_trouble(survey, camera):
    drawn = CloudActors(survey)
    complete(drawn, lens(camera, SIZE))
    assert drawn.trouble() == ""


def test_a_survey_whose_file_is_gone_is_drawn_from_its_sample(survey, camera):
    gone = replace(survey, octree=replace(survey.octree, path="/nowhere"))
    drawn = CloudActors(gone)
    stand(camera, 25, 25, 200)
    complete(drawn, lens(camera, SIZE))
    assert covered(drawn) > 100 and drawn.box[1, 0] < 51


def test_loading_can_be_cancelled(survey, camera, monkeypatch):
    monkeypatch.setattr("render.cloud.FIRST", 20_000)
    drawn = CloudActors(survey)
    stand(camera, 500, 500, 300)
    drawn.look_through(lens(camera, SIZE), None)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        drawn.loading()(progress)


def test_a_survey_without_points_shows_nothing(camera):
    drawn = CloudActors(replace(cloud(1), points=np.zeros((0, 3), np.float32)))
    drawn.look_through(lens(camera, SIZE), None)
    assert drawn.box is None and drawn.depths(SIZE) is None and drawn.loading() is None
