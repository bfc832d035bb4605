"""Lines of sight that end, work in pieces, and means by owner."""

import numpy as np
import pytest

from city.layer import FACADE, ROOF
from city.progress import Cancelled, Progress
from city.simulate.obstacles import Area
from city.simulate.samples import Spacing, samples_on
from city.simulate.sight import (
    clear,
    extreme_by_owner,
    in_chunks,
    looked_at,
    mean_by_owner,
    surroundings,
)
from tests.city.simulate.sights import build, town, with_edits

AROUND = Area(-100, -100, 100, 100)
HOUSE = {"house": ((0, -5, 0), (2, 5, 10))}


def seen(view, begin, end, trees=True):
    obstacles = surroundings(view, AROUND, {"year": 0})
    return clear(obstacles, np.array([begin], float), np.array([end], float), trees)[0]


def test_only_what_stands_between_hides():
    view = town(HOUSE)
    assert not seen(view, (-10, 0, 5), (10, 0, 5))
    assert seen(view, (-10, 0, 5), (-0.02, 0, 5))  # up to the wall
    assert seen(view, (-10, 0, 5), (-30, 0, 5))  # the wall is behind
    assert seen(view, (-10, 0, 5), (10, 0, 15.1))  # just over the edge
    assert not seen(view, (-10, 0, 5), (10, 0, 9))
    assert seen(view, (-10, 0, 5), (-10, 0, 5))


def test_what_a_plan_takes_away_hides_no_more_but_what_is_behind_it_does():
    view = town({**HOUSE, "back": ((20, -5, 0), (22, 5, 10))})
    less = with_edits(view, {"edit": "demolish", "objects": ["house"]})
    assert seen(less, (-10, 0, 5), (10, 0, 5))
    assert not seen(less, (-10, 0, 5), (30, 0, 5))
    assert not seen(with_edits(less, build(5, -5, 8, 5, 4, "new")), (-10, 0, 5), (10, 0, 5))


def test_crowns_hide_where_they_are_asked_to():
    tree = ("SolitaryVegetationObject", "tree", (-6, -3, 0), (-4, 3, 9))
    view = town(HOUSE, more=[tree])
    assert not seen(view, (-10, 0, 5), (-1, 0, 5))
    assert seen(view, (-10, 0, 5), (-1, 0, 5), trees=False)


def test_work_is_done_once_in_every_row_and_stops_when_it_is_cancelled():
    done = np.zeros(1000, int)
    told = []

    def work(rows):
        done[rows] += 1

    in_chunks(1000, work, Progress(lambda *said: told.append(said)), "Working", 64)
    assert (done == 1).all()
    assert told[-1] == (16, 16, "Working")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        in_chunks(1000, work, progress, "Working", 64)
    assert (done == 1).all()


def test_means_count_by_area_and_leave_out_what_is_not_known():
    view = town(HOUSE)
    obstacles = surroundings(view, AROUND, {"year": 0})
    samples = samples_on(view, AROUND, obstacles, Spacing(1.0), frozenset([FACADE, ROOF]))
    roof = samples.sort == ROOF
    values = np.where(roof, 1.0, 0.0)
    assert mean_by_owner(samples, values) == pytest.approx([20 / (20 + 240)])
    assert mean_by_owner(samples, np.where(roof, 3.0, np.nan)) == pytest.approx([3])
    assert np.isnan(mean_by_owner(samples, np.full(len(samples), np.nan))).all()
    heights = samples.points[:, 2]
    assert extreme_by_owner(samples, heights, np.maximum) == pytest.approx([10])
    assert extreme_by_owner(samples, heights, np.minimum) == pytest.approx([0.5])
    assert np.isnan(extreme_by_owner(samples, heights * np.nan, np.maximum)).all()
    off = np.linalg.norm(looked_at(samples) - samples.points, axis=1)
    assert off == pytest.approx(np.full(len(off), 0.02), abs=1e-6)
