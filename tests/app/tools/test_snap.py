"""Taking hold of corners and edges."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from app.tools.snap import spot_at
from tests.app.eyes import FromAbove
from tests.app.standin import town_document


@pytest.fixture
def eye(qtbot):
    made = FromAbove(town_document())
    qtbot.addWidget(made)
    return made


def spot(eye, x, y, **given):
    return spot_at(eye, eye.pixel(x, y), **given)


def test_a_corner_close_by_is_taken(eye):
    found = spot(eye, 9.0, 7.2)
    assert found.held == "corner" and found.point.tolist() == [10, 8, 3]


def test_a_corner_just_outside_of_the_silhouette_is_taken_too(eye):
    found = spot(eye, 11.0, 9.0)
    assert found.held == "corner" and found.point[:2].tolist() == [10, 8]


def test_an_edge_is_taken_where_no_corner_is(eye):
    eye_far = FromAbove(town_document())
    found = spot(eye_far, 110, 19.0)  # the podium's northern side is 20 m long
    assert found.held == "edge" and found.point == pytest.approx([110, 20, 5])


def test_the_open_ground_is_where_it_is(eye):
    found = spot(eye, 60, 80)
    assert found.held == "ground" and found.point.tolist() == [60, 80, 0] and found.hit is None


def test_heights_that_are_drawn_higher_are_measured_as_they_are(eye):
    eye.at = lambda place, at=eye.at: _stretched(at(place), 3.0)
    found = spot(eye, 115, 14, stretch=3.0)
    assert found.held == "face" and found.point[2] == pytest.approx(5)


def _stretched(hit, factor):
    from dataclasses import replace

    return None if hit is None else replace(hit, point=(*hit.point[:2], hit.point[2] * factor))


def test_half_way_in_a_perspective_is_nearer_than_half_way(eye, monkeypatch):
    """An edge from 10 m to 30 m away: the middle of its picture is 15 m away, a quarter along."""
    from app.tools import snap

    ring = np.array([[0.0, 0, 0], [20, 0, 0], [20, 20, 0]])
    monkeypatch.setattr(snap, "_rings", lambda hit: [ring])
    monkeypatch.setattr(snap, "_in_sight", lambda viewport, point: True)
    seen = {0.0: (0.0, 10.0), 20.0: (100.0, 30.0)}
    monkeypatch.setattr(
        snap,
        "_seen",
        lambda viewport, points: (
            np.array([[seen[p[0]][0], p[1] * 50] for p in points]),
            np.array([seen[p[0]][1] for p in points]),
        ),
    )
    eye.parallel = False
    point, held = snap._near(eye, QPointF(50, 2), None, 1.0)
    assert held == "edge" and point == pytest.approx([5, 0, 0])


def test_a_corner_that_the_roof_hides_is_not_taken(eye):
    """The foot of the wall lies under the corner of the roof, and is as near to the pointer."""
    assert spot(eye, 10, 8).point.tolist() == [10, 8, 3]
    assert spot(eye, 110, 10).point.tolist() == [110, 10, 25]  # the shaft's, not the podium's
