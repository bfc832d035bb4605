"""The full model of a tile on the screen."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.measured import Measured
from render.draft import draft_of
from render.face_colours import FaceColours
from render.model import Model
from tests.city.toy import add_box
from tests.render.cameras import view_from
from tests.render.towns import UTM, street


@pytest.fixture
def model():
    return Model(draft_of(street(), None, None).mesh(0), None)


def parts(model):
    return list(model.actors)


def counts(model):
    faces, edges = (actor.GetMapper().GetInput() for actor in parts(model))
    return faces.GetNumberOfPolys(), edges.GetNumberOfLines()


def colours(model):
    scalars = parts(model)[0].GetMapper().GetInput().GetPointData().GetScalars()
    return {scalars.GetTuple(k) for k in range(scalars.GetNumberOfTuples())}


def test_its_edges_fade_with_distance(model):
    strength = []
    for away in (50.0, 1500.0, 10_000.0):
        model.draw(view_from(25, 5, away), 1.0, 0.0)
        edges = parts(model)[-1]
        strength.append(edges.GetProperty().GetOpacity() if edges.GetVisibility() else 0.0)
    assert strength[0] > strength[1] > strength[2] == 0
    model.draw(view_from(25, 5, 50, detailed=False), 1.0, 0.0)
    assert not parts(model)[-1].GetVisibility()


def test_objects_wear_the_colours_that_they_are_given(model):
    own = colours(model)
    given = np.zeros((3, 4), np.uint8)
    given[1] = (9, 8, 7, 255)
    model.colour(given)
    assert colours(model) == own | {(9, 8, 7)}
    model.colour(None)
    assert colours(model) == own


def test_only_some_objects_are_drawn(model):
    assert counts(model) == (36, 36)
    shown = np.array([True, False, True])
    model.show_only(shown)
    assert counts(model) == (24, 24) and model.solid(shown).sum() == 24
    model.show_only(None)
    assert counts(model) == (36, 36) and len(model) == 36


def test_it_can_be_hidden(model):
    model.draw(view_from(25, 5, 50), 1.0, 0.0)
    assert any(actor.GetVisibility() for actor in model.actors)
    model.hide()
    assert not any(actor.GetVisibility() for actor in model.actors)


def test_faces_of_several_levels_wear_colours_of_their_own():
    """A house in LoD1 and one in LoD2: one level's faces begin behind the other's."""
    builder = CityBuilder(UTM)
    for k, lod in enumerate(("1", "2")):
        add_box(
            builder, builder.add_object("Building", lod), (20 * k, 0, 0), (20 * k + 9, 9, 8), lod
        )
    city = builder.freeze()
    faces = Measured(city).faces
    table = np.zeros((13, 4), np.uint8)
    table[:12] = [[k, k, k, 255] for k in range(12)]
    model = Model(draft_of(city, None, None).mesh(0), None)
    model.colour(None, FaceColours(faces, np.arange(12, dtype=np.int16), table))
    assert colours(model) == {(k, k, k) for k in range(12)}
    only = np.full(12, 12, np.int16)
    only[5] = 7
    model.colour(None, FaceColours(faces, only, table))
    assert (7, 7, 7) in colours(model) and len(colours(model)) > 1  # the others have their own
