"""Values of many streams: held against a plain dictionary, whatever comes and whoever branches."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.shelf import PART, Shelf

START = np.datetime64("2026-11-22T03:00", "ms")
STREAMS = 3


def added(shelf, rows, received=0, streams=STREAMS):
    """The shelf with (stream, second, value)."""
    stream, second, value = np.array(rows, float).reshape(-1, 3).T
    return shelf.add(stream.astype(int), moments(second), value, moments(received)[()], streams)


def moments(seconds):
    return START + (np.asarray(seconds, float) * 1000).astype("timedelta64[ms]")


def told(shelf):
    return {
        (row, (time - START) / np.timedelta64(1, "s")): None if math.isnan(value) else value
        for row in range(len(shelf.start))
        for time, value in zip(*shelf.of(row), strict=True)
    }


ROW = st.tuples(st.integers(0, STREAMS - 1), st.integers(0, 40), st.sampled_from([1, 2, math.nan]))
BATCHES = st.lists(st.tuples(st.lists(ROW, max_size=20), st.integers(0, 3)), max_size=8)


def expected(batches):
    best = {}
    for rows, received in batches:
        for stream, second, value in rows:
            weight = (received, -math.inf if math.isnan(value) else value)
            best[stream, second] = max(best.get((stream, second), weight), weight)
    return {key: None if value == -math.inf else value for key, (_, value) in best.items()}


@given(BATCHES, BATCHES, BATCHES)
def test_two_that_follow_from_one_do_not_disturb_each_other(common, one, other):
    def follow(shelf, batches):
        for rows, received in batches:
            shelf = added(shelf, rows, received)
        return shelf

    trunk = follow(Shelf(), common)
    branches = follow(trunk, one), follow(trunk, other)
    assert told(branches[0]) == expected(common + one)
    assert told(branches[1]) == expected(common + other)
    assert told(trunk) == expected(common)
    assert len(branches[0]) == len(expected(common + one))


@given(st.lists(ROW, max_size=40), st.integers(-1, 41))
def test_what_lies_before_a_moment_is_counted(rows, second):
    shelf = added(Shelf(), rows)
    keys = expected([(rows, 0)])
    assert shelf.until(moments(second)[()]).tolist() == [
        sum(stream == row and at <= second for stream, at in keys) for row in range(STREAMS)
    ]


def test_what_is_there_already_is_known():
    shelf = added(Shelf(), [(0, 0, 1), (0, 2, math.nan), (1, 0, 4)], streams=2)
    asked = [(0, 0, 1), (0, 2, math.nan), (1, 0, 4), (0, 0, 2), (0, 1, 1), (1, -1, 4), (0, 9, 0)]
    stream, second, value = np.array(asked, float).T
    found = shelf.holds(stream.astype(int), moments(second), value)
    assert found.tolist() == [True, True, True, False, False, False, False]


def test_the_first_of_each_stream_are_left_out_and_more_may_come():
    shelf = added(Shelf(), [(0, 0, 1), (0, 5, 2), (1, 1, 3), (1, 2, 4)], streams=2)
    assert shelf.oldest(1) == moments(1) and shelf.oldest(3) == moments(5)
    left = shelf.without(np.array([2, 1])).only(np.array([1]))
    more = added(left, [(0, second, second) for second in range(3, 60)], streams=1)
    assert told(more) == {(0, float(second)): max(second, 4) for second in [2, *range(3, 60)]} | {
        (0, 3.0): 3
    }
    assert len(shelf) == 4 and told(left) == {(0, 2.0): 4}


@pytest.mark.parametrize("streams", [1, 2])
def test_many_values_are_copied_in_parts(streams):
    size = PART + 10
    stream = np.arange(size) % streams
    time = moments(np.arange(size) // streams)
    shelf = Shelf().add(stream, time, np.arange(size, dtype=float), START, streams)
    shelf.add(
        np.zeros(1, int), time[-1:] + np.timedelta64(1, "ms"), np.zeros(1), START, streams
    )  # takes the turn
    other = shelf.add(
        np.zeros(1, int), time[-1:] + np.timedelta64(2, "ms"), np.ones(1), START, streams
    )
    assert other.slots is not shelf.slots and len(other) == size + 1
    assert np.array_equal(other.of(streams - 1)[1][:1000], shelf.of(streams - 1)[1][:1000])
    assert other.of(0)[1][-1] == 1
