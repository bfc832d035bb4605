"""A street in both directions, a street in one, a pipe under the ground, and a crossing."""

import numpy as np
import pytest

from city.simulated.field import Variable
from city.simulated.network import Network, Spots, lines
from city.simulated.ribbons import NODE, STEP, laid, nodes, strongest, widths
from city.simulated.run import Run

THERE, BACK = [[0, 0, 0], [100, 0, 0.0]], [[100, 0, 0], [0, 0, 0.0]]
LONE = [[0, 0, 0], [0, 30, 0], [0, 50, 0.0]]
FLOW = np.array([[400, -900, np.nan], [100, 0, 200]], np.float32)


def network(*shapes, ends=((0, 1), (1, 0), (0, 2)), flat=True):
    shapes = [np.array(shape, float) for shape in shapes or (THERE, BACK, LONE)]
    places = np.array([[0, 0, -3], [100, 0, -3], [np.nan, 50, -3.0]])
    around = np.array([[-9, -9, 0], [9, -9, 0], [9, 9, 0.0]])
    return Network(
        "streets",
        Run("run"),
        lines(tuple("abc"[: len(shapes)]), ("",) * len(shapes), shapes),
        Spots(("n", "m", "o"), ("",) * 3, places),
        np.array(ends),
        lines(("x",), ("",), [around]),
        (Variable("flow", "flow", "1/h", at="links"),),
        values={"flow": FLOW},
        flat=flat,
    )


def test_lines_follow_the_ground_however_few_points_they_have():
    found = laid(network(), lambda places: places[:, 0] / 10, lift=0.5)
    east = found.points[: found.starts[1]]
    assert np.diff(east[:, 0]).max() <= STEP and east[[0, -1], 0].tolist() == [0, 100]
    assert east[:, 2] == pytest.approx(east[:, 0] / 10 + 0.5)
    assert found.starts[-1] == len(found.points) and len(found.starts) == 4
    lone = found.points[found.starts[2] :]
    assert [0, 30] in lone[:, :2].tolist()  # the corner of the line is still there


def test_pipes_stay_where_the_model_has_them():
    pipe = [[0, 0, -2], [40, 0, -4.0]]
    found = laid(network(pipe, ends=((0, 1),), flat=False), lambda places: np.full(len(places), 9))
    assert found.points[:, 2].tolist() == pytest.approx([-2, -3, -4])


def test_pipes_are_drawn_on_the_ground_where_one_wants_to_see_them():
    pipe = [[0, 0, -2], [40, 0, -4.0]]
    deep, ground = network(pipe, ends=((0, 1),), flat=False), lambda places: np.full(len(places), 9)
    assert laid(deep, ground, above=True).points[:, 2].tolist() == [9, 9, 9]
    assert nodes(deep, (9, 9, 9), ground, above=True).points[:, 2].tolist() == [9, 9]


def test_only_opposite_directions_lie_aside():
    both = laid(network())
    assert both.aside.tolist() == [1, 1, 0] and laid(network(), right=False).aside[0] == -1
    assert not both.apart.any()
    loops = laid(network(ends=((0, 0), (1, -1), (-1, 1))))  # from a place to itself, or to nowhere
    assert not loops.aside.any()


def test_what_a_model_draws_beside_its_opposite_is_known_to_lie_there():
    beside = [[0, 0, 0], [100, 0, 0.0]], [[100, 6, 0], [0, 6, 0.0]], LONE
    assert laid(network(*beside)).apart.tolist() == pytest.approx([3, 3, 0])
    assert laid(network(*beside), right=False).apart.tolist() == [0, 0, 0]
    made = laid(network(*beside)).ribbons((1, 2, 3), 3.2, metres=True)
    assert made.apart.tolist() == [3, 3, 0] and made.aside.tolist() == [1, 1, 0] and made.metres


def test_streets_go_on_to_the_middle_of_their_crossings():
    short = [[10, -2, 0], [88, -2, 0.0]], [[88, 2, 0], [10, 2, 0.0]], LONE
    found = laid(network(*short))
    assert found.points[0].tolist() == [0, -2, 0]
    assert found.points[found.starts[1] - 1].tolist() == [100, -2, 0]
    far = [[50, -2, 0], [88, -2, 0.0]], *short[1:]
    assert laid(network(*far)).points[0, 0] == 50  # this is no crossing, something is missing


def test_the_strongest_is_the_widest_and_nothing_is_still_seen():
    most = strongest(network(), "flow")
    assert most == 900
    assert widths(FLOW[0], most, 14, 2) == pytest.approx([2 + 12 * 400 / 900, 14, 2])
    assert widths(np.array([0.0, np.nan]), 0.0, 14, 2).tolist() == [2, 2]


def test_colours_and_widths_are_those_of_the_lines():
    colours = np.array([[1, 0, 0], [2, 0, 0], [3, 0, 0]])
    made = laid(network()).ribbons(colours, widths(FLOW[0], 900))
    assert len(made) == 3 and made.colour[:, 0].tolist() == [1, 2, 3]
    assert made.width.argmax() == 1


def test_nodes_are_discs_where_they_are_known():
    found = nodes(network(), (9, 9, 9), lambda places: np.full(len(places), 7.0))
    assert len(found) == 2 and found.points[:, 2].tolist() == [7, 7]
    assert found.size.tolist() == [NODE, NODE] and not found.height.any()
    deep = nodes(network(flat=False), (9, 9, 9), size=[1, 2, 3])
    assert deep.points[:, 2].tolist() == [-3, -3] and deep.size.tolist() == [1, 2]


def test_outlines_are_drawn_like_lines_that_come_back():
    found = laid(network(), lambda places: np.zeros(len(places)), of="areas")
    assert found.starts.tolist() == [0, 5] and not found.aside.any()
    assert found.points[0].tolist() == found.points[-1].tolist() == [-9, -9, 0]
    empty = Network("none", Run("run"), *(lines((), (), []), Spots((), (), np.zeros((0, 3)))),
                    np.zeros((0, 2), int), lines((), (), []))  # fmt: skip
    assert len(laid(empty).points) == 0 and len(laid(empty).ribbons((1, 2, 3), 2.0)) == 0
