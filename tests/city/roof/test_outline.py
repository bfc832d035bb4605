"""What of a footprint counts as a corner."""

import numpy as np
import pytest

from city.roof.outline import outline
from tests.city.roof.houses import COURT, RECTANGLE, plan


def corners(rings):
    return outline(rings).points.tolist()


def test_rings_run_with_the_inside_to_their_left():
    found = outline([ring[::-1] for ring in COURT])
    assert found.area == 84
    assert found.sizes == (4, 4)
    assert found.follow.tolist() == [1, 2, 3, 0, 5, 6, 7, 4]
    assert found.rings() == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert found.edges().sum(0).tolist() == [0, 0]
    assert outline(COURT).area == 84


@pytest.mark.parametrize(
    "ring",
    [
        [(0, 0), (10, 0), (10, 6), (0, 6), (0, 0)],  # the first point again
        [(0, 0), (0, 0), (10, 0), (10, 6), (10, 6), (10, 6), (0, 6)],  # points twice
        [(0, 0), (4, 0), (7, 0), (10, 0), (10, 6), (5, 6 + 1e-9), (0, 6)],  # on a line
        [(5, 0), (10, 0), (10, 6), (0, 6), (0, 0)],  # the first point on a line
        [(0, 0), (10, 0), (15, 0), (10, 0), (10, 6), (0, 6)],  # a needle
    ],
)
def test_only_corners_stay(ring):
    assert sorted(corners(plan(ring))) == sorted(corners(RECTANGLE))


def test_a_millimetre_off_a_line_is_a_corner():
    assert len(corners(plan([(0, 0), (5, -0.001), (10, 0), (10, 6), (0, 6)]))) == 5


def test_a_hole_without_area_is_none():
    holes = plan([(2, 2), (4, 2)], [(1, 1), (2, 2), (3, 3)], [])
    assert outline([*RECTANGLE, *holes]).sizes == (4,)


@pytest.mark.parametrize(
    ("rings", "word"),
    [
        ([], "no corners"),
        ([[]], "no corners"),
        (plan([(0, 0), (1, 1)]), "no area"),
        (plan([(0, 0), (1, 1), (2, 2)]), "no area"),
        (plan([(0, 0), (np.nan, 0), (1, 1)]), "numbers"),
        (plan([(0, 0), (10, 10), (10, 1), (0, 10)]), "crosses itself"),
        ([*RECTANGLE, *plan([(8, 2), (8, 4), (12, 4), (12, 2)])], "courtyard leaves it"),
    ],
)
def test_what_is_no_footprint_is_told_in_a_planners_words(rings, word):
    with pytest.raises(ValueError, match=word):
        outline(rings)


@pytest.mark.parametrize("court", [[(0, 3), (3, 5), (3, 1)], [(0, 0), (2, 4), (4, 2)]])
def test_a_courtyard_that_touches_the_wall_is_drawn_off_it_by_a_hair(court):
    found = outline([*RECTANGLE, *plan(court)])
    assert found.points[0].tolist() == pytest.approx([0, 0], abs=1e-5)
    touching = found.points[4:][np.argmin(np.hypot(*found.points[4:].T - [[0], [court[0][1]]]))]
    assert 1e-7 < np.hypot(*(touching - court[0])) < 1e-5
