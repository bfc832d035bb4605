"""The indicators of plans in a report: values, targets, scores, and how much these hang on."""

from __future__ import annotations

from app.board_words import (
    WAYS,
    band_words,
    cell_words,
    change_words,
    first_words,
    scale_words,
    score_words,
    shown_keys,
    swing_words,
    target_words,
    verdict_words,
)
from app.cli_board import Decided
from app.report.words import amount, many
from city.assumptions import ASSUMPTIONS, assumed
from city.indicators import BY_KEY
from city.indicators.board import Board
from city.indicators.sensitivity import bands, ranks
from city.report import Bar, Bars, Block, Column, Heading, Note, Paragraph, Table

SIGNS = {"met": "✓", "nearly": "≈", "missed": "✗", "unknown": "?"}
SIGNS_SAID = (
    "▲ and ▼: more or less than the baseline. ✓ the target is met, ≈ nearly met, ✗ missed, "
    "? not known. ≥: at least so much, as not all of it is known."
)
ENOUGH = 0.995  # of all ways to weigh, from which on it is as good as all


def board_blocks(found: Decided) -> list[Block]:
    """The indicators of the plans beside the baseline, and which plan comes first."""
    board = found.board
    names = [one.name for one in board.plans]
    keys = shown_keys(board, found.targets)
    told = [key for key in keys if key in found.targets or _known(board, key)]
    blocks: list[Block] = [Heading("Indicators")]
    if not keys:
        return [*blocks, Paragraph("Nothing can be counted of this city.")]
    aimed = any(key in found.targets for key in keys)
    heads = [Column("Indicator"), *(Column(name, align="right") for name in names)]
    rows = []
    for key in told:
        cells = [_cell(found, key, plan) for plan in range(len(names))]
        target = target_words(found.targets[key]) if key in found.targets else "–"
        rows.append((BY_KEY[key].title, *cells, target) if aimed else (BY_KEY[key].title, *cells))
    heads += [Column("Target")] if aimed else []
    caption = f"Indicators; trees as grown in {board.plans[0].year}"
    blocks += [Table(tuple(heads), tuple(rows), caption), Paragraph(SIGNS_SAID)]
    return [*blocks, *_unknown(found, keys), *_weighing(found)]


def targets_words(found: Decided) -> str:
    """How many targets each plan meets, in a sentence; "" where there are none."""
    if not found.targets:
        return ""
    told = []
    for plan, one in enumerate(found.board.plans):
        if one.ident:
            cells = ((target, found.board.rows[key][plan]) for key, target in found.targets.items())
            met = sum(target.verdict(cell.value, cell.partly) == "met" for target, cell in cells)
            told.append(f"{one.name} meets {met}")
    count = len(found.targets)
    return f"Of {many(count, 'target')} {' and '.join(told)}."


def _cell(found: Decided, key: str, plan: int) -> str:
    """A value, its difference to the baseline, and whether it meets its target."""
    cell = found.board.rows[key][plan]
    lines = [cell_words(key, cell)]
    if found.board.plans[plan].ident:
        change = change_words(key, cell)
        lines += [change] if change else []
    if key in found.targets:
        target = found.targets[key]
        sign = SIGNS[target.verdict(cell.value, cell.partly)]
        lines.append(f"{sign} {verdict_words(target, cell)}")
    return "\n".join(lines)


def _unknown(found: Decided, keys: list[str]) -> list[Block]:
    """What could not be counted, and why: each reason once."""
    of: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for key in keys:
        whys = [cell.why or cell.remark for cell in found.board.rows[key]]
        for why in dict.fromkeys(filter(None, whys)):
            plans = zip(found.board.plans, whys, strict=True)
            names = tuple(one.name for one, said in plans if said == why)
            of.setdefault((why, names), []).append(BY_KEY[key].title)
    lines = []
    for (why, names), titles in of.items():
        some = f" ({', '.join(names)})" if len(names) < len(found.board.plans) else ""
        lines.append(f"{', '.join(titles)}{some}: {why}.")
    return [Note("\n".join(lines), "Not known, or not all of it")] if lines else []


