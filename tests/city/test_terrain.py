"""The ground's height between the cells of a grid."""

import numpy as np
import pytest

from city.frame import Frame
from city.terrain import Terrain


@pytest.fixture
def terrain() -> Terrain:
    """Three columns 10 m apart, two rows 5 m apart, the upper left centre at (100, 200)."""
    heights = np.array([[1, 2, 4], [5, 6, np.nan]], np.float32)
    return Terrain("toy", Frame(), heights, 100.0, 200.0, (10.0, 5.0))


@pytest.mark.parametrize(
    ("x", "y", "height"),
    [
        (100, 200, 1),
        (110, 195, 6),
        (105, 200, 1.5),
        (100, 197.5, 3),
        (105, 197.5, 3.5),
        (120, 200, 4),
        (115, 200, 3),
    ],
)
def test_between_the_centres_the_height_is_bilinear(
    terrain: Terrain, x: float, y: float, height: float
) -> None:
    assert terrain.height_at(np.array([[x, y]]))[0] == pytest.approx(height)


@pytest.mark.parametrize(("x", "y"), [(99, 200), (121, 200), (100, 201), (100, 194), (119, 196)])
def test_off_the_grid_and_beside_the_unknown_there_is_no_height(
    terrain: Terrain, x: float, y: float
) -> None:
    assert np.isnan(terrain.height_at(np.array([[x, y]]))[0])


def test_no_place_has_no_height(terrain: Terrain) -> None:
    assert np.isnan(terrain.height_at(np.array([[np.nan, 200.0]]))[0])


def test_a_single_cell_is_a_terrain_too() -> None:
    cell = Terrain("one", Frame(), np.array([[7.0]], np.float32), 0.0, 0.0, (1.0, 1.0))
    assert cell.height_at(np.array([[0.0, 0.0]]))[0] == 7.0
