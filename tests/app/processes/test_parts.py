"""What the pages of simulations are made of."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.processes.parts import Waiting, button, label
from app.tasks import Tasks


@pytest.fixture
def waiting(qtbot):
    tasks, faults = Tasks(), []
    made = Waiting(tasks, faults.append)
    qtbot.addWidget(made)
    made.faults = faults
    yield made
    tasks.close()


def test_a_button_is_pressed_by_no_careless_return(qtbot):
    pressed = []
    made = button("&Ask", lambda: pressed.append(1))
    qtbot.addWidget(made)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert pressed == [1] and not made.autoDefault()


def test_what_servers_say_is_no_markup(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    made = label("<b>" + "W" * 500, "grey")
    QVBoxLayout(page).addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText and page.minimumSizeHint().width() < 50


def test_somebody_waits_until_it_is_done(waiting, qtbot):
    found = []
    waiting.start(lambda _: 7, found.append)
    assert waiting.task is not None and not waiting.isHidden()
    qtbot.waitUntil(lambda: found == [7], timeout=5000)
    assert waiting.task is None and waiting.isHidden()


def test_a_fault_is_handed_on(waiting, qtbot):
    waiting.start(lambda _: 1 / 0, lambda _: None)
    qtbot.waitUntil(lambda: bool(waiting.faults), timeout=5000)
    assert isinstance(waiting.faults[0], ZeroDivisionError) and waiting.task is None


def test_what_is_stopped_or_begun_anew_brings_nothing(waiting, qtbot):
    go, found = threading.Event(), []
    waiting.start(lambda _: go.wait(5), found.append)
    waiting.start(lambda _: "second", found.append)
    go.set()
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    waiting.start(lambda _: "third", found.append)
    waiting.stop.click()
    assert waiting.task is None and waiting.isHidden()
    qtbot.wait(50)
    assert found == ["second"]
