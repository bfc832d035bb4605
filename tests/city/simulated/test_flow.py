"""A wheel that turns, a wind that blows evenly, and a wall in it."""

import numpy as np
import pytest
import shapely

from city.frame import Frame
from city.grid import Grid
from city.scales import Scale
from city.simulated.field import Field, Variable
from city.simulated.flow import LIFE, Flow, Particles, Region, seen_grid, streamlines
from city.simulated.raster import Raster
from city.simulated.run import Run

GRID = Grid.over((-200.0, -200.0, 200.0, 200.0), 4.0)
SCALE = Scale(np.array([5.0]), np.array([[1, 1, 1], [2, 2, 2]], np.uint8), ("less", "more"))
TURN = 0.1  # radians a second


def flow(east, north, height=0.0):
    places = GRID.places()
    cells = np.column_stack([np.broadcast_to(k, len(places)) for k in (east, north, height)])
    return Flow(GRID, cells.reshape(*GRID.shape, 3).astype(np.float32))


def wheel():
    x, y = GRID.places().T
    return flow(-TURN * y, TURN * x)


def wind():
    return flow(10.0, 5.0, height=7.0)


def walled():
    x, _ = GRID.places().T
    return flow(np.where(np.abs(x - 50) < 10, np.nan, 10.0), 0.0)


def test_particles_in_a_wheel_stay_on_their_circles():
    particles = Particles(400, seed=3)
    turning = wheel()
    particles.step(turning, 0.0)
    start = particles.places.copy()
    for _ in range(int(np.ceil(2 * np.pi / TURN))):  # about once around
        left = np.hypot(*particles.places.T)
        particles._left[:] = 99
        particles.step(turning, 1.0)
        inner = left < 190
        now = np.hypot(*particles.places.T)
        assert now[inner] == pytest.approx(left[inner], rel=1e-3)
    radius = np.hypot(*start.T)
    inner = radius < 190
    assert np.hypot(*particles.places.T)[inner] == pytest.approx(radius[inner], rel=0.01)


def test_particles_drift_as_far_as_the_wind_blows_and_leave_a_straight_trail():
    particles = Particles(300, length=5)
    for _ in range(20):
        particles.step(wind(), 0.5)
    trails = particles.trails(SCALE)
    assert trails.fading and trails.points[:, 2] == pytest.approx(7)
    assert np.diff(trails.starts).max() == 6 and (trails.colour == 2).all()
    long = np.flatnonzero(np.diff(trails.starts) == 6)
    for row in long[:50].tolist():
        line = trails.points[trails.starts[row] : trails.starts[row + 1]]
        steps = np.diff(line[:, :2], axis=0)
        assert steps[:, 0] == pytest.approx(2 * steps[:, 1], abs=1e-3)
        assert (steps[:, 0] > 0).all()  # the oldest is first
        assert steps[:-1, 0] == pytest.approx(np.full(4, 15.0), abs=1e-3)  # three steps


def test_those_that_leave_come_to_rest_or_grow_old_are_born_anew():
    particles = Particles(500)
    for _ in range(LIFE[1]):
        particles.step(walled(), 1.0)
        x, y = particles.places[particles._left > 0].T
        assert (np.abs(x) <= 200).all() and (np.abs(y) <= 200).all()
        assert not (np.abs(x - 50) < 9).any()  # none is in the wall
    assert (particles._left > 0).sum() > 400
    still = Particles(50)
    for _ in range(3):
        still.step(flow(np.nan, np.nan), 1.0)
    assert len(still.trails(SCALE).points) == 0
    calm = Particles(50)
    calm.step(flow(0.0, 0.0), 1.0)
    assert len(calm.trails(SCALE).colour) == 0


def test_a_trail_begins_where_its_particle_was_born():
    particles = Particles(300, length=8)
    for _ in range(60):
        particles.step(walled(), 1.0)
        trails = particles.trails(SCALE)
        steps = np.hypot(*np.diff(trails.points[:, :2], axis=0).T)
        within = np.ones(len(steps), bool)
        within[trails.starts[1:-1] - 1] = False
        assert (steps[within] < 10 * 3 + 1).all()  # none leads from a death to a birth


