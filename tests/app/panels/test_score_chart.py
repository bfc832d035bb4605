import numpy as np
import pytest
from PySide6.QtGui import QColor

from app.panels.score_chart import ScoreChart, ScoreLine
from tests.app.panels.test_board_cell import ink

BLUE = QColor("#0072b2")


@pytest.fixture
def chart(qtbot):
    made = ScoreChart()
    qtbot.addWidget(made)
    return made


def shown(chart, *lines):
    chart.show_scores(lines)
    chart.resize(200, chart.sizeHint().height())
    return chart.grab().toImage()


def test_a_bar_is_as_long_as_the_score(chart):
    image = shown(chart, ScoreLine("A", "75", (50.0, 25.0), 75, 75, 0.6, BLUE, True))
    blue = np.array(
        [
            [image.pixelColor(x, y).saturation() > 90 for x in range(200)]
            for y in range(image.height())
        ]
    )
    row = blue[int(chart.fontMetrics().height()) + 5]  # with a number in each part
    assert row[2:146].mean() > 0.85 and not row[153:].any()


def test_what_may_be_there_is_drawn_otherwise(chart):
    sure = ink(shown(chart, ScoreLine("A", "25", (25.0,), 25, 25, None, BLUE, True)))
    maybe = ink(shown(chart, ScoreLine("A", "25–75", (25.0,), 25, 75, None, BLUE, True)))
    more = (maybe & ~sure)[:, 60:140]
    assert more.any() and not more.all(0).any()  # a hatching, no bar


def test_all_is_said_in_words(chart):
    shown(
        chart,
        ScoreLine("A", "75", (75.0,), 75, 75, 0.6, BLUE, True),
        ScoreLine("B", "50", (50.0,), 50, 50, 0.004, BLUE, False),
        ScoreLine("C", "0", (0.0,), 0, 0, 0.0, BLUE, False),
    )
    assert chart.accessibleDescription().split("\n") == [
        "A: 75; first in 60 % of all ways to weigh",
        "B: 50; first in less than 1 % of all ways to weigh",
        "C: 0; first in 0 % of all ways to weigh",
    ]
