"""What is said of values, ages and faults."""

import math

import numpy as np

from app import cli_feed_words as words
from city.series import Measurand, Series, Thing
from importers.live.feed import Gathering, Offer
from importers.report import Report

PM = Measurand("pm25", "ug/m3")
NOW = np.datetime64("2026-11-22T03:00", "ms")


def gathered(count):
    gathering = Gathering()
    for at in range(count):
        gathering.add(Thing(f"s{at:02d}"), PM, NOW, math.nan if at == 1 else 12.5)
    return gathering.readings(NOW)


def test_ages_are_told_in_a_unit_that_fits():
    told = [words.age(one) for one in (0, 119, 180, 7200, 3 * 86400, -30)]
    assert told == [
        "0 s ago",
        "119 s ago",
        "3 min ago",
        "2 h ago",
        "3 days ago",
        "30 s in the future",
    ]


def test_what_arrives_is_a_line_each_and_many_are_counted():
    lines = words.arrived(gathered(12)).splitlines()
    assert lines[0] == "2026-11-22 03:00:00Z  s00  pm25  12.5 ug/m3"
    assert lines[1].endswith("pm25  –") and lines[-1] == "  and 2 more" and len(lines) == 11


def test_the_newest_values_are_listed_with_gaps():
    series = Series().merge(gathered(50))
    page = words.newest(series, NOW + np.timedelta64(180, "s")).splitlines()
    assert page[0] == "Newest values (50 in all)" and "10 more" in page[-1]
    assert page[3].split() == ["s01", "pm25", "–", "3", "min", "ago"]
    rows = words.values(series, NOW)
    assert (rows[0]["value"], rows[1]["value"], rows[0]["time"]) == (
        12.5,
        None,
        "2026-11-22T03:00:00.000Z",
    )
    assert words.newest(Series(), NOW) == "No values have come."


def test_a_value_older_than_three_times_its_cadence_is_stale():
    gathering = Gathering()
    for minute in (0, 1, 2):
        gathering.add(Thing("a"), PM, NOW + np.timedelta64(minute, "m"), 1)
    gathering.add(Thing("b"), PM, NOW, 1)
    series = Series().merge(gathering.readings(NOW))
    late = {seconds: NOW + np.timedelta64(120 + seconds, "s") for seconds in (180, 181)}
    states = {s: [row["stale"] for row in words.values(series, at)] for s, at in late.items()}
    assert states == {180: [False, None], 181: [True, None]}
    assert words.newest(series, late[181]).count("STALE") == 1


def test_offers_and_findings_are_counted():
    assert "pm25 in ug/m3: 2 things" in words.offered("a.eu", "CSV", [Offer(PM, 2)])
    assert "nothing" in words.offered("a.eu", "CSV", [])
    report = Report()
    for at in range(3):
        report.error("value", f"s{at}", "a result is no number")
    assert words.findings(report) == ["s0: a result is no number (and 2 more like this)"]
