"""Places in the widget and places of the city lead to one another; test_viewport picks things."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.app.test_viewport import shown  # noqa: F401  a fixture


def test_a_place_on_the_ground_is_found_again(shown):  # noqa: F811
    viewport, _ = shown
    place = QPointF(200.0, 250.0)
    point = viewport.on_level(place, 0.0)
    assert point[2] == pytest.approx(0.0, abs=1e-6)
    assert (QPointF(viewport.where(point)) - place).manhattanLength() < 4


def test_many_points_are_seen_as_each_of_them_is(shown):  # noqa: F811
    viewport, _ = shown
    points = np.array([[5.0, 4.0, 1.5], [105.0, 5.0, 25.0]])
    places, away = viewport.seen(points)
    assert [one.toPoint() for one in places] == [viewport.where(tuple(p)) for p in points.tolist()]
    flat, before = viewport.projection()(points)
    assert (away > 0).all() and (before > 0).all()
    for told, place in zip(flat, places, strict=True):
        assert np.abs(told - [place.x(), place.y()]).max() < 2


def test_a_photograph_is_marked_in_logical_pixels_of_its_own(shown):  # noqa: F811
    viewport, _ = shown
    points = np.array([[5.0, 4.0, 1.5]])
    (place,), _ = viewport.seen(points)
    with viewport.on_paper(2.0):
        (finer,), _ = viewport.seen(points)
        flat, _ = viewport.projection()(points)
    assert (finer * 2 - place).manhattanLength() < 1e-6
    assert flat[0] == pytest.approx([finer.x(), finer.y()], abs=1)
    assert viewport.seen(points)[0] == [place]
