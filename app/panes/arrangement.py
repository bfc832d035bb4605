"""Which plans are seen together, and how: what is kept with a view and comes back with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from app.panes.split import Split

Mode = Literal["one", "beside", "curtain", "space", "ghost", "blink", "onion"]
MOST = 4  # panes
FEWEST = {"one": 1, "onion": 1}  # panes of a mode; of the others two


@dataclass(frozen=True, slots=True)
class Pane:
    """One pane: the plan that it shows, by its ident, "" for the baseline.

    hidden: the keys of layers that it leaves out. moment: whose sun shines on it, ISO 8601 with its
    time zone; "": that of the table.
    """

    plan: str = ""
    hidden: frozenset[str] = frozenset()
    moment: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"plan": self.plan, "hidden": sorted(self.hidden), "moment": self.moment}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How plans are seen together.

    mode: "one" plan alone; "beside" one another; before and behind a "curtain" on the picture, or
    one in the city's "space"; the second as a "ghost" in the first; by turns ("blink"); all of them
    in one another ("onion"). at: where the curtain hangs, from 0 to 1. level: whether across.
    """

    mode: Mode = "one"
    panes: tuple[Pane, ...] = (Pane(),)
    at: float = 0.5
    level: bool = False

    @property
    def plans(self) -> list[str]:
        """The plans that are seen, each once."""
        return list(dict.fromkeys(pane.plan for pane in self.panes))

    def split(self, shown: int = 0) -> Split:
        """The panes of the picture. shown: which is seen of those that blink."""
        if self.mode == "one" or self.mode == "ghost" or self.mode == "onion":
            return Split()
        return Split(self.mode, len(self.panes), self.at, self.level, shown)

    def with_plan(self, pane: int, plan: str) -> Arrangement:
        """With another plan in a pane."""
        return self.with_pane(pane, plan=plan)

    def with_pane(self, pane: int, **changed: Any) -> Arrangement:
        """With a pane that shows another plan, hides other layers, or has another moment."""
        panes = list(self.panes)
        panes[pane] = replace(panes[pane], **changed)
        return replace(self, panes=tuple(panes))

    def without(self, pane: int) -> Arrangement:
        """With a pane closed; a last one is a plan alone."""
        panes = self.panes[:pane] + self.panes[pane + 1 :]
        return replace(self, panes=panes, mode=self.mode if len(panes) > 1 else "one")

    def of_plans(self, idents: Mapping[str, Any]) -> Arrangement:
        """Without plans that are not there any more."""
        kept = tuple(one for one in self.panes if not one.plan or one.plan in idents)
        few = len(kept) < FEWEST.get(self.mode, 2)
        return replace(self, mode="one" if few else self.mode, panes=kept or (Pane(),))

    def as_json(self) -> dict[str, Any]:
        """As what a view keeps."""
        panes = [pane.as_json() for pane in self.panes]
        return {"mode": self.mode, "panes": panes, "at": self.at, "level": self.level}


def read_arrangement(said: Any) -> Arrangement:
    """What a view has kept; one plan alone where that is nothing, or nothing that makes sense."""
    if not isinstance(said, dict) or said.get("mode") not in get_args(Mode):
        return Arrangement()
    listed = said.get("panes")
    panes = tuple(_pane(one) for one in listed[:MOST]) if isinstance(listed, list) else ()
    at, mode = said.get("at"), said["mode"]
    if len(panes) < FEWEST.get(mode, 2):
        return Arrangement()
    sure = isinstance(at, (int, float)) and 0 <= at <= 1
    return Arrangement(mode, panes, float(at) if sure else 0.5, said.get("level") is True)  # type: ignore[arg-type]


def _pane(said: Any) -> Pane:
    if not isinstance(said, dict):
        return Pane()
    plan, hidden, moment = said.get("plan"), said.get("hidden"), said.get("moment")
    return Pane(
        plan if isinstance(plan, str) else "",
        frozenset(one for one in hidden if isinstance(one, str))
        if isinstance(hidden, list)
        else frozenset(),
        moment if isinstance(moment, str) and moment_of(moment) is not None else "",
    )


def moment_of(said: str) -> datetime | None:
    """The moment that is written as ISO 8601 with its time zone; None where it is none."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
