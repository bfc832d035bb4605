"""A rule holds while a value is beyond its limit for long enough, and nobody has fallen silent."""

import numpy as np
import pytest

from city.alarms import Rule, alarmed, rule_from
from city.series import Measurand
from city.subjects import Streams, subject_of
from tests.city.test_subjects import DUST, minutes, series

KEY = subject_of(DUST).key
HOUR = Rule(KEY, "above", 25.0, 3600.0)


def holds(whole, rule=HOUR, at=120):
    streams = Streams.of(whole)
    found = alarmed(whole, streams, subject_of(DUST), rule, minutes(at), whole.cadences())
    return {streams.things[row] for row in found}


def every_ten(thing, *values, start=0):
    return [(thing, DUST, start + 10 * k, v) for k, v in enumerate(values)]


def test_above_for_an_hour_and_not_a_minute_less():
    whole = series(*every_ten("a", *[20] * 6, *[26] * 7))  # beyond since minute 60
    assert holds(whole, at=120) == {"a"}
    assert holds(whole, at=119) == set()


def test_one_value_within_the_limit_begins_anew():
    whole = series(*every_ten("a", *[26] * 6, 25, *[26] * 6))
    assert holds(whole, at=120) == set()
    assert holds(whole, Rule(KEY, "above", 25.0, 3000.0), at=120) == {"a"}


def test_a_gap_and_silence_end_it():
    assert holds(series(*every_ten("a", *[26] * 6, np.nan, *[26] * 6))) == set()
    whole = series(*every_ten("a", *[26] * 13))
    assert holds(whole, at=150) == {"a"} and holds(whole, at=151) == set()


def test_below_and_at_once():
    whole = series(*every_ten("a", 9, 9, 4), *every_ten("b", 9, 4, 9))
    assert holds(whole, Rule(KEY, "below", 5.0), at=20) == {"a"}


def test_units_are_minded_and_other_subjects_are_not():
    fine, odd = Measurand("PM2.5", "mg/m³"), Measurand("zorbs", "Z")
    whole = series(*((n, m, 10 * k, 0.03 if m is fine else 99) for k in range(13)
                     for n, m in (("a", fine), ("b", odd))))  # fmt: skip
    assert holds(whole) == {"a"}


def test_what_was_not_known_yet_does_not_count():
    whole = series(*every_ten("a", *[20] * 3, *[26] * 20))
    assert holds(whole, Rule(KEY, "above", 25.0, 0.0), at=25) == set()
    assert holds(whole, Rule(KEY, "above", 25.0, 0.0), at=30) == {"a"}


def test_nothing_alarms_nobody():
    whole = series(("a", DUST, 5, 99))
    assert holds(whole, at=0) == set()


GOOD = {"subject": "a", "way": "above", "limit": 1}


@pytest.mark.parametrize("said", [None, 5, {}, {**GOOD, "subject": 3}, {**GOOD, "way": "near"}])
def test_what_is_no_rule(said):
    assert rule_from(said) is None


@pytest.mark.parametrize(
    "wrong", [{"limit": "x"}, {"limit": float("nan")}, {"seconds": -1}, {"seconds": 1e12}]
)
def test_a_rule_with_a_number_that_is_none(wrong):
    assert rule_from({**GOOD, **wrong}) is None and rule_from(GOOD) is not None


def test_a_rule_is_kept_in_a_file():
    assert rule_from(HOUR.to_plain()) == HOUR