def test_streamlines_of_a_wheel_are_circles():
    found = streamlines(wheel(), 20.0)
    assert len(found) > 5
    for k in range(len(found)):
        line = found.points[found.starts[k] : found.starts[k + 1], :2]
        radius = np.hypot(*line.T)
        assert radius == pytest.approx(np.full(len(line), radius[0]), rel=0.01)
        if 30 < radius[0] < 180:
            assert np.hypot(*(line[0] - line[-1])) < 20 / 4 + 1e-3  # it comes back
        ahead = line[len(line) // 2 + 1] - line[len(line) // 2]
        x, y = line[len(line) // 2]
        assert ahead @ [-y, x] > 0  # the way that the wheel turns
    assert found.speed == pytest.approx(TURN * np.hypot(*found.points[:, :2].T), abs=TURN * 4)


def test_streamlines_of_an_even_wind_are_straight_and_evenly_apart():
    found = streamlines(wind(), 25.0)
    off = found.points[:, 1] - found.points[:, 0] / 2
    for k in range(len(found)):
        mine = off[found.starts[k] : found.starts[k + 1]]
        assert mine == pytest.approx(np.full(len(mine), mine[0]), abs=1e-2)
    assert (found.points[:, 2] == 7).all()
    lines = [
        shapely.LineString(found.points[a:b, :2])
        for a, b in zip(found.starts, found.starts[1:], strict=False)
    ]
    near = [min(one.distance(o) for o in lines if o is not one) for one in lines]
    assert min(near) > 25 * 0.45 and np.median(near) > 25 * 0.8
    covered = shapely.union_all([line.buffer(25) for line in lines])
    assert covered.area > 0.95 * 400**2


def test_streamlines_end_at_walls_and_where_nothing_flows():
    found = streamlines(walled(), 25.0)
    assert not (np.abs(found.points[:, 0] - 50) < 8).any()
    assert (found.points[:, 0] > 60).any() and (found.points[:, 0] < 40).any()
    assert len(streamlines(flow(np.nan, 0.0), 25.0)) == 0
    assert len(streamlines(flow(0.0, 0.0), 25.0)) == 0
    short = streamlines(wind(), 25.0, longest=50.0)
    reach = [np.ptp(short.points[a:b, 0]) for a, b in zip(short.starts, short.starts[1:])]  # noqa: B905
    assert max(reach) <= 101


def test_lines_and_arrows_show_where_it_leads():
    found = streamlines(wind(), 25.0)
    ribbons, arrows = found.ribbons(SCALE), found.arrows(SCALE, 12.0)
    assert len(ribbons) == len(arrows) == len(found)
    assert arrows.heading == pytest.approx(np.degrees(np.arctan2(10, 5)), abs=0.5)
    assert len(ribbons.colour) == len(found.points)


def test_a_field_is_resampled_where_it_is_seen():
    x = np.arange(5.0, 100, 10)
    raster = Raster(x, x[::-1].copy(), "local", Frame("local"))
    parts = [Variable(key, key, "m/s") for key in "uv"]
    whole = Variable("w", "wind", "m/s", parts=("u", "v"))

    def read(key, level, first, last):
        return np.broadcast_to(x if key == "u" else 1.0, (last - first, 10, 10)).astype(np.float32)

    when = np.array(["2026-07-01", "2026-07-02"], "datetime64[ms]")
    field = Field("wind", Run("wind"), raster, (*parts, whole), when, read)
    grid = seen_grid(field, np.array([[20.0, -50], [60, 500]]), 50)
    assert grid is not None and grid.box().tolist() == [[20, 0], [60, 100]] and grid.step == 2
    found = Region.of(field, "w", grid, height=3.0).flow(field, "w", when[0])
    assert found.cells[..., 0].ravel() == pytest.approx(grid.places()[:, 0], abs=1e-3)
    assert found.cells[..., 1] == pytest.approx(1) and (found.cells[..., 2] == 3).all()
    assert found.strongest == pytest.approx(np.hypot(59, 1))
    assert seen_grid(field, np.array([[200.0, 0], [300, 100]])) is None
