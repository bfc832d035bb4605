"""Modules on the roofs of a town."""

import numpy as np
import pytest
import shapely

from city.assumptions import assumed
from city.base import Base
from city.layer import ROOF
from city.outline import area_of
from city.place import Place
from city.progress import Progress
from city.simulate.obstacles import Area, Obstacles
from city.simulate.photovoltaics import SYSTEM
from city.simulate.samples import Spacing, samples_on
from city.simulate.solar_roofs import fields_on, outlines
from city.view import View
from tests.city.plans import flat_ground
from tests.city.toy import FRAME, solid

USUAL = assumed({}, SYSTEM)
HERE = Place(4.3, 52.0)
EAVES = np.array([[0, 0, 5], [12, 0, 5], [12, 6, 9], [0, 6, 9]], float)
HOLE = np.array([[4, 2, 5 + 4 / 3], [4, 4, 5 + 8 / 3], [8, 4, 5 + 8 / 3], [8, 2, 5 + 4 / 3]])


def roof(*rings):
    """Samples on one roof face, with a hole perhaps."""
    city = solid([list(rings)], type="MultiSurface").freeze()
    view = View.of(Base(FRAME, (city,), (flat_ground(),)))
    area = Area(-20, -20, 30, 30)
    obstacles = Obstacles(view, area, -2.0, 1.0)
    return samples_on(view, area, obstacles, Spacing(1.0), frozenset({ROOF}))


def laid(samples, yearly, least=650.0, values=USUAL):
    return fields_on(samples, yearly, least, HERE, values, Progress())


def test_the_outline_of_a_face_is_that_of_its_triangles_with_holes():
    samples = roof(EAVES, HOLE)
    parts = outlines(samples, 0, np.arange(len(samples.faces.corners)))
    assert len(parts) == 1 and len(parts[0]) == 2
    outer, hole = parts[0]
    for ring, given in ((outer, EAVES), (hole, HOLE)):
        assert len(ring) == 4
        away = np.linalg.norm(ring[:, None] - given[None], axis=2).min(1)
        assert away.max() < 1e-3
    steep = np.hypot(4, 6) / 6
    assert area_of([outer[:, :2]]) * steep == pytest.approx(12 * np.hypot(4, 6), rel=1e-3)


def test_modules_lie_on_the_face_and_beside_its_holes():
    whole, cut = roof(EAVES), roof(EAVES, HOLE)
    many, fewer = (laid(one, np.full(len(one), 900.0))[0] for one in (whole, cut))
    assert len(many.panels) > len(fewer.panels) > 8
    hole = shapely.Polygon(HOLE[:, :2])
    for one in fewer.panels.corners:
        assert not shapely.Polygon(one[:, :2]).buffer(-0.01).intersects(hole)
    slope = fewer.panels.corners[..., 2] - 5 - fewer.panels.corners[..., 1] * 4 / 6
    assert slope == pytest.approx(0.12 * np.hypot(4, 6) / 6, abs=1e-3)


def test_each_module_takes_after_the_sample_nearest_to_it():
    samples = roof(EAVES)
    one = laid(samples, np.full(len(samples), 900.0))[0]
    middles = one.panels.corners.mean(1)[:, :2]
    away = np.linalg.norm(middles[:, None] - samples.points[None, :, :2], axis=2)
    rows, many = np.unique(away.argmin(1), return_counts=True)
    assert one.weight.sum() == pytest.approx(1)
    assert np.linalg.norm(samples.points[one.rows, :2].T @ one.weight - middles.mean(0)) < 0.5
    assert set(one.rows.tolist()) >= set(rows[many > 1].tolist())


def test_only_faces_that_get_enough_bear_modules():
    samples = roof(EAVES)
    light = np.where(samples.points[:, 0] < 6, 400.0, 900.0)  # 650 on average
    assert len(laid(samples, light, 649)) == 1
    assert laid(samples, light, 651) == []
    assert laid(samples, np.full(len(samples), np.nan), 0) == []
    narrow = assumed({"margin": 3.0, "module_short": 1.3}, SYSTEM)  # 1.2 m of 7.2 m are left
    assert laid(samples, light, 600, narrow) == []
