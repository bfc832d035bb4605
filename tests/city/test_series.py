"""Values over time: known answers by hand, and the same series whatever order readings come in."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.series import Measurand, Readings, Series, Thing

PM = Measurand("pm25", "ug/m3")
NO2 = Measurand("no2", "ug/m3")
START = np.datetime64("2026-11-22T03:00", "ms")
MINUTE = np.timedelta64(60_000, "ms")


def readings(rows, received=0, names=("a", "b"), name=""):
    """Readings of (thing, measurand, minute, value), received at a minute."""
    things = tuple(Thing(key, name) for key in names)
    measurands = (PM, NO2)
    return Readings(
        things,
        measurands,
        np.array([names.index(row[0]) for row in rows], np.int64),
        np.array([measurands.index(row[1]) for row in rows], np.int64),
        np.array([START + row[2] * MINUTE for row in rows], "datetime64[ms]"),
        np.array([row[3] for row in rows], np.float64),
        START + received * MINUTE,
    )


def told(series):
    return {
        (thing, measurand.name, int((time - START) / MINUTE)): None if math.isnan(value) else value
        for thing, measurand, time, value in series
    }


def test_a_later_answer_corrects_a_moment_and_others_stay():
    series = Series().merge(readings([("a", PM, 0, 10), ("a", PM, 1, 12), ("b", NO2, 0, 3)], 1))
    series = series.merge(readings([("a", PM, 1, 13), ("a", PM, 2, math.nan)], 2))
    series = series.merge(readings([("a", PM, 1, 12)], 0))  # an old answer that came late
    assert told(series) == {
        ("a", "pm25", 0): 10,
        ("a", "pm25", 1): 13,
        ("a", "pm25", 2): None,
        ("b", "no2", 0): 3,
    }
    times, values = series.of("a", PM)
    assert list(times) == [START, START + MINUTE, START + 2 * MINUTE]
    assert values[:2].tolist() == [10, 13] and math.isnan(values[2])
    assert len(series.of("c", PM)[0]) == 0


def test_what_held_at_a_moment_and_how_old_it_is():
    series = Series().merge(readings([("a", PM, 0, 10), ("a", PM, 5, 12), ("b", PM, 3, 7)]))
    then = series.at(START + 4 * MINUTE)
    assert [series.streams[row][0] for row in then.stream] == ["a", "b"]
    assert then.value.tolist() == [10, 7]
    assert then.ages(START + 4 * MINUTE).tolist() == [240, 60]
    assert series.at(START + 2 * MINUTE).value.tolist() == [10]  # b had said nothing yet
    assert series.at(START - MINUTE).value.tolist() == []
    assert series.latest().value.tolist() == [12, 7]
    assert series.latest().ages(START).tolist() == [-300, -180]  # seen from before: in the future
    assert len(Series().latest().value) == 0


def test_from_when_until_when_anything_was_said():
    assert Series().span() is None
    series = Series().merge(readings([("a", PM, 3, 1), ("b", PM, 1, 1), ("b", NO2, 9, math.nan)]))
    assert series.span() == (START + MINUTE, START + 9 * MINUTE)


def test_how_often_a_stream_speaks_is_known_from_three_values_on():
    rows = [("a", PM, minute, 1) for minute in (0, 1, 2, 60)]
    series = Series().merge(readings([*rows, ("b", PM, 0, 1), ("b", PM, 1, 1)]))
    cadences = series.cadences()
    assert cadences[0] == 60 and math.isnan(cadences[1]) and len(cadences) == 2


def test_how_often_a_stream_speaks_follows_its_last_few_values():
    slow, fast = [10 * k for k in range(20)], [200 + k for k in range(20)]
    series = Series().merge(readings([("a", PM, minute, 1) for minute in slow + fast]))
    assert series.cadences().tolist() == [60]
    assert len(Series().cadences()) == 0


def test_beyond_the_capacity_an_eighth_may_stay_for_a_while():
    series = Series(capacity=16).merge(readings([("a", PM, k, k) for k in range(18)]))
    assert len(series) == 18
    series = series.merge(readings([("b", NO2, 18, 0)]))
    assert len(series) == 16 and min(minute for _, _, minute in told(series)) == 3
    assert len(series.of("a", PM)[0]) == 15 and series.latest().value.tolist() == [17, 0]


def test_a_series_stays_as_it_is_when_others_follow_from_it():
    trunk = Series().merge(readings([("a", PM, 0, 1)]))
    one = trunk.merge(readings([("a", PM, 1, 2), ("b", PM, 1, 2)]))
    other = trunk.merge(readings([("a", PM, 1, 3), ("b", NO2, 1, 3)]))
    assert told(trunk) == {("a", "pm25", 0): 1} and set(trunk.things) == {"a"}
    assert told(one)[("a", "pm25", 1)] == 2 and ("b", "no2", 1) not in told(one)
    assert told(other)[("b", "no2", 1)] == 3 and len(other.of("b", PM)[0]) == 0


def test_the_oldest_are_dropped_beyond_the_capacity():
    series = Series(capacity=3)
    series = series.merge(readings([("a", PM, 0, 1), ("b", PM, 1, 2), ("b", PM, 2, 3)]))
    series = series.merge(readings([("b", NO2, 3, 4)]))
    assert told(series) == {("b", "pm25", 1): 2, ("b", "pm25", 2): 3, ("b", "no2", 3): 4}
    assert set(series.things) == {"b"}  # nothing is left of the other


def test_only_what_is_new_is_told():
    series = Series().merge(readings([("a", PM, 0, 1), ("a", PM, 2, math.nan), ("b", NO2, 0, 4)]))
    again = [("a", PM, 0, 1), ("a", PM, 2, math.nan), ("b", NO2, 0, 4)]
    news = [("a", PM, 0, 2), ("a", PM, 1, 1), ("a", NO2, 0, 4), ("a", PM, 2, 5), ("b", PM, 9, 0)]
    assert len(series.unknown(readings(again))) == 0
    assert told(Series().merge(series.unknown(readings(again + news)))) == told(
        Series().merge(readings(news))
    )
    assert len(Series().unknown(readings(news))) == len(news)


def test_the_newest_word_on_a_thing_holds():
    series = Series().merge(readings([("a", PM, 0, 1)], received=5, name="new"))
    series = series.merge(readings([("a", PM, 1, 1)], received=1, name="old"))
    assert series.things["a"].name == "new"


def test_things_that_say_nothing_new_of_themselves_stay_as_they_are():
    series = Series().merge(readings([("a", PM, 0, 1)], name="one"))
    assert series.merge(readings([("a", PM, 1, 1)], 1, name="one")).things is series.things
    series = series.merge(readings([("a", PM, 2, 1)], 2, name="other"))
    assert series.things["a"].name == "other" and series.merge() is series


@pytest.mark.parametrize("change", ["moment", "length", "row"])
def test_readings_that_make_no_sense_are_refused(change):
    time = np.array(["NaT"] if change == "moment" else [START], "datetime64[ms]")
    value = np.zeros(2 if change == "length" else 1)
    thing = np.array([1 if change == "row" else 0])
    with pytest.raises(ValueError):
        Readings((Thing("a"),), (PM,), thing, np.zeros(1, np.int64), time, value, START)


ROW = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from([PM, NO2]),
    st.integers(0, 6),
    st.sampled_from([1.0, 2.0, math.nan]),
)
BATCHES = st.lists(st.tuples(st.lists(ROW, max_size=5), st.integers(0, 3)), max_size=5)


@given(BATCHES, st.data(), st.sampled_from([4, 1000]))
def test_any_order_and_any_repetition_gives_the_same_series(batches, data, capacity):
    again = data.draw(st.permutations(batches + batches[:2]))
    one, other = Series(capacity), Series(capacity)
    for rows, received in batches:
        one = one.merge(readings(rows, received))
    for rows, received in again:
        other = other.merge(readings(rows, received))
    best = {}  # counted one by one: the largest (received, value) of a moment, gaps least
    for rows, received in batches:
        for thing, measurand, minute, value in rows:
            key = (minute, thing, measurand.name)
            weight = (received, -math.inf if math.isnan(value) else value)
            best[key] = max(best.get(key, weight), weight)
    expected = {
        (thing, name, minute): None
        if best[minute, thing, name][1] == -math.inf
        else best[minute, thing, name][1]
        for minute, thing, name in sorted(best)[-capacity:]
    }
    assert told(one) == told(other) == expected
    assert len(one) <= capacity
    whole = Series().merge(*(readings(rows, received) for rows, received in again))
    if capacity == 1000:
        assert told(whole) == expected and whole.things == one.things
