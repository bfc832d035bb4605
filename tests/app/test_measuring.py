"""Measuring, from the button to the list."""

import numpy as np
import pytest
from PySide6.QtCore import QObject

from app.dialogs.section import SectionDialog
from app.measures import KINDS
from app.measuring import Measuring
from app.tasks import Tasks
from city.project import Measurement
from tests.app.eyes import FromAbove
from tests.app.standin import town_document

LINE = np.array([[-10.0, 4, 0], [140, 4, 0]])


@pytest.fixture
def measuring(qtbot):
    document = town_document()
    owner = QObject()
    tasks = Tasks(owner)
    eye = FromAbove(document)
    qtbot.addWidget(eye)
    made = Measuring(document, tasks, eye)
    qtbot.addWidget(made.page)
    made.eye = eye
    yield made
    tasks.close()


def test_a_tool_is_taken_used_and_put_down(measuring, qtbot):
    measuring.begin("distance")
    assert measuring.tool.kind is KINDS["distance"]
    assert measuring.page.buttons["distance"].isChecked()
    for x in (60, 80):
        measuring.tool.place = measuring.eye.pixel(x, 80)
        measuring.tool.follow()
        measuring.tool.click()
    measuring.tool.end()
    qtbot.waitUntil(lambda: len(measuring.measures.marks) == 1)
    assert measuring.measures.marks[0].value == "20.00 m"
    measuring.take(None)
    assert measuring.tool is None and not measuring.page.buttons["distance"].isChecked()
    assert len(measuring.measures.marks) == 1  # results stay


def test_what_cannot_be_measured_is_said(measuring, qtbot):
    measuring.measure(KINDS["area"], LINE, None)
    qtbot.waitUntil(lambda: bool(measuring.page.trouble.text()))
    assert measuring.page.trouble.text().startswith("No result: three points")
    assert not measuring.measures.marks


def test_a_section_opens_its_chart(measuring, qtbot):
    measuring.measure(KINDS["section"], LINE, None)
    qtbot.waitUntil(lambda: bool(measuring.eye.findChildren(SectionDialog)))
    measuring.eye.findChildren(SectionDialog)[0].close()
    assert measuring.measures.marks[0].section.length == 150


def test_a_section_of_earlier_days_is_cut_anew(measuring, qtbot):
    kept = Measurement(
        *("m", "section", ((83990.0, 447004.0, 0.0), (84140.0, 447004.0, 0.0)), "150.00 m"),
        *((), "EPSG:28992", "EPSG:5709"),
    )
    measuring._document.remember((), (), (), (kept,))
    (mark,) = measuring.measures.marks
    assert mark.section is None and measuring.page.chart.isEnabled()
    measuring.page.chart.click()
    qtbot.waitUntil(lambda: bool(measuring.eye.findChildren(SectionDialog)))
    measuring.eye.findChildren(SectionDialog)[0].close()
    assert measuring.measures.marks[0].section.length == 150
    assert measuring._document.measurements == (kept,)  # nothing new was measured


def test_the_results_go_with_the_city(measuring, qtbot):
    measuring.begin("height")
    measuring.measure(KINDS["height"], LINE, None)
    qtbot.waitUntil(lambda: len(measuring.measures.marks) == 1)
    measuring._document.clear()
    assert not measuring.measures.marks and measuring.tool is None
