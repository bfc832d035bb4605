"""Cells lie where they are said to lie."""

import numpy as np
import pytest

from city.grid import Grid


def test_cells_cover_the_box_from_its_north_west():
    grid = Grid.over((10.0, 20.0, 13.0, 22.0), 0.5)
    assert grid.shape == (4, 6)
    places = grid.places()
    assert places[0] == pytest.approx([10.25, 21.75])
    assert places[-1] == pytest.approx([12.75, 20.25])
    assert Grid.over((0.0, 0.0, 1.1, 0.3), 1.0).shape == (1, 2)


@pytest.mark.parametrize(
    ("area", "step", "words"),
    [
        ((0, 0, 0, 5), 1.0, "needs an area"),
        ((0, 0, 5, 5), 0.0, "needs an area"),
        ((0, 0, np.nan, 5), 1.0, "needs an area"),
        ((0, 0, 50_000, 50_000), 1.0, "too large"),
    ],
)
def test_no_map_of_nothing_or_of_everything(area, step, words):
    with pytest.raises(ValueError, match=words):
        Grid.over(area, step)


@pytest.mark.parametrize("step", [0.5, 0.7, 1.0, 2.5])
def test_cells_at_whole_steps_are_shared_by_other_boxes(step):
    one = Grid.at_steps((-3.2, 4.1, 20.3, 33.3), step)
    other = Grid.at_steps((7.9, -8.0, 41.0, 20.0), step)
    for grid in (one, other):
        assert abs((grid.west / step - 0.5) - round(grid.west / step - 0.5)) < 1e-9
        assert abs((grid.north / step - 0.5) - round(grid.north / step - 0.5)) < 1e-9
    assert one.west - step / 2 <= -3.2 + 1e-6 and one.north + step / 2 >= 33.3 - 1e-6
    assert one.west + (one.columns - 0.5) * step >= 20.3 - 1e-6
    assert one.north - (one.rows - 0.5) * step <= 4.1 + 1e-6
    shared = {(round(x, 6), round(y, 6)) for x, y in one.places().tolist()}
    shared &= {(round(x, 6), round(y, 6)) for x, y in other.places().tolist()}
    assert len(shared) >= 24


def test_a_box_that_ends_at_a_step_has_no_cell_more():
    assert Grid.at_steps((0.0, 0.0, 3.0, 2.0), 0.1).shape == (20, 30)
    assert Grid.at_steps((-1.0, -2.0, 3.0, 2.0), 1.0).shape == (4, 4)
