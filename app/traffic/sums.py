"""What a run of traffic came to, all trips together, as a project keeps it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from app.here import is_here
from app.simulated.taken import word
from city.traffic.outcome import Totals

LINES = 20  # of what was told that are kept
WHOLE = ("trips", "arrived", "under_way", "no_way", "jammed")


@dataclass(frozen=True, slots=True)
class Sums:
    """before: of the city as it is; after: of the plan, None where none was computed. told: what
    else is to be known, line by line. folder, plan, name, follows: as Finished has them."""

    before: Totals
    after: Totals | None
    told: tuple[str, ...]
    folder: Path
    plan: str
    name: str
    follows: str

    def to_plain(self) -> dict[str, Any]:
        """Plain values for a file."""
        return {**asdict(self), "folder": str(self.folder), "told": list(self.told[:LINES])}


def sums_from(said: Any) -> Sums | None:
    """What a project keeps; None for what cannot be understood."""
    if not isinstance(said, Mapping) or not is_here(said.get("folder")):
        return None
    before, after = _totals(said.get("before")), _totals(said.get("after"))
    if before is None or (after is None and said.get("after") is not None):
        return None
    lines = said.get("told")
    told = tuple(word(one) for one in lines[:LINES]) if isinstance(lines, list) else ()
    plan, name, follows = (word(said.get(key)) for key in ("plan", "name", "follows"))
    return Sums(before, after, told, Path(said["folder"]), plan, name, follows)


def _totals(said: Any) -> Totals | None:
    if not isinstance(said, Mapping):
        return None
    values: dict[str, Any] = {one.name: said.get(one.name) for one in fields(Totals)}
    for name, value in values.items():
        known = type(value) in ((int,) if name in WHOLE else (int, float))
        if not known or not math.isfinite(value) or not 0 <= value < 1e12:
            return None
    return Totals(**values)
