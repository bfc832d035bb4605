"""A sheet is written with all who must be named, and a person is told what it may be used for."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.live.layer import LiveLayer, Source
from app.printing import KEEP, print_sheet
from app.sheet import Order, picture_size
from city.terms import Terms
from tests.app.standin import town_document


class Table(QObject):
    told, trouble = Signal(str), Signal(str)

    def __init__(self):
        super().__init__()
        self.asked, self.said, self.failed = [], [], []
        self.viewport = SimpleNamespace(plan=True, north=0.0, photograph=self._photograph)
        self.told.connect(self.said.append)
        self.trouble.connect(self.failed.append)

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
    assert table.asked == [(picture_size("A4", 72), None)] and not table.failed
    assert table.said == [f"The picture is saved as {tmp_path / 'town.png'}"]
    assert not QImage(str(tmp_path / "town.png")).isNull()


def test_what_must_not_be_passed_on_is_said(table, tmp_path):
    document = town_document()
    source = Source("http://127.0.0.1/", "Air", terms=Terms(agreement="urn:1", export=False))
    document.lay_live(LiveLayer("live/1", source, "NGSI-LD", "live"))
    print_sheet(table, document, order(tmp_path / "town.png"))
    assert table.said[0].endswith(KEEP)


def test_a_folder_that_is_not_there_is_told(table, tmp_path):
    print_sheet(table, town_document(), order(tmp_path / "nowhere" / "town.png"))
    assert table.failed and not table.said
