"""Shadow pictures: which they are, what they show, and what stands where none can be drawn."""

import io

import numpy as np
import pytest
from PIL import Image

from app.report.shadows import HOURS, _framed, shadow_blocks
from app.report.stage import Stage
from city.progress import Progress
from city.report import Heading, Pictures
from tests.app.report.cases import case, nowhere, words


def blocks_of(one):
    states = [state for state in (one.before, one.after) if state is not None]
    stage = Stage([state.view for state in states], one.year)
    try:
        return shadow_blocks(one, stage, Progress())
    finally:
        stage.close()


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.image)).convert("RGB")).astype(int)


@pytest.fixture(scope="module")
def upright(coarse):
    return blocks_of(case())


def test_before_and_after_lie_side_by_side_at_three_hours_of_four_days(upright):
    grids = [block for block in upright if isinstance(block, Pictures)]
    assert len(grids) == 4
    for grid in grids:
        assert grid.columns == ("Baseline", "Plan A")
        assert grid.rows == ("9:00", "12:00", "15:00")
        for before, after in grid.pictures:
            assert "Baseline" in before.alternative and "Plan A" in after.alternative
            other = np.abs(pixels(before) - pixels(after)).max(2) > 24
            assert other.mean() > 0.003  # the tower and its shadow


def test_pictures_differ_where_the_plan_is_and_not_where_nothing_of_it_is(upright):
    june = [block for block in upright if isinstance(block, Pictures)][1]
    before, after = (pixels(one) for one in june.pictures[1])  # noon, the sun high in the south
    other = np.abs(before - after).max(2) > 24
    rows, columns = other.shape
    low, high = (np.flatnonzero(other.any(axis)) for axis in (1, 0))
    assert low.min() > 0.3 * rows  # the north of the picture stays as it is
    assert high.max() < 0.8 * columns  # and so does the east


def test_shadows_fall_to_the_other_side_of_the_sun(upright):
    """At 9 in March the sun stands in the east: the tower's shadow falls to the west."""
    march = next(block for block in upright if isinstance(block, Pictures))
    middles = []
    for row in (0, 2):
        before, after = (pixels(one).sum(2) for one in march.pictures[row])
        darker = before - after > 60
        middles.append(np.flatnonzero(darker.any(0)).mean())
    assert middles[0] < middles[1]


def test_a_lying_sheet_has_the_hours_side_by_side(coarse):
    grid = next(b for b in blocks_of(case(paper="A3")) if isinstance(b, Pictures))
    assert grid.columns == tuple(f"{hour}:00" for hour in HOURS)
    assert grid.rows == ("Baseline", "Plan A")


def test_summer_time_is_said(upright):
    heads = [block.text for block in upright if isinstance(block, Heading) and block.level == 2]
    assert heads[0] == "21 March 2026 (UTC+1)"
    assert heads[1] == "21 June 2026 (UTC+2, summer time)"


def test_in_the_polar_night_the_sun_does_not_rise(coarse):
    far = case(plan=False, ground=nowhere(), place="78.2,15.6")
    text = words(blocks_of(far))
    assert "22 December 2026 (UTC+1)" in text
    assert text.count("The sun does not rise") == 3
    assert "Sun 3" in text  # in June it stands higher


def test_before_dawn_it_is_below_the_horizon(coarse):
    north = case(plan=False, ground=nowhere(), place="60.4,5.3")  # Bergen: it rises at 9:45
    assert words(blocks_of(north)).count("The sun is below the horizon") == 1


def test_without_a_place_nothing_is_drawn():
    lost = case("sky", plan=False, ground=nowhere())
    assert lost.place is None
    assert "Nobody knows where on Earth" in words(shadow_blocks(lost, None, Progress()))


@pytest.mark.parametrize("wide", [50.0, 73.0, 80.0])
def test_pictures_fill_their_place_so_that_their_scale_is_true(wide):
    framing = _framed(case(plan=False), wide)
    assert framing.wide == wide
