"""Statistics of what is chosen, found, or of the whole city."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from city.statistics import summary
from tests.app.questions import Corner


@pytest.fixture
def corner(qtbot):
    made = Corner(qtbot)
    made.page.resize(300, 700)
    made.page.show()
    made.wait()
    yield made
    made.close()


def show(corner, key):
    corner.page.values.setCurrentIndex(corner.page.values.findData(":".join(key)))
    corner.wait()


def words(corner):
    return " ".join(corner.page.page.toPlainText().replace("\xa0", " ").split())


def test_the_whole_city_at_first(corner):
    assert corner.page.title.text() == "The whole city · 5"
    assert "Objects with a value 3" in words(corner)  # house, tower, square
    assert "Without 2" in words(corner)
    assert "Most 25.00 m" in words(corner)


def test_what_was_found_and_what_is_chosen(corner):
    corner.asking.ask("Building")
    corner.wait()
    assert corner.page.title.text() == "2 found"
    assert "Mean 14.00 m" in words(corner)
    corner.asking.choose([corner.row("tower")])
    corner.wait()
    assert corner.page.title.text() == "1 chosen"
    assert "Sum 25.00 m" in words(corner)
    assert "Building 1 4,000 4,000" in words(corner)  # its floor area and its volume


def test_another_value(corner):
    show(corner, ("measure", "volume"))
    assert "Sum 4,240 m³" in words(corner)
    show(corner, ("attribute", "storeys"))
    assert "Objects with a value 1" in words(corner)


def test_it_is_copied_as_text(corner):
    corner.page.copy()
    text = QGuiApplication.clipboard().text()
    assert "Median\t3.00 m" in text
    assert "Building\t2\t4,080\t4,240" in text
    assert text.rstrip().endswith("m: 1")


def test_the_histogram_says_what_it_shows(corner):
    bars = corner.page.bars
    assert sum(int(line.rsplit(" ", 1)[1]) for line in bars.words().split("\n")) == 3
    assert bars.accessibleDescription() == bars.words()
    place = QPointF(2, 60)
    none = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(bars, QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, keys))
    assert bars.toolTip() == bars.bar_words(0)
    picture = bars.grab().toImage()
    accent = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in (128,)}
    assert "#1f77b4" in accent


def test_whole_numbers_have_a_bar_each(qtbot, corner):
    import numpy as np

    corner.page.bars.show_statistics(summary(np.array([1.0, 2, 2, 5])), "")
    assert corner.page.bars.words() == "1: 1\n2: 2\n5: 1"


def test_nothing_is_open(corner):
    corner.document.clear()
    corner.wait()
    assert corner.page.title.text() == "Nothing is open"
    assert corner.page.page.toPlainText() == ""


def test_a_page_that_nobody_sees_works_nothing_out(corner):
    corner.page.hide()
    corner.asking.choose([corner.row("tower")])
    corner.wait()
    assert "whole city" in corner.page.title.text()
    corner.page.show()
    corner.wait()
    assert corner.page.title.text() == "1 chosen"
