"""The chart of a section: what it shows, and what can be taken away from it."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest

from app.dialogs.section import EARTH, SectionDialog, steps
from city.profile import profile
from city.terrain import Terrain
from tests.city.toy import FRAME, town


@pytest.fixture
def dialog(qtbot):
    flat = Terrain("flat", FRAME, np.ones((50, 200), np.float32), -20.0, 30.0, (1.0, 1.0))
    cut = profile(np.array([[-10.0, 4, 1], [140, 4, 1]]), [town().freeze(), flat])
    made = SectionDialog(None, cut, FRAME)
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    return made


def test_it_fits_a_small_screen(dialog):
    assert dialog.minimumSizeHint().width() <= 940 and dialog.minimumSizeHint().height() <= 500


def test_the_mouse_reads_off_ground_and_top(dialog):
    chart = dialog.chart
    words = "At 15.0 m · ground 1.00 m · top 3.00 m · 2.00 m above the ground"
    assert chart.words_at(15.0) == words
    assert chart.words_at(60.0) == "At 60.0 m · ground 1.00 m"
    room = chart._room(chart.size())
    spot = QPointF(room.left() + room.width() * 115 / 150, room.center().y()).toPoint()
    QTest.mouseMove(chart, spot)
    QTest.qWait(20)
    assert "top 25.00 m" in dialog.words.text()


def test_houses_and_ground_are_drawn_where_they_stand(dialog):
    chart = dialog.chart
    picture = chart.grab().toImage()
    room = chart._room(chart.size())
    shaft = chart._spots(room, np.array([110.0, 20.0]))  # the shaft's western wall
    assert picture.pixelColor(round(shaft[0]), round(shaft[1])).lightness() < 150
    earth = chart._spots(room, np.array([60.0, 0.0]))
    assert picture.pixelColor(round(earth[0]), round(earth[1])) == EARTH


def test_it_is_copied_as_a_table(dialog):
    dialog.copy.click()
    assert QGuiApplication.clipboard().text().startswith("station_m,east_m,north_m,ground_m,top_m")


@pytest.mark.parametrize("name", ["cut.png", "cut.svg", "cut.csv", "cut"])
def test_it_is_saved_as_picture_drawing_or_table(dialog, tmp_path, name):
    path = dialog.save_as(tmp_path / name)
    data = path.read_bytes()
    if path.suffix == ".png":
        image = QImage(str(path))
        assert image.size().width() == 2400
        assert image.pixelColor(2, 2) == Qt.GlobalColor.white
    elif path.suffix == ".svg":
        assert data.startswith(b"<?xml") and data.count(b"<polyline") + data.count(b"<path") > 10
    else:
        assert data.startswith(b"station_m")


def test_a_folder_that_does_not_exist_is_said(dialog, tmp_path):
    dialog._save_said(tmp_path / "nowhere" / "cut.png")
    assert "could not be written" in dialog.words.text()


@pytest.mark.parametrize(
    ("low", "high", "most", "wanted"),
    [
        (0, 100, 5, [0, 20, 40, 60, 80, 100]),
        (-3, 17, 4, [0, 5, 10, 15]),
        (0.2, 0.9, 4, [0.2, 0.4, 0.6, 0.8]),
    ],
)
def test_round_numbers_on_the_axes(low, high, most, wanted):
    assert steps(low, high, most) == pytest.approx(wanted)
