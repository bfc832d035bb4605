"""What rows say: ids, moments, units, kinds, and features in other systems."""

import numpy as np
import pytest

from city.series import Measurand, Series
from importers.live import rows
from importers.live.feed import Gathering
from importers.live.rows import Schema, measurand
from importers.report import Report

METRES = (484239.78, 6594803.23)  # radius times longitude, radius times ln tan(45° + latitude / 2)
THEN = np.datetime64("2026-11-22T02:00", "ms")


def series(values, schema=None, report=None, place=(4.35, 50.85)):
    gathering = Gathering()
    report = Report() if report is None else report
    rows.gather(gathering, (values, place), "row 1", THEN, report, schema or Schema())
    readings = gathering.readings(THEN)
    return Series().merge(readings), readings


def test_units_stand_in_brackets():
    assert measurand("PM 2.5 [µg/m³]") == Measurand("PM 2.5", "µg/m³")
    assert measurand("f(x) twice") == Measurand("f(x) twice")


def test_a_row_is_read_by_what_its_columns_are_called():
    row = {"stationId": "a", "Title": "Midi", "no2": 4, "type": "AirQuality", "x": "word"}
    whole, readings = series(row)
    (thing,) = readings.things
    assert (thing.id, thing.name, thing.kind) == ("a", "Midi", "AirQuality")
    assert list(whole) == [("a", Measurand("no2"), THEN, 4)]


def test_a_schema_says_more():
    schema = Schema("light", "lights/", "seen", (("lux", "lx"),))
    whole, readings = series({"id": 7, "lux": 3, "seen": "2026-11-22T03:00Z", "time": 5}, schema)
    assert readings.things[0].kind == "light"
    told = {key: (of.name, of.unit) for key, of in whole.streams if of.unit}
    assert told == {"lights/7": ("lux", "lx")}
    assert str(whole.time[0])[:16] == "2026-11-22T03:00"


def test_the_only_moment_written_in_full_is_the_moment():
    whole, _ = series({"id": "a", "t": "2026-07-14T00:00:00+00:00", "depth": 0.5})
    assert str(whole.time[0])[:16] == "2026-07-14T00:00"
    two = {"id": "a", "made": "2026-01-01T00:00Z", "seen": "2026-01-02T00:00Z", "v": 1}
    assert series(two)[0].time[0] == THEN  # nobody knows which
    assert series({"id": "a", "t": "21.5"})[0].of("a", Measurand("t"))[1].tolist() == [21.5]


def test_a_thing_without_numbers_is_listed():
    whole, readings = series({"id": "a", "state": "on"})
    assert len(whole) == 0 and [one.id for one in readings.things] == ["a"]


def collection(crs, *coordinates):
    return {
        **({"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}),
        "features": [
            {"type": "Feature", "id": at, "geometry": {"type": "Point", "coordinates": list(one)}}
            for at, one in enumerate(coordinates)
        ],
    }


@pytest.mark.parametrize(
    "own, told, written",
    [
        ("", "", (4.35, 50.85)),
        ("", "http://www.opengis.net/def/crs/EPSG/0/4326", (50.85, 4.35)),
        ("urn:ogc:def:crs:EPSG::4326", "", (4.35, 50.85)),  # GeoJSON has the east first
        ("EPSG:3857", "", METRES),
        ("", "http://www.opengis.net/def/crs/EPSG/0/3857", METRES),
    ],
)
def test_places_in_any_known_system(own, told, written):
    report = Report()
    ((values, place),) = rows.features(collection(own, written), "x", report, told)
    assert values["id"] == 0 and not list(report)
    assert place == pytest.approx((4.35, 50.85), abs=1e-6)


def test_an_unknown_system_is_told_and_swapped_places_are_none():
    report = Report()
    assert [one for _, one in rows.features(collection("EPSG:1", (4, 50)), "x", report)] == [()]
    assert [(one.code, one.severity) for one in report] == [("crs", "error")]
    assert "left out" in next(iter(report)).message
    assert [one for _, one in rows.features(collection("", (50, 104)), "x", report)] == [None]
