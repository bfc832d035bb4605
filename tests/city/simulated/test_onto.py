"""A house in air whose values say where they are."""

import numpy as np
import pytest

from city.frame import Frame
from city.layer import FACADE, GROUND, ROOF
from city.layer_colours import colours_of
from city.simulated.field import Field, Levels, Variable
from city.simulated.mesh import Mesh
from city.simulated.onto import BEFORE, Onto
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.run import Run
from tests.city.house_layer import box_layer
from tests.city.simulated.test_slices import block

LOCAL = Frame("local", "", (0.0, 0.0, 100.0))
TIMES = np.datetime64("2026-07-14T00:00", "ms") + np.arange(2) * np.timedelta64(3_600_000, "ms")
RUN = Run("air", "PALM", "23.10", source="air.nc")


def flat(places):
    return np.zeros(len(places))


def field(shape, values, at="cells", levels=None, **more):
    """values: of each level, at the first step; one more at the second."""

    def read(_key, level, first, last):
        return np.stack([values[level] + step for step in range(first, last)]).astype(np.float32)

    variable = Variable("ta", "Temperature", "°C", "air_temperature", at, **more)
    return Field("air", RUN, shape, (variable,), TIMES, read, levels)


def raster(step=1.0):
    x = np.arange(-10 + step / 2, 20, step)
    return Raster(x, x[::-1].copy(), "local", LOCAL)


def test_façades_ask_the_air_before_them_and_roofs_what_is_over_them():
    """A volume around the house, its cells as large as 2.5 m, from the ground to 20 m."""
    volume = block(12, 12, 8, 2.5)
    first = np.array([-10.07, -10.13, -0.09])  # so that no place lies between two cells
    volume.nodes[:] += first
    samples = box_layer().samples
    found = Onto(field(volume, [volume.middles @ [1.0, 100, 10000]]), samples, flat)
    values = found.layer("ta", TIMES[0]).values["ta"]
    before = samples.points + samples.normals * BEFORE[0]
    middle = np.floor((before - first) / 2.5) * 2.5 + 1.25 + first
    assert values == pytest.approx(middle @ [1.0, 100, 10000], rel=1e-5)


@pytest.mark.parametrize("at", ["cells", "nodes"])
def test_between_two_moments_values_pass_over(at):
    mesh = Mesh(
        np.array([[-10.0, -10, 0], [20, -10, 0], [20, 20, 0], [-10, 20, 0]]),
        *(np.array([0, 4]), np.arange(4)),
    )
    values = [np.array([4.0])] if at == "cells" else [np.array([1.0, 3, 5, 7])]
    layer = Onto(field(mesh, values, at), box_layer().samples, flat).layer(
        "ta", TIMES[0] + np.timedelta64(900, "s")
    )
    assert (layer.values["ta"] == 4.25).all()


@pytest.mark.parametrize(("above", "altitude"), [("ground", 0.0), ("datum", 100.0)])
def test_each_storey_asks_its_own_height(above, altitude):
    heights = np.array([1.0, 3, 5, 7]) + (altitude if above == "datum" else 0)
    levels = Levels(heights, above=above)
    shape = raster()
    told = field(shape, [np.full(shape.shape, 10.0 * k) for k in range(4)], levels=levels)
    samples = box_layer().samples
    values = Onto(told, samples, flat, 100.0).layer("ta", TIMES[0]).values["ta"]
    wall, roof, ground = (samples.sort == sort for sort in (FACADE, ROOF, GROUND))
    storey = np.floor(samples.points[wall, 2] / 2)
    assert (values[wall] == 10 * storey).all()
    assert np.isnan(values[roof]).all()  # 8.5 m is over the highest
    assert (values[ground] == 0).all()


def test_where_the_model_has_a_wall_it_is_asked_farther_out():
    shape = raster()
    values = np.full(shape.shape, 5.0)
    y, x = np.meshgrid(shape.y, shape.x, indexing="ij")
    values[(x > -2) & (x < 12) & (y > -1) & (y < 12)] = np.nan
    values[y < -3] = 9.0
    samples = box_layer().samples
    found = Onto(field(shape, [values]), samples, flat).layer("ta", TIMES[0]).values["ta"]
    assert (found[samples.sort == FACADE] == 5).all()
    assert np.isnan(found[samples.sort == ROOF]).all()


def test_what_the_layer_says_of_itself():
    places = Points(np.array([[5.0, -2, 0], [5, 40, 0]]))
    layer = Onto(field(places, [np.array([22.0, 30])]), box_layer().samples, flat).layer(
        "ta", TIMES[0]
    )
    assert layer.badge == "simulated" and layer.title == "Temperature"
    assert layer.facts == (("Model", "PALM 23.10"), ("Source", "air.nc"))
    assert (layer.values["ta"] == 22).all()
    (quantity,) = layer.quantities
    known = field(places, []).variable("ta").quantity
    assert (quantity.unit, quantity.low, quantity.high) == ("°C", known.low, known.high)
    named = field(places, [np.array([0.0, 1])], names=("calm", "windy"))
    layer = Onto(named, box_layer().samples, flat).layer("ta", TIMES[0])
    colours = colours_of(layer.quantities[0], layer.values["ta"])
    assert [one.word for one in colours.classes] == ["calm", "windy"]
