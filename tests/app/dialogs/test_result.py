"""How a result shows is chosen in the window."""

import numpy as np
import pytest

from app.dialogs.result import ResultDialog, origin_words
from city.simulated.field import Field, Levels, Variable
from tests.app.simulated.models import RUN, WARM, flood, result, streets
from tests.city.simulated.test_volume import two_boxes


def made(qtbot, of, plans=(), compares=False):
    dialog = ResultDialog(None, of, dict(plans), compares)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.heard = []
    dialog.changed.connect(lambda key, said: dialog.heard.append(said))
    return dialog


def test_manners_are_chosen_and_one_always_stays(qtbot):
    dialog = made(qtbot, result(flood(0, 1)))
    assert [m for m, box in dialog.manners.items() if box.isChecked()] == ["water"]
    dialog.manners["contours"].click()
    assert dialog.heard[-1] == {"manners": ("water", "contours")}
    dialog.manners["water"].click()
    dialog.manners["contours"].click()
    assert dialog.heard[-1] == {"manners": ("water",)} and dialog.manners["water"].isChecked()


def test_all_moments_together_and_hours_above_a_limit(qtbot):
    dialog = made(qtbot, result(flood(0, 1), variable="ta"))
    assert not dialog.limit.isEnabled() and dialog.limit.suffix() == " °C"
    dialog.statistic.setCurrentIndex(2)
    dialog.statistic.activated.emit(2)
    dialog.limit.setValue(25)
    assert dialog.heard[-1] == {"statistic": "hours above", "limit": 25.0}
    assert made(qtbot, result(flood(1))).statistic.count() == 0  # one moment alone


def test_whose_it_is_and_what_is_taken_away_from_it(qtbot):
    dialog = made(qtbot, result(flood(0, 1), plan="a"), {"a": "Plan A", "b": "Plan B"}, True)
    assert dialog.plan.currentText() == "Plan A" and dialog.against.isEnabled()
    given = []
    dialog.given.connect(lambda key, plan: given.append(plan))
    dialog.plan.setCurrentIndex(0)
    dialog.plan.activated.emit(0)
    assert given == [""]
    dialog.against.click()
    assert dialog.heard[-1] == {"against": True}
    assert not made(qtbot, result(flood(0, 1))).against.isEnabled()


def test_ribbons_are_as_wide_as_another_variable_says(qtbot):
    dialog = made(qtbot, result(streets()))
    dialog.width_of.setCurrentIndex(dialog.width_of.findData("flow"))
    dialog.width_of.activated.emit(1)
    assert dialog.heard[-1] == {"width": "flow"}


@pytest.mark.parametrize("above", ["ground", "datum", ""])
def test_heights_are_named(qtbot, above):
    field = flood(0, 1, variables=(WARM,))
    object.__setattr__(field, "levels", Levels(np.array([2.0, 10.0]), above=above))
    dialog = made(qtbot, result(field))
    words = {"ground": "10 m above ground", "datum": "10 m above the datum", "": "10 m"}
    assert dialog.level.itemText(1) == words[above]
    dialog.level.activated.emit(1)
    assert dialog.heard[-1] == {"level": 1}


def test_a_slice_lies_at_a_height_within_its_cells(qtbot):
    boxes, speed = two_boxes(), Variable("U", "Wind", "m/s")
    read = lambda key, level, first, last: np.zeros((last - first, len(boxes)), "f4")  # noqa: E731
    field = Field("air", RUN, boxes, (speed,), np.zeros(0, "datetime64[ms]"), read)
    dialog = made(qtbot, result(field))
    low, high = boxes.heights()
    assert (dialog.slice_at.minimum(), dialog.slice_at.maximum()) == (low, high)
    dialog.slice_at.setValue((low + high) / 2)
    assert dialog.heard[-1] == {"height": (low + high) / 2}
    dialog.value.setValue(2.5)
    assert dialog.heard[-1] == {"value": 2.5} and dialog.value.suffix() == " m/s"


def test_the_line_of_an_upright_slice_is_drawn_out_of_its_way(qtbot):
    boxes, speed = two_boxes(), Variable("U", "Wind", "m/s")
    read = lambda key, level, first, last: np.zeros((last - first, len(boxes)), "f4")  # noqa: E731
    field = Field("air", RUN, boxes, (speed,), np.zeros(0, "datetime64[ms]"), read)
    dialog = made(qtbot, result(field))
    assert "From west to east" in dialog.along.text()
    with qtbot.waitSignal(dialog.drawing) as drawing:
        dialog.draw.click()
    assert drawing.args == ["result/1"] and not dialog.isVisible()
    dialog = made(qtbot, result(field, line=(0.0, 0.0, 1.0, 1.0)))
    assert "was drawn" in dialog.along.text()


def test_it_says_where_a_result_comes_from():
    words = origin_words(result(flood(0, 1)))
    assert "/models/storm.nc" in words and "SWIM 2.1" in words and "CC BY 4.0" in words
    assert "computed 2026-07-02 00:00 UTC" in words
