"""A plan's result minus that of the city as it is."""

from dataclasses import replace

import numpy as np
import pytest

from city.frame import Frame
from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.minus import about_zero, alike, largest, minus, minus_network
from city.simulated.network import Network, Spots, lines
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


FLOW = Variable("flow", "Flow", "1/h", at="links")
SPEED = Variable("speed", "Speed", "m/s", at="links")


def streets(flow, ids="abc", begin=NOON, variable=FLOW, **more):
    """Streets of 10 m one behind the other, with their flow step by step."""
    shapes = [np.array([[10.0 * k, 0, 0], [10.0 * k + 10, 0, 0]]) for k in range(len(ids))]
    ways = lines(tuple(ids), ("",) * len(ids), shapes)
    spots = Spots(("p", "q"), ("", ""), np.zeros((2, 3)))
    values = np.float32(flow)
    times = begin + np.arange(len(values)) * HOUR
    said = {"times": times, "until": times + HOUR, "values": {variable.key: values}, **more}
    ends = np.zeros((len(ids), 2), np.int64)
    return Network("n", Run("n"), ways, spots, ends, lines((), (), []), (variable,), **said)


def test_a_network_minus_itself_is_exactly_zero_where_it_has_values():
    chance = np.random.default_rng(2).normal(0, 1, (4, 3)).astype(np.float32)
    chance[1, 2] = np.nan
    changed = minus_network(streets(chance), streets(chance.copy()), "flow").values["flow"]
    assert (changed[np.isfinite(chance)] == 0).all() and np.isnan(changed[1, 2])


def test_streets_are_compared_by_their_ids_and_new_or_closed_ones_have_no_value():
    before = streets([[10, 20, 30]], "abc")
    after = streets([[33, np.nan, 11, 5]], "cban")
    changed = minus_network(after, before, "flow")
    assert changed.variables[0].title == "Change of Flow" and changed.links.ids == tuple("cban")
    found = changed.values["flow"][0]
    assert found[[0, 2]].tolist() == [3, 1] and np.isnan(found[[1, 3]]).all()
    assert largest(changed, "flow") == pytest.approx(np.percentile([1, 3], 98))


def test_hours_of_networks_are_compared_with_the_same_hours():
    before = streets([[0, 0, 0], [1, 2, 3]])
    later = streets([[5, 5, 5]], begin=NOON + HOUR)
    assert minus_network(later, before, "flow").values["flow"].tolist() == [[4, 3, 2]]
    next_year = streets([[5, 5, 5], [5, 5, 5]], begin=NOON + 9000 * HOUR)
    assert minus_network(next_year, before, "flow").values["flow"][1].tolist() == [4, 3, 2]
    none = np.zeros(0, "datetime64[ms]")
    still = streets([[1, 1, 1]], times=none, until=none)
    assert minus_network(still, still, "flow").values["flow"].tolist() == [[0, 0, 0]]
    assert minus_network(before, still, "flow").values["flow"][1].tolist() == [0, 1, 2]


def test_other_variables_of_a_network_stay_and_places_are_compared_by_their_own_ids():
    level = Variable("level", "Level", "m", at="nodes")
    both = {"flow": np.float32([[1, 2, 3]]), "level": np.float32([[5, 7]])}
    before = streets([[1, 2, 3]])
    before = replace(before, variables=(FLOW, level), values=both)
    turned = replace(before, nodes=replace(before.nodes, ids=("q", "p")))
    changed = minus_network(turned, before, "level").values
    assert changed["level"].tolist() == [[-2, 2]] and changed["flow"].tolist() == [[1, 2, 3]]


@pytest.mark.parametrize(
    ("variable", "words"),
    [(SPEED, "no Flow in 1/h"), (Variable("flow", "Flow", "l/s", at="links"), "no Flow in 1/h")],
)
def test_a_network_without_the_variable_is_refused(variable, words):
    with pytest.raises(ValueError, match=words):
        minus_network(streets([[1, 1, 1]]), streets([[1, 1, 1]], variable=variable), "flow")


def test_classes_of_lines_are_no_numbers():
    kind = Variable("kind", "Kind", "1", at="links", names=("street", "path"))
    some = streets([[0, 1, 0]], variable=kind)
    with pytest.raises(ValueError, match="Kind is a class"):
        minus_network(some, some, "kind")
