"""A form that follows from a simulation's parameters."""

from datetime import date

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox

from app.parameter_form import ParameterForm
from app.setting_files import FILTERS
from city.simulate.parameters import Parameter, settled
from city.simulate.solar import SOLAR
from city.simulate.sun_hours import SUN
from city.simulate.verdict import NORM


@pytest.fixture
def form(qtbot):
    made = ParameterForm(SUN.parameters, lambda: [1.0, 2.0, 3.0, 4.0])
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("simulation", [SUN, NORM, SOLAR])
def test_untouched_it_gives_what_the_simulation_takes_by_itself(qtbot, simulation):
    form = ParameterForm(simulation.parameters, lambda: None)
    qtbot.addWidget(form)
    assert settled(simulation.parameters, form.values()) == settled(simulation.parameters, {})


def test_what_is_shown_is_what_is_given_back(form):
    settings = settled(
        SUN.parameters,
        {
            "date": "2026-06-21",
            "until": "2026-09-23",
            "spacing": 2.5,
            "surfaces": ["roofs"],
            "rows": "storeys",
            "area": [10.0, 20.0, 30.0, 40.0],
            "place": "51.9,4.4",
            "trees": "leaves",
        },
    )
    form.show_values(settings)
    assert form.values() == settings


def test_each_field_says_its_unit_and_its_limits(form):
    spacing = form.fields["spacing"]
    assert isinstance(spacing, QDoubleSpinBox)
    assert (spacing.minimum(), spacing.maximum(), spacing.suffix()) == (0.5, 5.0, " m")
    assert "from 0.5 to 5 m" in spacing.toolTip()
    assert spacing.accessibleName() == "Spacing"


def test_a_number_keeps_the_digits_that_it_was_asked_with(form):
    form.show_values({"spacing": 2.12345})
    assert form.values()["spacing"] == 2.12345
    form.fields["spacing"].stepUp()
    assert form.values()["spacing"] == 2.62


def test_the_picture_is_an_area(form):
    area = form.fields["area"]
    assert isinstance(area, QComboBox)
    area.setCurrentIndex(area.findData("view"))
    assert form.values()["area"] == [1.0, 2.0, 3.0, 4.0]


def test_a_usual_day_keeps_the_year(form):
    day = form.fields["date"]
    day.show_day("2031-01-05")
    day.usual.menu().actions()[3].trigger()
    assert form.values()["date"] == "2031-12-22"


def test_a_day_that_may_be_left_out(form):
    until = form.fields["until"]
    assert form.values()["until"] == "" and not until.date.isEnabled()
    until.on.setChecked(True)
    assert date.fromisoformat(form.values()["until"])


def test_a_change_is_told(form, qtbot):
    box = form.fields["surfaces"].findChildren(QCheckBox)[0]
    with qtbot.waitSignal(form.changed):
        box.toggle()


def test_a_file_is_chosen_and_its_key_shown_again(qtbot, monkeypatch, tmp_path):
    form = ParameterForm(SOLAR.parameters, lambda: None)
    qtbot.addWidget(form)
    field = form.fields["demand"]
    assert isinstance(field, QComboBox) and field.currentText() == "Households as usual"
    asked = []

    def ask(parent, title, then, filters):
        asked.append((title, filters))
        then(tmp_path / "use.csv")

    monkeypatch.setattr("app.parameter_form.ask_file", ask)
    last = field.count() - 1
    field.setCurrentIndex(last)
    field.activated.emit(last)
    assert asked == [("Hours of power use", FILTERS["demand"])]
    assert field.currentText() == "use.csv"
    assert form.values()["demand"] == str(tmp_path / "use.csv")
    form.show_values({"demand": "0123456789abcdef"})
    assert field.currentText() == "As before" and form.values()["demand"] == "0123456789abcdef"


def test_a_switch_and_a_whole_number(qtbot):
    declared = (
        Parameter("on", "On", "switch", False),
        Parameter("many", "Many", "whole", 3, low=1, high=9),
    )
    form = ParameterForm(declared, lambda: None)
    qtbot.addWidget(form)
    form.fields["on"].setChecked(True)
    form.fields["many"].setValue(20)
    assert form.values() == {"on": True, "many": 9}
