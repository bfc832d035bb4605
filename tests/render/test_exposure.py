"""A picture drawn a little at a time is the picture that is drawn at once."""

import numpy as np
import pytest

from render import exposure
from render.exposure import Exposure, marked
from render.kept import Kept
from tests.render.towns import street


@pytest.fixture
def town(stage, monkeypatch):
    """A stage whose every step draws one actor."""
    monkeypatch.setattr(exposure, "SLICE", 0.0)
    stage.scene.samples = 0
    stage.scene.show("city", street())
    stage.scene.home()
    stage.window.SetMultiSamples(0)
    return stage


def exposed(stage):
    stage.kept = [Kept(stage.window)]
    one = Exposure(stage.scene, stage.window, Kept(stage.window), stage.kept)
    steps = 0
    while not one.finished:
        one.step()
        steps += 1
    return one.pictures()[0], steps


def with_marks(stage, picture):
    return marked(stage.scene, stage.window, [picture], stage.kept)[0]


def test_it_is_the_same_picture_but_for_smoother_edges(town):
    plain = town.picture().astype(int)
    picture, steps = exposed(town)
    different = np.abs(picture[::-1, :, :3].astype(int) - plain).sum(2)
    assert steps >= 3 * exposure.ROUNDS[0]  # faces, edges and ground, each by itself
    assert (different > 12).mean() < 0.1 and np.median(different) <= 3
    levels = len(np.unique(picture[..., 0]))
    assert levels > len(np.unique(plain[..., 0]))
    assert np.array_equal(town.picture(), plain)  # the scene is as it was before


@pytest.mark.parametrize(("patience", "rounds"), [(0.0, 0), (np.inf, 1)])
def test_it_draws_as_many_rounds_as_there_is_time_for(town, monkeypatch, patience, rounds):
    monkeypatch.setattr(exposure, "SLICE", 1e9)  # a round in one step
    one = Exposure(town.scene, town.window, Kept(town.window), [Kept(town.window)], patience)
    steps = 0
    while not one.finished:
        one.step()
        steps += 1
    assert steps == one.rounds == exposure.ROUNDS[rounds]


def test_what_is_marked_meanwhile_is_over_a_preview_and_not_in_the_picture(town):
    x, y = town.at((45, 5, 8))
    kept = [Kept(town.window)]
    one = Exposure(town.scene, town.window, Kept(town.window), kept)
    one.step()
    town.scene.hover(town.scene.pick(x, y))
    while not one.rounds:
        one.step()
    plain, seen = one.pictures()[0].astype(int), one.preview()[0].astype(int)
    assert np.abs(seen[y, x] - plain[y, x]).max() > 10
    away = town.at((5, 5, 8))
    assert np.array_equal(seen[away[1], away[0]], plain[away[1], away[0]])
    while not one.finished:
        one.step()
    whole = one.pictures()[0].astype(int)
    assert np.abs(whole[y, x] - plain[y, x]).max() < 3
    assert all(mark.GetVisibility() for mark in town.scene.marks)
    town.scene.hover(None)
    unmarked, _ = exposed(town)
    assert np.abs(unmarked.astype(int) - whole).max() < 3


def test_one_that_is_stopped_leaves_the_scene_as_it_was(town):
    plain = town.picture()
    one = Exposure(town.scene, town.window, Kept(town.window), [Kept(town.window)])
    one.step()
    one.stop()
    assert np.array_equal(town.picture(), plain)


def test_the_selection_is_drawn_over_it_where_nothing_hides_it(town):
    places = [town.at((45, 5, 8)), town.at((45, 10, 4))]  # on the roof; on the wall behind
    town.scene.select(town.scene.pick(*places[0]))
    picture, _ = exposed(town)
    found = with_marks(town, picture).astype(int)
    x, y = places[0]
    assert found[y, x, 2] > found[y, x, 0] + 80 and picture[y, x, 2] < picture[y, x, 0] + 10
    town.scene.select(None)
    assert np.array_equal(with_marks(town, picture), picture)
    far = town.at((5, 5, 8))
    assert np.array_equal(found[far[1], far[0]], picture[far[1], far[0]])
