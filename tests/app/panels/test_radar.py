import numpy as np
import pytest
from PySide6.QtGui import QColor

from app.panels.radar import Radar, helps
from tests.app.panels.test_board_cell import ink


@pytest.mark.parametrize(
    ("plans", "criteria", "good"),
    [(2, 3, True), (4, 8, True), (1, 5, False), (5, 5, False), (3, 2, False), (3, 9, False)],
)
def test_it_is_offered_only_where_it_can_be_read(plans, criteria, good):
    assert helps(np.zeros((plans, criteria))) is good


def test_what_is_not_known_makes_no_shape():
    assert not helps(np.array([[1, 2, np.nan], [1, 2, 3]]))


def test_it_paints_a_shape_for_each_plan_and_says_it_in_words(qtbot):
    radar = Radar()
    qtbot.addWidget(radar)
    radar.resize(240, 236)
    empty = ink(radar.grab().toImage())
    points = np.array([[100.0, 0, 50], [0, 100, 50]])
    colours = [QColor("#0072b2"), QColor("#d55e00")]
    radar.show_points(points, ["A", "B"], ["Green", "Cost", "Homes"], colours)
    assert (ink(radar.grab().toImage()) ^ empty).sum() > 300
    assert radar.accessibleDescription() == (
        "A: Green 100, Cost 0, Homes 50\nB: Green 0, Cost 100, Homes 50"
    )
