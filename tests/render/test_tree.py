"""Which nodes are drawn: what is most wrong is refined, as long as the budget lasts."""

import itertools

import numpy as np
import pytest

from render.lens import Lens
from render.tree import Growth, Tree, View, cut, levels_over, nothing, upwards, view_of
from tests.render.cameras import view_from


def line(leaves=64, wide=100.0):
    """Leaves side by side along x, each 100 m wide; 10 triangles simply, 100 in full."""
    levels = levels_over(leaves)
    low, high = np.zeros((levels[-1], 3), np.float32), np.zeros((levels[-1], 3), np.float32)
    low[:leaves, 0] = np.arange(leaves) * wide
    high[:leaves, 0] = low[:leaves, 0] + wide
    upwards(low, levels, np.minimum)
    upwards(high, levels, np.maximum)
    error = np.zeros(levels[-1])
    for k, (a, b) in enumerate(itertools.pairwise(levels)):
        error[a:b] = 2.0 * 3**k
    piece = np.arange(leaves + 1)
    cost = np.full(levels[-1], 10)
    return Tree(levels, piece, low, high, error.astype(np.float32), cost, np.full(leaves, 100))


def grown(tree, there=True):
    growth = Growth(tree)
    growth.simple[:] = there
    growth.full[:] = there
    return growth


def look(growth, view, budget=1e9, limit=1.0):
    (found,), spent = cut([growth], [view], [None], budget, limit)
    return found, spent


def covered(tree, found):
    """How often each leaf is drawn, by itself or by what stands for it."""
    count = np.zeros(tree.leaves, int)
    count[found.full] += 1
    for node in found.coarse:
        count[slice(*tree.leaves_of(node))] += 1
    return count


def test_a_tree_has_four_children_to_a_node_and_one_root():
    assert levels_over(64) == (0, 64, 80, 84, 85)
    assert levels_over(5) == (0, 5, 7, 8)
    assert levels_over(1) == (0, 1) and levels_over(0) == (0,)
    tree = line(6)
    assert [tree.level(n) for n in (0, 5, 6, 7, 8)] == [0, 0, 1, 1, 2]
    assert tree.leaves_of(7) == (4, 6) and tree.leaves_of(8) == (0, 6)
    assert tree.parents().tolist() == [6, 6, 6, 6, 7, 7, 8, 8, 8]


@pytest.mark.parametrize("budget", [10, 500, 2000, 1e9])
@pytest.mark.parametrize("height", [10.0, 3000.0, 1e6])
def test_every_leaf_is_drawn_once(budget, height):
    tree = line()
    found, spent = look(grown(tree), view_from(1000, 0, height), budget)
    assert (covered(tree, found) == 1).all()
    assert spent <= budget
    full, coarse = 2 * tree.full[found.full].sum(), tree.cost[found.coarse].sum()
    assert spent == full + coarse


def test_near_ones_are_refined_first():
    tree = line()
    found, _ = look(grown(tree), view_from(50, 0, 10), budget=900)
    assert 0 in found.full and 63 not in found.full
    full = np.sort(found.full)
    assert np.array_equal(full, np.arange(len(full)))  # from the eye outwards


def test_what_has_values_over_its_faces_is_drawn_in_full_whatever_the_budget():
    tree = line()
    box = np.array([[3010, -5, 0], [3290, 5, 9]])
    found, _ = look(grown(tree), view_from(50, 0, 1e6, whole=(box,)), budget=10)
    assert found.full.tolist() == [30, 31, 32]
    assert (covered(tree, found) == 1).all()


def test_nothing_is_refined_that_is_right_to_the_pixel():
    tree = line()
    found, _ = look(grown(tree), view_from(0, 0, 1e7))
    assert found.coarse.tolist() == [84]
    assert look(grown(tree), view_from(0, 0, 100, pixel=1e-9))[0].full.tolist() == list(range(64))


def test_what_is_out_of_sight_is_not_drawn():
    tree = line()
    west = np.array([[-1.0, 0, 0, 1000]])
    found, _ = look(grown(tree), view_from(500, 0, 10, 1e-6, west))
    assert found.full.max() <= 10
    with_shadows, _ = look(grown(tree), view_from(500, 0, 10, 1e-6, west, reach=1000.0))
    assert with_shadows.full.max() > found.full.max()
    hidden = np.array([[0.0, 0, 1, -1e6]])
    assert look(grown(tree), view_from(500, 0, 10, 1e-6, hidden))[0].same(nothing())


def test_only_what_is_there_is_drawn_and_the_rest_is_asked_for():
    tree = line(16)
    growth = grown(tree, there=False)
    growth.simple[-1] = True
    view = view_from(800, 0, 10, 1e-6)
    found, _ = look(growth, view)
    assert found.coarse.tolist() == [20]
    assert set(found.missing) == set(range(20)) and set(found.wanted) == set(range(16))
    assert tree.level(found.missing[0]) == 1  # the coarse ones first
    growth.simple[16:20] = True
    assert set(look(growth, view)[0].coarse) == {16, 17, 18, 19}
    growth.simple[:4] = True
    found, _ = look(growth, view)
    assert set(found.coarse) == {0, 1, 2, 3, 17, 18, 19}
    growth.full[2] = True
    found, _ = look(growth, view)
    assert set(found.coarse) == {0, 1, 3, 17, 18, 19} and found.full.tolist() == [2]


def test_to_and_fro_nothing_pops():
    tree = line()
    growth = grown(tree)
    heights = np.concatenate([np.full(5, 3000.0), np.tile([3000.0, 3100.0], 10)])
    drawn = [look(growth, view_from(3200, 0, z))[0] for z in heights]
    assert all(one.same(drawn[-1]) for one in drawn[7:])


def test_a_look_that_does_not_last_changes_nothing():
    tree = line()
    growth = grown(tree)
    view = view_from(50, 0, 10)
    before, _ = look(growth, view, 900)
    (other,), _ = cut([growth], [view], [None], 100, 1.0, lasting=False)
    assert not other.same(before)
    assert look(growth, view, 900)[0].same(before)


def test_the_budget_is_shared_by_all_layers():
    near, far = grown(line()), grown(line())
    far.tree.low[:, 1] += 1e6
    views = [view_from(50, 0, 10), view_from(50, -1e5, 10)]
    cuts, spent = cut([near, far], views, [None, None], 2000, 1.0)
    assert len(cuts[0].full) > 0 and len(cuts[1].full) == 0 and spent <= 2000
    assert cut([], [], [], 100, 1.0) == ([], 0.0)


def test_an_empty_tree_draws_nothing():
    assert look(Growth(line(0)), view_from(0, 0, 10))[0].same(nothing())


def test_a_view_keeps_what_the_lens_sees():
    matrix = np.eye(4)  # sees from -1 to 1 along each axis, in parallel
    lens = Lens(matrix, np.zeros(3), (0.1, 10.0), 0.01, (100, 100), True)
    view = view_of(lens, detailed=False, reach=0.5)
    assert isinstance(view, View) and view.parallel and not view.detailed
    centres = np.array([[0, 0, 0], [1.4, 0, 0], [1.6, 0, 0], [0, -3, 0]], float)
    assert view.sees(centres, np.zeros(4)).tolist() == [True, True, False, False]
    assert view.sees(centres, np.full(4, 0.2)).tolist() == [True, True, True, False]
    assert float(view.coarse(500.0)) == 0.01
