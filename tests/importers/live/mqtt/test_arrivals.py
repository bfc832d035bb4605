"""What waits to be read is bounded, and the newest of each stream is among it."""

import numpy as np

from city.series import Measurand, Thing
from importers.live.mqtt import arrivals
from importers.live.mqtt.arrivals import Arrivals, newest
from importers.report import Report

OF = Measurand("v")


def at(second):
    return np.datetime64("2026-11-22T03:00", "ms") + np.timedelta64(second, "s")


def filled(monkeypatch, limit, streams, count):
    monkeypatch.setattr(arrivals, "LIMIT", limit)
    report = Report()
    waiting = Arrivals("here", report)
    for number in range(count):
        with waiting as gathering:
            gathering.add(Thing(f"t{number % streams}"), OF, at(number), float(number))
    return waiting, report


def test_all_is_handed_on_once(monkeypatch):
    waiting, report = filled(monkeypatch, 100, 3, 50)
    readings = waiting.taken()
    assert sorted(readings.value.tolist()) == list(range(50))
    assert waiting.taken() is None and not len(report)


def test_the_newest_of_each_stream_stays_and_that_is_told(monkeypatch):
    waiting, report = filled(monkeypatch, 100, 3, 101)
    readings = waiting.taken()
    assert sorted(readings.value.tolist()) == [98, 99, 100]
    (told,) = report
    assert told.code == "overflow" and "101" in told.message
    assert [readings.things[row].id for row in readings.thing] == ["t2", "t0", "t1"]


def test_streams_without_end_are_bounded_too(monkeypatch):
    waiting, report = filled(monkeypatch, 100, 10_000, 1000)
    readings = waiting.taken()
    assert len(readings) <= 100 and readings.value.max() == 999
    assert report.count("error") > 0 and {one.code for one in report} == {"overflow", "streams"}


def test_of_one_moment_the_last_that_came_is_the_newest(monkeypatch):
    waiting = Arrivals("here", Report())
    with waiting as gathering:
        for value in (5.0, 3.0):
            gathering.add(Thing("a"), OF, at(0), value)
        gathering.add(Thing("a"), OF, at(-1), 9.0)
    readings = waiting.taken()
    assert readings.value[newest(readings)].tolist() == [3.0]
