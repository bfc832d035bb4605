"""The indicator board without a window: every plan beside every other, as JSON or as a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app import plans
from app.board_words import (
    cell_words,
    change_words,
    first_words,
    score_words,
    shown_keys,
    swing_words,
    target_words,
)
from app.cli_terminal import warn
from app.wording import visible
from city.assumptions import assumed
from city.base import Base
from city.indicators import BY_KEY, storey_of, targets, weighing
from city.indicators.board import Board, board, count_plan
from city.indicators.inputs import inputs_of
from city.indicators.sensitivity import Swing, bands, ranks, swings
from city.indicators.targets import Target
from city.indicators.weighing import Weighed, weigh
from city.project import Project
from city.scenario import Folding, Scenario


class Decided(NamedTuple):
    """A board with all that the project says to decide by, and what that comes to."""

    board: Board
    targets: Mapping[str, Target]
    weighed: Weighed
    swings: Sequence[Swing]


def decided(
    project: Project,
    base: Base,
    scenarios: Sequence[Scenario],
    said: Mapping[str, float],
    year: int,
) -> Decided:
    """Lay the baseline and some plans on a board, and weigh them as the project says.

    said: assumptions that count instead of those that the project keeps. year: that planted trees
    have grown to.
    """
    settings = project.contents.settings
    kept = settings.get("assumptions")
    taken = {**(kept if isinstance(kept, dict) else {}), **said}
    aims, faults = targets.read(settings.get(targets.KEPT))
    criteria, more = weighing.read(settings.get(weighing.KEPT))
    for fault in (*faults, *more):
        warn(f"{project.path.name}: {fault}")
    folding, storey = Folding(base), storey_of(taken)
    counted = [
        count_plan(one.ident, one.name, folding.view(one), year, storey)
        for one in (Scenario("", plans.BASELINE), *scenarios)
    ]
    found = board(counted, taken)
    alone = settings.get(weighing.COMPETES) is True or len(scenarios) < 2
    rivals = [k for k, one in enumerate(counted) if one.ident or alone]
    weighed = weigh(found, criteria, aims, rivals)

    def again(other: Mapping[str, Any]) -> Weighed:
        return weigh(board(counted, other), criteria, aims, rivals)

    return Decided(found, aims, weighed, swings(weighed, again, found.taken))


def all_told(
    project: Project, base: Base, said: Mapping[str, float], as_json: bool, year: int
) -> str:
    """What `maquette indicators --all` prints: all plans that are not put away."""
    known = [one for one in project.scenarios().values() if not one.archived]
    found = decided(project, base, known, said, year)
    for plan in found.board.plans:
        for lost in plan.lost:
            warn(f"{plan.name}: {lost}")
    if as_json:
        return json.dumps(board_said(found), ensure_ascii=False, allow_nan=False, indent=1)
    return visible(page(found))


def board_said(found: Decided) -> dict[str, Any]:
    """A board as JSON: every number with its difference, its target, its inputs and its years."""
    board = found.board
    return {
        "plans": [
            {"id": one.ident, "name": one.name, "lost": list(one.lost)} for one in board.plans
        ],
        "year": board.plans[0].year,
        "years": list(board.years),
        "assumptions": assumed(board.taken),
        "indicators": {key: _indicator(found, key) for key in BY_KEY},
        "weighing": _weighing(found),
    }


def _indicator(found: Decided, key: str) -> dict[str, Any]:
    one, board, target = BY_KEY[key], found.board, found.targets.get(key)
    names = ("title", "unit", "group", "better", "formula", "source", "badge")
    said: dict[str, Any] = {name: getattr(one, name) for name in names}
    said["assumes"] = list(one.assumes)
    said["target"] = targets.said({key: target})[key] if target is not None else None
    said["best"] = [board.plans[plan].name for plan in board.best(key)]
    said["plans"] = [_cell(found, key, plan) for plan in range(len(board.plans))]
    return said


def _cell(found: Decided, key: str, plan: int) -> dict[str, Any]:
    board = found.board
    cell, target, series = board.rows[key][plan], found.targets.get(key), board.series(key, plan)
    inputs = inputs_of(key, board.plans[plan].tally, board.numbers[plan])
    return {
        "plan": board.plans[plan].name,
        "value": cell.value,
        "difference": cell.change,
        "percent": cell.percent,
        "at_least": cell.partly,
        "why": cell.why or cell.remark,
        "verdict": target.verdict(cell.value, cell.partly) if target is not None else None,
        "inputs": [one._asdict() for one in inputs],
        "over_time": series.tolist() if series is not None else None,
    }


def _weighing(found: Decided) -> dict[str, Any]:
    weighed, board = found.weighed, found.board
    names = [board.plans[plan].name for plan in weighed.plans]
    criteria = zip(weighed.criteria, weighed.scales, bands(weighed), strict=True)
    places = ranks(weighed)
    return {
        "criteria": [
            {
                **weighing.said([one])[0],
                "share": float(weighed.shares[k]),
                "scale": {"at": list(scale.at), "points": list(scale.points)},
                "depends_on_the_plans": not scale.fixed,
                "first_stays_first": list(band) if band is not None else None,
            }
            for k, (one, scale, band) in enumerate(criteria)
        ],
        "unused": [one.key for one in weighed.unused],
        "first": names[weighed.first] if weighed.counts else None,
        "certain": weighed.certain,
        "plans": [
            {
                "plan": name,
                "score": [float(weighed.low[row]), float(weighed.high[row])],
                "share_of_all_weightings_by_place": places[row].tolist(),
            }
            for row, name in enumerate(names)
        ]
        if weighed.counts
        else [],
        "assumptions": [
            {
                "name": one.name,
                "lead": [one.low, one.high],
                "first": [names[one.first_low], names[one.first_high]],
                "turns": one.turns,
            }
            for one in found.swings
        ],
    }


def page(found: Decided) -> str:
    """The board for people: a block for each group, a line for each number and plan."""
    board = found.board
    wide = max(len(one.name) for one in board.plans)
    lines, group = [], ""
    for key in shown_keys(board, found.targets):
        one = BY_KEY[key]
        if one.group != group:
            group = one.group
            lines += ["", group]
        aim = f"  ({target_words(found.targets[key])})" if key in found.targets else ""
        lines.append(f"  {one.title}{aim}")
        for plan, cell in enumerate(board.rows[key]):
            words = cell_words(key, cell)
            told = [change_words(key, cell)]
            if key in found.targets:
                told.append(found.targets[key].verdict(cell.value, cell.partly))
            told += [cell.why, "best" if plan in board.best(key) else ""]
            said = "  ".join(part for part in told if part)
            lines.append(f"    {board.plans[plan].name:<{wide}} {words:>18}  {said}".rstrip())
    return "\n".join([*lines[1:], *_ranking(found, wide)])


def _ranking(found: Decided, wide: int) -> list[str]:
    weighed, board = found.weighed, found.board
    if not weighed.criteria:
        return []
    lines = ["", first_words(board, weighed)]
    if weighed.counts:
        for row in (-(weighed.low + weighed.high)).argsort(kind="stable").tolist():
            name = board.plans[weighed.plans[row]].name
            points = f"{score_words(weighed, row):>8} points"
            share = f"first in {100 * ranks(weighed)[row, 0]:.0f} % of all ways to weigh"
            lines.append(f"    {name:<{wide}} {points}, {share}")
    lines += [f"    {swing_words(board, weighed, one)}" for one in found.swings if one.turns]
    return lines
