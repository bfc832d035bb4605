"""The height under a place is what the grid says, and between its points a straight line."""

import numpy as np
import pytest

from city.frame import Frame
from city.terrain import Terrain


def slope(rows=4, columns=5, step=(10.0, 5.0)):
    """Rises 1 m per metre eastwards and 2 m per metre northwards, from (100, 200) upwards."""
    x = 100 + np.arange(columns) * step[0]
    y = 200 + np.arange(rows)[::-1] * step[1]
    heights = (x[None, :] - 100) + 2 * (y[:, None] - 200)
    return Terrain("slope", Frame(), heights.astype(np.float32), 100.0, float(y[0]), step)


@pytest.mark.parametrize(
    ("place", "height"),
    [
        ((100, 200), 0),
        ((140, 200), 40),
        ((100, 215), 30),
        ((140, 215), 70),
        ((123.5, 207.25), 23.5 + 14.5),
        ((139.9, 214.9), 39.9 + 29.8),
    ],
)
def test_a_slope(place, height):
    assert slope().height_at(np.array([place], float)) == pytest.approx([height], abs=1e-4)


@pytest.mark.parametrize(
    "place", [(99.9, 205), (140.1, 205), (120, 199.9), (120, 215.1), (np.nan, 205), (np.inf, 0)]
)
def test_off_the_grid_nobody_knows(place):
    assert np.isnan(slope().height_at(np.array([place], float))).all()


def test_next_to_an_unknown_cell_nobody_knows():
    terrain = slope()
    heights = terrain.heights.copy()
    heights[0, 0] = np.nan
    holed = Terrain("holed", Frame(), heights, terrain.west, terrain.north, terrain.step)
    places = np.array([[105.0, 212.0], [125.0, 212.0]])
    assert np.isnan(holed.height_at(places)).tolist() == [True, False]
    corners = np.array([[100.0, 215.0], [110.0, 215.0], [100.0, 210.0]])
    assert holed.height_at(corners).tolist()[1:] == [40.0, 20.0]
    assert np.isnan(holed.height_at(corners[:1])).all()


def test_a_grid_of_one_row_or_one_cell():
    row = Terrain("row", Frame(), np.array([[1, 3]], np.float32), 0.0, 0.0, (1.0, 1.0))
    assert row.height_at(np.array([[0.5, 0.0]])).tolist() == [2.0]
    cell = Terrain("cell", Frame(), np.array([[7]], np.float32), 0.0, 0.0, (1.0, 1.0))
    assert cell.height_at(np.array([[0.0, 0.0]])).tolist() == [7.0]
    assert len(cell.height_at(np.zeros((0, 2)))) == 0


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        ((100, 200, 140, 215), (4, 5)),
        ((0, 0, 1000, 1000), (4, 5)),
        ((111, 206, 112, 207), (2, 2)),
        ((110, 205, 110, 205), (1, 1)),
    ],
)
def test_a_part_says_the_same_of_what_lies_in_it(box, shape):
    west, south, east, north = box
    part = slope().clipped(*box)
    assert part.heights.shape == shape
    places = np.array([(max(west, 100), max(south, 200)), (min(east, 140), min(north, 215))], float)
    assert part.height_at(places) == pytest.approx(slope().height_at(places))


@pytest.mark.parametrize("box", [(0, 0, 10, 10), (300, 200, 400, 215), (100, 0, 140, 100)])
def test_there_is_no_part_where_there_is_no_terrain(box):
    assert slope().clipped(*box) is None


def test_there_is_no_part_where_nothing_is_known():
    land = slope()
    land.heights[:2] = np.nan
    assert land.clipped(100, 211, 140, 215) is None
