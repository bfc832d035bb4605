"""A simulation: a view of the city and what is asked of it, and a layer of values as the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import numpy as np

from city.layer import Layer
from city.progress import Progress
from city.simulate.marks import digest_of_base, marks_of
from city.simulate.obstacles import Area
from city.simulate.parameters import Parameter, settled
from city.view import View

LEAST = 10.0  # metres that an area measures at least
AROUND = 100.0  # metres around what a plan changes that are looked at where nobody says more

Run = Callable[[View, Mapping[str, Any], Progress, Layer | None], Layer]


@dataclass(frozen=True, slots=True)
class Simulation:
    """How something is computed over a city, and what is to be known of it.

    name: as the command line calls it. method, source, limits, accuracy: in sentences for people;
    the panel and the report show them. parameters: what can be set. compute(view, settings,
    progress, known): the layer; `known` is an earlier one with the same settings over the same
    base, or None, of which it may keep what no change can touch. version: counted up whenever the
    same question would get another answer.
    """

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    compute: Run
    method: str = ""
    source: str = ""
    limits: str = ""
    accuracy: str = ""
    version: int = 1
    compares: bool = False  # whether its answer itself sets the plan against the city as it is
    minds_flat: bool = False  # whether what lies flat on the ground (parks, water) matters to it

    def asked(self, view: View, given: Mapping[str, Any]) -> dict[str, Any]:
        """All settings, checked, the area in numbers. Raises ValueError with what is allowed."""
        found = settled(self.parameters, given)
        if "area" in found:
            found["area"] = box_of(view, found["area"])
        return found

    def run(
        self,
        view: View,
        given: Mapping[str, Any],
        progress: Progress | None = None,
        known: Layer | None = None,
    ) -> Layer:
        """The answer for a view. known: an earlier one, of which what still holds is kept.

        Raises ValueError before anything is computed where a setting is not allowed.
        """
        settings = self.asked(view, given)
        inputs = self.inputs(view, settings)
        if known is not None and known.inputs == inputs:
            return known
        if known is not None and not self._holds(known, view, settings):
            known = None
        progress = progress or Progress()
        made = self.compute(view, settings, progress, known)
        progress.check()  # whoever cancels after the last report wants no answer either
        base = digest_of_base(view.base)
        return replace(made, simulation=self.name, settings=settings, inputs=inputs, base=base)

    def inputs(self, view: View, settings: Mapping[str, Any]) -> str:
        """A hash of all that the answer follows from: equal inputs, equal answers."""
        asked = json.dumps([self.name, self.version, settings], sort_keys=True)
        told = blake2b(f"{asked}\0{digest_of_base(view.base)}".encode(), digest_size=16)
        told.update(marks_of(view, self.minds_flat).digests.tobytes())
        return told.hexdigest()

    def _holds(self, known: Layer, view: View, settings: Mapping[str, Any]) -> bool:
        """Whether an earlier answer is one to the same question, of another plan at most."""
        same = known.simulation == self.name and dict(known.settings) == dict(settings)
        return same and known.base == digest_of_base(view.base)


def box_of(view: View, area: Any) -> list[float]:
    """An area in the project's coordinates as four numbers: of what a plan changes and the city
    around it, or of all there is."""
    if not isinstance(area, str):
        return list(area)
    origin = np.array(view.base.frame.origin[:2])
    boxes = marks_of(view, flat=True).boxes if area == "plan" else np.zeros((0, 2, 3))
    if len(boxes):
        low, high = boxes[:, 0, :2].min(0) - AROUND, boxes[:, 1, :2].max(0) + AROUND
    else:
        extent = view.base.extent
        if extent is None:
            raise ValueError("there is no city on the table to look at")
        low, high = extent
        short = np.maximum(LEAST - (high - low), 0) / 2  # of a single point, or of an upright face
        low, high = low - short, high + short
    return [round(float(x), 3) for x in (*(low + origin), *(high + origin))]


def area_of(view: View, box: list[float]) -> Area:
    """Four numbers in the project's coordinates as an area in local metres."""
    east, north = view.base.frame.origin[:2]
    return Area(box[0] - east, box[1] - north, box[2] - east, box[3] - north)
