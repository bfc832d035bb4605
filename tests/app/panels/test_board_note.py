"""What unfolds below a number."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from app.board_model import BoardModel
from app.panels.board_note import ENOUGH, note_height, paint_note, paint_years
from tests.app.panels.test_board_cell import ink, painted
from tests.city.indicators.boards import HOUSE, boarded
from tests.city.plans import at

TREES = {
    "edit": "plant",
    "places": [at(45, 45), at(55, 45)],
    "crown": 2,
    "grown_crown": 10,
    "year": 2026,
    "years": 20,
}


@pytest.fixture
def model(qapp):
    made = BoardModel()
    made.show_board(boarded([HOUSE], [TREES]), {})
    return made


def test_a_note_is_as_high_as_what_it_says(model):
    font = QFont()
    model.unfold("gfa", 1)
    wide, narrow = (note_height(model, room, font) for room in (800.0, 200.0))
    assert narrow > wide > 3 * QFontMetricsF(font).height()
    there = ink(painted(lambda p: paint_note(p, QRectF(0, 0, 200, narrow), model, font), 200, 400))
    rows = np.flatnonzero(there.any(1))
    assert narrow - 40 < rows.max() < narrow  # all of it is seen, and nothing below it


def test_years_lie_beside_the_words_or_below_them(model):
    font = QFont()
    model.unfold("canopy", 2)
    beside, below = (note_height(model, room, font) for room in (ENOUGH, ENOUGH - 1))
    assert below > beside
    for room, high in ((700, beside), (300, below)):
        assert ink(
            painted(lambda p, w=room, h=high: paint_note(p, QRectF(0, 0, w, h), model, font), 700)
        ).any()


def test_a_plan_that_grows_rises_over_the_years(model):
    """The line of the plan with trees: orange, from low at the left to the top at the right."""
    metrics = QFontMetricsF(QFont())
    image = painted(
        lambda p: paint_years(p, QRectF(0, 0, 270, 104), model.board, "canopy", metrics), 270, 104
    )
    inks = [[image.pixelColor(x, y) for x in range(270)] for y in range(104)]
    orange = np.array([[abs(c.hue() - 26) < 6 and c.saturation() > 150 for c in r] for r in inks])
    height = [np.flatnonzero(orange[:, x]).mean() for x in (4, 40, 80, 260)]
    assert height == sorted(height, reverse=True) and height[0] - height[-1] > 50


def test_without_anything_unfolded_nothing_is_painted(model):
    assert not ink(painted(lambda p: paint_note(p, QRectF(0, 0, 99, 50), model, QFont()))).any()
