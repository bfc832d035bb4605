"""A lake that rises in a valley, told in every way in which models tell of water."""

import numpy as np
import pytest

from city.frame import Frame
from city.simulated.field import Field, Levels, Variable
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.water import WET, Water

LOCAL = Frame("local", "", (0.0, 0.0, 100.0))
TIMES = np.datetime64("2026-07-14T00:00", "ms") + np.arange(2) * np.timedelta64(3_600_000, "ms")
LAKE = np.array([2.0, 6.0])  # local metres that it stands at


def valley(places):
    """10 m deep along y = 50, and dry at its sides."""
    return np.abs(places[:, 1] - 50) / 5


def field(shape, at, places, kinds):
    """The lake over places (v, 2) as its depth, which is 0 on dry land, or its level."""
    ground = valley(places)
    deep = np.maximum(LAKE[:, None] - ground, 0)
    told = {"depth": deep, "level": np.where(deep > 0, LAKE[:, None] + 100, np.nan)}
    variables = tuple(Variable(key, key, "m", at=at) for key in kinds)
    sizes = shape.shape if isinstance(shape, Raster) else (len(places),)

    def read(key, _, first, last):
        return told[key][first:last].reshape(-1, *sizes).astype(np.float32)

    return Field("lake", Run("lake"), shape, variables, TIMES, read)


def raster(cells=50):
    centres = (np.arange(cells) + 0.5) * 100 / cells
    return Raster(centres, centres[::-1], "local", LOCAL)


def mesh(cells=20):
    at = np.linspace(0, 100, cells + 1)
    x, y = np.meshgrid(at, at)
    nodes = np.stack([x, y, 0 * x], axis=2).reshape(-1, 3)
    number = np.arange(len(nodes)).reshape(x.shape)
    quads = [number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]]
    corners = np.stack(quads, axis=2).reshape(-1)
    return Mesh(nodes, np.arange(0, len(corners) + 1, 4), corners)


def lakes(kinds):
    """The lake over all kinds of shapes, each with the places of its values."""
    squares, cells = raster(), mesh()
    for shape, at, places in (
        (squares, "cells", squares.places()),
        (cells, "cells", cells.middles()[:, :2]),
        (cells, "nodes", cells.nodes[:, :2]),
    ):
        yield field(shape, at, places, kinds), places


@pytest.mark.parametrize("kinds", [("depth",), ("level",), ("depth", "level")])
def test_the_lake_is_level_as_high_as_it_stands_and_wet_where_it_is_deep(kinds):
    for told, places in lakes(kinds):
        water = Water(told, valley, altitude=100.0, **{kind: kind for kind in kinds})
        for step, level in enumerate(LAKE):
            heights, deep = water.at(TIMES[step])
            assert deep.shape == (len(places),) and heights.shape == (len(water.surface.points),)
            wanted = level - valley(places)
            assert np.array_equal(np.isfinite(deep), wanted > WET + 1e-5)
            assert deep[wanted > 0.02] == pytest.approx(wanted[wanted > 0.02], abs=1e-4)
            inside = valley(water.surface.points[:, :2].astype(float)) < level - 0.5
            assert heights[inside] == pytest.approx(np.full(inside.sum(), level), abs=1e-4)


def test_what_is_far_from_water_is_as_high_as_the_ground():
    for told, _ in lakes(("depth",)):
        water = Water(told, valley, depth="depth")
        dry = np.abs(water.surface.points[:, 1] - 50) > 20
        heights, _ = water.at(TIMES[0])
        ground = valley(water.surface.points[dry, :2].astype(float))
        assert heights[dry] == pytest.approx(ground, abs=1e-4)
        assert water.surface.points[dry, 2] == pytest.approx(ground, abs=1e-4)


def test_between_two_steps_the_lake_rises_evenly():
    told, _ = next(lakes(("depth",)))
    heights, deep = Water(told, valley, depth="depth").at(TIMES[0] + np.timedelta64(900, "s"))
    assert np.nanmax(deep) == pytest.approx(3 - 0.2, abs=1e-3)
    middle = heights.reshape(51, 51)[25]
    assert middle == pytest.approx(np.full(51, 3.0), abs=1e-3)


@pytest.mark.parametrize("count", [150, 97, 101, 106, 181])
def test_a_large_raster_has_few_squares_and_keeps_every_depth(count):
    cells = raster(count)
    told = field(cells, "cells", cells.places(), ("depth",))
    water = Water(told, valley, depth="depth", at_most=20)
    assert len(water.surface.points) <= 21 * 21 and water.surface.picture == (count, count)
    heights, deep = water.at(TIMES[1])
    assert len(deep) == count * count
    inside = valley(water.surface.points[:, :2].astype(float)) < 5
    assert heights[inside] == pytest.approx(np.full(inside.sum(), 6.0), abs=1e-3)


def test_no_moment_beyond_the_first_and_the_last_is_wet():
    told, _ = next(lakes(("depth",)))
    heights, deep = Water(told, valley, depth="depth").at(TIMES[0] - np.timedelta64(1, "s"))
    assert np.isnan(deep).all() and np.isfinite(heights).all()


def test_what_cannot_be_water_is_told():
    told, places = next(lakes(("depth",)))
    with pytest.raises(ValueError, match="lake: water needs its depth or its level"):
        Water(told, valley)
    spots = Points(np.column_stack([places, np.zeros(len(places))]))
    alone = Field("spots", Run("spots"), spots, told.variables, TIMES, told.read, Levels(LAKE))
    with pytest.raises(ValueError, match="spots: water needs"):
        Water(alone, valley, depth="depth")
