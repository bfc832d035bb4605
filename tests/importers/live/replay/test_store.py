"""A store plays what was recorded in a loop, and remembers a day of it."""

import math

import numpy as np
import pytest

from importers.live.replay.clock import Clock
from importers.live.replay.store import MEMORY, Store
from tests.importers.live.replay.shared import (
    BUS,
    METER,
    NOON,
    PM,
    POWER,
    SECOND,
    A,
    B,
    readings,
    still,
    store,
)

MINUTE = 60_000
ORIGIN = int(NOON.astype(np.int64))


def at(second):
    whole = store()
    still(whole.clock, NOON + second * SECOND)
    return whole


def said(whole):
    return {one.thing.id: one for one in whole.said()}


@pytest.mark.parametrize(
    "second, value, when",
    [
        (0, 10, 0),
        (9, 10, 0),
        (10, 11, 10),
        (59, 15, 50),
        (60, 10, 60),
        (-1, 15, -10),
        (3625, 12, 3620),
    ],
)
def test_it_says_what_was_said_last_turn_after_turn(second, value, when):
    assert said(at(second))[A.id].values == {PM: (value, ORIGIN + when * 1000)}


def test_what_was_not_said_yet_in_this_turn_was_said_in_the_one_before():
    whole = said(at(29))
    assert whole[B.id].values[PM] == (20, ORIGIN)
    assert whole[METER.id].values[POWER] == (3, ORIGIN)
    assert math.isnan(said(at(31))[B.id].values[PM][0])


def test_what_moves_is_where_it_is_now():
    bus = said(at(25))[BUS.id]
    assert bus.thing.place == pytest.approx((4.442, 51.9)) and bus.moved == ORIGIN + 20_000
    assert [one.name for one in bus.values] == ["heading"] and bus.newest == bus.moved
    assert store().moves(BUS.id) and not store().moves(A.id)


def history(whole, start, end):
    (stream,) = whole.of[A.id]
    moments, values = whole.history(stream, ORIGIN + start * 1000, ORIGIN + end * 1000)
    return ((moments - ORIGIN) // 1000).tolist(), values.tolist()


def test_history_ends_at_the_present():
    assert history(at(25), 0, 1000) == ([0, 10, 20], [10, 11, 12])
    assert history(at(30), 0, 1000) == ([0, 10, 20, 30], [10, 11, 12, 13])


def test_history_begins_with_the_moment_asked_for_and_ends_before_the_other():
    assert history(at(600), 50, 80) == ([50, 60, 70], [15, 10, 11])
    assert history(at(600), 51, 60) == ([], [])
    assert history(at(0), 10, 5) == ([], [])


def test_a_day_is_remembered():
    moments, values = history(at(0), -10 * 86_400, 1)
    assert moments[0] == -MEMORY // 1000 and len(moments) == MEMORY // 10_000 + 1
    assert values[:6] == [10, 11, 12, 13, 14, 15]


def test_history_says_the_same_as_the_present_said():
    whole = at(0)
    (stream,) = whole.of[A.id]
    still(whole.clock, NOON + 500 * SECOND)
    for second in range(0, 500, 7):
        moments, values = whole.history(stream, 0, ORIGIN + second * 1000 + 1)
        (then,) = whole.said([A.id], ORIGIN + second * 1000)
        assert then.values[PM] == (values[-1], moments[-1])


def test_batches_are_put_together():
    whole = readings()
    rows = np.arange(len(whole))
    parts = [whole.only(rows[half::2]) for half in (0, 1)]
    one, two = Store([whole], Clock(NOON)), Store(parts, Clock(NOON))
    for each in (one, two):
        still(each.clock, NOON + 45 * SECOND)
    assert said(one)[A.id] == said(two)[A.id] and said(one)[BUS.id] == said(two)[BUS.id]


def test_nothing_cannot_be_played():
    with pytest.raises(ValueError, match="nothing was recorded"):
        Store([], Clock())
