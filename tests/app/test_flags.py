import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from app.flags import Flags
from city.project import Eye, Note
from tests.app.standin import StandIn, town_document


class Seeing(StandIn):
    """Looks north from the south: right is east, up is up, metres are pixels."""

    def eye(self):
        return Eye((0.0, -500.0, 100.0), (0.0, 0.0, 100.0))

    def seen(self, points):
        places = [QPointF(200 + x, 200 - z) for x, _, z in points.tolist()]
        return places, points[:, 1] + 500.0


def note(ident, number, east, north, up=0.0, crs="EPSG:28992"):
    return Note(ident, number, "", (84000.0 + east, 447000.0 + north, up), crs, "EPSG:5709")


@pytest.fixture
def flags(qtbot):
    viewport = Seeing(None)
    viewport.resize(400, 300)
    qtbot.addWidget(viewport)
    document = town_document()
    made = Flags(viewport, document)
    made.document, made.viewport = document, viewport
    viewport.show()
    return made


def test_what_is_in_sight_has_a_flag_the_nearest_painted_last(flags):
    flags.document.do("Pin", notes=(note("near", 1, 10, 0), note("far", 2, 0, 300)))
    assert [n.ident for n, _ in flags.shown(QRectF(0, 0, 400, 300))] == ["far", "near"]
    assert flags.shown(QRectF(0, 0, 400, 300))[1][1] == QPointF(210, 200)


def test_what_is_behind_or_far_away_or_beside_has_none(flags):
    notes = (
        note("behind", 1, 0, -600),
        note("far", 2, 0, 90_000),
        note("beside", 3, 5000, 0),
        note("elsewhere", 4, 0, 0, crs="local"),
    )
    flags.document.do("Pin", notes=notes)
    assert flags.shown(QRectF(0, 0, 400, 300)) == []


def test_a_note_from_another_system_stands_where_it_belongs(flags):
    from pyproj import Transformer

    east, north = Transformer.from_crs(28992, 25831, always_xy=True).transform(84050.0, 447000.0)
    there = Note("utm", 1, "", (east, north, 7.0), "EPSG:25831", "EPSG:5709")
    flags.document.do("Pin", notes=(there,))
    assert flags.point_of(there) == pytest.approx((50.0, 0.0, 7.0), abs=0.01)


def test_a_click_on_a_flag_is_told_and_goes_no_further(flags, qtbot):
    flags.document.do("Pin", notes=(note("a", 1, 10, 0), note("b", 2, 100, 0)))
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    flags.paint(painter)
    painter.end()
    assert picture.pixelColor(209, 185).blue() > 100  # the pole of a
    (box, first) = flags._boxes[0]
    assert first.ident in "ab" and np.isfinite(box.width())
    middle = next(b for b, n in flags._boxes if n.ident == "b").center().toPoint()
    with qtbot.waitSignal(flags.clicked) as told:
        QTest.mouseClick(flags.viewport, Qt.MouseButton.LeftButton, pos=middle)
    assert told.args == ["b"]
    with qtbot.assertNotEmitted(flags.clicked):
        QTest.mouseClick(flags.viewport, Qt.MouseButton.LeftButton, pos=middle * 0.1)
