"""What traffic came to, as a project keeps it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.traffic.sums import LINES, Sums, sums_from
from city.traffic.outcome import Totals

BEFORE = Totals(400, 380, 15, 5, 1, 12.5, 3.25, 0.5, 420.0, 81.5, 0.125)
SUMS = Sums(
    BEFORE,
    replace(BEFORE, arrived=370, hours=14.0),
    ("5 trips find no way.",),
    Path("/plans/Quarter traffic/2026-09-01 Fair"),
    "p1",
    "Fair",
    "abc",
)


@pytest.mark.parametrize("sums", [SUMS, replace(SUMS, after=None, plan="", told=())])
def test_what_is_kept_comes_back(sums):
    assert sums_from(json.loads(json.dumps(sums.to_plain()))) == sums


def test_of_many_words_the_first_are_kept():
    kept = sums_from(replace(SUMS, told=("again",) * 1000).to_plain())
    assert kept.told == ("again",) * LINES


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {"folder": "//elsewhere/share"},
        {"folder": 3},
        {"before": None},
        {"before": {}},
        {"after": {"trips": 1}},
        {"before": {**SUMS.to_plain()["before"], "hours": float("nan")}},
        {"before": {**SUMS.to_plain()["before"], "hours": "long"}},
        {"before": {**SUMS.to_plain()["before"], "trips": 1.5}},
        {"before": {**SUMS.to_plain()["before"], "trips": True}},
        {"before": {**SUMS.to_plain()["before"], "co2": -1.0}},
    ],
)
def test_what_cannot_be_understood_is_nothing(wrong):
    assert sums_from({**SUMS.to_plain(), **wrong} if isinstance(wrong, dict) else wrong) is None


def test_words_that_are_none_are_left_out():
    said = {**SUMS.to_plain(), "told": "all", "name": 7}
    assert sums_from(said) == replace(SUMS, told=(), name="")
