"""The loops of flows, over a square of 20 by 20 cells."""

from itertools import pairwise

import numpy as np
import pytest

from city.simulated.flow_loops import drift, lines, string


def cells(east, north=0.0, height=0.0):
    made = np.zeros((20, 20, 3), np.float32)
    made[..., 0], made[..., 1], made[..., 2] = east, north, height
    return made


def drifted(flow, at, by=1.0, left=5, least=0.0):
    places = np.array(at, float).reshape(-1, 2)
    count = np.full(len(places), left, np.int32)
    heads, speed = np.zeros(len(places), np.float32), np.zeros(len(places), np.float32)
    drift(flow, places, count, heads, speed, by, least)
    return places, count, heads, speed


def test_north_is_up_and_rows_are_counted_down():
    places, left, heads, speed = drifted(cells(3.0, 4.0, 7.0), [10, 10], by=0.5)
    assert places[0].tolist() == pytest.approx([11.5, 8.0]) and left.tolist() == [4]
    assert heads.tolist() == [7] and speed.tolist() == [5]


def test_between_cells_it_is_linear():
    slope = cells(np.arange(20.0)[None])
    places, _, _, speed = drifted(slope, [10.25, 3], by=0.01)
    assert places[0, 0] == pytest.approx(10.25 * np.exp(0.01), rel=1e-9)  # dx / dt = x
    assert speed[0] == pytest.approx(places[0, 0], rel=1e-6)


@pytest.mark.parametrize("at", [[19, 5], [-3, 5], [np.nan, 5]])
def test_what_leaves_is_gone(at):
    assert drifted(cells(3.0), at)[1].tolist() == [0]


def test_what_is_slow_or_old_or_runs_into_a_wall_is_gone():
    assert drifted(cells(0.5), [5, 5], least=1.0)[1].tolist() == [0]
    assert drifted(cells(0.5), [5, 5], left=1)[1].tolist() == [0]
    wall = cells(5.0)
    wall[:, 10, 0] = np.nan
    assert drifted(wall, [8, 5])[1].tolist() == [0]
    assert drifted(wall, [8, 5], by=0.1)[1].tolist() == [4]
    gone, _, _, _ = drifted(wall, [8, 5], left=0)
    assert gone.tolist() == [[8, 5]]


def test_trails_go_from_the_oldest_place_to_the_newest():
    ring = np.zeros((2, 3, 3), np.float32)
    ring[0, :, 0] = [13, 11, 12]  # the last one was written to the first place
    ring[1, 0, 0] = 5
    heads = np.array([[14, 0, 0], [6, 0, 0]], np.float32)
    points, starts = np.zeros((6, 3), np.float32), np.zeros(3, np.int64)
    count = string(ring, np.array([3, 1], np.int32), 0, heads, points, starts)
    assert count == 6 and starts.tolist() == [0, 4, 6]
    assert points[:, 0].tolist() == [11, 12, 13, 14, 5, 6]


def traced(flow, seeds, apart=2.0, room=4000):
    points, starts = np.zeros((room, 2)), np.zeros(room // 2, np.int64)
    count = lines(flow, np.array(seeds, float).reshape(-1, 2), apart, 0.25, 200, points, starts)
    return [points[a:b] for a, b in pairwise(starts[: count + 1])]


def test_one_line_brings_forth_its_neighbours():
    found = traced(cells(1.0), [10, 10])
    rows = sorted(line[:, 1].mean() for line in found)
    assert len(rows) >= 9 and np.diff(rows) == pytest.approx(np.full(len(rows) - 1, 2.0))
    for line in found:
        assert np.diff(line[:, 0]) == pytest.approx(np.full(len(line) - 1, 0.25))  # downstream
        assert line[0, 0] < 0 and line[-1, 0] > 19


def test_lines_keep_away_from_one_another_where_the_flow_is_narrow():
    y = 9.5 - np.arange(20.0)[:, None]
    found = traced(cells(1.0, -y * 0.08), [10, 9.5])  # all of it draws together to the east
    ends = np.concatenate(
        [np.column_stack([line, np.full(len(line), k)]) for k, line in enumerate(found)]
    )
    for k in range(len(found)):
        mine, others = ends[ends[:, 2] == k, :2], ends[ends[:, 2] != k, :2]
        away = np.hypot(*(mine[:, None] - others[None]).transpose(2, 0, 1))
        assert away.min() > 2.0 * 0.5 - 0.3


def test_nothing_begins_where_nothing_flows_and_no_more_than_there_is_room_for():
    assert traced(cells(0.0), [10, 10]) == [] and traced(cells(np.nan), [10, 10]) == []
    assert traced(cells(1.0), np.zeros((0, 2))) == []
    assert len(traced(cells(1.0), [10, 10], room=900)) < 9
