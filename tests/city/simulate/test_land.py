"""What covers the ground, told from classes and words."""

import numpy as np
import pytest

from city.simulate.land import GREEN, PAVED, WATER, Land, cover_of
from city.simulate.obstacles import Area
from tests.city.simulate.sights import FRAME, town, with_edits


@pytest.mark.parametrize(
    ("kind", "said", "cover"),
    [
        ("WaterBody", [], WATER),
        ("Road", [], PAVED),
        ("Square", ["park"], PAVED),
        ("LandUse", ["Grünfläche"], GREEN),
        ("LandUse", ["meadow", None], GREEN),
        ("LandUse", ["Friedhof"], GREEN),
        ("LandUse", ["parking"], PAVED),
        ("LandUse", ["Parkplatz"], PAVED),
        ("LandUse", ["city park"], GREEN),
        ("LandUse", ["bos"], GREEN),
        ("LandUse", [None], PAVED),
        ("Building", ["park"], None),
        ("PlantCover", [], GREEN),  # as far as it lies flat
    ],
)
def test_classes_and_words_tell_what_it_is(kind, said, cover):
    assert cover_of(kind, said) == cover


def test_it_is_found_from_above_and_under_what_lies_on_the_ground():
    lake = ("WaterBody", "lake", (0, 0, 0.5), (20, 20, 0.5))
    view = town({}, more=[lake])
    x, y, _ = FRAME.origin
    ring = [[x + 40, y], [x + 60, y], [x + 60, y + 20], [x + 40, y + 20]]
    more = with_edits(view, {"edit": "lay", "kind": "square", "outline": ring, "id": "s"})
    land = Land(more, Area(-50, -50, 100, 100), np.zeros(3))
    start = np.array([[10, 10, 9], [50, 10, 9], [80, 10, 9]], np.float32)
    far, cover = land.first(start, np.tile(np.array([[0, 0, -1]], np.float32), (3, 1)))
    assert cover.tolist() == [WATER, PAVED, -1]
    assert far[:2] == pytest.approx([8.5, 8.92], abs=0.01) and np.isinf(far[2])
    ground = start * np.array([1, 1, 0], np.float32)
    assert land.under(ground, 2.0).tolist() == [WATER, PAVED, -1]
    assert land.under(ground, 0.2).tolist() == [-1, PAVED, -1]
    gone = with_edits(more, {"edit": "demolish", "objects": ["lake", "s"]})
    assert Land(gone, Area(-50, -50, 100, 100), np.zeros(3)).empty
    assert Land(view, Area(200, 200, 300, 300), np.zeros(3)).empty
