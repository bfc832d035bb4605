"""What one run of a model has more than another: a plan's, than that of the city as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from city.scales import Scale, diverging
from city.simulated.field import F32, F64, Field, Times, Variable
from city.simulated.mesh import Mesh
from city.simulated.network import Network
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.volume import Volume

PALETTE = "Red to blue"
USUAL = 98.0  # per cent of all changes that the scale reaches over


def minus(after: Field, before: Field, key: str) -> Field:
    """A variable of one field minus the same of another, at the steps and places of the first;
    NaN where only one of them has a value, exactly zero where both have the same.

    Runs that have no moment in common are laid side by side from their beginnings. Raises
    ValueError where the other field does not have the variable, or has it in another unit.
    """
    of, told = _compared(after, before, key)
    shift, at = _shift(after.times, before.times), _placed(after, before, of)

    def read(key: str, level: int, first: int, last: int) -> F32:
        found = []
        for step in range(first, last):
            values = after.values(key, step, level)
            if not len(before.times):
                other = before.values(key, 0, level)
            elif not len(after.times):
                other = before.values(key, min(step, before.steps - 1), level)
            else:
                other = before.at(key, after.times[step] + shift, level)
            found.append(values - at(other))
        return np.stack(found)

    return Field(told.title, after.run, after.shape, (told,), after.times, read, after.levels)


def minus_network(after: Network, before: Network, key: str) -> Network:
    """The same for networks: each line, place or outline minus the one that has its id; NaN for one
    that the other network does not have. The other variables stay as they are."""
    of, told = _compared(after, before, key)
    if of.names:
        raise ValueError(f"{of.title} is a class; only numbers can be taken away from each other")
    rows = {id: row for row, id in enumerate(_ids(before, before.variable(key)))}
    at = np.array([rows.get(id, -1) for id in _ids(after, of)], np.int64)
    shift, values = _shift(after.times, before.times), after.values[key]
    found = np.empty(values.shape, np.float32)
    for step in range(len(values)):
        other = np.asarray(before.values[key][0])
        if len(after.times) and len(before.times):
            other = before.at(key, after.times[step] + shift)
        found[step] = values[step] - np.where(at >= 0, other[at], np.nan)
    variables = tuple(told if one.key == key else one for one in after.variables)
    return replace(after, variables=variables, values={**after.values, key: found})


def _compared(
    after: Field | Network, before: Field | Network, key: str
) -> tuple[Variable, Variable]:
    """A variable that both have, and what its change is called."""
    of = after.variable(key)
    same = [one for one in before.variables if one.key == key]
    if not same or same[0].unit != of.unit:
        raise ValueError(f"{before.title} has no {of.title} in {of.unit} to compare with")
    return of, Variable(key, f"Change of {of.title}", of.unit, at=of.at)


def _ids(network: Network, of: Variable) -> tuple[str, ...]:
    if of.at == "nodes":
        return network.nodes.ids
    return network.areas.ids if of.at == "areas" else network.links.ids


def _shift(after: Times, before: Times) -> np.timedelta64:
    """How much later the moment of the other run is that belongs to one of this."""
    if len(after) and len(before) and (after[0] > before[-1] or after[-1] < before[0]):
        shift: np.timedelta64 = before[0] - after[0]
        return shift
    return np.timedelta64(0, "ms")


def _placed(after: Field, before: Field, of: Variable) -> Callable[[F32], F32]:
    """Brings values of one field to where the other has its own: as they are on the same geometry,
    else those of the nearest cell."""
    if alike(after.shape, before.shape):
        return lambda values: values
    places = _places(after, of)
    found = before.shape.cells(places)
    shape = after.values(of.key).shape
    return lambda values: np.where(found >= 0, values.ravel()[found], np.nan).reshape(shape)


def _places(field: Field, of: Variable) -> F64:
    shape = field.shape
    if isinstance(shape, Raster):
        return shape.places()
    if isinstance(shape, Points):
        return shape.places
    if of.at == "nodes":
        return shape.nodes
    return shape.middles() if isinstance(shape, Mesh) else shape.middles


def alike(one: object, other: object) -> bool:
    """Whether two geometries are the same, place by place."""
    if isinstance(one, Raster) and isinstance(other, Raster):
        axes = np.array_equal(one.x, other.x) and np.array_equal(one.y, other.y)
        turned = (one.matrix is None) == (other.matrix is None)
        if turned and one.matrix is not None and other.matrix is not None:
            turned = np.array_equal(one.matrix, other.matrix)
        return axes and turned and one.crs == other.crs
    if isinstance(one, Points) and isinstance(other, Points):
        return np.array_equal(one.places, other.places)
    if isinstance(one, Mesh) and isinstance(other, Mesh):
        return np.array_equal(one.nodes, other.nodes) and np.array_equal(one.corners, other.corners)
    if isinstance(one, Volume) and isinstance(other, Volume):
        return np.array_equal(one.nodes, other.nodes) and np.array_equal(one.corners, other.corners)
    return False


def about_zero(most: float) -> Scale:
    """Colours for changes up to so much, alike on both sides of none.

    most: in the unit that is shown; nothing changes where it is zero.
    """
    return diverging(max(most, 1e-9), PALETTE)


def largest(of: Field | Network, key: str, level: int = 0) -> float:
    """How far nearly all changes reach, of some steps."""
    many = of.steps if isinstance(of, Field) else len(of.values[key])
    steps = np.unique(np.linspace(0, many - 1, 5).astype(int)).tolist()
    if isinstance(of, Field):
        some = [np.abs(of.values(key, step, level)).ravel() for step in steps]
    else:
        some = [np.abs(of.values[key][step]) for step in steps]
    known = np.concatenate(some)
    known = known[np.isfinite(known) & (known > 0)]
    return float(np.percentile(known, USUAL)) if len(known) else 0.0
