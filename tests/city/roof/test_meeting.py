"""Many things that happen in one place and at one moment."""

import numpy as np
import pytest

from city.roof.front import Broken
from city.roof.meeting import Meeting
from city.roof.outline import outline
from city.roof.wavefront import Wavefront
from tests.city.roof.houses import COURT, PLUS, RECTANGLE, moved, ngon, places


def test_many_corners_meet_in_one_place_at_once():
    assert places(moved(ngon(24))) == [(0, 0, pytest.approx(5 * np.cos(np.pi / 24)))]
    assert places(moved(PLUS)) == [
        (1.5, 4.5, 1.5),
        (4.5, 1.5, 1.5),
        (4.5, 4.5, 1.5),
        (4.5, 7.5, 1.5),
        (7.5, 4.5, 1.5),
    ]


def test_whole_walls_meet_round_a_courtyard():
    assert places(moved(COURT)) == [
        (1.5, 1.5, 1.5),
        (1.5, 8.5, 1.5),
        (8.5, 1.5, 1.5),
        (8.5, 8.5, 1.5),
    ]


def test_stretches_upon_each_other_become_a_ridge():
    wave = Wavefront(outline(RECTANGLE), np.ones(4))
    a, b = wave.node(3, 3, 3), wave.node(7, 3, 3)
    meeting = Meeting(wave, [], [])
    assert meeting._cancelled([(0, a, b), (1, b, 2), (2, b, a)]) == [(1, b, 2)]
    assert wave.arcs[0, 0] == [(0, 1), (b, a)]
    assert wave.arcs[2, 0] == [(2, 3), (a, b)]
    with pytest.raises(Broken):
        meeting._cancelled([(0, a, b), (2, a, b)])


def test_what_arrives_goes_on_in_the_next_one_clockwise():
    wave = Wavefront(outline(PLUS), np.ones(12))
    meeting = Meeting(wave, [], [])
    node = wave.node(4.5, 4.5, 1.5)
    # edges of the plus: 0 runs east, 1 north, 2 east again, 6 west, 7 south
    pieces = [(0, 3, node), (1, node, 4), (6, 5, node), (7, node, 6)]
    assert sorted(meeting._pairs(pieces, [0, 2], [1, 3])) == [(0, 1), (2, 3)]
