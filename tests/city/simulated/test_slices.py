"""Cuts through air whose values say where they are."""

import numpy as np
import pytest

from city.frame import Frame
from city.simulated.field import Field, Levels, Variable
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.slices import Curtain, level_slice, of_cells, skin, upright_slice
from city.simulated.volume import VOXEL, of_kinds

LOCAL = Frame("local", "", (0.0, 0.0, 100.0))


def block(columns=4, rows=3, layers=2, side=5.0):
    """Cubes, the first at the origin; x first, then y, then z."""
    z, y, x = np.meshgrid(*(np.arange(n + 1.0) for n in (layers, rows, columns)), indexing="ij")
    nodes = np.stack([x, y, z], axis=3).reshape(-1, 3) * side
    number = np.arange(len(nodes)).reshape(x.shape)
    ends = slice(None, -1), slice(1, None)
    corners = [number[k, j, i].ravel() for k in ends for j in ends for i in ends]
    count = len(corners[0])
    return of_kinds(
        nodes,
        np.full(count, VOXEL, np.uint8),
        np.arange(0, 8 * count + 1, 8),
        np.stack(corners, axis=1).ravel(),
    )


def area(surface):
    a, b, c = (surface.points[surface.triangles[:, k]].astype(float) for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def shown(surface):
    """The middle of each triangle, and the value that it shows all over."""
    of = surface.value[surface.triangles]
    assert (of == of[:, :1]).all()
    return surface.points[surface.triangles].mean(1), of[:, 0]


def test_a_level_slice_shows_the_cells_at_that_height():
    volume = block()
    found = level_slice(volume, 7.0)
    middle, value = shown(found)
    assert area(found) == pytest.approx(20 * 15, rel=1e-6)
    assert (found.points[:, 2] == 7).all()
    assert np.array_equal(value, volume.cells(middle.astype(float)))


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        ([-1.0, 7.0], [4.0, 7.0], 20 * 10),
        ([8.0, 2.0], [8.0, 3.0], 15 * 10),
        ([3.0, 3.0], [6.0, 7.0], np.hypot(15 * 3 / 4, 15) * 10),
    ],
)
def test_an_upright_slice_shows_the_cells_along_its_line(start, end, wanted):
    volume, start, end = block(), np.array(start), np.array(end)
    found = upright_slice(volume, start, end)
    middle, value = shown(found)
    assert area(found) == pytest.approx(wanted, rel=1e-6)
    away = (middle[:, :2] - start) @ np.array([start[1] - end[1], end[0] - start[0]])
    assert np.abs(away).max() < 1e-4
    inside = middle.astype(float)
    assert np.array_equal(value, volume.cells(inside))


def test_the_skin_is_what_is_seen_from_outside():
    volume = block()
    found = skin(volume)
    middle, value = shown(found)
    assert area(found) == pytest.approx(2 * (20 * 15 + 20 * 10 + 15 * 10), rel=1e-6)
    inwards = middle + (np.array([10, 7.5, 5]) - middle) * 1e-3
    assert np.array_equal(value, volume.cells(inwards.astype(float)))


def test_a_cell_has_the_mean_of_its_corners():
    volume = block()
    values = volume.nodes @ [1.0, 10, 100]
    found = of_cells(volume, values.astype(np.float32))
    assert found == pytest.approx(volume.middles @ [1.0, 10, 100], rel=1e-5)


def air(above, heights=(1.0, 3.0, 9.0)):
    """Values of 10 columns by 5 rows of 10 m: 1000 a level, and metres to the east."""
    raster = Raster(np.arange(10) * 10 + 5.0, np.arange(5)[::-1] * 10 + 5.0, "local", LOCAL)
    east = np.tile(raster.x, (5, 1)).astype(np.float32)

    def read(_key, level, first, last):
        return np.tile(east + 1000 * level, (last - first, 1, 1))

    times = np.zeros(1, "datetime64[ms]")
    variables = (Variable("ta", "ta", "°C"),)
    levels = Levels(np.array(heights), above=above)
    return Field("air", Run("air"), raster, variables, times, read, levels)


@pytest.mark.parametrize(("above", "low", "high"), [("ground", 7.0, 19.0), ("datum", -100, -88.0)])
def test_a_curtain_hangs_from_the_highest_level_to_the_lowest(above, low, high):
    field = air(above)
    curtain = Curtain(
        field,
        *(np.array([0.0, 25]), np.array([120.0, 25])),
        lambda places: np.full(len(places), 7.0),
        altitude=100.0,
    )
    surface = curtain.surface
    points = surface.points
    assert (points[:, 1] == 25).all() and points[:, 0].max() == 120
    assert points[:, 2].min() == low and points[:, 2].max() == high
    assert area(surface) == pytest.approx(120 * (high - low), rel=1e-5)
    values = curtain.values("ta", field.times[0])
    levels, places = surface.picture
    assert values.shape == (levels, places) == (3, places)
    at = (np.arange(places) + 0.5) * 120 / places
    inside = at < 100
    assert np.isnan(values[:, ~inside]).all()
    assert np.abs(values[:, inside] % 1000 - at[inside]).max() <= 5.001
    assert (values[:, inside] // 1000 == np.array([[2], [1], [0]])).all()
    # each level reaches half way to its neighbours
    rises = np.unique(points[:, 2])
    assert np.diff(rises).tolist() == [2, 4, 6]
    top = points[:, 2] == high
    assert (surface.uv[top, 1] == 1).all()


def test_what_cannot_be_cut_is_told():
    here = np.zeros(2)
    with pytest.raises(ValueError, match="two places"):
        upright_slice(block(), here, here)
    field = air("ground")
    flat = Field("flat", field.run, field.shape, field.variables, field.times, field.read)
    with pytest.raises(ValueError, match="flat: it has no values over each other"):
        Curtain(flat, here, here + 1, lambda places: places[:, 0])
