"""Variables as they are shown: units, statistics, differences."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.simulated.form import Ground
from app.simulated.picture import ResultPicture
from app.simulated.strokes import Lined
from app.simulated.what import what_of
from city.progress import Progress
from tests.app.simulated.models import HOUR, NOON, flood, result, streets


class Silent(QObject):
    """A viewport that shows nothing."""

    moved = Signal()


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


def test_a_plan_minus_the_city_as_it_is_on_streets():
    same = what(result(streets(), plan="a"), result(streets()))
    assert (same.at(NOON) == 0).all() and same.change and same.scale.words[3] == "no change"
    before = streets()
    half = replace(before, values={**before.values, "speed": before.values["speed"] / 2})
    slower = what(result(half, plan="a", variable="speed"), result(before))
    assert slower.at(NOON).tolist() == pytest.approx([-2.5 * 3.6, -3 * 3.6])  # km/h
    assert (slower.subject.title, slower.subject.unit) == ("Change of Speed", "km/h")
    with pytest.raises(ValueError, match="same sort"):
        what(result(streets(), plan="a"), result(flood(1)))


def test_the_city_as_it_is_of_the_same_run_is_taken_away():
    """Of two runs each has its own city as it is, in its own folder."""
    document = Document()
    picture = ResultPicture(document, Silent(), None, None, None)
    for key, folder, plan in (("1", "x", ""), ("2", "y", ""), ("3", "y", "a"), ("4", "z", "a")):
        one = result(streets(), key=key, plan=plan)
        document.lay_result(replace(one, kept=replace(one.kept, path=f"/{folder}/s.xml")))
    found = [picture.baseline_of(one) for one in document.results.values()]
    assert [one and one.key for one in found] == [None, None, "2", "1"]


def test_ribbons_of_all_moments_together_have_no_other_width():
    found = what(result(streets(), statistic="maximum", variable="speed"))
    flat = lambda places: np.zeros(len(places))  # noqa: E731
    level = Ground(flat, flat, flat, 0.0, np.zeros((2, 2)), None)
    shown = Lined(found, level, "flow").at(NOON).ribbons
    assert len(np.unique(shown.width)) == 1
    moving = what(result(streets(), variable="speed"))
    assert len(np.unique(Lined(moving, level, "flow").at(NOON).ribbons.width)) == 2
