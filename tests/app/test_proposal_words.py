"""Proposed changes in words."""

import numpy as np

from app.proposal_words import reasons, says, sources
from city.edits import Demolish
from city.proposals import Proposal
from city.series import Thing
from city.statements import Statement

NOW = np.datetime64("2026-06-01T12:00", "ms")
SOON = NOW - np.timedelta64(3, "m")


def one(moment=SOON, source="broker"):
    said = Statement(Thing("b"), "height", 15.5, "m", moment, source)
    return Proposal(said, "b", "Height", "12.0", "15.5 m", Demolish(("b",)))


def test_who_says_what_and_since_when():
    assert says(one(), NOW) == "Height 12.0 → 15.5 m, says broker, 3 min ago"
    assert says(one(None), NOW) == "Height 12.0 → 15.5 m, says broker"
    assert says(one(None), NOW, {"broker": "City"}) == "Height 12.0 → 15.5 m, says City"


def test_reasons_are_told_once_each():
    told = [("a", "is about nothing here"), ("b", "is about nothing here"), ("c", "absurd")]
    assert reasons(told) == ["a: is about nothing here (and 1 more like this)", "c: absurd"]
    assert reasons([]) == []


def test_who_proposes():
    assert sources([one(), one()]) == "broker"
    assert sources([one(), one(source="other")]) == "2 sources"
    assert sources([one()], {"broker": "City"}) == "City"
