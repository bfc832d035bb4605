"""What a result shows of what it holds: one variable, at its moments or of all of them together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.simulated.layer import Result
from city.progress import Progress
from city.scales import Scale
from city.simulated.field import F32, F64, Field, Variable
from city.simulated.minus import about_zero, largest, minus, minus_network
from city.simulated.network import Network
from city.simulated.over_time import hours_above, maximum
from city.simulated.scale import (
    change_in_shown_unit,
    in_file_unit,
    in_shown_unit,
    scale,
    subject,
)
from city.subjects import Subject


@dataclass(frozen=True, slots=True, eq=False)
class What:
    """A variable that is shown, in the unit and the colours of its subject.

    of: the variable whose unit its values have. change: whether they are differences.
    """

    thing: Field | Network
    variable: Variable
    level: int
    subject: Subject
    scale: Scale
    of: Variable
    change: bool = False

    def at(self, moment: np.datetime64) -> F32:
        """Its values at a moment, in the unit that is shown."""
        if isinstance(self.thing, Field):
            return self.shown(self.thing.at(self.variable.key, moment, self.level))
        return self.shown(self.thing.at(self.variable.key, moment))

    def probe(self, points: F64, moment: np.datetime64) -> F64:
        """(n,) its values of a field at places (n, 3) of local metres and a moment; NaN outside."""
        assert isinstance(self.thing, Field)
        times = self.thing.times
        step = int(np.clip(np.searchsorted(times, moment, "right") - 1, 0, max(len(times) - 1, 0)))
        if len(times) and not times[0] <= moment <= times[-1]:
            return np.full(len(points), np.nan)
        found = self.thing.probe(points, self.variable.key, step, self.level)
        return self.shown(found.astype(np.float32)).astype(np.float64)

    def shown(self, values: F32) -> F32:
        """Values in the unit that is shown."""
        told = change_in_shown_unit if self.change else in_shown_unit
        return told(self.of, values)


def what_of(
    result: Result, baseline: Result | None, progress: Progress, shared: Scale | None = None
) -> What:
    """What a result shows. baseline: the result of the city as it is that is taken away from it,
    None for none. shared: the colours that another one wears which shows the same. Raises
    ValueError where that cannot be, and OSError."""
    thing, variable = result.thing, result.variable
    assert thing is not None and variable is not None
    level = result.kept.level if isinstance(thing, Field) and thing.levels is not None else 0
    told = subject(variable)
    if baseline is not None and baseline.thing is not None:
        changed = _minus(thing, baseline.thing, variable.key)
        most = np.array([largest(changed, variable.key, level)], np.float32)
        ends = about_zero(float(change_in_shown_unit(variable, most)[0]))
        told = replace(told, key=f"{told.key} change", title=f"Change of {told.title}")
        of = changed.variable(variable.key)
        return What(changed, of, level, told, shared or ends, variable, True)
    if isinstance(thing, Network):
        return _of_network(result, thing, variable, told, shared)
    if result.kept.statistic == "maximum":
        most_of = maximum(thing, variable.key, level, progress)
        named = replace(told, title=f"{told.title}, maximum")
        colours = shared or scale(thing, variable.key, level)
        return What(most_of, most_of.variables[0], 0, named, colours, variable)
    if result.kept.statistic == "hours above":
        limit = in_file_unit(variable, result.kept.limit)
        hours = hours_above(thing, variable.key, limit, level, progress)
        of = hours.variables[0]
        words = f"{told.title} above {result.kept.limit:g} {told.unit}".rstrip()
        named = Subject(f"{told.key} hours", words, "h")
        return What(hours, of, 0, named, shared or scale(hours, of.key), of)
    colours = shared or scale(thing, variable.key, level)
    return What(thing, variable, level, told, colours, variable)


def _minus(after: Field | Network, before: Field | Network, key: str) -> Field | Network:
    if isinstance(after, Network) and isinstance(before, Network):
        return minus_network(after, before, key)
    if isinstance(after, Field) and isinstance(before, Field):
        return minus(after, before, key)
    raise ValueError(f"{before.title} is no result of the same sort to compare with")


def _of_network(
    result: Result, thing: Network, variable: Variable, told: Subject, shared: Scale | None
) -> What:
    key, kept = variable.key, result.kept
    colours = shared or scale(thing, key)
    if kept.statistic == "maximum":
        values = {key: thing.maximum(key)[None]}
        told = replace(told, title=f"{told.title}, maximum")
    elif kept.statistic == "hours above" and len(thing.times) > 1:
        values = {key: thing.hours_above(key, in_file_unit(variable, kept.limit))[None]}
        words = f"{told.title} above {kept.limit:g} {told.unit}".rstrip()
        told = Subject(f"{told.key} hours", words, "h")
        variable = Variable(key, words, "h", at=variable.at)
    else:
        return What(thing, variable, 0, told, colours, variable)
    none = thing.times[:0]
    still = replace(thing, times=none, until=none, values=values, variables=(variable,))
    if kept.statistic == "hours above" and shared is None:
        colours = scale(still, key)
    return What(still, variable, 0, told, colours, variable)
