"""Vehicles while SUMO still moves them: what has come into its file since one looked last."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from city.series import Measurand
from city.simulated.moving import Moving
from city.simulated.run import Run
from importers.intake import ReadError
from importers.report import Report
from importers.simulated.fixes import Fixes
from importers.simulated.markup import Tags
from importers.simulated.placing import moments
from importers.simulated.sumo.clock import seconds

END = b"</timestep>"
MOST = 16 << 20  # bytes that are looked at in one go
SPEED = Measurand("speed", "m/s")


class Arriving:
    """Reads a file of vehicles that grows, whose places are degrees (--fcd-output.geo)."""

    def __init__(self, path: Path, run: Run, start: np.datetime64) -> None:
        self._path, self._run, self._start = path, run, start
        self._read = 0  # bytes

    def more(self) -> Moving | None:
        """What moved in the steps that are complete since the last time; None: nothing did.

        Raises ReadError for what is no file of vehicles.
        """
        if not self._path.is_file():
            return None
        with self._path.open("rb") as file:
            file.seek(self._read)
            data = file.read(MOST)
        end = data.rfind(END) + len(END)
        if end < len(END):
            if len(data) == MOST:
                raise ReadError(f"{self._path.name}: a step in it comes to no end")
            return None
        self._read += end
        block = _tags(data[:end], self._path.name)
        steps, rows = block.named("timestep"), block.named("vehicle")
        if not len(rows):
            return None
        fixes = Fixes([SPEED])
        hashes, whose, back = block.groups(rows, "id")

        def named(new: list[int]) -> zip[tuple[str, str]]:
            ids, kinds = (block.texts(whose[new], name) for name in ("id", "type"))
            return zip(ids, kinds, strict=True)

        thing = fixes.meet(hashes.tolist(), named)[back]
        times = seconds(block, steps, "time")[block.under(rows, steps)]
        fixes.add(
            thing,
            moments(self._start, times),
            (block.numbers(rows, "x"), block.numbers(rows, "y")),
            block.numbers(rows, "angle"),
            {SPEED: block.numbers(rows, "speed")},
        )
        return fixes.moving(self._run.title, self._run, Report())


def _tags(data: bytes, name: str) -> Tags:
    from importers.simulated.markup_loop import scan

    tag = np.empty((len(data) // 3 + 1, 2), np.int64)
    attribute, found = np.empty((len(data) // 4 + 1, 4), np.int64), np.zeros(4, np.int64)
    if scan(np.frombuffer(data, np.uint8), tag, attribute, found):
        raise ReadError(f"{name}: it is broken XML")
    tags, attributes, *_ = found.tolist()
    return Tags(data, "utf-8", tag[:tags, 0], tag[:tags, 1], attribute[:attributes])
