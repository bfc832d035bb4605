"""What rows say of buildings; the newest of each attribute is kept, and not without bounds."""

import json

import numpy as np
import pytest

from city.progress import Progress
from city.series import Thing
from city.statements import Statement
from importers.live import statements
from importers.live.answer import Answer
from importers.live.feed import said_by
from importers.live.points import Points
from importers.live.rows import Schema
from importers.live.statements import Statements
from importers.report import Report

HOUSE = Thing("house", "", (), "Building")
EARLY, LATE = (np.datetime64(f"2026-06-01T{hour}:00", "ms") for hour in ("10", "11"))


def made(report=None):
    return Statements("city", Report() if report is None else report)


def told(kept):
    return [(one.thing.id, one.attribute, one.value, one.unit) for one in kept.all()]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (12, 12.0),
        ("office", "office"),
        (True, True),
        (["office", "retail"], "office, retail"),
        ("a\nb " + 500 * "x", "a b " + 196 * "x"),
        (None, None),
        ([], None),
        ([{"a": 1}], None),
        ({"a": 1}, None),
        (float("nan"), None),
        ("", None),
    ],
)
def test_plain_values_are_heard(value, kept):
    heard = made()
    heard.hear(HOUSE, "use", value, "", None)
    assert [one.value for one in heard.all()] == ([] if kept is None else [kept])


def test_the_newest_of_each_attribute_is_kept():
    heard = made()
    heard.hear(HOUSE, "height", 12, "m", LATE)
    heard.hear(HOUSE, "height", 11, "m", EARLY)
    heard.hear(HOUSE, "use", "office", "", None)
    heard.hear(HOUSE, "use", "retail", "", None)  # of two without a moment the one that came last
    assert told(heard) == [("house", "height", 12.0, "m"), ("house", "use", "retail", "")]
    assert heard.all()[0] == Statement(HOUSE, "height", 12.0, "m", LATE, "city")


def test_nothing_new_is_the_same_tuple():
    heard = made()
    heard.hear(HOUSE, "height", 12, "m", LATE)
    before = heard.all()
    heard.hear(HOUSE, "height", 12, "m", LATE)
    assert heard.all() is before


def test_there_is_a_bound_and_it_is_told_once(monkeypatch):
    monkeypatch.setattr(statements, "MOST", 2)
    report = Report()
    heard = made(report)
    for name in "abcd":
        heard.hear(HOUSE, name, 1, "", None)
    heard.hear(HOUSE, "a", 2, "", None)  # of what is known the newest is kept all the same
    assert told(heard) == [("house", "a", 2.0, ""), ("house", "b", 1.0, "")]
    assert [(one.code, one.object) for one in report] == [("statements", "city")]


def test_rows_of_buildings_are_heard_as_they_pass():
    rows = [
        (
            {"id": "b1", "name": "Mill", "height (metres)": 12.0, "updated": "2026-06-01T11:00Z"},
            (4, 52),
        ),
        ({"id": "b2", "use": "office"}, None),
        ({"use": "shop"}, None),  # nobody knows of what
    ]
    heard = made()
    assert list(heard.passing(rows, Schema("buildings", "city/"), EARLY)) == rows
    assert told(heard) == [
        ("city/b1", "name", "Mill", ""),
        ("city/b1", "height", 12.0, "m"),
        ("city/b2", "use", "office", ""),
    ]
    first, _, last = heard.all()
    assert first.thing == Thing("city/b1", "Mill", (4, 52), "buildings")
    assert (first.moment, last.moment, last.thing.place) == (LATE, EARLY, ())


def test_rows_that_name_an_object_are_heard_whatever_they_are():
    heard = made()
    rows = [({"id": "1", "gml_id": "NL.42", "height": 12}, ()), ({"id": "2", "height": 3}, ())]
    list(heard.passing(rows, Schema("trees")))
    assert told(heard) == [("1", "height", 12.0, "")]
    assert heard.all()[0].thing.of == "NL.42"


def test_a_file_of_features_says_what_it_says_of_buildings():
    feature = {"type": "Feature", "id": "b1", "geometry": None}
    told = {"type": "Building", "status": "demolished"}
    page = {"type": "FeatureCollection", "features": [{**feature, "properties": told}]}
    answer = Answer("http://city/b", "application/geo+json", json.dumps(page).encode())
    feed = Points("b", answer, lambda _: answer, Report())
    assert said_by(feed) == ()
    list(feed.read(Progress()))
    said = [(one.thing.id, one.attribute, one.value, one.moment) for one in said_by(feed)]
    assert said == [("b1", "status", "demolished", None)]


def test_feeds_that_say_nothing_of_buildings():
    assert said_by(object()) == ()
