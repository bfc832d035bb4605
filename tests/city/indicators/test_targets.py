"""Targets: met, nearly, missed, or not known."""

import json

import pytest

from city.indicators.targets import Target, read, said, wrong


@pytest.mark.parametrize(
    ("least", "most", "value", "verdict"),
    [
        (100, None, 100, "met"),
        (100, None, 95, "nearly"),
        (100, None, 94.9, "missed"),
        (None, 40, 42, "nearly"),
        (None, 40, 42.1, "missed"),
        (10, 20, 15, "met"),
        (10, 20, 9.4, "missed"),
        (10, 20, 20.9, "nearly"),
        (None, 0, 0.001, "missed"),  # of nothing nothing is a part
        (-100, None, -104, "nearly"),
        (100, None, None, "unknown"),
    ],
)
def test_verdicts(least, most, value, verdict):
    assert Target("gfa", least, most).verdict(value) == verdict


@pytest.mark.parametrize(
    ("least", "most", "value", "verdict"),
    [
        (100, None, 100, "met"),
        (100, None, 99, "unknown"),
        (None, 40, 39, "unknown"),
        (None, 40, 41, "nearly"),
        (None, 40, 90, "missed"),
        (10, 20, 15, "unknown"),
    ],
)
def test_what_may_be_more_is_only_judged_where_more_changes_nothing(least, most, value, verdict):
    assert Target("gfa", least, most).verdict(value, at_least=True) == verdict


def test_the_margin_is_the_targets_own():
    assert Target("gfa", 100, margin=0).verdict(99.9) == "missed"
    assert Target("gfa", 100, margin=20).verdict(80) == "nearly"


def test_targets_travel_as_json():
    targets = {
        "gfa": Target("gfa", 100.0, 200.0, "Brief, section 3", 2.5),
        "far": Target("far", None, 1.2),
    }
    assert read(json.loads(json.dumps(said(targets)))) == (targets, [])
    assert read(None) == ({}, [])


@pytest.mark.parametrize(
    "told",
    [
        3,
        {"least": "many"},
        {"least": True},
        {},
        {"least": 5, "most": 4},
        {"least": float("nan")},
        {"most": float("inf")},
        {"least": 1, "margin": -1},
        {"least": 1, "margin": 1000},
    ],
)
def test_what_is_no_target_is_left_out_and_told(told):
    found, faults = read({"gfa": told, "far": {"most": 1}})
    assert list(found) == ["far"] and len(faults) == 1 and "gfa" in faults[0]


def test_other_nonsense_is_told():
    assert read([1, 2])[0] == {} and len(read("x")[1]) == 1
    assert "no indicator" in wrong(Target("nonsense", 1.0))
    (fault,) = read({"x" * 999: {"least": 1}})[1]
    assert len(fault) < 200
