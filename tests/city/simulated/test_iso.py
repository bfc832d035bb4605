"""Values that are distances from a place: where they are 6 m is a sphere."""

import numpy as np
import pytest

from city.frame import Frame
from city.simulated.field import Field, Levels, Variable
from city.simulated.iso import iso_surface
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.volume import TETRA, of_kinds
from tests.city.simulated.test_slices import block

NOW = np.datetime64("2026-07-14T00:00", "ms")
LOCAL = Frame("local", "", (0.0, 0.0, 100.0))
MIDDLE, RADIUS = np.array([10.0, 10, 10]), 6.0


def flat(places):
    return np.zeros(len(places))


def field(shape, values, at="cells", levels=None):
    """values: of each level."""
    variable = Variable("far", "far", "m", at=at)
    times = np.zeros(0, "datetime64[ms]")
    return Field(
        *("ball", Run("ball"), shape, (variable,), times),
        lambda _key, level, _first, _last: values[level][None].astype(np.float32),
        levels,
    )


def away(places):
    return np.linalg.norm(places - MIDDLE, axis=-1)


def is_the_sphere(surface, within=0.02):
    a, b, c = (surface.points[surface.triangles[:, k]].astype(float) for k in range(3))
    across = np.cross(b - a, c - a)
    area = np.linalg.norm(across, axis=1).sum() / 2
    assert area == pytest.approx(4 * np.pi * RADIUS**2, rel=within)
    assert away(surface.points.astype(float)) == pytest.approx(
        np.full(len(surface.points), RADIUS), abs=0.15
    )
    inwards = (across * (MIDDLE - (a + b + c) / 3)).sum(1)
    assert (inwards >= -1e-4).all()  # there is less
    # it has no gap: each side of a triangle is one of another, the other way round
    _, corner = np.unique(surface.points, axis=0, return_inverse=True)
    one = corner.ravel()[surface.triangles]
    other = np.roll(one, 1, axis=1)
    count = corner.max() + 1
    assert np.array_equal(
        np.sort((one * count + other).ravel()), np.sort((other * count + one).ravel())
    )


@pytest.mark.parametrize("at", ["nodes", "cells"])
def test_in_a_volume(at):
    volume = block(20, 20, 20, 1.0)
    values = away(volume.nodes if at == "nodes" else volume.middles)
    surface = iso_surface(field(volume, [values], at), "far", RADIUS, NOW, flat)
    is_the_sphere(surface, 0.03)
    assert not surface.value.any() and not surface.lies


@pytest.mark.parametrize("above", ["datum", "ground"])
def test_in_a_raster_with_heights(above):
    x = np.arange(0.0, 21)
    raster = Raster(x, x[::-1].copy(), "local", LOCAL)
    plan = raster.places()
    heights = np.arange(0.0, 21)
    values = [
        away(np.column_stack([plan, np.full(len(plan), z)])).reshape(raster.shape) for z in heights
    ]
    levels = Levels(heights + (100 if above == "datum" else 0), above=above)
    told = field(raster, values, levels=levels)
    is_the_sphere(iso_surface(told, "far", RADIUS, NOW, flat, altitude=100.0))
    if above == "ground":
        high = iso_surface(told, "far", RADIUS, NOW, lambda p: flat(p) + 7)
        assert high.points[:, 2].max() == pytest.approx(16 + 7, abs=0.1)


@pytest.mark.parametrize("inside", range(16))
def test_every_way_to_cut_a_tetrahedron(inside):
    """Values are 1 at the corners that are inside and 0 at the others: cut half way."""
    corners = np.array([[0.0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 2]])
    volume = of_kinds(corners, np.array([TETRA], np.uint8), np.array([0, 4]), np.arange(4))
    values = np.array([inside >> k & 1 for k in range(4)], float)
    surface = iso_surface(field(volume, [values], "nodes"), "far", 0.5, NOW, flat)
    assert (len(surface.triangles) == 0) == (inside in (0, 15))
    for point in surface.points:
        # linear between the corners, as there is nothing else between them
        assert values[0] + (values[1:] - values[0]) @ point / 2 == pytest.approx(0.5, abs=1e-5)


def test_where_nobody_knows_there_is_no_surface():
    volume = block(20, 20, 20, 1.0)
    values = away(volume.middles)
    values[volume.middles[:, 0] > 10] = np.nan
    surface = iso_surface(field(volume, [values]), "far", RADIUS, NOW, flat)
    assert 9 < surface.points[:, 0].max() <= 10 and np.isfinite(surface.points).all()
    assert not len(iso_surface(field(volume, [values]), "far", 99.0, NOW, flat).triangles)


def test_what_is_flat_is_told():
    mesh = Mesh(np.zeros((3, 3)), np.array([0, 3]), np.arange(3))
    with pytest.raises(ValueError, match="ball: it does not fill the air"):
        iso_surface(field(mesh, [np.zeros(1)]), "far", 0.5, NOW, flat)
