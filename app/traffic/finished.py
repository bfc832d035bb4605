"""Traffic of a plan that has been computed: the job on a worker, and where its files lie."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.simulated.taken import Said
from app.traffic.running import Setting, Traffic, compute
from app.traffic.sums import Sums
from city.edits import Close, Edit, Limit, Street
from city.progress import Progress
from city.scenario import Scenario
from city.traffic.planned import planned
from city.traffic.roads import Roads
from city.traffic.works import Works
from city.view import View
from exporters.sumo import means
from importers import places

STREETS, VEHICLES = ".streets.xml", ".vehicles.xml"  # the ends of names of files that are shown
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """traffic: what came of it. folder: with all files. said: of these, what they do not say
    themselves. plan: the ident of the scenario, "" for the city as it is; name: what it is called;
    follows: as Taken has it."""

    traffic: Traffic
    setting: Setting
    folder: Path
    plan: str
    name: str
    follows: str

    @property
    def sums(self) -> Sums:
        """What it came to, all trips together."""
        plan = self.traffic.plan
        return Sums(
            self.traffic.baseline.totals,
            plan.totals if plan is not None else None,
            tuple(self.traffic.told),
            self.folder,
            self.plan,
            self.name,
            self.follows,
        )

    def said(self, state: str) -> Said:
        """What the files of a run, "baseline" or "plan", do not say themselves."""
        start = str(self.setting.question.start)
        return Said(self.setting.options.crs, start=start, network=str(self.net(state)))

    def net(self, state: str) -> Path:
        """The network that a run was on."""
        return self.folder / f"{state}.net.xml"


def finish(
    setting: Setting, works: Callable[[Roads], Works], folder: Path, progress: Progress
) -> Traffic:
    """Compute traffic, and write what it was on each street; nothing stays of what is not finished.

    Raises as `compute`, and OSError.
    """
    folder.mkdir(parents=True)
    try:
        found = compute(setting, works, folder, progress)
        states = {"baseline": found.baseline, "plan": found.plan}
        for state, outcome in states.items():
            if outcome is not None:
                means.write(outcome.network, folder / f"{state}{STREETS}", setting.question.start)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # others lie there too
            folder.parent.rmdir()
        raise
    return found


def works_of(scenario: Scenario | None, view: View, extent: F64 | None) -> Callable[[Roads], Works]:
    """What a plan does to the streets of a network. extent: (2, 2) local metres of the city, which
    the network has to meet; ValueError where it does not."""

    def works(roads: Roads) -> Works:
        points = roads.network.links.points[:, :2]
        if extent is not None and (away := _apart(points, extent)) > 0:
            raise ValueError(
                f"its streets lie {away / 1000:,.1f} km from the city on the table; choose a "
                "network of this place"
            )
        if scenario is None:
            return Works()
        found = planned(view, scenario.edits, roads)
        if not (found or found.lost):
            nothing = f"{scenario.name} closes no street, limits no speed and lays no street"
            return Works(lost=(nothing,))
        return found

    return works


def rulings(scenario: Scenario | None, view: View) -> list[Edit]:
    """The edits of a plan that mean something to traffic, as far as they still stand."""
    edits = scenario.edits if scenario is not None else ()
    return [
        edit
        for edit in edits
        if isinstance(edit, (Close, Limit, Street)) and not edit.touches().isdisjoint(view.things)
    ]


def folder_for(project: Path | None, name: str) -> Path:
    """Where the files of a run go that begins now: beside the project, or among the results of
    this machine where there is none. name: of its plan."""
    above = places.results() if project is None else project.parent / f"{project.stem} traffic"
    plain = "".join(c if c.isalnum() or c in " -_" else "-" for c in name)[:60].strip()
    begun = f"{datetime.now():%Y-%m-%d %H.%M.%S} {plain or 'traffic'}"
    names = [begun, *(f"{begun} {k}" for k in range(2, 1000))]
    return next(path for one in names if not (path := above / one).exists())


def _apart(points: F64, extent: F64) -> float:
    """Metres between the box around places (n, 2) and another box; 0 where they meet."""
    gaps = np.maximum(extent[0] - points.max(0), points.min(0) - extent[1])
    return float(np.hypot(*np.maximum(gaps, 0)))
