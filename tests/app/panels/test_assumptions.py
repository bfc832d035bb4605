import pytest

from app.panels.assumptions import SHOWN, STEPS, Assumptions, value_at
from city.assumptions import ASSUMPTIONS


@pytest.fixture
def panel(qtbot):
    made = Assumptions()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_slider_stands_at_what_is_usual(panel):
    assert panel.values["dwelling_size"].text() == "85 m²"
    assert panel.values["household"].text() == "2.2"
    assert all(button.isHidden() for button in panel.back.values())
    assert "Eurostat" in panel.sliders["household"].toolTip()


def test_a_slider_says_its_number_in_round_figures(panel, qtbot):
    with qtbot.waitSignal(panel.moved) as moved:
        panel.sliders["cost_low"].setValue(50)
    name, value = moved.args
    assert name == "cost_low" and value % 10 == 0
    with qtbot.waitSignal(panel.moved) as moved:
        panel.sliders["household"].setValue(STEPS)
    assert moved.args == ["household", 6.0]


def test_what_was_changed_can_be_usual_again(panel, qtbot):
    panel.show_values({"dwelling_size": 62.0})
    assert panel.values["dwelling_size"].text() == "62 m²"
    assert panel.back["dwelling_size"].text() == "usually 85 m²"
    with qtbot.waitSignal(panel.moved) as moved:
        panel.back["dwelling_size"].click()
    assert moved.args == ["dwelling_size", None]


def test_showing_what_is_slid_moves_no_slider_back(panel):
    slider = panel.sliders["office_per_job"]
    slider.setValue(101)
    panel.show_values({"office_per_job": value_at(ASSUMPTIONS["office_per_job"], 101)})
    assert slider.value() == 101


def test_only_what_some_number_is_worked_out_with_has_a_slider(panel):
    assert set(panel.sliders) == set(SHOWN) <= set(ASSUMPTIONS)
