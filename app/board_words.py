"""What the indicator board says: values, differences, verdicts, and where numbers come from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from app.plan_words import assumed_words, difference_words, value_words
from app.wording import number
from city.assumptions import ASSUMPTIONS
from city.indicators import BY_KEY, INDICATORS
from city.indicators.board import Board, Cell
from city.indicators.definitions import GROUPS
from city.indicators.inputs import inputs_of
from city.indicators.sensitivity import Swing
from city.indicators.targets import Target, Verdict
from city.indicators.weighing import Criterion, Scale, Weighed

UNKNOWN = "?"
WAYS = {
    "more": "more is better",
    "less": "less is better",
    "target": "the nearer to its target the better",
}
VERDICTS: Mapping[Verdict, str] = {
    "met": "target met",
    "nearly": "target nearly met",
    "missed": "target missed",
    "unknown": "not known whether the target is met",
}
FEW_INPUTS = 6  # that are named one by one


def shown_keys(board: Board, kept: Iterable[str] = ()) -> list[str]:
    """The indicators that say something of a plan, group by group; `kept`: these in any case."""
    always = set(kept)
    found = []
    for group in GROUPS:
        for one in INDICATORS:
            cells = board.rows[one.key]
            says = any(cell.value or (cell.value is None and cell.why) for cell in cells)
            if one.group == group and (says or one.key in always):
                found.append(one.key)
    return found


def cell_words(key: str, cell: Cell) -> str:
    """A value with its unit; "≥" before what leaves something out, "?" for what is not known."""
    if cell.value is None:
        return UNKNOWN
    least = "≥ " if cell.partly else ""
    return f"{least}{value_words(key, cell.value)}"


def change_words(key: str, cell: Cell, percent_too: bool = True) -> str:
    """The difference to the baseline with its arrow, its sign and its percent; "" for none."""
    if cell.change is None:
        return ""
    words = difference_words(key, cell.change, 0.0)
    if not words:
        return ""
    arrow = "▲" if cell.change > 0 else "▼"
    percent = cell.percent
    if percent is None or abs(percent) < 0.05 or not percent_too:
        return f"{arrow} {words}"
    decimals = 0 if abs(percent) >= 10 else 1
    share = f"{'+' if percent > 0 else '−'}{number(abs(percent), decimals)} %"
    return f"{arrow} {words} ({share})"


def target_words(target: Target) -> str:
    """What is aimed at: "at least 10,000 m²", "between 1.0 and 1.5", and who says so."""
    low, high = (
        None if bound is None else value_words(target.key, bound)
        for bound in (target.least, target.most)
    )
    if low is not None and high is not None:
        words = f"between {low} and {high}"
    else:
        words = f"at least {low}" if low is not None else f"at most {high}"
    return f"{words} ({target.source})" if target.source else words


def verdict_words(target: Target, cell: Cell) -> str:
    """Whether a number meets its target, and by how much it does not."""
    value, verdict = cell.value, target.verdict(cell.value, cell.partly)
    words = VERDICTS[verdict]
    if value is None or verdict in ("met", "unknown"):
        return words
    by = value_words(target.key, target.beyond(value))
    within = f", within {number(target.margin)} %" if verdict == "nearly" else ""
    return f"{words}: {by} off{within}"


def said_of(board: Board, key: str, plan: int, targets: Mapping[str, Target]) -> str:
    """One number in a sentence, for who hears the board, and for the tip under the mouse."""
    cell, name = board.rows[key][plan], board.plans[plan].name
    parts = [f"{BY_KEY[key].title}, {name}: {cell_words(key, cell)}"]
    change = change_words(key, cell)
    if change:
        parts.append(f"{change[2:]} against the baseline")
    if key in targets:
        parts.append(verdict_words(targets[key], cell))
    parts += [words for words in (cell.why, cell.remark) if words]
    if plan in board.best(key):
        parts.append("the best of these plans")
    return "; ".join(parts)


def explained(board: Board, key: str, plan: int, targets: Mapping[str, Target]) -> list[str]:
    """Where a number comes from, a line each: formula and source, what was counted, what is taken
    for granted, its target, and what it leaves out."""
    one, cell = BY_KEY[key], board.rows[key][plan]
    source = f" After {one.source}." if one.source else ""
    lines = [f"{one.title} of {board.plans[plan].name}: {one.formula}.{source}"]
    if cell.value is None:
        lines.append(f"Not known: {cell.why}.")
    inputs = inputs_of(key, board.plans[plan].tally, board.numbers[plan])
    if inputs:
        named = [f"{part.title} {_rounded(part.value)} {part.unit}" for part in inputs[:FEW_INPUTS]]
        more = [f"and {len(inputs) - FEW_INPUTS} more"] if len(inputs) > FEW_INPUTS else []
        lines.append("Counted: " + " · ".join(words.strip() for words in [*named, *more]) + ".")
    taken = assumed_words(one, dict(board.taken))
    if taken:
        lines.append("Taken for granted: " + " · ".join(taken) + ".")
    if cell.remark:
        least = "At least this much: " if cell.partly else "Not compared: "
        lines.append(f"{least}{cell.remark}.")
    if key in targets:
        target = targets[key]
        lines.append(f"Target: {target_words(target)}: {verdict_words(target, cell)}.")
    return lines


def _rounded(value: float) -> str:
    """A count as it is; a measure as closely as anybody wants it."""
    return number(value, 0 if abs(value) >= 100 or value == round(value) else 1)


def scale_words(one: Criterion, scale: Scale) -> str:
    """Which values are worth nothing and all, and whether that hangs on the plans."""
    key = one.key
    if len(scale.at) == 1:
        return "All plans are alike in it: it decides nothing"
    ends = list(zip(scale.at, scale.points, strict=True))
    nothing = " or ".join(value_words(key, at) for at, points in ends if not points)
    full = " to ".join(value_words(key, at) for at, points in ends if points)
    if scale.fixed:
        return f"0 points at {nothing} (baseline), 100 at {full} (target)"
    best = "target" if one.way == "target" else "best of these"
    return f"0 points at {nothing} (worst of these plans), 100 at {full} ({best})"


def score_words(weighed: Weighed, row: int) -> str:
    """The score of a plan: "62", or what it lies between where something is not known."""
    low, high = float(weighed.low[row]), float(weighed.high[row])
    if high - low < 0.5:
        return number((low + high) / 2, 0)
    return f"{number(low, 0)}–{number(high, 0)}"


def first_words(board: Board, weighed: Weighed) -> str:
    """Which plan comes first, in a sentence."""
    if not weighed.counts:
        return (
            "Choose what matters, and give it a weight."
            if not weighed.criteria
            else ("Nothing weighs anything: move a slider.")
        )
    name = board.plans[weighed.plans[weighed.first]].name
    if len(weighed.plans) < 2:
        return "There is only one plan: nothing to compare it with."
    if weighed.certain:
        return f"{name} comes first with these weights."
    near = [
        board.plans[weighed.plans[row]].name
        for row in range(len(weighed.plans))
        if row != weighed.first and weighed.high[row] >= weighed.low[weighed.first] - 1e-9
    ]
    names = " and ".join([name, *near])
    return f"{names} may each come first: they are alike, or what parts them is not known."


def band_words(band: tuple[float, float] | None) -> str:
    """How far a weight can be moved until another plan comes first."""
    if band is None:
        return "At no weight is it certain which plan comes first."
    low, high = band
    if low <= 0 and high >= 100:
        return "Whatever its weight, the same plan comes first."
    return f"The same plan comes first from {number(low, 0)} to {number(high, 0)}."


def swing_words(board: Board, weighed: Weighed, swing: Swing) -> str:
    """What an assumption does to the ranking at its ends."""
    one = ASSUMPTIONS[swing.name]
    said = []
    for value, first in ((one.low, swing.first_low), (one.high, swing.first_high)):
        name = board.plans[weighed.plans[first]].name
        said.append(f"at {number(value)} {one.unit}".rstrip() + f" {name} comes first")
    return f"{one.title}: {', '.join(said)}."


def as_rows(board: Board, targets: Mapping[str, Target]) -> list[list[str]]:
    """The board as a table of words: a row for each indicator, two columns for each plan."""
    head = ["Indicator", "Unit", "Target"]
    for one in board.plans:
        head += [one.name, f"{one.name}: difference"] if one.ident else [one.name]
    rows = [head]
    for key in shown_keys(board, targets):
        target = target_words(targets[key]) if key in targets else ""
        row = [BY_KEY[key].title, BY_KEY[key].unit, target]
        for one, cell in zip(board.plans, board.rows[key], strict=True):
            row.append(_plain(key, cell.value) or f"({cell.why})")
            if one.ident:
                row.append(_plain(key, cell.change))
        rows.append(row)
    return rows


def _plain(key: str, value: float | None) -> str:
    """A number as other programs read it, "" for none."""
    return "" if value is None else f"{value:.{max(BY_KEY[key].decimals, 2)}f}"


def as_csv(board: Board, targets: Mapping[str, Target]) -> str:
    """The board as comma-separated values, for a spreadsheet."""
    out = io.StringIO()
    rows = [[_safe(cell) for cell in row] for row in as_rows(board, targets)]
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: names come from files."""
    return (
        f"'{cell}" if cell[:1] in "=@\t\r" or (cell[:1] in "+-" and not _is_number(cell)) else cell
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def as_text(board: Board, targets: Mapping[str, Target], weighed: Weighed | None) -> str:
    """The board as lines with tabs, for a letter or a spreadsheet."""
    names = [one.name for one in board.plans]
    lines = ["\t".join(["", *names])]
    for key in shown_keys(board, targets):
        cells: list[Any] = []
        for cell in board.rows[key]:
            words, change = cell_words(key, cell), change_words(key, cell)
            cells.append(f"{words} {change}".rstrip())
        lines.append("\t".join([BY_KEY[key].title, *cells]))
    if weighed is not None and weighed.counts:
        scores = {plan: score_words(weighed, row) for row, plan in enumerate(weighed.plans)}
        lines.append("\t".join(["Score", *(scores.get(k, "") for k in range(len(names)))]))
    return "\n".join(lines)
