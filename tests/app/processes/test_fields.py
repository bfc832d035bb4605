"""A field for each kind of input: what is put in is what the input takes."""

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from app.processes.fields import Checks, field_of
from importers.processes.form import input_of
from tests.app.processes.windows import Areas


def field(qtbot, told=None, **schema):
    one = input_of("x", {"title": "X", **(told or {})}, schema)
    made = field_of(one, Areas())
    qtbot.addWidget(made.widget)
    made.widget.one = one
    return made


def line(made):
    widget = made.widget.focusProxy() or made.widget
    assert isinstance(widget, QLineEdit)
    return widget


OPTIONAL = {"minOccurs": 0}


def test_a_number_with_its_unit_its_range_and_its_default(qtbot):
    schema = {"type": "number", "minimum": 0, "maximum": 13, "x-ogc-unit": "m3", "default": 2.5}
    made = field(qtbot, **schema)
    assert line(made).text() == "2.5" and line(made).placeholderText() == "0 – 13"
    assert made.widget.layout().itemAt(1).widget().text() == "m³"
    line(made).setText("3,5")
    assert made.widget.one.taken(made.read()) == 3.5
    line(made).clear()
    assert made.read() is None


@pytest.mark.parametrize(("limits", "hint"), [({"minimum": 3}, "at least 3"), ({}, "")])
def test_a_range_with_one_end(qtbot, limits, hint):
    assert line(field(qtbot, type="integer", **limits)).placeholderText() == hint


def test_several_numbers_are_a_list(qtbot):
    made = field(qtbot, type="array", items={"type": "number"}, default=[1, 2.5])
    assert line(made).text() == "1,2.5" and made.widget.one.taken(made.read()) == [1, 2.5]


def test_what_is_told_several_times_is_parted(qtbot):
    made = field(qtbot, {"maxOccurs": 3}, type="number")
    line(made).setText("1; 2,5")
    assert made.widget.one.taken(made.read()) == [1, 2.5]


def test_a_choice_of_which_nobody_takes_the_first_unseen(qtbot):
    made = field(qtbot, type="string", enum=["north", "south"])
    box = made.widget
    assert isinstance(box, QComboBox) and made.read() is None
    box.setCurrentIndex(2)
    assert made.read() == "south"


def test_a_choice_with_a_default_that_is_no_text(qtbot):
    made = field(qtbot, type="integer", enum=[10, 20], default=20)
    assert made.read() == 20 and made.widget.count() == 2


def test_several_choices(qtbot):
    made = field(qtbot, type="array", items={"type": "string", "enum": ["a", "b"]}, default=["b"])
    assert isinstance(made.widget, Checks) and made.read() == ["b"]
    with qtbot.waitSignal(made.changed):
        made.widget.boxes[0][0].click()
    assert made.widget.one.taken(made.read()) == ["a", "b"]


def test_yes_and_no(qtbot):
    made = field(qtbot, type="boolean", default=True)
    assert isinstance(made.widget, QCheckBox) and made.read() is True
    made.widget.click()
    assert made.read() is False


def test_yes_no_or_nothing_at_all(qtbot):
    made = field(qtbot, OPTIONAL, type="boolean")
    assert made.read() is None
    made.widget.setCurrentIndex(2)
    assert made.read() is False


def test_a_moment_of_utc(qtbot):
    schema = {"type": "string", "format": "date-time", "default": "2026-03-21T09:30:00+01:00"}
    made = field(qtbot, **schema)
    assert made.read() == "2026-03-21T08:30:00Z"


def test_a_day_that_may_be_left_out(qtbot):
    made = field(qtbot, OPTIONAL, type="string", format="date")
    assert made.read() is None and not made.widget.edit.isEnabled()
    made.widget.told.click()
    with qtbot.waitSignal(made.changed):
        made.widget.edit.setDate(QDate(2026, 6, 21))
    assert made.read() == "2026-06-21"


def test_hostile_words_are_spelt(qtbot):
    made = field(qtbot, type="string", enum=["a\u202eb"])
    assert made.widget.itemText(1) == r"a\u202eb" and made.widget.itemData(1) == "a\u202eb"
