"""A result of a model on the table: what it is, what of it shows, and how it can."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.simulated.kept import Kept, Manner
from city.simulated.field import Field, Variable
from city.simulated.network import Network
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.volume import Volume

DEPTH = "water_depth"  # the key of a quantity that stands on the ground
LEVELS = ("water_level", "water_surface")  # and of those that count from a datum


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A kept result and what was read of it.

    thing: None while it is read, and where it cannot be. fault: why. findings: what was lost,
    mended or doubtful. format: of its file, for people. stale: whether its plan has changed since.
    """

    key: str
    kept: Kept
    thing: Field | Network | None = None
    format: str = ""
    fault: str = ""
    findings: tuple[str, ...] = ()
    stale: bool = False

    @property
    def title(self) -> str:
        """What it is called: as somebody says, as its run is, or as what it holds."""
        if self.kept.title or self.thing is None:
            return self.kept.title or self.kept.path
        many = len(self.thing.variables) > 1
        return (self.thing.run.title if many else "") or self.thing.title

    @property
    def variable(self) -> Variable | None:
        """What is shown of it; None where it has nothing to show."""
        if self.thing is None or not self.thing.variables:
            return None
        chosen = [one for one in self.thing.variables if one.key == self.kept.variable]
        return chosen[0] if chosen else self.thing.variables[0]

    @property
    def times(self) -> NDArray[np.datetime64]:
        """(steps,) datetime64[ms], UTC; none where nothing changes, or all moments are together."""
        if self.thing is None or self.kept.statistic:
            return np.zeros(0, "datetime64[ms]")
        return self.thing.times

    @property
    def until(self) -> np.datetime64 | None:
        """When what it tells ends; None where nothing changes."""
        if not len(self.times):
            return None
        last: np.datetime64 = self.times[-1]
        if isinstance(self.thing, Network) and len(self.thing.until):
            last = max(last, self.thing.until[-1])
        return last

    @property
    def can(self) -> tuple[Manner, ...]:
        """The manners in which its variable can show, the usual one first."""
        thing, variable = self.thing, self.variable
        if thing is None or variable is None:
            return ()
        if isinstance(thing, Network):
            return ("ribbons",)
        vectors: tuple[Manner, ...] = ()
        if len(variable.parts) >= 2:
            vectors = ("arrows", "streamlines", "flow")
        if isinstance(thing.shape, Volume):
            return ("slice", "upright", "skin", "iso", "walls", *vectors)
        if isinstance(thing.shape, Points):
            return ("ground", *vectors)
        quantity = variable.quantity
        known = quantity.key if quantity is not None else ""
        water: tuple[Manner, ...] = ("water",) if known in (DEPTH, *LEVELS) else ()
        high = thing.levels is not None and len(thing.levels.heights) > 1
        walls: tuple[Manner, ...] = ("walls",) if high else ()
        if high and isinstance(thing.shape, Raster):
            walls = ("upright", "iso", "walls")
        return (*water, "ground", *walls, "contours", *vectors)

    @property
    def manners(self) -> tuple[Manner, ...]:
        """Those in which it shows."""
        chosen = tuple(one for one in self.kept.manners if one in self.can)
        return chosen or self.can[:1]
