"""A city's actors: tiles, edges, and what is chosen of it."""

import itertools

import numpy as np

from city.builder import CityBuilder
from render import buildings
from render.buildings import CityActors, View, chosen, tiles
from tests.city.toy import town
from tests.render.towns import UTM, street


def test_tiles_hold_every_triangle_once_and_cut_no_polygon(monkeypatch):
    monkeypatch.setattr(buildings, "TILE", 30)
    drawn = CityActors(street(40), None, None)
    cuts = tiles(drawn.mesh.triangles)
    assert len(cuts) > 10
    assert cuts[0][0] == 0 and cuts[-1][1] == len(drawn.mesh.triangles)
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(cuts))
    points = [set(drawn.mesh.triangles[a:b].ravel().tolist()) for a, b in cuts]
    assert not set.intersection(*points[:2]) and sum(map(len, points)) == len(set().union(*points))
    faces = sum(a.GetMapper().GetInput().GetNumberOfPolys() for a in drawn.faces)
    edges = sum(a.GetMapper().GetInput().GetNumberOfLines() for a in drawn.edges)
    assert (faces, edges) == (40 * 12, 40 * 12)


def test_few_actors_for_many_houses():
    assert len(CityActors(street(2000), None, None).actors) <= 4


def test_a_theme_alone():
    city = town().freeze()
    by_theme = {
        theme: {
            city.objects.ids[int(row)]
            for mask in chosen(city, None, theme).values()
            for row in np.flatnonzero(mask)
        }
        for theme in ("Buildings", "Transport", "Water")
    }
    assert by_theme == {
        "Buildings": {"house", "podium", "shaft"},
        "Transport": {"square", "street"},
        "Water": set(),
    }


def test_curves_are_drawn_as_lines_beside_faces():
    drawn = CityActors(town().freeze(), None, "Transport")
    lines = sum(a.GetMapper().GetInput().GetNumberOfLines() for a in drawn.edges)
    assert lines == 2  # the street has three points


def test_edges_fade_with_distance():
    drawn = CityActors(street(), None, None)
    opacity = []
    for away in (50.0, 1500.0, 10_000.0):
        drawn.look_from(View(np.array([25.0, 5, away]), 0.001, 10.0))
        visible = drawn.edges[0].GetVisibility()
        opacity.append(drawn.edges[0].GetProperty().GetOpacity() if visible else 0.0)
    assert opacity[0] > opacity[1] > opacity[2] == 0


def test_hidden_edges_stay_hidden_when_the_eye_moves():
    drawn = CityActors(street(), None, None)
    drawn.set_visible(False)
    drawn.look_from(View(np.array([25.0, 5, 50]), 0.001, 10.0))
    assert not any(actor.GetVisibility() for actor in drawn.actors)


def test_an_empty_city_has_no_actors():
    assert CityActors(CityBuilder(UTM).freeze(), None, None).actors == []
