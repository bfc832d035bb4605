"""A city's actors: what a cut says, and nothing else."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkRenderer

from city.builder import CityBuilder
from city.progress import Progress
from render import buildings, draft
from render.buildings import CityActors
from render.draft import draft_of
from render.light import Sun
from render.tree import cut
from tests.render.cameras import view_from
from tests.render.towns import UTM, street

SHARP = 1e-6  # metres per pixel at one metre: everything is wanted as it is


@pytest.fixture
def row(monkeypatch):
    """640 houses in tiles of 16, by their actors."""
    monkeypatch.setattr(draft, "TILE", 16 * 12)
    monkeypatch.setattr(draft, "BOXES", 16)
    return CityActors(draft_of(street(640), None, None), vtkRenderer(), Sun())


def look(drawn, view, budget=1e9, limit=1.0):
    """Draw what there is; returns the cut."""
    (found,), _ = cut([drawn.growth], [view], [drawn.nodes], budget, limit)
    drawn.draw(found, view)
    return found


def load(drawn, view, **how):
    """Make all that lacks, and draw it."""
    found = look(drawn, view, **how)
    while (job := drawn.loading()) is not None:
        drawn.receive(job(Progress()))
        found = look(drawn, view, **how)
    return found


def visible(drawn):
    return [actor for actor in drawn.actors if actor.GetVisibility()]


def triangles(actors):
    return sum(actor.GetMapper().GetInput().GetNumberOfPolys() for actor in actors)


def test_from_close_by_every_triangle_and_every_edge_is_drawn_once(row):
    found = load(row, view_from(6400, 0, 50, SHARP))
    assert len(found.coarse) == 0 and len(found.full) == 40
    lines = sum(a.GetMapper().GetInput().GetNumberOfLines() for a in row.actors)
    assert (triangles(visible(row)), lines) == (640 * 12, 640 * 12)


def test_until_a_model_is_there_its_boxes_are_drawn(row):
    view = view_from(6400, 0, 50, SHARP)
    found = look(row, view)
    assert found.coarse.tolist() == [row.draft.tree.levels[-1] - 1]  # the root, at first
    while len(found.missing):
        marks, colours, simple, _ = row.loading()(Progress())
        row.receive((marks, colours, simple, {}))
        found = look(row, view)
    assert len(found.full) == 0 and len(found.wanted) == 40
    assert triangles(visible(row)) == 640 * 10


def test_from_afar_one_box_stands_for_many(row):
    found = load(row, view_from(6400, 0, 1e6))
    assert len(found.full) == 0 and len(found.coarse) == 1
    assert triangles(visible(row)) <= 16 * 10


def test_models_out_of_sight_are_let_go_where_there_are_too_many(row, monkeypatch):
    monkeypatch.setattr(buildings, "HELD", 10 * 16 * 12)
    west = np.array([[-1.0, 0, 0, 3200]])  # sees what is west of 3200 m
    east = np.array([[1.0, 0, 0, -9600]])
    first = load(row, view_from(0, 0, 50, SHARP, west))
    second = load(row, view_from(12800, 0, 50, SHARP, east))
    assert len(first.full) >= 10 and len(second.full) >= 10
    assert not set(first.full) & set(second.full)
    assert row.growth.full.sum() <= max(10, len(second.full))


def test_edges_fade_with_distance(row):
    opacity = []
    for away in (50.0, 1000.0):
        load(row, view_from(0, 0, away))
        opacity.append(max(a.GetProperty().GetOpacity() for a in visible(row)[1:][::-2]))
    assert opacity[0] >= opacity[1] > 0


def test_a_hidden_layer_draws_nothing(row):
    load(row, view_from(6400, 0, 50, SHARP))
    row.set_visible(False)
    assert not visible(row)


def test_what_is_not_shown_is_not_drawn(row):
    shown = np.zeros(640, bool)
    shown[:10] = True
    row.set_shown(shown)
    load(row, view_from(6400, 0, 50, SHARP))
    assert triangles(visible(row)) == 10 * 12
    row.set_shown(None)
    load(row, view_from(6400, 0, 50, SHARP))
    assert triangles(visible(row)) == 640 * 12


def test_what_comes_or_goes_is_all_that_is_made_anew(row):
    """640 houses in 40 tiles: one house less is one tile's boxes, and those that stand for it."""
    near, shown = view_from(6400, 0, 50, SHARP), np.ones(640, bool)
    while len(look(row, near).missing):
        marks, colours, simple, _ = row.loading()(Progress())
        row.receive((marks, colours, simple, {}))
    assert triangles(visible(row)) == 640 * 10
    for house in (100, 333, 100):
        shown = shown.copy()
        shown[house] = not shown[house]
        row.set_shown(shown)
        marks, colours, simple, _ = row.loading()(Progress())
        assert list(simple) == [house // 16] and not colours
        row.receive((marks, colours, simple, {}))
        assert triangles(visible(row)) == shown.sum() * 10


def test_boxes_take_other_colours_without_being_made_anew(row):
    far = view_from(6400, 0, 1e6)
    load(row, far)
    before = visible(row)
    colours = np.zeros((640, 4), np.uint8)
    colours[:] = (200, 0, 0, 255)
    row.set_colours(colours)
    load(row, far)
    assert visible(row) == before
    scalars = before[0].GetMapper().GetInput().GetPointData().GetScalars()
    assert scalars.GetTuple(0)[0] > 20 and scalars.GetTuple(0)[1:] == (0, 0)
    assert row.loading() is None


def test_what_comes_after_the_layer_was_closed_is_dropped(row):
    look(row, view_from(6400, 0, 50, SHARP))
    job = row.loading()
    row.close()
    row.receive(job(Progress()))
    assert row.actors == []


def test_an_empty_city_has_no_actors():
    drawn = CityActors(draft_of(CityBuilder(UTM).freeze(), None, None), vtkRenderer(), Sun())
    look(drawn, view_from(0, 0, 100))
    assert drawn.actors == [] and drawn.loading() is None


def test_a_picture_of_more_boxes_than_are_kept_is_finished_all_the_same(row, monkeypatch):
    monkeypatch.setattr(buildings, "KEPT", 3)
    view = view_from(6000, -3000, 3000, pixel=1e-3)
    jobs = 0
    found = look(row, view, budget=1e4)
    while (job := row.loading()) is not None and jobs < 100:
        row.receive(job(Progress()))
        found = look(row, view, budget=1e4)
        jobs += 1
    assert jobs < 100 and not len(found.missing)
    assert len(found.coarse) > buildings.KEPT
