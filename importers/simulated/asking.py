"""What a reader of results settles with what the file and the person say; what neither says is
asked for, all at once."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.crs import NOWHERE, Crs, axis_order, crs_title, parse_crs
from city.crs_names import known
from city.frame import Frame
from city.placement import Placement, metric_frame
from city.quantities import quantity_of
from city.series import Measurand
from city.units import spelt
from importers.intake import ReadError
from importers.report import Report
from importers.simulated.results import Need, NeedsMore, Options

F64 = NDArray[np.float64]

ABOVE = re.compile(r"^(m|cm|mm|ft)\s*[+_ ]\s*[A-Z]{2,}[0-9]*$")  # "m NAP": metres above a datum
# what means one thing wherever it stands; "current", "f" and "level" are of many quantities
CERTAIN = re.compile(r"(?i)\w[ _]\w|^temperature$")


class Asking:
    """The units, the place and the start of one source. needs: what nobody has said so far."""

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self.options = options
        self.report = Report()
        self.needs: list[Need] = []
        self.frame: Frame | None = options.frame
        self._away = False

    def unit(self, key: str, names: tuple[str, ...], said: str) -> str | None:
        """The unit of a variable as people write it; None, and told or asked for, where it says
        none or one that it cannot have. names: what it is called, the most exact first."""
        given = self.options.units.get(key) or said
        if not given:
            self.needs.append(Need("unit", key))
            return None
        unit = spelt(ABOVE.sub(r"\1", given.strip()))
        found = (quantity_of(Measurand(name, unit)) for name in names if CERTAIN.search(name))
        quantity = next((one for one in found if one is not None), None)
        if quantity is None or quantity.fits(unit):
            return unit
        try:
            quantity.converted(np.zeros(0), unit)
        except ValueError as why:
            if "an unknown unit" in str(why):
                self.report.warning("UNIT_UNKNOWN", key, f"{why}; shown as it is")
                return unit
            self.report.error(
                "UNIT", key, f"{why}; left out. Say what it is in with --unit {key}=..."
            )
        return None

    def place(self, declared: str, sample: F64) -> Placement:
        """How coordinates (k, 3), east first, become local metres; where nobody says in which
        system they are, that is asked for. Raises ReadError for a system that nobody knows."""
        name = self.options.crs or declared
        good = sample[np.isfinite(sample).all(1)]
        if not name:
            need = Need("crs", found=_extent(good))
            self.needs += [need] if all(one.what != "crs" for one in self.needs) else []
            return Placement(Crs("local"), Frame("local"), north_first=False)
        try:
            crs = parse_crs(name)
        except ValueError as fault:
            raise ReadError(f"{self.path.name}: {fault}; name the right one with --crs") from fault
        order = axis_order(Crs(crs.horizontal), good, crs.horizontal)
        projected = crs.horizontal not in NOWHERE and known(crs.horizontal).is_projected
        degrees = projected and bool(len(good)) and float(np.abs(good[:, :2]).max()) <= 360
        if order.outside or order.swapped or degrees:
            looks = "look like degrees, and " if degrees else ""
            self.report.warning(
                "CRS_OUTSIDE",
                "",
                f"{self.path.name}: {_extent(good)} {looks}lie outside the area where "
                f"{crs_title(crs)} is used; the file may name the wrong system. Name the right "
                "one with --crs",
            )
        if self.frame is None:
            self.frame = metric_frame(crs, good, north_first=False)
        placement = Placement(crs, self.frame, north_first=False)
        self._compare(placement, good)
        return placement

    def done(self) -> Frame:
        """The frame of all that was placed; raises NeedsMore while something is missing."""
        if self.needs:
            raise NeedsMore(self.path, self.needs)
        return self.frame or Frame()

    def _compare(self, placement: Placement, sample: F64) -> None:
        frame, declared = placement.frame, placement.declared
        if (frame.horizontal in NOWHERE) != (declared.horizontal in NOWHERE):
            self.report.warning(
                "CRS_MIXED",
                "",
                f"{self.path.name} is in {crs_title(declared)}, the city in {crs_title(frame)}; "
                "nothing leads from one to the other, so the coordinates are kept as they are",
            )
        elif placement.shift_note():
            note = f"{self.path.name}: {placement.shift_note()}"
            self.report.warning("CRS_APPROXIMATE", "", note)
        if declared.vertical and placement.heights_differ():
            note = f"{self.path.name}: {placement.height_note()}"
            self.report.warning("HEIGHTS_KEPT", "", note)
        around = self.options.around
        if around is None or self._away or not len(sample):
            return
        here = placement(sample)[:, :2]
        gap = np.maximum(np.maximum(around[0] - here.max(0), here.min(0) - around[1]), 0)
        far = float(np.hypot(*gap))
        if far > 0:
            self._away = True
            self.report.warning(
                "ELSEWHERE", "", f"{self.path.name} is of another place, {_long(far)} from the city"
            )


def _extent(points: F64) -> str:
    """Where coordinates lie, in words that tell degrees from metres."""
    if not len(points):
        return "no coordinates"
    low, high = points.min(0), points.max(0)
    x, y = (f"{axis} from {low[at]:.6g} to {high[at]:.6g}" for at, axis in enumerate("xy"))
    return f"{x} and {y}"


def _long(metres: float) -> str:
    return f"{metres / 1000:,.1f} km" if metres >= 1000 else f"{metres:,.0f} m"
