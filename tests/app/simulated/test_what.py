"""Variables as they are shown: units, statistics, differences."""

import numpy as np
import pytest

from app.simulated.what import what_of
from city.progress import Progress
from tests.app.simulated.models import HOUR, NOON, flood, result, streets


def what(of, baseline=None):
    return what_of(of, baseline, Progress())


def test_values_are_told_in_the_unit_of_their_quantity():
    found = what(result(flood(0, 10), variable="ta"))
    assert found.subject.unit == "°C"
    assert found.at(NOON + HOUR // 2).ravel().tolist() == pytest.approx([5] * 6, abs=1e-4)
    assert np.isnan(found.at(NOON - HOUR)).all()


def test_a_place_is_probed_in_the_same_unit():
    found = what(result(flood(0, 10), variable="ta"))
    inside, outside = found.probe(np.array([[5.0, 5, 0], [99, 5, 0]]), NOON + HOUR)
    assert inside == pytest.approx(10, abs=1e-4) and np.isnan(outside)
    assert np.isnan(found.probe(np.array([[5.0, 5, 0]]), NOON + 9 * HOUR)).all()


def test_the_most_of_all_moments():
    found = what(result(flood(0, 3, 1), statistic="maximum"))
    assert (found.at(NOON + 99 * HOUR) == 3).all()
    assert found.subject.title == "Depth of water, maximum" and found.subject.unit == "m"


def test_hours_above_a_limit_in_the_unit_that_is_shown():
    found = what(result(flood(0, 10, 10), variable="ta", statistic="hours above", limit=5.0))
    assert found.at(NOON).ravel().tolist() == pytest.approx([1.5] * 6, abs=1e-4)
    assert (found.subject.title, found.subject.unit) == ("Air temperature above 5 °C", "h")


def test_a_plan_minus_the_city_as_it_is_is_zero_where_nothing_changed():
    same = what(result(flood(1, 2), plan="a", variable="ta"), result(flood(1, 2)))
    assert (same.at(NOON) == 0).all() and (same.at(NOON + HOUR) == 0).all()
    more = what(result(flood(1, 5), plan="a", variable="ta"), result(flood(1, 2)))
    assert more.at(NOON + HOUR).ravel().tolist() == pytest.approx([3] * 6, abs=1e-4)
    assert more.subject.title == "Change of Air temperature" and more.subject.unit == "°C"
    assert more.scale.words[3] == "no change"


def test_what_the_city_as_it_is_does_not_have_is_refused():
    other = result(flood(1, variables=flood(1).variables[1:]))
    with pytest.raises(ValueError, match="to compare with"):
        what(result(flood(1), plan="a"), other)


@pytest.mark.parametrize(
    ("statistic", "value", "unit"), [("", 20, ""), ("maximum", 40, ""), ("hours above", 1, "h")]
)
def test_lines_are_told_at_a_moment_and_of_all_together(statistic, value, unit):
    times = streets()
    found = what(result(times, statistic=statistic, limit=15.0))
    assert found.at(NOON)[1] == value
    assert unit in found.subject.unit
