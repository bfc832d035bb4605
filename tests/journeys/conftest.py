"""Journeys walk through the real window, as a person would, and take a picture after each step."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

import assets

PICTURES = Path(__file__).parents[2] / "pictures"
LAPTOP = (1366, 768)  # pixels: the screen that most of them have, and few to draw
LIGHTLY = 80  # of 100: a PNG is a tenth larger than usual, and packed in less than half the time


@pytest.fixture(autouse=True)
def display():
    """A journey needs a screen, a virtual one at least; without one it fails and says so."""
    if not os.environ.get("DISPLAY"):
        pytest.fail("journeys need a display: run them as `make test` does, with xvfb-run")


@pytest.fixture
def journey(request):
    """Takes a numbered picture: `journey(window, "a roof is clicked")`."""
    taken = []

    def picture(window, step):
        QApplication.processEvents()
        taken.append(step)
        name = request.node.name.removeprefix("test_")
        folder = PICTURES / name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{len(taken):02d}-{step.replace(' ', '-')}.png"
        assert window.grab().save(str(path), quality=LIGHTLY)
        return path

    return picture


@pytest.fixture
def window(qtbot, qapp):
    """The program's own window at its first start."""
    from app import theme
    from app.settings import Settings
    from app.window import Window

    QLocale.setDefault(QLocale("en_GB"))
    theme.apply(qapp, "light")
    made = Window(Settings())
    made.resize(*LAPTOP)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    with qtbot.waitActive(made):  # keys go to the active window only
        made.raise_()
    yield made
    made.close()


@pytest.fixture
def city(window, qtbot):
    """The program's window with the sample city on the table, drawn as far as it will be."""
    from tests.journeys.test_first_city import wait_settled

    window.open_paths([assets.path("sample")])
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=120_000)
    wait_settled(window, qtbot)
    return window
