"""The drawing of surveys."""

from dataclasses import replace

import numpy as np

from render.buildings import View
from render.cloud import LOWEST, SIZES, CloudActors, cloud_colours
from render.style import BY_CLASS
from tests.render.towns import cloud

VIEW = View(np.array([25.0, 25, 100]), 0.001, 1.0)


def test_all_points_are_drawn_in_two_parts(monkeypatch):
    monkeypatch.setattr("render.cloud.MOVING", 300)
    drawn = CloudActors(cloud(1000))
    counts = [a.GetMapper().GetInput().GetNumberOfPoints() for a in drawn.actors]
    assert counts == [300, 700]
    drawn.look_from(replace(VIEW, detailed=False))
    assert [a.GetVisibility() for a in drawn.actors] == [1, 0]
    drawn.look_from(VIEW)
    assert [a.GetVisibility() for a in drawn.actors] == [1, 1]


def test_a_hidden_survey_does_not_appear_when_the_camera_rests(monkeypatch):
    monkeypatch.setattr("render.cloud.MOVING", 300)
    drawn = CloudActors(cloud(1000))
    drawn.set_visible(False)
    drawn.look_from(VIEW)
    assert not any(a.GetVisibility() for a in drawn.actors)


def test_colours_by_class_darker_below_unless_the_survey_has_its_own():
    survey = cloud(1000)
    points = survey.points.copy()
    points[:, 2] = np.linspace(0, 20, 1000)
    survey = replace(survey, points=points)
    colours = cloud_colours(survey).astype(int)
    assert np.abs(colours[-1] - BY_CLASS[2]).max() <= 1
    assert np.abs(colours[0] - np.array(BY_CLASS[2]) * LOWEST).max() <= 1
    own = np.full((1000, 3), 77, np.uint8)
    assert (cloud_colours(replace(survey, colour=own)) == 77).all()
    black = replace(survey, colour=np.zeros((1000, 3), np.uint8))
    assert np.array_equal(cloud_colours(black), colours)  # a file that left its colours empty


def test_points_grow_as_the_eye_comes_near():
    drawn = CloudActors(cloud(1000))
    sizes = []
    for away in (100.0, 1000.0, 5000.0):
        drawn.look_from(View(np.array([25.0, 25, away]), 0.001, 1.0))
        sizes.append(drawn.actors[0].GetProperty().GetPointSize())
    assert SIZES[1] >= sizes[0] > sizes[1] > sizes[2] == SIZES[0]
    assert drawn.width() == 1


def test_a_survey_without_points_has_no_actors():
    assert CloudActors(replace(cloud(1), points=np.zeros((0, 3), np.float32))).actors == []
