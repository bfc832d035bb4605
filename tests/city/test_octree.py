"""A survey in an octree: every point once, coarse ones first, one a cell."""

import io
from dataclasses import replace

import numpy as np
import pytest

from city.octree import GRID, LEAF, OctreeFile, morton
from city.records import COLOURED, POINT, Unreadable

SIDE = 128.0


def field(count, kind=POINT, seed=3):
    """Points all over a slope of 128 x 128 m, numbered by their intensity and class."""
    rng = np.random.default_rng(seed)
    points = np.zeros(count, kind)
    points["x"], points["y"] = rng.uniform(0, SIDE * 0.999, (2, count))
    points["z"] = points["x"] / 4
    points["intensity"] = np.arange(count) % 60_000
    points["code"] = np.arange(count) // 60_000
    return points


def grown(tmp_path, *blocks, coloured=False):
    path = tmp_path / "survey.points"
    with path.open("wb") as file:
        growing = OctreeFile(file, coloured)
        for points in blocks:
            growing.add(points, np.zeros(3), SIDE)
        return growing.finish(path)


@pytest.fixture(scope="module")
def points():
    return field(300_000)


@pytest.fixture(scope="module")
def tree(points, tmp_path_factory):
    return grown(tmp_path_factory.mktemp("survey"), points)


def all_of(tree):
    return np.concatenate([tree.read(node) for node in range(len(tree))])


def test_every_point_is_in_one_node(tree, points):
    assert tree.sound()
    found = all_of(tree)
    assert np.array_equal(np.sort(found.view("V16")), np.sort(points.view("V16")))


def test_each_cell_holds_one_point_of_a_node_and_its_ancestors(tree):
    """Only the nodes at the end, which take what is left, hold more."""
    inner = np.isin(np.arange(len(tree)), tree.parent)
    assert inner.sum() > 4
    for node in np.flatnonzero(inner):
        family, above = [], node
        while above >= 0:
            family.append(tree.read(above))
            above = tree.parent[above]
        mine = tree.low[node] - 1e-3, tree.high[node] + 1e-3
        near = np.concatenate(family)
        xyz = np.stack([near[axis] for axis in "xyz"], axis=1)
        xyz = xyz[((xyz >= mine[0]) & (xyz <= mine[1])).all(1)]
        cells = np.floor(xyz / tree.spacing[node]).astype(int)
        assert len(np.unique(cells, axis=0)) == len(cells)


def test_the_coarsest_node_covers_the_ground_evenly(tree):
    assert tree.parent[0] == -1 and tree.spacing[0] == SIDE / (1 << GRID)
    root = tree.read(0)
    cells = np.floor(np.stack([root["x"], root["y"]], 1) / (SIDE / 16)).astype(int)
    per_cell = np.bincount(cells[:, 0] * 16 + cells[:, 1], minlength=256)
    assert per_cell.min() > 0.8 * per_cell.mean()  # by chance it would be about 0.75


def test_boxes_hold_the_points_of_all_children(tree):
    for node in range(len(tree)):
        points = tree.read(node)
        for k, axis in enumerate("xyz"):
            assert tree.low[node, k] <= points[axis].min()
            assert tree.high[node, k] >= points[axis].max()
        if tree.parent[node] >= 0:
            above = tree.parent[node]
            assert above < node
            assert (tree.low[above] <= tree.low[node]).all()
            assert (tree.high[above] >= tree.high[node]).all()
            assert tree.spacing[above] >= tree.spacing[node]


def test_nodes_at_the_end_say_how_far_apart_their_points_really_are(tmp_path):
    rng = np.random.default_rng(6)
    points = np.zeros(LEAF // 2, POINT)
    points["x"], points["y"] = rng.uniform(0, SIDE * 0.999, (2, len(points)))
    (spacing,) = grown(tmp_path, points).spacing
    assert spacing == pytest.approx(SIDE / np.sqrt(len(points) * 4 / 3), rel=0.01)
    (spacing,) = grown(tmp_path, points[: LEAF // 20]).spacing
    assert spacing == 2 * SIDE / (1 << GRID)  # at most


def test_few_points_make_one_node(tmp_path):
    tree = grown(tmp_path, field(LEAF))
    assert len(tree) == 1 and tree.count[0] == LEAF


def test_points_in_one_place_come_to_an_end(tmp_path):
    points = np.zeros(3 * LEAF, POINT)
    tree = grown(tmp_path, points)
    assert tree.count.sum() == len(points) and len(all_of(tree)) == len(points)


def test_blocks_are_trees_of_their_own(tmp_path, points):
    west, east = points[points["x"] < 64], points[points["x"] >= 64]
    tree = grown(tmp_path, west, east[:0], east)
    assert (tree.parent == -1).sum() == 2
    second = np.flatnonzero(tree.parent == -1)[1]
    assert (tree.parent[second + 1 :] >= second).all()
    assert tree.high[second - 1, 0] <= 64 <= tree.low[second, 0]
    assert len(all_of(tree)) == len(points)


def test_a_point_is_found_by_its_number(tree, points):
    everything = all_of(tree)
    for number in (0, 40_000, len(points) - 1):
        assert tree.point(number) == everything[number]
    for number in (-1, len(points)):
        with pytest.raises(IndexError):
            tree.point(number)


def test_points_can_be_lifted_without_another_file(tree):
    higher = tree.lifted(2.5).lifted(1.0)
    assert higher.sound() and higher.path == tree.path
    for node in (0, len(tree) - 1):
        assert higher.read(node)["z"] == pytest.approx(tree.read(node)["z"] + 3.5)
    assert higher.low - tree.low == pytest.approx(np.tile([0, 0, 3.5], (len(tree), 1)), abs=1e-5)
    assert higher.high[0, 2] == tree.high[0, 2] + 3.5
    assert higher.point(7)["z"] == tree.point(7)["z"] + np.float32(3.5)


def test_colours_stay_with_their_points(tmp_path):
    points = field(50_000, COLOURED)
    points["rgb"] = (points["intensity"] % 256)[:, None]
    found = all_of(grown(tmp_path, points, coloured=True))
    assert np.array_equal(found["rgb"][:, 2], found["intensity"] % 256)


def test_what_was_changed_is_not_taken_for_points(tmp_path):
    tree = grown(tmp_path, field(100_000))
    path = tmp_path / "survey.points"
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    assert tree.sound()  # as far as one sees without reading it all
    with pytest.raises(Unreadable):
        all_of(tree)
    assert not tree.sound()
    assert len(tree.read(0))  # what is whole can still be had
    path.write_bytes(whole[:-1])
    assert not tree.sound()
    with pytest.raises(Unreadable):
        tree.read(len(tree) - 1)
    path.unlink()
    assert not tree.sound()
    assert not replace(tree, check=tree.check + 1).sound()


def test_another_octree_under_the_same_name_is_noticed(tmp_path):
    first = grown(tmp_path, field(30_000, seed=1))
    second = grown(tmp_path, field(30_000, seed=2))
    assert second.sound() and not first.sound()


def test_morton_order_takes_the_axes_in_turn():
    points = np.zeros(4, POINT)
    points["x"][1] = points["y"][2] = points["z"][3] = SIDE / 2
    assert morton(points, np.zeros(3), SIDE).tolist() == [0, 1 << 60, 1 << 61, 1 << 62]


def test_nothing_is_written_for_no_points():
    file = io.BytesIO()
    OctreeFile(file, False).add(np.zeros(0, POINT), np.zeros(3), 1.0)
    assert len(file.getvalue()) == 16
