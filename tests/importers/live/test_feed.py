"""What platforms write as moments, numbers and places, and how readings are gathered."""

import math

import numpy as np
import pytest

from city.series import Measurand, Series, Thing
from importers.live import feed
from importers.report import Report

PM = Measurand("pm25", "ug/m3")


@pytest.mark.parametrize(
    "written, meant",
    [
        ("2026-11-22T03:11:00Z", "2026-11-22T03:11"),
        ("2026-11-22T04:11:00.5+01:00", "2026-11-22T03:11:00.500"),
        ("2026-11-22T03:10:00Z/2026-11-22T03:11:00Z", "2026-11-22T03:11"),
        ("2026-11-22 03:11", "2026-11-22T03:11"),
    ],
)
def test_moments_are_read_as_utc(written, meant):
    assert feed.moment(written) == np.datetime64(meant, "ms")


@pytest.mark.parametrize("wrong", ["", "noon", "0001-01-01T00:00:00+14:00", 7, None, {}])
def test_what_is_no_moment_is_none(wrong):
    assert feed.moment(wrong) is None


def test_numbers_gaps_and_words():
    assert [feed.number(one) for one in (3, "4.5", "-1e3")] == [3, 4.5, -1000]
    gaps = (None, "", "NaN", "n/a", float("inf"), "inf", 10**400)
    assert all(math.isnan(feed.number(one)) for one in gaps)
    assert [feed.number(one) for one in ("high", True, [], {})] == [None] * 4


def test_places_on_earth_and_none():
    assert feed.place({"type": "Point", "coordinates": [4.35, 50.85, 12]}) == (4.35, 50.85, 12)
    assert feed.place({"type": "Feature", "geometry": None}) == feed.place(None) == ()
    for wrong in ([50.85, 140.35], [4], ["x", "y"], [math.nan, 1], "4 50", None):
        assert feed.place({"type": "Point", "coordinates": wrong}) is None
    assert feed.place({"type": "Polygon", "coordinates": []}) is None


def test_hostile_texts_become_one_bearable_line():
    assert feed.text("a\n\x00 b") == "a \x00 b"
    assert len(feed.text("x" * 100_000)) == feed.LONGEST_TEXT
    assert feed.text({"a": 1}) == feed.text(None) == ""


def test_readings_are_gathered_offered_and_checked_against_the_clock():
    gathering, now = feed.Gathering(), feed.now()
    later = now + np.timedelta64(3600, "s")
    gathering.add(Thing("a"), PM, now, 1)
    gathering.add(Thing("a"), PM, later, 2)
    gathering.add(Thing("b"), PM, now, 3)
    gathering.add(Thing("b"), Measurand("no2"), now, math.nan)
    report = Report()
    readings = gathering.handed("here", report)
    assert [(one.code, one.message[:2]) for one in report] == [("future", "1 ")]
    assert (len(readings), len(gathering), readings.value[:3].tolist()) == (4, 0, [1, 2, 3])
    assert feed.offers(Series().merge(readings).streams) == (
        feed.Offer(PM, 2),
        feed.Offer(Measurand("no2"), 1),
    )


def test_many_moments_are_read_at_once_where_they_are_written_alike():
    texts = ["2026-11-22T03:11:00Z", "2026-11-22T03:12:30Z"]
    assert feed.moments(texts).tolist() == [feed.moment(one).tolist() for one in texts]
    zoned = [one.replace("Z", ".250+00:00") for one in texts]
    assert str(feed.moments(zoned)[1]) == "2026-11-22T03:12:30.250"
    for odd in (
        ["2026-11-22T03:11:00Z", "2026-11-22T03:11:00.5Z"],
        ["2026-11-22T03:11:00+01:00"],
        ["2026-11-22T03:11:00Z", None],
        ["2026-99-22T03:11:00Z"],
        ["2026-11-22T03:11:00Z", "2026-11-22T03:11:000"],
        ["NaTNaTNaTNaTNaTNaTNZ"],
        [],
        [5],
    ):
        assert feed.moments(odd) is None, odd


def test_columns_and_single_readings_are_gathered_together():
    gathering, one, two = feed.Gathering(), Thing("a"), Thing("b")
    gathering.add(one, PM, np.datetime64("2026-11-22T03:00", "ms"), 1)
    rows = np.array([gathering.meet(two), gathering.meet(one)])
    times = np.array(["2026-11-22T03:01", "2999-01-01"], "datetime64[ms]")
    gathering.add_column(rows, PM, times, np.array([2.0, 3.0]))
    report = Report()
    assert len(gathering) == 3
    whole = Series().merge(gathering.handed("a.eu", report))
    assert [one.code for one in report] == ["future"]
    assert whole.of("a", PM)[1].tolist() == [1, 3] and whole.of("b", PM)[1].tolist() == [2]
    assert len(gathering) == 0


def test_a_clock_that_is_off_is_told():
    assert feed.skewed(500) == "its clock is 500 s ahead of ours"
    assert feed.skewed(-500) == "its clock is 500 s behind ours"
    assert feed.skewed(5) == ""
