"""How a number is painted: its signs differ by shape, not by colour alone."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from app.panels.board_cell import CellLook, paint_cell, paint_verdict, row_height

VERDICTS = ("met", "nearly", "missed", "unknown")


def painted(call, wide=160, high=60):
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    call(painter)
    painter.end()
    return image


def ink(image):
    """Where something is painted, (height, width) bool."""
    shape = image.height(), image.width(), 4
    pixels = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(shape)
    return (pixels[:, :, :3] < 200).any(2)


def look(**other):
    said = {
        "value": "1,820 m²",
        "changes": ("▲ +240 m² (+15 %)", "▲ +240 m²"),
        "why": "",
        "known": True,
        "verdict": None,
        "bar": (0.0, 1.0),
        "best": False,
        "colour": QColor("#0072b2"),
    }
    return CellLook(**(said | other))


def cell(wide=160, **other):
    font = QFont()
    return painted(
        lambda p: paint_cell(p, QRectF(0, 0, wide, row_height(font)), look(**other), font), wide
    )


def test_each_verdict_has_a_shape_of_its_own(qapp):
    shapes = [
        ink(painted(lambda p, v=v: paint_verdict(p, QPointF(20, 20), v, 24.0), 40, 40))
        for v in VERDICTS
    ]
    for k, one in enumerate(shapes):
        for other in shapes[k + 1 :]:
            assert (one ^ other).sum() > 40  # of some 450 pixels


@pytest.mark.parametrize("wide", [60, 100, 160, 400])
def test_nothing_is_painted_over_the_edge(qapp, wide):
    verdict = {"verdict": "met", "best": True, "series": np.array([1.0, 2.0, 5.0])}
    there = ink(cell(wide, **verdict))
    assert there.any() and not there[:, -3:].any() and not there[:, :3].any()


def test_a_bar_is_as_long_as_it_says(qapp):
    bar = row_height(QFont()) - 7
    for begin, end in ((0.0, 1.0), (0.0, 0.5), (0.5, 0.25)):
        columns = np.flatnonzero(ink(cell(bar=(begin, end), value="", changes=()))[bar])
        track = 160 - 24
        low, high = sorted((begin, end))
        assert columns.min() == pytest.approx(12 + low * track, abs=2)
        assert columns.max() == pytest.approx(12 + high * track, abs=2)
    assert not ink(cell(bar=None, value="", changes=()))[bar].any()


def test_years_and_the_best_are_seen(qapp):
    plain = ink(cell())
    for more in ({"best": True}, {"series": np.array([1.0, 2.0, 5.0])}):
        assert (ink(cell(**more)) ^ plain).sum() > 20
