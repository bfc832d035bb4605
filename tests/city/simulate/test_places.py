"""Where a simulation looks follows from what is asked."""

import numpy as np
import pytest

from city.base import Base
from city.layer import FACADE, GROUND, ROOF
from city.simulate.obstacles import Area
from city.simulate.parameters import settled
from city.simulate.places import PLACES, foot_of, placed
from city.terrain import Terrain
from city.view import View
from tests.city.simulate.towns import area, boxes, frame_at, view_of

BOX = ((0, 0, 0), (10, 6, 9))


def asked(view, **said):
    said = {"area": area(view, -20, -20, 30, 30), **said}
    return placed(view, settled(PLACES, said), 2026.0)[1]


def test_only_what_is_asked_for_is_looked_at():
    view = view_of(BOX)
    for names, sorts in (
        ("facades", {FACADE}),
        ("roofs,ground", {ROOF, GROUND}),
        (["facades", "roofs", "ground"], {FACADE, ROOF, GROUND}),
    ):
        assert set(asked(view, surfaces=names).sort) == sorts


def test_rows_of_storeys_lie_at_the_height_of_the_eye():
    found = asked(view_of(BOX), surfaces="facades", rows="storeys", storey=4.0, eye=1.2)
    assert np.unique(found.points[:, 2].round(9)) == pytest.approx([1.2, 5.2])


def test_nothing_to_look_at_is_told():
    view = view_of(BOX)
    with pytest.raises(ValueError, match="nothing in that area"):
        asked(view, surfaces="windows")
    with pytest.raises(ValueError, match=r"spacing=0\.1"):
        asked(view, spacing=0.1)


def test_the_foot_of_an_area_lies_under_all_of_its_ground():
    frame = frame_at(52.0)
    heights = np.add.outer(np.zeros(41), np.arange(41) * 2.0 - 31.5).astype(np.float32)
    slope = Terrain("slope", frame, heights, -200.0, 200.0, (10.0, 10.0))
    view = View.of(Base(frame, boxes(frame, BOX).cities, (slope,)))
    for where in (Area(-150, -50, -100, 50), Area(100, -50, 150, 50)):
        lowest = (where.west + 200) / 5 - 31.5
        assert lowest - 3 <= foot_of(view, where) <= lowest - 2
