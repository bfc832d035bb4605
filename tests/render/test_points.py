"""Which points are drawn, and which are in memory."""

from dataclasses import replace

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkCamera

from city.records import COLOURED
from render import points as drawing
from render.lens import lens
from render.point_colours import colouring
from render.points import Loaded, Residents, Sample, box_of, choose, fill, load
from tests.render.surveys import octree
from tests.render.towns import cloud

SIZE = (320, 200)


def seen_from(x, y, z):
    camera = vtkCamera()
    camera.SetPosition(x, y, z)
    camera.SetFocalPoint(x, y, 0)
    camera.SetViewUp(0, 1, 0)
    camera.SetClippingRange(1, z + 100)
    return lens(camera, SIZE)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return octree(tmp_path_factory.mktemp("survey"))


def test_from_far_few_points_are_wanted_and_from_near_all_that_are_there(tree):
    far, near = (choose(tree, seen_from(500, 500, z), 10**9, 1.0)[0] for z in (8000, 30))
    assert len(far) < len(tree) / 4
    finest = tree.spacing.min()
    assert (tree.spacing[near] == finest).any() and not (tree.spacing[far] == finest).any()


def test_parents_are_wanted_before_their_children(tree):
    wanted = choose(tree, seen_from(300, 200, 100), 10**9, 1.0)[0].tolist()
    assert wanted[0] == 0 and len(wanted) == len(set(wanted))
    for place, node in enumerate(wanted):
        assert tree.parent[node] == -1 or tree.parent[node] in wanted[:place]


def test_what_is_out_of_sight_is_not_wanted(tree):
    wanted, _ = choose(tree, seen_from(100, 100, 50), 10**9, 1.0)
    assert (tree.low[wanted, 0] < 130).all() and (tree.low[wanted, 1] < 130).all()


@pytest.mark.parametrize("budget", [60_000, 120_000])
def test_the_budget_holds_and_goes_to_the_widest_gaps(tree, budget):
    view = seen_from(500, 500, 300)
    everything = choose(tree, view, 10**9, 1.0)[0]
    wanted = choose(tree, view, budget, 1.0)[0]
    assert 0.5 * budget < tree.count[wanted].sum() <= budget < tree.count[everything].sum()
    assert np.array_equal(wanted, everything[: len(wanted)])


def test_no_gap_is_wider_than_wanted_where_finer_points_exist(tree):
    view = seen_from(500, 500, 600)
    wanted = choose(tree, view, 10**9, 2.0)[0]
    ends = [
        node for node in wanted if not np.isin(np.flatnonzero(tree.parent == node), wanted).any()
    ]
    for node in ends:
        children = np.flatnonzero(tree.parent == node)
        away = view.away(tree.low[[node]], tree.high[[node]])[0]
        outside = not view.inside(tree.low[children], tree.high[children]).any()
        assert outside or tree.spacing[node] / (view.pixel * away) <= 2.0


def test_coarse_points_are_no_wider_than_the_finest_among_them(tree):
    wanted, width = choose(tree, seen_from(500, 500, 200), 10**9, 1.0)
    before = width.copy()
    fill(wanted, tree.parent, width)
    assert width[0] == before[wanted].min() < before[0]
    assert (width[wanted] <= before[wanted]).all()


def test_a_survey_in_memory_has_all_its_points_in_runs(monkeypatch):
    monkeypatch.setattr(drawing, "RUN", 300)
    survey = replace(cloud(1000), colour=np.full((1000, 3), 9, np.uint8))
    sample = Sample(survey)
    assert sample.count.tolist() == [300, 300, 300, 100]
    assert sample.parent.tolist() == [-1, 0, 1, 2]
    assert (np.diff(sample.spacing) < 0).all()
    records = np.concatenate([sample.read(k) for k in range(4)])
    assert records.dtype == COLOURED and (records["rgb"] == 9).all()
    points = np.stack([records[axis] for axis in "xyz"], axis=1)
    assert np.array_equal(points, survey.points)


def test_the_box_of_a_survey_is_that_of_all_its_points(tree):
    survey = cloud(100)
    assert np.array_equal(box_of(Sample(survey)), survey.extent.astype(np.float32))
    assert box_of(tree)[1, 0] > 990
    assert box_of(Sample(replace(survey, points=survey.points[:0]))) is None


def held(tree, node):
    return load(tree, node, colouring(cloud(10)))


def test_points_and_colours_are_loaded(tree):
    loaded = held(tree, 0)
    assert loaded.points.shape == (tree.count[0], 3) and len(loaded.colours) == tree.count[0]
    assert np.shares_memory(loaded.points, loaded.records)


def test_only_what_is_drawn_last_and_what_is_coarse_stays(tree, monkeypatch):
    monkeypatch.setattr(drawing, "COARSE", int(tree.count[0]))
    monkeypatch.setattr(drawing, "RESIDENT", int(tree.count[:6].sum()))
    here = Residents(tree)
    for node in range(6):
        here.use([])
        here.add({node: held(tree, node)})
    assert here.here[:6].all()
    here.use([1, 2])
    here.add({6: held(tree, 6), 7: held(tree, 7)})
    kept = np.flatnonzero(here.here).tolist()
    assert {0, 1, 2, 6, 7} <= set(kept) and 3 not in kept
    assert isinstance(here[0], Loaded)
    assert here.missing(np.array([0, 3, 6])).tolist() == [3]


def test_what_cannot_be_read_is_not_asked_for_again(tree):
    here = Residents(tree)
    here.add({3: None})
    assert here.missing(np.array([3, 4])).tolist() == [4]
