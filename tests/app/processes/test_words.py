"""What is said of jobs and their results."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest

from app.processes.words import (
    ROWS,
    in_window,
    is_plain,
    lasting,
    moment_words,
    request_words,
    state_words,
    value_rows,
)
from city.project import Job, Output
from city.project.jobs import STATES, digest

JOB = Job("a", "https://a", "wind", "Wind", made="2026-03-21T08:00:00.000+00:00")


def output(value, media="application/json", key="v"):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Output(key, key.upper(), media, content)


def test_every_state_has_its_words():
    words = {state_words(replace(JOB, state=state, progress=30)) for state in STATES}
    assert len(words) == len(STATES) and "running 30 %" in words
    assert state_words(JOB, locked=True) == "wants a sign-in"
    assert state_words(JOB, sending=True) == "asking"


def test_a_fault_is_a_sentence_without_flags():
    assert in_window("sign in (--sign-in, --header) first") == "Sign in first."
    assert in_window("a\x1b[2J.") == r"A\x1b[2J." and in_window("") == ""


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "5 s"), (65, "1 min 5 s"), (7_260, "2 h 1 min"), (-3, "")]
)
def test_how_long_it_took(seconds, words):
    end = datetime.fromtimestamp(datetime(2026, 3, 21, 8, tzinfo=UTC).timestamp() + seconds, tz=UTC)
    done = replace(JOB, state="successful", updated=end.isoformat())
    assert lasting(done, datetime(2030, 1, 1, tzinfo=UTC)) == words
    assert lasting(JOB, end) == words  # it is open still


@pytest.mark.parametrize("made", ["", "yesterday", "2026-03-21"])
def test_moments_that_make_no_sense_are_no_fault(made):
    assert lasting(replace(JOB, made=made), datetime(2026, 1, 1, tzinfo=UTC)) == ""


def test_moments_are_told_on_the_clock_of_this_machine():
    local = datetime(2026, 3, 21, 8, tzinfo=UTC).astimezone()
    assert moment_words(JOB.made) == local.strftime("%Y-%m-%d %H:%M")
    assert moment_words("soon") == "soon"


def test_numbers_are_a_table_with_their_units():
    told = {"v": {"schema": {"type": "number", "x-ogc-unit": "m3"}}}
    assert value_rows([output(1500.5)], told) == [("V", "1,500.5 m³")]
    assert value_rows([output({"mean": 2, "calm": True})], {}) == [
        ("V: mean", "2"),
        ("V: calm", "yes"),
    ]
    assert value_rows([output([1, 2])], {}) == [("V: 1", "1"), ("V: 2", "2")]
    assert value_rows([output(b"calm", "text/plain")], {}) == [("V", "calm")]


@pytest.mark.parametrize(
    "one",
    [
        output({"type": "FeatureCollection", "features": []}, "application/geo+json"),
        output({"a": {"b": 3}}),
        output([]),
        output(b"not json"),
        output(b"CDF\x01", "application/x-netcdf"),
        output(b"x" * 400, "text/plain"),
    ],
)
def test_what_shows_in_the_picture_is_told_by_its_kind_and_size(one):
    ((_, words),) = value_rows([one], {})
    assert one.media in words and "bytes" in words and not is_plain(one)


def test_what_is_odd_is_told_beneath_it_and_hostile_words_are_spelt():
    one = replace(output(3), note="it was not declared", title="a\u202eb")
    assert value_rows([one], {"v": 7}) == [(r"a\u202eb", "3"), ("", "it was not declared")]


def test_a_long_table_is_cut():
    rows = value_rows([output([*range(500)])], {})
    assert len(rows) == ROWS + 1 and rows[-1] == ("", "and 300 more")


def test_a_request_is_shown_as_it_goes():
    request = orjson.dumps({"inputs": {"speed": 3, "words": "ü"}})
    words = request_words("POST", "https://a/execution", request)
    head, _, body = words.partition("\n\n")
    assert json.loads(body) == json.loads(request)
    assert "POST https://a/execution" in head and digest(request) in head
    assert f"{len(request)} bytes" in head


def test_a_large_request_is_shown_in_part():
    words = request_words("POST", "https://a", b'"' + b"x" * 3_000_000 + b'"')
    assert "… and 2.8 MB more" in words and len(words) < 201_000
