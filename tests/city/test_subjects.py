"""What things tell of one quantity, however their sources spell it."""

import numpy as np
import pytest

from city.series import Measurand, Readings, Series, Thing
from city.subjects import Streams, subject_of, told_at

NOON = np.datetime64("2026-06-01T12:00:00", "ms")


def minutes(count):
    return NOON + np.timedelta64(int(count * 60), "s")


def series(*said):
    """Of (thing, measurand, minutes after noon, value); a thing is an id, or a Thing."""
    whole = Series()
    for thing, measurand, at, value in said:
        thing = thing if isinstance(thing, Thing) else Thing(thing, kind="AirQualityObserved")
        columns = np.zeros(1, np.int64), np.zeros(1, np.int64)
        time = np.array([minutes(at)])
        whole = whole.merge(
            Readings((thing,), (measurand,), *columns, time, np.array([float(value)]), NOON)
        )
    return whole


DUST, FINE = Measurand("pm25", "µg/m³"), Measurand("PM2.5", "mg/m³")
ODD = Measurand("zorbs", "Z")


def told(whole, key, at=0, live=True):
    streams = Streams.of(whole)
    said = told_at(whole, streams, streams.named(key), minutes(at), whole.cadences(), live)
    names = [streams.things[row] for row in said.thing]
    return {n: (v, s) for n, v, s in zip(names, said.value, said.stale, strict=True)}, said


def test_one_quantity_under_two_names_and_units_is_one_subject():
    whole = series(("a", DUST, 0, 12), ("b", FINE, 0, 0.02), ("a", ODD, 0, 3))
    streams = Streams.of(whole)
    first, second = streams.subjects
    assert (first.unit, streams.count(first)) == ("µg/m³", 2)
    assert (second.key, second.title, streams.count(second)) == ("zorbs [Z]", "zorbs", 1)
    values, _ = told(whole, first.key)
    assert values["a"][0] == 12 and values["b"][0] == pytest.approx(20)


def test_what_nobody_asked_for_is_what_most_things_tell():
    streams = Streams.of(series(("a", ODD, 0, 1), ("a", DUST, 0, 1), ("b", DUST, 0, 1)))
    assert streams.named("") == subject_of(DUST) and streams.named("zorbs [Z]").title == "zorbs"
    assert Streams.of(Series()).named("") is None


def test_the_newest_of_a_thing_counts_and_what_it_was_then():
    whole = series(("a", DUST, 0, 1), ("a", DUST, 10, 2), ("a", FINE, 5, 0.009), ("b", DUST, 8, 4))
    key = subject_of(DUST).key
    assert {n: v for n, (v, _) in told(whole, key, 20)[0].items()} == {"a": 2, "b": 4}
    earlier, _ = told(whole, key, 6, live=False)
    assert earlier["a"][0] == pytest.approx(9) and "b" not in earlier


def test_a_value_goes_stale_after_three_times_its_cadence():
    whole = series(*(("a", DUST, k, k) for k in range(5)), ("b", DUST, 0, 1))
    key = subject_of(DUST).key
    assert told(whole, key, 4 + 3)[0]["a"] == (4, False)
    assert told(whole, key, 4 + 3.1)[0]["a"] == (4, True)
    assert told(whole, key, 59)[0]["b"] == (1, False)  # it has no cadence of its own yet
    assert told(whole, key, 61)[0]["b"] == (1, True)


def test_what_cannot_be_is_a_gap_and_a_wrong_unit_is_told():
    whole = series(("a", DUST, 0, -9999), ("b", Measurand("pm25", "km"), 0, 5))
    values, said = told(whole, subject_of(DUST).key)
    assert all(np.isnan(v) for v, _ in values.values())
    assert list(said.wrong) == ["km"] and "km" in said.wrong["km"]


def test_nothing_tells_nothing():
    whole = series(("a", DUST, 5, 1))
    values, said = told(whole, subject_of(DUST).key, 0, live=False)
    assert values == {} and len(said) == 0


def test_a_thing_has_its_name_and_its_place_in_the_order_of_names():
    names = {"a": "Zoo", "b": "airport", "c": ""}
    whole = series(*((Thing(key, name), DUST, 0, 1) for key, name in names.items()))
    streams = Streams.of(whole)
    assert [streams.name(row) for row in range(3)] == ["Zoo", "airport", "c"]
    assert streams.rank.tolist() == [2, 0, 1]


def test_streams_stay_the_same_where_nothing_new_came():
    here, there = Thing("a", "Zoo", (4.0, 51.0)), Thing("a", "Zoo", (4.1, 51.0))
    whole = series((here, DUST, 0, 1))
    streams = Streams.of(whole)
    later = series((here, DUST, 0, 1), (here, DUST, 1, 2))
    assert streams.after(later) is streams and streams.after(whole) is streams
    moved = streams.after(series((there, DUST, 0, 1)))
    assert moved.known["a"].place == (4.1, 51.0) and moved.rank is streams.rank
    named = streams.after(series((Thing("a", "Ark"), DUST, 0, 1)))
    assert named.name(0) == "Ark"
    more = series((here, DUST, 0, 1), (Thing("b"), DUST, 0, 1))
    assert streams.after(more).things == ("a", "b")


def test_of_a_forecast_counts_what_holds_by_now():
    whole = series(*(("a", DUST, 60 * k, k) for k in range(-2, 6)))  # an hour each
    key = subject_of(DUST).key
    assert told(whole, key, 90)[0]["a"][0] == 1
    early = series(*(("a", DUST, 60 * k, k) for k in range(3, 6)))
    assert told(early, key, 0)[0]["a"][0] == 3  # the first to come
    ahead = series(("a", DUST, 0, 7), ("a", DUST, 4, 8))
    assert told(ahead, key, 0)[0]["a"][0] == 8  # a clock that is a little ahead
