"""Numbers, moments and names in JSON that follows no standard."""

import math

import numpy as np
import pytest

from city.series import Measurand
from city.tracks import HEADING, LATITUDE, LONGITUDE
from importers.live.mqtt.fields import flat, json_of, number, role, when

NOON = np.datetime64("2026-11-22T12:00", "ms")


@pytest.mark.parametrize(
    "told",
    [
        "2026-11-22T12:00:00Z",
        "2026-11-22T13:00+01:00",
        1_795_348_800,
        1_795_348_800.0,
        "1795348800",
        1_795_348_800_000,
        1_795_348_800_000_000,
        1_795_348_800_000_000_000,
    ],
)
def test_moments_are_read_however_they_are_written(told):
    assert when(told) == NOON


@pytest.mark.parametrize("told", [None, "", "noon", 12, -5, 1e300, math.inf, True, [], {}, "12"])
def test_other_things_are_no_moments(told):
    assert when(told) is None


def test_fields_say_what_they_measure_and_how_well_they_name_the_moment():
    names = ["pos.lat", "Longitude", "course", "temp (C)", "wind.speed", "a.0"]
    of = [LATITUDE, LONGITUDE, HEADING, Measurand("temp", "C"), Measurand("wind.speed")]
    assert [role(one)[0] for one in names] == [*of, Measurand("a.0")]
    assert [role(one)[1] for one in names] == [None] * 6
    ranks = [role(one)[1] for one in ("phenomenonTime", "meta.timestamp", "updated", "travel_time")]
    assert ranks == sorted(ranks) and None not in ranks


def test_objects_are_flattened_but_for_points():
    point = {"type": "Point", "coordinates": [1, 2]}
    told = {"a": {"b": [1, {"c": 2}], "p": point}, "d": None}
    assert list(flat(told)) == [("a.b.0", 1), ("a.b.1.c", 2), ("a.p", point), ("d", None)]


def test_numbers_may_be_written_as_text_and_words_are_none():
    assert [number(one) for one in (5, "5.5", None, "on", "", True)][:2] == [5, 5.5]
    assert [number(one) for one in ("on", "", "-", True, [], {})] == [None] * 6
    assert math.isnan(number(None)) and math.isnan(number("NaN"))


def test_payloads_are_json_or_a_number():
    assert json_of(b'{"a": 1}') == {"a": 1} and json_of(b" 12.5 ") == 12.5
    assert math.isnan(json_of(b'{"a": NaN}')["a"]) and json_of(b"null") is None
    for none in (b"", b"\xff", b"hello", b"[" * 100_000, b"9" * 100 + b"x"):
        read = json_of(none)
        assert read is None or math.isnan(read)
