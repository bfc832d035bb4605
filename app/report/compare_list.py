"""What differs, in a report: how much of what in all, then object by object."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from app.difference_layers import LOOKS
from app.plan_words import name_words
from app.report.words import amount, many
from app.two_plans import TwoPlans
from app.wording import kind_word
from city.compare import MEASURES, Difference
from city.report import Block, Column, Heading, Paragraph, Table

F64 = NDArray[np.float64]
LISTED = 60  # objects of the table; of more the rest stands elsewhere
NUMBERED = 15  # of them that bear numbers on the map
SUMS = {"footprint": "Footprint of buildings", "floor": "Gross floor area", "volume": "Volume"}
SIZES = {"height": "height", "floor": "floor", "footprint": "footprint"}


def ordered(difference: Difference) -> Difference:
    """The objects by sort, and of each the largest first."""
    size = np.nan_to_num(difference.sizes["footprint"]).max(1, initial=0.0)
    rows = sorted(
        range(len(difference)),
        key=lambda row: (int(difference.sort[row]), -float(size[row]), difference.ident(row)),
    )
    if len(rows) > LISTED:  # some of each sort are listed
        sorts = difference.sort[rows]
        quota = LISTED // len(np.unique(sorts))
        place = np.arange(len(rows)) - np.searchsorted(sorts, sorts)  # within its sort
        first = np.argsort(place >= quota, kind="stable")[:LISTED]
        listed = sorted(first.tolist())
        rest = sorted(set(range(len(rows))) - set(listed))
        rows = [rows[k] for k in (*listed, *rest)]
    return difference.take(rows)


def places_of(difference: Difference) -> list[F64]:
    """(3,): where the number of each of the first objects stands, on top of its middle."""
    found = []
    for row in range(min(len(difference), NUMBERED)):
        body = difference.body(row, 1) or difference.body(row, 0)
        if not body:  # of what has no shape the number is out of the picture
            found.append(np.full(3, -1e9))
            continue
        low, high = body.points.min(0), body.points.max(0)
        found.append(np.array([*((low + high) / 2)[:2], high[2]]))
    return found


def list_blocks(two: TwoPlans) -> list[Block]:
    """Totals, then the objects. two: with its difference in order."""
    difference = two.difference
    heading = Heading("What differs")
    if not len(difference):
        words = f"{two.a.name} and {two.b.name} make the same city: nothing differs."
        return [heading, Paragraph(words)]
    return [heading, *_totals(difference), *_objects(two)]


def _totals(difference: Difference) -> list[Block]:
    sorts = [sort for sort, number in difference.counts().items() if number]
    heads = (
        Column("Class"),
        *(Column(f"{LOOKS[sort].sign} {LOOKS[sort].title}", align="right") for sort in sorts),
    )
    rows = [
        (kind_word(kind), *(amount(counts[sort]) if sort in counts else "–" for sort in sorts))
        for kind, counts in difference.totals().items()
    ]
    if len(rows) > 1:
        counts = difference.counts()
        rows.append(("All", *(amount(counts[sort]) for sort in sorts)))
    found: list[Block] = [Table(heads, tuple(rows), "How many objects differ")]
    names = ("Added", "Removed", "What stayed", "In all")
    heads = (Column("Buildings"), *(Column(name, align="right") for name in names), Column("Unit"))
    sums = [
        (
            SUMS[name],
            amount(one.added, sign=True),
            amount(-one.removed, sign=True),
            amount(one.changed, sign=True),
            amount(one.net, sign=True),
            MEASURES[name],
        )
        for name, one in difference.sums.items()
    ]
    return [*found, Table(heads, tuple(sums), "How much differs, of buildings whose size is known")]


def _objects(two: TwoPlans) -> list[Block]:
    difference = two.difference
    heads = (
        Column("No.", align="right"),
        Column("Difference"),
        Column("Object"),
        Column(f"From {two.a.name} to {two.b.name}"),
    )
    count = min(len(difference), LISTED)
    rows = tuple(_row(difference, row) for row in range(count))
    found: list[Block] = [Table(heads, rows, "Object by object")]
    left = len(difference) - count
    if left:
        found.append(
            Paragraph(
                f"{many(left, 'more object')} differ. All of them are listed by: maquette compare "
                f"{two.project} {_said(two.a.name)} {_said(two.b.name)} --json, or -o list.csv"
            )
        )
    return found


def _said(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _row(difference: Difference, row: int) -> tuple[str, str, str, str]:
    sort = difference.sort_of(row)
    side = difference.a if sort == "removed" else difference.b
    words = difference.words(row) or _sizes(difference, row, 0 if sort == "removed" else 1)
    look = LOOKS[sort]
    name = name_words(side, difference.ident(row))
    return (str(row + 1), f"{look.sign} {look.title}", name, words)


def _sizes(difference: Difference, row: int, side: int) -> str:
    """How large something is that came or went."""
    told = []
    for key, name in SIZES.items():
        value = float(difference.sizes[key][row, side])
        if math.isfinite(value) and value > 0:
            told.append(f"{name} {amount(value, 1 if key == 'height' else 0)} {MEASURES[key]}")
    return ", ".join(told) or "–"


def counted_words(difference: Difference) -> str:
    """How many objects differ, in a part of a sentence."""
    counts = [(sort, n) for sort, n in difference.counts().items() if n]
    if not counts:
        return "nothing differs"
    told = ", ".join(f"{amount(n)} {_said_of(sort)}" for sort, n in counts)
    all_of_them = len(difference)
    verb = "differs" if all_of_them == 1 else "differ"
    return f"{many(all_of_them, 'object')} {verb} ({told})"


def _said_of(sort: str) -> str:
    return {
        "added": "added",
        "removed": "removed",
        "shape": "of another shape",
        "attributes": "with other attributes",
        "both": "of another shape and with other attributes",
        "renamed": "under another id",
    }[sort]
