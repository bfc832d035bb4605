"""Heights on a grid."""

import numpy as np
import pytest

from exporters.engines.heights import heights_of
from tests.exporters.engines.towns import HERE, PROGRESS, planned


@pytest.mark.parametrize("ground", [0.0, 12.5])
def test_ground_and_tops(ground):
    heights, told = heights_of(planned(ground), HERE, PROGRESS)
    assert told == [] and heights.grid.shape == (40, 240)
    assert np.unique(heights.ground) == pytest.approx([ground])
    cells = np.round(heights.above(), 3)
    assert (cells == 9).sum() == 80 or ground  # the new house: 10 x 8 cells
    tops, count = np.unique(np.round(heights.top, 3), return_counts=True)
    if not ground:
        assert dict(zip(tops.tolist(), count.tolist(), strict=True)) == {
            0.0: 40 * 240 - 480,
            5.0: 300,
            9.0: 80,
            25.0: 100,
        }


def test_rows_run_from_the_north():
    heights, _ = heights_of(planned(), HERE, PROGRESS)
    rows, columns = np.nonzero(heights.above() == 25)
    assert (rows.min(), rows.max()) == (20, 29)  # northings 0 to 10, of 30 down to -10
    assert (columns.min(), columns.max()) == (110, 119)
