"""What rays meet is what is drawn."""

import numpy as np
import pytest

from city.cutaway import Cutaway
from render.casters import casters
from render.cutaway import Clip
from render.effort import Effort
from render.ground import Ground
from tests.render.test_effort import VIEW
from tests.render.test_layer import layer
from tests.render.towns import hill, street

DOWN = np.array([[0, 0, -1]], np.float32)


def drawn(*things, **choices):
    return [layer(thing, **choices) for thing in things]


def height(rays, x, y):
    """Of what lies highest at a place; None where nothing does."""
    seen = rays.hit(np.array([[x, y, 100]], np.float32), DOWN)
    return None if seen.mesh[0] < 0 else 100 - float(seen.away[0])


def cast(layers, ground=None, clip=None, stretch=1.0):
    effort = Effort()
    solid = [one for one in layers if one.solid]
    cities = [one.drawn for one in solid if hasattr(one.drawn, "growth")]
    effort.draw(cities, VIEW)
    cuts = effort.casters(cities)
    return casters(solid, [None] * len(solid), cuts, ground, clip, [], stretch)


def test_houses_and_hills_are_met_where_they_are_drawn():
    rays = cast(drawn(street(), hill()))
    assert height(rays, 5, 5) == pytest.approx(8, abs=1e-3)
    assert height(rays, 15, 5) == pytest.approx(4.5, abs=0.05)
    assert height(rays, 500, 5) is None
    assert height(cast(drawn(street()), stretch=2.0), 5, 5) == pytest.approx(16, abs=1e-3)


def test_ghosts_are_not_met():
    assert height(cast(drawn(street(), opacity=0.2)), 5, 5) is None


def test_the_backdrop_is_the_first_mesh():
    ground = Ground(np.array([[0.0, 0, 0], [50, 10, 0]]))
    rays = cast(drawn(street()), ground)
    seen = rays.hit(np.array([[15, 5, 100]], np.float32), DOWN)
    assert seen.mesh[0] == 0
    assert rays.hit(np.array([[5, 5, 100]], np.float32), DOWN).mesh[0] > 0


def test_what_is_cut_away_is_not_met():
    clip = Clip(Cutaway("upright", (22, 0, 0), 270.0).planes())
    found = [height(cast(drawn(street()), clip=clip), x, 5) for x in (5, 45)]
    assert found.count(None) == 1
    assert next(h for h in found if h is not None) == pytest.approx(8, abs=1e-3)
