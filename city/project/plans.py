"""Scenarios in a project file: who they come from, and every step that was ever taken in them.

The steps are a log that only grows: what was done, what was taken back, what was done again. So
undoing works across sessions, and a crash takes nothing away that was told to be done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from city.edits import EditError, read_edit
from city.scenario import Scenario, Step

Deed = Literal["do", "undo", "redo"]
DEEDS = ("do", "undo", "redo")
SCHEMA = """
CREATE TABLE scenarios (
  ident TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, about TEXT NOT NULL,
  parent TEXT NOT NULL, since INTEGER NOT NULL, mirrors INTEGER NOT NULL,
  archived INTEGER NOT NULL, made TEXT NOT NULL);
CREATE TABLE steps (
  number INTEGER PRIMARY KEY, scenario TEXT NOT NULL, deed TEXT NOT NULL, ident TEXT NOT NULL,
  edit TEXT NOT NULL, made TEXT NOT NULL, author TEXT NOT NULL);
"""
STEP = ("scenario", "deed", "ident", "edit", "made", "author")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a project says of a scenario, but for its steps.

    parent: the ident of the scenario that it came from, "" for none; since: the number of the last
    line of the log that it took over from there. mirrors: whether it takes over all that is done
    there from then on too. made: ISO 8601 in UTC.
    """

    ident: str
    name: str
    about: str = ""
    parent: str = ""
    since: int = 0
    mirrors: bool = False
    archived: bool = False
    made: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log: its number, whose scenario, the deed, and the step that was done."""

    number: int
    scenario: str
    deed: Deed
    step: Step | None = None


def row_of(scenario: str, deed: Deed, step: Step | None = None) -> tuple[str, ...]:
    """A line of the log as the columns of STEP."""
    if step is None:
        return (scenario, deed, "", "", "", "")
    edit = json.dumps(step.edit.as_json(), ensure_ascii=False, allow_nan=False)
    return (scenario, deed, step.ident, edit, step.made, step.author)


def line_of(row: Sequence[Any]) -> Line:
    """A line of the log from its number and the columns of STEP. ValueError for nonsense."""
    number, scenario, deed, ident, edit, made, author = row
    if deed not in DEEDS or not all(isinstance(v, str) for v in (scenario, ident, made, author)):
        raise ValueError("a step is none")
    if deed != "do":
        return Line(number, scenario, deed)
    try:
        made_of = read_edit(orjson.loads(edit))
    except (EditError, RecursionError) as fault:
        raise ValueError(str(fault)) from None
    return Line(number, scenario, deed, Step(ident, made_of, made, author))


def scenarios(plans: Iterable[Plan], log: Sequence[Line]) -> dict[str, Scenario]:
    """The scenarios that plans and a log make, by ident, in the order of the plans.

    A parent that is not there, or that is one's own descendant, counts as none.
    """
    by_ident = {plan.ident: plan for plan in plans}
    lines: dict[str, list[Line]] = {ident: [] for ident in by_ident}
    for line in log:
        if line.scenario in lines:
            lines[line.scenario].append(line)
    return {
        ident: _scenario(plan, by_ident, lines, _last(log), frozenset())
        for ident, plan in by_ident.items()
    }


def _last(log: Sequence[Line]) -> int:
    return log[-1].number if log else 0


def _scenario(
    plan: Plan,
    plans: Mapping[str, Plan],
    lines: Mapping[str, Sequence[Line]],
    until: int,
    seen: frozenset[str],
) -> Scenario:
    """A scenario as it was when the log had so many lines."""
    own: list[Step] = []
    cursor = 0
    for line in lines[plan.ident]:
        if line.number > until:
            break
        if line.deed == "do" and line.step is not None:
            del own[cursor:]
            own.append(line.step)
            cursor = len(own)
        elif line.deed == "undo":
            cursor = max(cursor - 1, 0)
        elif line.deed == "redo":
            cursor = min(cursor + 1, len(own))
    inherited: tuple[Step, ...] = ()
    parent = plans.get(plan.parent)
    if parent is not None and parent.ident not in seen | {plan.ident}:
        moment = until if plan.mirrors else min(plan.since, until)
        above = _scenario(parent, plans, lines, moment, seen | {plan.ident})
        inherited = above.steps
    return Scenario(
        plan.ident,
        plan.name,
        plan.parent if parent is not None else "",
        inherited,
        tuple(own),
        cursor,
        plan.mirrors,
        plan.about,
        plan.archived,
    )
