"""A bit for each place and direction says whether the sky is open there."""

import numpy as np
import pytest

from city.layer import FACADE, GROUND, ROOF
from city.progress import Cancelled, Progress
from city.simulate.light import GRAZING, Openness, in_the_open, look_up, starts, touched
from city.simulate.obstacles import Area, Obstacles
from city.simulate.samples import Spacing, samples_on
from city.simulate.sky import sky
from tests.city.simulate.towns import frame_at, objects, view_of
from tests.city.toy import box_faces

AREA = Area(-30, -30, 30, 30)
WAYS = sky(100).directions
EVERYTHING = frozenset({FACADE, ROOF, GROUND})


def placed(view, spacing=2.0, sorts=EVERYTHING):
    obstacles = Obstacles(view, AREA, -2.0, 1.0)
    return obstacles, samples_on(view, AREA, obstacles, Spacing(spacing), sorts)


def looked(view, **said):
    obstacles, samples = placed(view, **said)
    return samples, look_up(samples, obstacles, WAYS, True, Progress(), "Looking")


def test_what_is_open_is_what_no_box_covers():
    samples, found = looked(view_of(((-5, -5, 0), (5, 5, 8))))
    clear, leafy = found.of(slice(0, len(samples)), len(WAYS))
    assert leafy is None and clear.shape == (len(samples), len(WAYS))
    start = samples.points + samples.normals * 0.02
    expected = samples.normals @ WAYS.T > GRAZING
    low, high = np.array([-5.0, -5, 0]), np.array([5.0, 5, 8])
    for k, way in enumerate(WAYS):
        with np.errstate(divide="ignore", invalid="ignore"):
            near, far = (low - start) / way, (high - start) / way
        enter, leave = np.fmin(near, far).max(1), np.fmax(near, far).min(1)
        expected[:, k] &= ~((leave > enter) & (leave > 0))
    assert (clear != expected).mean() < 1e-3
    assert clear[samples.sort == ROOF].all()


def test_bits_are_packed_and_unpacked_by_rows():
    rng = np.random.default_rng(1)
    bits = rng.random((40, 21)) < 0.5
    found = Openness(np.packbits(bits, axis=1), np.packbits(~bits, axis=1))
    clear, leafy = found.of(slice(10, 30), 21)
    np.testing.assert_array_equal(clear, bits[10:30])
    np.testing.assert_array_equal(leafy, ~bits[10:30])


def test_party_walls_and_walls_under_the_ground_are_not_in_the_open():
    view = objects(
        frame_at(52.0),
        ("one", box_faces((0, 0, -3), (10, 10, 9))),
        ("two", box_faces((10, 0, -3), (20, 10, 6))),  # half of one's wall
        ("inner", box_faces((2, 2, 7), (4, 4, 8))),  # in one, and no room of its own
    )
    obstacles, samples = placed(view, spacing=1.0, sorts=frozenset({FACADE, ROOF}))
    found = in_the_open(samples, obstacles)
    owner = np.array(samples.owners)[samples.owner]
    x, z = samples.points[:, 0], samples.points[:, 2]
    party = np.abs(x - 10) < 1e-6
    assert not found[party & (z < 6)].any() and found[party & (z > 6)].all()
    assert not found[owner == "inner"].any()
    outside = (owner != "inner") & ~party
    assert found[outside & (z > 0)].all()
    assert not found[z < 0].any() and (z < 0).any()


def test_broken_buildings_are_in_the_open_as_sound_ones():
    faces = box_faces((0, 0, 0), (10, 10, 9))
    for broken in (faces[1:], [face[::-1] for face in faces]):
        view = objects(frame_at(52.0), ("b", broken))
        obstacles, samples = placed(view, sorts=frozenset({FACADE}))
        assert in_the_open(samples, obstacles).all()


def test_walls_that_overlap_are_open_outside_of_both():
    view = view_of(((0, 0, 0), (10, 10, 9)), ((6, 4, 0), (16, 20, 7)))
    obstacles, samples = placed(view, spacing=1.0, sorts=frozenset({FACADE, ROOF}))
    x, y, z = samples.points.T
    owner = np.array(samples.owners)[samples.owner]
    inside = (owner == "b0") & (x > 6) & (x < 16) & (y > 4) & (y < 20) & (z < 7)
    inside |= (owner == "b1") & (x > 0) & (x < 10) & (y > 0) & (y < 10) & (z < 9)
    np.testing.assert_array_equal(in_the_open(samples, obstacles), ~inside)


def test_only_rays_that_a_change_may_touch_are_in_doubt():
    obstacles, samples = placed(view_of(((-5, -5, 0), (5, 5, 8))), sorts=frozenset({GROUND}))
    rows = np.arange(len(samples))
    boxes = np.array([[[10.0, 10, 0], [12, 13, 6]]])
    fresh = np.zeros(len(samples), bool)
    fresh[7] = True
    doubtful = touched(boxes, obstacles, fresh)(rows, starts(samples, obstacles, rows))
    for way in WAYS[::7].astype(np.float32):
        found = np.zeros(len(samples), bool)
        found[doubtful(way)] = True
        places = samples.points[:, None] + way * np.linspace(0, 60, 400)[:, None]
        meets = ((places > boxes[0, 0]) & (places < boxes[0, 1])).all(2).any(1)
        assert found[7] and (found | ~meets).all()
        assert found.sum() <= meets.sum() + 12


def test_it_stops_when_told():
    obstacles, samples = placed(view_of(((-5, -5, 0), (5, 5, 8))))
    progress = Progress(lambda *news: progress.cancel())
    with pytest.raises(Cancelled):
        look_up(samples, obstacles, WAYS, True, progress, "Looking")
