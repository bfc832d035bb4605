"""Rows read column by column: ids, moments, numbers, things, and what is wrong with them."""

import math

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live import columns
from importers.live.columns import gathered
from importers.live.rows import Schema
from importers.report import Report

THEN = np.datetime64("2026-11-22T02:00", "ms")
PLACE = (4.35, 50.85)


def read(*rows, report=None, places=(), **more):
    report = Report() if report is None else report
    found = [(row, places[at] if places else PLACE) for at, row in enumerate(rows)]
    whole, things = Series(), {}
    for one in gathered(found, "here", THEN, report, Progress(), **more):
        whole = whole.merge(one)
        things.update({thing.id: thing for thing in one.things})
    return whole, things


def test_a_row_is_read_by_what_its_columns_are_called():
    row = {"stationId": "a", "Title": "Midi", "no2": 4, "type": "AirQuality", "x": "word"}
    whole, things = read(row)
    (thing,) = things.values()
    assert (thing.id, thing.name, thing.kind, thing.place) == ("a", "Midi", "AirQuality", PLACE)
    assert list(whole) == [("a", Measurand("no2"), THEN, 4)]


def test_a_schema_says_more():
    schema = Schema("light", "lights/", "seen", (("lux", "lx"),))
    row = {"id": 7, "lux": 3, "seen": "2026-11-22T03:00Z", "time": 5}
    whole, things = read(row, schema=schema)
    assert things["lights/7"].kind == "light"
    assert whole.streams == (("lights/7", Measurand("lux", "lx")), ("lights/7", Measurand("time")))
    assert {str(time)[:16] for *_, time, _ in whole} == {"2026-11-22T03:00"}


def test_the_only_moment_written_in_full_is_the_moment():
    whole, _ = read({"id": "a", "t": "2026-07-14T00:00:00+00:00", "depth": 0.5})
    assert str(next(iter(whole))[2])[:16] == "2026-07-14T00:00"
    two = {"id": "a", "made": "2026-01-01T00:00Z", "seen": "2026-01-02T00:00Z", "v": 1}
    assert next(iter(read(two)[0]))[2] == THEN  # nobody knows which
    assert read({"id": "a", "t": "21.5"})[0].of("a", Measurand("t"))[1].tolist() == [21.5]


def test_numbers_words_and_gaps_of_one_column():
    told = [4, 2.5, None, True, "7.5", "n/a", "high", math.inf, 10**400, [1], "", "inf"]
    whole, things = read(*({"id": f"{at:02}", "v": one} for at, one in enumerate(told)))
    found = {id: value for id, _, _, value in whole}
    numbers = {"00": 4, "01": 2.5, "04": 7.5}
    gaps = {"02", "05", "07", "08", "10", "11"}
    assert {id for id in found if math.isnan(found[id])} == gaps
    assert {id: found[id] for id in found if id not in gaps} == numbers
    assert len(things) == len(told)  # those with words are listed all the same
    words, _ = read({"id": "a", "v": "12"}, {"id": "b", "v": "1e3"})
    assert [value for *_, value in words] == [12, 1000]


def test_rows_of_different_columns_come_in_their_order():
    rows = [{"id": "a", "u": 1, "v": 2}, {"id": "b", "v": 3}, {"id": "a", "u": 4, "v": 5}]
    (readings,) = gathered([(row, ()) for row in rows], "here", THEN, Report(), Progress())
    assert readings.value.tolist() == [1, 2, 3, 4, 5]
    assert [readings.things[at].id for at in readings.thing] == ["a", "a", "b", "a", "a"]


def test_moments_that_are_none_are_told_and_left_out():
    report = Report()
    rows = [
        {"id": at, "time": one, "v": at} for at, one in enumerate(("x", "", None, 5, "2026-11-22"))
    ]
    whole, things = read(*rows, report=report)
    assert [value for *_, value in whole] == [1, 2, 4] and len(things) == 5
    assert [(one.code, one.object) for one in report] == [("moment", "0"), ("moment", "3")]


def test_places_that_are_none_and_swapped_ones_are_told():
    report = Report()
    rows = [{"id": at, "v": 1} for at in range(3)]
    places = (None, (50.85, 4.35), PLACE)
    _, things = read(*rows, report=report, places=places, schema=Schema(box=(4, 50, 5, 51)))
    assert things["0"].place == () and things["1"].place == (50.85, 4.35)
    assert [one.code for one in report] == ["swapped", "place"]


def test_rows_come_in_parts_labelled_and_bounded(monkeypatch):
    monkeypatch.setattr(columns, "BATCH", 2)
    rows, report = [({"v": at}, ()) for at in range(5)], Report()
    parts = list(gathered(iter(rows), "here", THEN, report, Progress(), label="x.csv, row"))
    assert [len(one) for one in parts] == [2, 2, 1] and parts[2].things[0].id == "x.csv, row 5"
    few = list(gathered(iter(rows), "here", THEN, report, Progress(), most=3))
    assert [len(one) for one in few] == [2, 1]
    list(gathered(iter(rows), "here", THEN, report, Progress(), most=5))
    assert [one.code for one in report] == ["most"]
    assert list(gathered([], "here", THEN, report, Progress())) == []


def test_values_of_the_future_are_told():
    report = Report()
    read({"id": "a", "time": "2222-01-01T00:00Z", "v": 1}, report=report)
    assert [one.code for one in report] == ["future"]


@pytest.mark.parametrize("key", ["", "\u202e" * 300, "x" * 100_000])
def test_hostile_ids_are_bearable(key):
    (id,) = read({"id": key, "v": 1})[1]
    assert 0 < len(id) <= 200
