"""A plan's result minus that of the city as it is."""

from dataclasses import replace

import numpy as np
import pytest

from city.frame import Frame
from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.minus import about_zero, alike, largest, minus
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.run import Run

HOUR = np.timedelta64(3_600_000, "ms")
NOON = np.datetime64("2026-07-01T12:00", "ms")
DEPTH = Variable("h", "Depth", "m")
GRID = Raster(np.array([5.0, 15]), np.array([5.0]), "local", Frame("local"))


def field(steps, shape=GRID, begin=NOON, variable=DEPTH):
    values = np.float32(steps)
    times = begin + np.arange(len(values)) * HOUR
    return Field("f", Run("f"), shape, (variable,), times, lambda k, n, a, b: values[a:b])


def test_it_is_exactly_zero_where_nothing_changed():
    chance = np.random.default_rng(1).normal(0, 1, (3, 1, 2)).astype(np.float32)
    changed = minus(field(chance), field(chance.copy()), "h")
    assert all((changed.values("h", step) == 0).all() for step in range(3))
    assert changed.variables[0].title == "Change of Depth" and changed.variables[0].unit == "m"


def test_each_step_is_compared_with_the_same_moment():
    before = field([[[0, 0]], [[2, 4]]])
    after = replace(field([[[5, 5]]]), times=np.array([NOON + HOUR // 2]))
    assert minus(after, before, "h").values("h")[0].tolist() == [4, 3]


def test_runs_of_other_days_are_laid_side_by_side_from_their_beginnings():
    before = field([[[0, 0]], [[2, 4]]], begin=NOON - 1000 * HOUR)
    changed = minus(field([[[1, 1]], [[1, 1]]]), before, "h")
    assert changed.values("h", 1)[0].tolist() == [-1, -3]


def test_where_only_one_has_a_value_there_is_none():
    changed = minus(field([[[1, np.nan]]]), field([[[np.nan, 1]]]), "h")
    assert np.isnan(changed.values("h")).all()


def test_another_geometry_is_asked_at_each_place():
    square = Mesh(
        np.array([[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0.0]]),
        np.array([0, 4]),
        np.array([0, 1, 2, 3]),
    )
    assert not alike(GRID, square) and alike(square, replace(square, flat=False))
    before = field([[7.0]], square)
    found = minus(field([[[10, 10]]]), before, "h").values("h")[0]
    assert found[0] == 3 and np.isnan(found[1])  # which lies beside the square
    spots = Points(np.array([[5.0, 5, 0]]))
    assert minus(field([[9.0]], spots), before, "h").values("h").tolist() == [2]


@pytest.mark.parametrize("other", [Variable("v", "Speed", "m/s"), Variable("h", "Depth", "ft")])
def test_another_variable_or_unit_is_refused(other):
    with pytest.raises(ValueError, match="no Depth in m"):
        minus(field([[[1, 1]]]), field([[[1, 1]]], variable=other), "h")


def test_the_scale_reaches_to_nearly_all_changes():
    changed = minus(field([[[1, 3]], [[0, 0]]]), field([[[1, 1]], [[0, 0]]]), "h")
    assert largest(changed, "h") == 2
    assert about_zero(2.0).step(np.array([0.0])).tolist() == [3]
    assert about_zero(largest(minus(field([[[1, 1]]]), field([[[1, 1]]]), "h"), "h")).edges[-1] > 0
