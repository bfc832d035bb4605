"""A sheet is written with all who must be named, and a person is told what it may be used for."""

from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QColor, QImage

from app import theme
from app.live.layer import LiveLayer, Source
from app.panes.pictures import Pictures
from app.printing import KEEP, print_sheet
from app.sheet import MARGIN, Order, picture_size
from city.terms import Terms
from tests.app.standin import town_document

BOX = (40, 40, 100, 60)  # a mark over the picture


class Table(QObject):
    told, trouble = Signal(str), Signal(str)

    def __init__(self):
        super().__init__()
        self.asked, self.said, self.failed = [], [], []
        self.viewport = SimpleNamespace(
            plan=True,
            north=0.0,
            photograph=self._photograph,
            pictures=Pictures(),
            on_paper=self._on_paper,
            paint_marks=lambda painter: painter.fillRect(*BOX, theme.current().accent),
        )
        self.told.connect(self.said.append)
        self.trouble.connect(self.failed.append)

    @contextmanager
    def _on_paper(self, ratio):
        self.asked.append(ratio)
        yield

    def _photograph(self, size, then, metres):
        self.asked.append((size, metres))
        picture = QImage(*size, QImage.Format.Format_RGB32)
        picture.fill(0)
        then(picture, 0.5)


@pytest.fixture
def table(qtbot):
    return Table()


def order(path):
    return Order(path, "The town", "A4", 72, None, False)


def test_the_sheet_is_there_as_was_said(table, tmp_path):
    print_sheet(table, town_document(), order(tmp_path / "town.png"))
    assert table.asked == [(picture_size("A4", 72), None), 0.75] and not table.failed
    assert table.said == [f"The picture is saved as {tmp_path / 'town.png'}"]
    assert not QImage(str(tmp_path / "town.png")).isNull()


def test_what_lies_over_the_city_lies_over_the_picture_too_in_light_colours(table, tmp_path, qapp):
    theme.apply(qapp, "dark")
    print_sheet(table, town_document(), order(tmp_path / "town.png"))
    assert theme.current() is theme.DARK
    found = QImage(str(tmp_path / "town.png"))
    x, y, wide, high = (0.75 * part for part in BOX)  # a dot is less than a pixel of the screen
    inside = QPoint(round(MARGIN + x + wide - 2), round(MARGIN + y + high - 2))
    assert found.pixelColor(inside) == QColor(theme.LIGHT.accent)
    assert found.pixelColor(inside + QPoint(5, 5)) == QColor("black")


def test_the_sun_that_shines_is_told(table, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(
        "app.printing.write", lambda order, picture, caption, legends: told.append(caption)
    )
    document = town_document()
    document.set_moment(datetime(2026, 3, 21, 14, 30, tzinfo=UTC))
    print_sheet(table, document, order(tmp_path / "town.png"))
    assert told[0].date.endswith(" · in the sun of 21/03/2026 14:30")


def test_what_must_not_be_passed_on_is_said(table, tmp_path):
    document = town_document()
    source = Source("http://127.0.0.1/", "Air", terms=Terms(agreement="urn:1", export=False))
    document.lay_live(LiveLayer("live/1", source, "NGSI-LD", "live"))
    print_sheet(table, document, order(tmp_path / "town.png"))
    assert table.said[0].endswith(KEEP)


def test_a_folder_that_is_not_there_is_told(table, tmp_path):
    print_sheet(table, town_document(), order(tmp_path / "nowhere" / "town.png"))
    assert table.failed and not table.said
