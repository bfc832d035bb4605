"""What happens where walls meet on their way inwards."""

import numpy as np
import pytest

from city.roof.outline import outline
from city.roof.wavefront import Wavefront
from tests.city.roof.houses import RECTANGLE, left, moved, places, plan


def test_the_ends_of_a_ridge_are_where_three_walls_meet():
    assert places(moved(RECTANGLE)) == [(3, 3, 3), (7, 3, 3)]


def test_a_reflex_corner_runs_into_a_wall():
    # the notch's corner runs straight up and meets the upper wall half-way
    notched = plan([(0, 0), (4, 0), (5, 2), (6, 0), (10, 0), (10, 8), (0, 8)])
    speed = np.hypot(1, 2)  # of the tip: 1 / sin of half its angle
    time = 6 / (1 + speed)
    assert (5, pytest.approx(8 - time, abs=1e-6), pytest.approx(time, abs=1e-6)) in places(
        moved(notched)
    )


def test_an_upright_wall_stays():
    assert places(moved(RECTANGLE, upright=(1, 3))) == [(0, 3, 3), (10, 3, 3)]


def test_a_cut_closes_all_faces_at_one_time():
    found = outline(RECTANGLE)
    wave = Wavefront(found, np.ones(4))
    wave.run(1.0)
    wave.cut(1.0)
    assert places(left(wave, found)) == [
        (1, 1, 1),
        (1, 5, 1),
        (9, 1, 1),
        (9, 5, 1),
    ]
    wave.run()
    assert sorted(wave.arcs) == [(edge, storey) for edge in range(4) for storey in (0, 1)]


def test_nothing_moves_when_it_is_cut_after_all_is_over():
    wave = Wavefront(outline(RECTANGLE), np.ones(4))
    wave.run(5.0)
    wave.cut(5.0)
    assert {storey for _, storey in wave.arcs} == {0}
