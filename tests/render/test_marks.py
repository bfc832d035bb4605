"""Marks on what is selected and pointed at."""

import pytest
from vtkmodules.vtkRenderingCore import vtkRenderer

from render.marks import Marks
from render.pick import Pick
from tests.render.cameras import view_from
from tests.render.towns import street


@pytest.fixture
def marks():
    return Marks(vtkRenderer())


def house(row):
    return Pick("city", CITY, row, -1, 6 * row, "2", (20.0 * row, 5.0, 8.0))


CITY = street()


def test_a_mark_goes_when_another_comes(marks):
    marks.select(house(0))
    first = marks.actors
    assert len(first) == 2  # the face, and the rest of its building
    marks.select(house(0))
    assert marks.actors == first
    marks.select(house(2))
    assert len(marks.actors) == 2 and not set(marks.actors) & set(first)
    marks.hover(house(1))
    assert len(marks.actors) == 3
    marks.select(None)
    marks.hover(None)
    assert marks.actors == []


def test_marks_go_with_their_layer(marks):
    marks.select(house(0))
    marks.forget("another")
    assert len(marks.actors) == 2
    marks.forget("city")
    assert marks.actors == []


def test_marks_are_as_high_as_the_city(marks):
    marks.select(house(0))
    marks.set_stretch(2.0)
    marks.hover(house(1))
    assert {actor.GetScale() for actor in marks.actors} == {(1, 1, 2)}
    marks.look_from(view_from(0, 0, 100))
