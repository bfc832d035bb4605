"""Public transport as it is planned: routes, the trips that run on them, stops, and lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Route:
    """What people call a route, what runs on it ("bus"), and its colour ("#e31837"); "" for what
    nobody says."""

    id: str
    name: str = ""
    mode: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The ways of l lines over p points, for drawing.

    route: (l,) of each. offsets: (l + 1,) where each line's points begin. points: (p, 2) degrees
    east and north (WGS 84).
    """

    routes: tuple[Route, ...] = ()
    offsets: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    points: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)))

    def __len__(self) -> int:
        return len(self.routes)


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where people get on: its name, and degrees east and north; () where nobody says."""

    id: str
    name: str = ""
    place: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Transit:
    """What a timetable knows, by the ids that it gives; trips: the route of each."""

    routes: Mapping[str, Route] = field(default_factory=dict)
    trips: Mapping[str, str] = field(default_factory=dict)
    stops: Mapping[str, Stop] = field(default_factory=dict)
    lines: Lines = field(default_factory=Lines)

    def route(self, id: str, trip: str = "") -> Route:
        """A route by its id or that of a trip; one that has nothing but its id where the timetable
        does not know it."""
        known = self.routes.get(id) or self.routes.get(self.trips.get(trip, ""))
        return known or Route(id, id)
