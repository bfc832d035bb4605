"""The measuring page."""

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from app.measurements import Measurements
from app.measures import KINDS, Mark
from app.panels.measure import MeasurePage
from city.profile import profile
from tests.app.standin import town_document


@pytest.fixture
def measures():
    return Measurements(town_document())


@pytest.fixture
def page(qtbot, measures):
    made = MeasurePage(measures)
    qtbot.addWidget(made)
    made.resize(270, 600)
    made.show()
    return made


def mark(kind="distance", value="5.00 m", section=None):
    return Mark(KINDS[kind], np.zeros((2, 3)), value, [("Horizontal", "4.00 m")], section)


def test_a_button_for_each_kind_and_what_to_do(page, qtbot):
    assert list(page.buttons) == list(KINDS)
    with qtbot.waitSignal(page.wanted) as heard:
        page.buttons["area"].click()
    assert heard.args == [KINDS["area"]]
    page.show_kind(KINDS["area"])
    assert page.buttons["area"].isChecked() and "polygon" in page.hint.text()
    with qtbot.waitSignal(page.wanted) as heard:
        page.buttons["area"].click()
    assert heard.args == [None]


def test_no_words_are_cut_off(page):
    for button in page.buttons.values():
        wanted = button.fontMetrics().horizontalAdvance(button.text())
        assert wanted + 4 <= button.width(), button.text()


def test_results_are_listed_copied_removed_and_cleared(page, measures):
    assert not page.copy.isEnabled() and not page.clear.isEnabled()
    measures.add(mark())
    measures.add(mark("height", "3.00 m"))
    assert page.list.topLevelItemCount() == 2
    assert page.list.currentItem().text(1) == "3.00 m"
    page.copy.click()
    assert QGuiApplication.clipboard().text() == "Height\t3.00 m\nHorizontal\t4.00 m"
    page.removal.click()
    assert [m.value for m in measures.marks] == ["5.00 m"]
    page.clear.click()
    assert page.list.topLevelItemCount() == 0 and not page.copy.isEnabled()


def test_a_section_can_be_looked_at_again(page, measures, qtbot):
    city = measures.document.cities()[0]
    cut = profile(np.array([[-10.0, 4, 0], [140, 4, 0]]), [city])
    measures.add(mark())
    assert not page.chart.isEnabled()
    measures.add(mark("section", "150.00 m", cut))
    with qtbot.waitSignal(page.opened) as heard:
        page.chart.click()
    assert heard.args[0].section is cut


def test_only_the_settings_of_the_kind_in_hand_are_seen(page):
    for name, seen in (("place", page.system), ("earthwork", page.level)):
        page.show_kind(KINDS[name])
        other = page.level if seen is page.system else page.system
        assert seen.isVisible() and not other.isVisible()
    page.show_kind(None)
    assert not page.system.isVisible() and not page.level.isVisible()


@pytest.mark.parametrize(
    ("text", "kept", "said"),
    [
        ("25832", "25832", "ETRS89 / UTM zone 32N (EPSG:25832)"),
        ("EPSG:999999", "EPSG:4326", "nobody knows"),
        ("local", "EPSG:4326", "no system"),
        ("", "", "own only"),
    ],
)
def test_another_system_of_coordinates(page, measures, text, kept, said):
    page.system.setText(text)
    page.system.editingFinished.emit()
    assert measures.choices.system == kept and said in page.system_name.text()


def test_why_there_is_no_result_stays_until_the_next(page):
    page.say("No result: the polygon's sides cross.")
    assert page.trouble.isVisible()
    page.show_kind(KINDS["area"])
    assert not page.trouble.isVisible()
