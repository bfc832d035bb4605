"""The full model of a tile on the screen."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.frame import Frame
from city.measured import Measured
from render import _bridge
from render.draft import draft_of
from render.face_colours import FaceColours
from render.model import Model
from render.paint import Painted
from render.style import WINS, YIELDS
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
    *_, faces = model.faces
    scalars = faces.GetMapper().GetInput().GetPointData().GetScalars()
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


def test_lines_without_any_faces_never_fade():
    builder = CityBuilder(Frame("EPSG:28992"))
    road = builder.add_object("Road", "r")
    line = np.array([(0.0, 0, 0), (100, 0, 0), (100, 50, 0)])
    builder.add_polygon(builder.add_shape(road, "0", "MultiCurve"), [line])
    drawn = draft_of(builder.freeze(), None, "Transport")
    model = Model(drawn.mesh(0), None)
    model.draw(view_from(50, 25, 10_000.0, detailed=False), 1.0, 0.0)
    assert parts(model)[-1].GetVisibility()
    assert drawn.tree.error[-1] > 100  # so that they are fetched from afar too


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


def pictured():
    """Three squares of an object each, the first two under a picture; and their model."""
    builder = CityBuilder(UTM)
    for k in range(3):
        shape = builder.add_shape(builder.add_object("Building", f"{k}"), "2", "MultiSurface")
        square = np.array([(0, 0, 0), (10, 0, 0), (10, 10, 0), (0, 10, 0)], float)
        builder.add_polygon(shape, [square + np.array([20.0 * k, 0, 0])])
    city = builder.freeze()
    mesh = draft_of(city, None, None).mesh(0)
    owner = mesh.owner[mesh.triangles[:, 0]]
    rows = np.flatnonzero(owner < 2)
    uv = np.zeros((len(rows), 3, 2), np.float32)
    picture = Painted(np.full((4, 4, 3), 90, np.uint8), rows, uv, False)
    return Model(mesh, (mesh.colours, [picture]))


def drawn(model):
    """The places east of the squares' middles that are drawn: under the picture, and plain."""
    found = []
    for actor in model.faces:
        poly = actor.GetMapper().GetInput()
        corners = _bridge.points(poly)[_bridge.triangles(poly)] if poly.GetNumberOfPolys() else []
        found.append({int(three[:, 0].mean() // 20) for three in corners})
    return found


def test_a_style_shows_over_pictures_where_there_is_a_value():
    model = pictured()
    assert drawn(model) == [{0, 1}, {2}]
    given = np.zeros((3, 4), np.uint8)
    given[0], given[1] = (200, 0, 0, WINS), (0, 200, 0, YIELDS)
    model.colour(given)
    assert drawn(model) == [{1}, {0, 2}] and (200, 0, 0) in colours(model)
    given = given.copy()
    given[1, 3] = WINS
    model.colour(given)
    assert drawn(model) == [set(), {0, 1, 2}]
    model.colour(None)
    assert drawn(model) == [{0, 1}, {2}]


def test_a_picture_is_drawn_of_the_objects_that_are_shown():
    model = pictured()
    model.show_only(np.array([False, True, True]))
    assert drawn(model) == [{1}, {2}]
    given = np.zeros((3, 4), np.uint8)
    given[:, 3] = WINS
    model.colour(given)
    assert drawn(model) == [set(), {1, 2}]  # and the hidden one stays hidden
    model.show_only(None)
    model.colour(None)
    assert drawn(model) == [{0, 1}, {2}]