def _known(board: Board, key: str) -> bool:
    return any(cell.value is not None for cell in board.rows[key])


# which plan comes first


def _weighing(found: Decided) -> list[Block]:
    weighed, board = found.weighed, found.board
    blocks: list[Block] = [Heading("Weighed", 2)]
    if not weighed.criteria:
        words = "The project weighs no indicator, so nothing is said of which plan is better."
        return [*blocks, Paragraph(words)]
    blocks.append(Paragraph(first_words(board, weighed)))
    if weighed.counts:
        blocks += _scores(found)
    heads = (
        Column("Indicator"),
        Column("Weight", "%", "right"),
        Column("Way"),
        Column("Points"),
        Column("How much hangs on its weight"),
    )
    rows = tuple(
        (
            BY_KEY[one.key].title,
            amount(100 * float(weighed.shares[k])),
            WAYS[one.way],
            scale_words(one, scale),
            band_words(band) if len(weighed.plans) > 1 else "–",
        )
        for k, (one, scale, band) in enumerate(
            zip(weighed.criteria, weighed.scales, bands(weighed), strict=True)
        )
    )
    blocks.append(Table(heads, rows, "What is weighed, and how much the first place hangs on it"))
    if weighed.unused:
        names = ", ".join(BY_KEY[one.key].title for one in weighed.unused)
        blocks.append(Note(f"Not weighed, as no plan is known in it: {names}."))
    return [*blocks, *_assumptions_matter(found)]


def _scores(found: Decided) -> list[Block]:
    weighed = found.weighed
    places = ranks(weighed)
    bars, told = [], []
    for row, plan in enumerate(weighed.plans):
        name = found.board.plans[plan].name
        middle = float(weighed.low[row] + weighed.high[row]) / 2
        bars.append(Bar(name, (middle,), (f"{score_words(weighed, row)} points",)))
        share = float(places[row, 0])
        said = "every way" if share > ENOUGH else "no way" if share < 1 - ENOUGH else ""
        said = said or f"{amount(100 * share)} % of all ways"
        told.append(f"{name} comes first in {said} to weigh these indicators.")
    chart = Bars(tuple(bars), ("Score, from 0 to 100",), "The score of each plan")
    if len(bars) < 2:
        return [chart]
    return [chart, Paragraph(" ".join(told))]


def _assumptions_matter(found: Decided) -> list[Block]:
    if len(found.weighed.plans) < 2 or not found.weighed.counts:
        return []
    turning = [one for one in found.swings if one.turns]
    if not turning:
        words = (
            "No assumption, taken at its lowest or at its highest, lets another plan come first."
        )
        return [Paragraph(words)]
    lines = [swing_words(found.board, found.weighed, one) for one in turning]
    return [Note("\n".join(lines), "Assumptions on which the first place hangs")]


# what stands behind it


def assumption_blocks(found: Decided) -> list[Block]:
    """What was taken for granted, with where it comes from and what it may be."""
    taken = assumed(found.board.taken)
    rows = []
    for name, value in taken.items():
        one = ASSUMPTIONS[name]
        own = "chosen for this project" if value != one.value else one.source
        span = f"{amount(one.low, _places(one.low))} to {amount(one.high, _places(one.high))}"
        rows.append((one.title, amount(value, _places(value)), one.unit, span, own))
    heads = (
        Column("Assumption"),
        Column("Value", align="right"),
        Column("Unit"),
        Column("From, to"),
        Column("Where it comes from"),
    )
    return [Heading("Assumptions"), Table(heads, tuple(rows), "What is taken for granted")]


def _places(value: float) -> int:
    return 0 if value == round(value) else 1


def formula_blocks(found: Decided) -> list[Block]:
    """How each indicator is worked out."""
    rows = tuple(
        (BY_KEY[key].title, BY_KEY[key].formula, BY_KEY[key].source or "–", BY_KEY[key].badge)
        for key in shown_keys(found.board, found.targets)
    )
    heads = (Column("Indicator"), Column("How it is counted"), Column("After"), Column("Is"))
    return [Table(heads, rows, "The indicators")] if rows else []
