"""How a result of a model was taken in: from which part of a file, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from app.here import is_here
from city.frame import Frame
from city.shelf import F64
from importers.simulated import Need, Options

Sort = Literal["field", "network", "moving", "told"]
LONGEST = 200  # letters of a name
MOST = 100  # names that a person has said something of, and results of a file


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has said of a file that does not say it itself, as importers.simulated.Options
    has it. start: ISO 8601, "" for nothing."""

    crs: str = ""
    units: tuple[tuple[str, str], ...] = ()
    start: str = ""
    network: str = ""
    columns: tuple[tuple[str, str], ...] = ()

    def options(self, frame: Frame | None = None, around: F64 | None = None) -> Options:
        """The same for a reader. frame, around: of the city on the table."""
        return Options(
            self.crs,
            frame,
            around,
            dict(self.units),
            np.datetime64(self.start, "ms") if self.start else None,
            Path(self.network) if self.network else None,
            dict(self.columns),
        )

    def with_answer(self, need: Need, answer: str) -> Said:
        """With the answer to something that was asked for."""
        if need.what == "unit":
            return replace(self, units=(*self.units, (need.of, answer)))
        if need.what == "column":
            return replace(self, columns=(*self.columns, (need.of, answer)))
        if need.what == "crs":
            return replace(self, crs=answer)
        if need.what == "start":
            return replace(self, start=answer)
        return replace(self, network=answer)


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Taken:
    """A result as it was taken in.

    part: which of the results of its file it is, counted among those of its sort. said: what a
    person has said of the file. plan: the ident of the scenario that it is of, "" for the city as
    it is. follows: of that scenario as it was then, see city.project.jobs.plan_of.
    """

    sort: Sort
    part: int = 0
    said: Said = NOTHING
    plan: str = ""
    follows: str = ""


def taken_from(said: Any) -> Taken | None:
    """A taken result of a file; None for what cannot be understood."""
    if not isinstance(said, Mapping):
        return None
    sort = next((one for one in get_args(Sort) if one == said.get("sort")), None)
    part, told = said.get("part"), said.get("said")
    if sort is None or type(part) is not int or not 0 <= part < MOST:
        return None
    return Taken(
        sort,
        part,
        _said_from(told if isinstance(told, Mapping) else {}),
        word(said.get("plan")),
        word(said.get("follows")),
    )


def _said_from(said: Mapping[str, Any]) -> Said:
    start, network = word(said.get("start")), said.get("network")
    try:
        np.datetime64(start or "NaT", "ms")
    except ValueError:
        start = ""
    return Said(
        word(said.get("crs")),
        _pairs(said.get("units")),
        start,
        str(network) if is_here(network) else "",
        _pairs(said.get("columns")),
    )


def _pairs(said: Any) -> tuple[tuple[str, str], ...]:
    found = said if isinstance(said, (list, tuple)) else ()
    return tuple(
        (word(one[0]), word(one[1]))
        for one in found[:MOST]
        if isinstance(one, (list, tuple)) and len(one) == 2
    )


def word(said: Any) -> str:
    """A name that a file holds; "" for what is none."""
    return said[:LONGEST] if isinstance(said, str) and said.isprintable() else ""
