"""A pattern is as wide on every face, level along façades and roofs, and hides no form."""

import numpy as np
import pytest

from app.difference_patterns import PERIOD, patterned
from city.body import Body
from city.forms import Shape
from city.frame import Frame
from city.outcome import city_of
from city.thing import Thing
from tests.city.compare.towns import FRAME

SQUARE = [(0.0, 0.0), (6.0, 0.0), (6.0, 6.0), (0.0, 6.0)]
ROOF = [(0.0, 0.0, 3.0), (6.0, 0.0, 3.0), (6.0, 6.0, 9.0), (0.0, 6.0, 9.0)]
WALL = [(0.0, 0.0, 0.0), (6.0, 0.0, 0.0), (6.0, 0.0, 3.0), (0.0, 0.0, 3.0)]


def worn(face):
    body = Body.of([[np.array(face)]], [0], False)
    city = patterned(city_of([Thing("a", "Building", Shape(body))], FRAME), "added")
    shapes = city.shapes["2"]
    return shapes.points, shapes.appearances[""].uv, city


@pytest.mark.parametrize("face", [ROOF, WALL, [(x, y, 3.0) for x, y in SQUARE]])
def test_a_metre_is_as_long_in_the_pattern_as_on_the_face(face):
    points, uv, _ = worn(face)
    for k in range(len(points)):
        away = np.linalg.norm(points - points[k], axis=1)
        assert np.linalg.norm(uv - uv[k], axis=1) * PERIOD == pytest.approx(away, abs=1e-4)


@pytest.mark.parametrize("face", [ROOF, WALL])
def test_level_lines_are_level_in_the_pattern(face):
    points, uv, _ = worn(face)
    for height in np.unique(points[:, 2]):
        assert np.ptp(uv[points[:, 2] == height, 1]) == pytest.approx(0, abs=1e-5)


def test_every_face_wears_it():
    _, uv, city = worn(ROOF)
    look = city.shapes["2"].appearances[""]
    assert (look.texture == 0).all() and (look.material == -1).all() and np.isfinite(uv).all()
    assert city.textures[0].wrap == "wrap"


def test_nothing_wears_nothing():
    assert patterned(city_of([], Frame("", "", np.zeros(3))), "added").shapes == {}
