"""SUMO's vehicles and people: where each was, second by second, and what its engine gave off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.series import Measurand
from importers.intake import ReadError
from importers.simulated.asking import Asking
from importers.simulated.fixes import Fixes
from importers.simulated.markup import Tags, tags
from importers.simulated.placing import WGS84, degrees, may_be_degrees, moments, start, system
from importers.simulated.results import Options, Results
from importers.simulated.sumo.clock import seconds
from importers.simulated.sumo.header import header
from importers.simulated.sumo.net import beside, load

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Way = Callable[[F64, F64], tuple[F64, F64]]
MOVING = ("vehicle", "person", "container")
FINE = 5  # decimals of degrees; SUMO writes six of them, and two of metres (--precision.geo)

# what else is told of each (Simulation/Output/FCDOutput and EmissionOutput), in which unit
VALUES = {
    "speed": Measurand("speed", "m/s"),
    "acceleration": Measurand("acceleration", "m/s²"),
    "CO2": Measurand("CO2", "mg/s"),
    "CO": Measurand("CO", "mg/s"),
    "HC": Measurand("HC", "mg/s"),
    "NOx": Measurand("NOx", "mg/s"),
    "PMx": Measurand("PMx", "mg/s"),
    "fuel": Measurand("fuel", "mg/s"),
    "electricity": Measurand("electricity", "Wh/s"),
    "noise": Measurand("noise", "dB"),
    "waiting": Measurand("waiting", "s"),
}


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    gathered, step = None, np.nan
    for block in tags(path, asking.report, progress):
        steps, rows = block.named("timestep"), block.named(*MOVING)
        times = np.append(step, seconds(block, steps, "time"))
        step = times[-1]
        if not len(rows):
            continue
        if gathered is None:
            gathered = _Gathered(path, asking, block, rows, times, progress)
        gathered.add(block, rows, times[block.under(rows, steps) + 1])
    if gathered is None:
        raise ReadError(f"{path.name}: nothing moves in it; was the run empty?")
    moving = gathered.fixes.moving(path.name, header(path).run, asking.report)
    return Results("SUMO", asking.done(), asking.report, moving=(moving,))


class _Gathered:
    """What is gathered of a file, once its first places have told how."""

    def __init__(
        self,
        path: Path,
        asking: Asking,
        block: Tags,
        rows: I64,
        times: F64,
        progress: Progress,
    ) -> None:
        known = times[np.isfinite(times)]
        first = f"seconds, the first {known[0]:.6g}" if len(known) else "no times"
        self._start = start(asking, first)
        self._way = _way(path, asking, block, rows, progress)
        asking.done()
        self._told = [
            (name, measurand)
            for name, measurand in VALUES.items()
            if block.places(rows, name)[1].any()
        ]
        self.fixes = Fixes(measurand for _, measurand in self._told)

    def add(self, block: Tags, rows: I64, times: F64) -> None:
        hashes, whose, back = block.groups(rows, "id")

        def named(new: list[int]) -> zip[tuple[str, str]]:
            ids, kinds = (block.texts(whose[new], name) for name in ("id", "type"))
            return zip(ids, kinds, strict=True)

        thing = self.fixes.meet(hashes.tolist(), named)[back]
        places = self._way(block.numbers(rows, "x"), block.numbers(rows, "y"))
        values = {of: block.numbers(rows, name) for name, of in self._told}
        heading = block.numbers(rows, "angle")
        self.fixes.add(thing, moments(self._start, times), places, heading, values)


def _way(path: Path, asking: Asking, block: Tags, rows: I64, progress: Progress) -> Way:
    """How places of the file become degrees: they are that, or of the network beside it, or of a
    system that a person names."""
    x, y = block.numbers(rows, "x"), block.numbers(rows, "y")
    sample = np.stack([x, y, np.zeros(len(x))], axis=1)
    settings = header(path).settings
    if settings.get("fcd-output.geo") == "true" or _are_degrees(block, rows, x, y):
        asking.place(WGS84, sample)
        return lambda x, y: degrees(WGS84, x, y)
    found = beside(path, asking.options, settings)
    if found is None:
        placement = asking.place("", sample)
        offset = np.zeros(2)
    else:
        net = load(found, asking.report, progress)
        asking.report.note("NETWORK", path.name, f"its places are those of {found.name}")
        offset = net.offset
        placement = asking.place(net.crs, sample - np.append(offset, 0))
    crs = system(asking, placement)
    return lambda x, y: degrees(crs, x - offset[0], y - offset[1])


def _are_degrees(block: Tags, rows: I64, x: F64, y: F64) -> bool:
    if not may_be_degrees(x, y):
        return False
    words = [word for name in "xy" for word in block.texts(rows[:200], name)]
    return max(len(word.partition(".")[2]) for word in words) >= FINE
