"""What a report is about: the question, the city before and with the plan, and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from city.assumptions import ASSUMPTIONS
from city.layer import Layer
from city.place import Place, place_of
from city.project import Origin
from city.scenario import Scenario
from city.simulate.days import place_in
from city.simulate.difference import difference
from city.simulate.obstacles import Area
from city.simulate.simulation import Simulation, area_of
from city.terms import Terms
from city.time_zone import zone, zone_at
from city.view import View
from exporters.paper.sheet import SHEETS, Paper, Sheet

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """The city in one state: what it is called, the plan, the view of it, and what was computed.

    layer: None where the simulation itself sets the plan against it.
    """

    name: str
    scenario: Scenario
    view: View
    layer: Layer | None


@dataclass(frozen=True)
class Case:
    """A study with all that its report says of it.

    before: the state that the plan is set against; None for a study of the city alone. origins: of
    the project, with the hashes of its sources. project: the name of its file. dwelling: m² of
    floor that a home is assumed to have. live: titles and terms of the live layers of the project.
    """

    simulation: Simulation
    after: State
    before: State | None
    date: date
    paper: Paper = "A4"
    project: str = ""
    origins: Sequence[Origin] = ()
    dwelling: float = ASSUMPTIONS["dwelling_size"].value
    live: Sequence[tuple[str, Terms]] = ()

    @property
    def layer(self) -> Layer:
        """What was found with the plan, or of the city as it is."""
        assert self.after.layer is not None
        return self.after.layer

    @cached_property
    def change(self) -> Layer | None:
        """What the plan changes, where both states were computed."""
        if self.before is None or self.before.layer is None:
            return None
        return difference(self.layer, self.before.layer)

    @property
    def view(self) -> View:
        return self.after.view

    @property
    def sheet(self) -> Sheet:
        return SHEETS[self.paper]

    @cached_property
    def box(self) -> F64:
        """(2, 3): the south-western low and the north-eastern high corner of what was looked at,
        in local metres; in plan the area, where one was asked for."""
        points = self.layer.samples.points
        low, high = points.min(0), points.max(0)
        said = self.layer.settings.get("area")
        if isinstance(said, (list, tuple)):
            area = area_of(self.view, list(said))
            low[:2], high[:2] = (area.west, area.south), (area.east, area.north)
        high[:2] = np.maximum(high[:2], low[:2] + 1.0)
        return np.stack([low, high])

    @cached_property
    def place(self) -> Place | None:
        """Where on Earth it is, as the city says, or else the settings; None: nobody knows."""
        (west, south, _), (east, north, _) = self.box.tolist()
        said = str(self.layer.settings.get("place", ""))
        try:
            return place_in(self.view, Area(west, south, east, north), said)
        except ValueError:
            return None

    @property
    def place_is_said(self) -> bool:
        """Whether only a setting tells where it is."""
        return place_of(self.view.base.frame, self.box.mean(0)) is None

    @cached_property
    def clock(self) -> ZoneInfo | None:
        """The time zone of the place."""
        said = str(self.layer.settings.get("time_zone", ""))
        if self.place is None:
            return None
        return zone(said or zone_at(self.place))

    @property
    def year(self) -> int:
        """That the study asks about."""
        return year_of(self.layer.settings, self.date)


def year_of(settings: Mapping[str, Any], usual: date) -> int:
    """The year that a study asks about, to which trees have grown; else that of a usual day."""
    if "year" in settings:
        return int(settings["year"])
    day = str(settings.get("date", ""))
    return int(day[:4]) if day[:4].isdigit() else usual.year
