"""The tables of a report, building by building, and what buildings are called in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.report.case import Case
from app.report.words import amount, many, said, unit_of
from city.layer import Layer, Quantity
from city.report import Bar, Bars, Block, Column, Paragraph, Table

F64 = NDArray[np.float64]
MOST = 40  # buildings in a table
FIRST = 10  # of them that are drawn as bars and bear numbers on the maps


@dataclass(frozen=True, eq=False)
class Ranked:
    """Buildings by how much one number of theirs changes, those that lose most first; without a
    change to tell, by the number itself, the lowest first.

    ids: of those that have the number. before, after, change: (n,) NaN where there is none.
    """

    quantity: Quantity
    ids: tuple[str, ...]
    before: F64
    after: F64

    @property
    def change(self) -> F64:
        return self.after - self.before

    @property
    def changed(self) -> int:
        """How many change by what is more than rounding; they come first."""
        least = 0.5 * 10.0**-self.quantity.decimals
        return int((np.abs(self.change) >= least).sum())


def ranked(case: Case, key: str) -> Ranked:
    """Buildings by a column of the study."""
    quantity = next(one for one in case.layer.columns if one.key == key)
    after = dict(zip(case.layer.samples.owners, case.layer.tables[key].tolist(), strict=True))
    before: dict[str, float] = {}
    if case.before is not None and case.before.layer is not None:
        old = case.before.layer
        before = dict(zip(old.samples.owners, old.tables[key].tolist(), strict=True))
    nothing = float("nan")
    rows = [(name, before.get(name, nothing), value) for name, value in after.items()]
    rows = [row for row in rows if np.isfinite(row[2])]
    compared = case.before is not None and case.before.layer is not None

    def order(row: tuple[str, float, float]) -> tuple[bool, float, str]:
        name, was, now = row
        number = now - was if compared else now
        return (not np.isfinite(number), number if np.isfinite(number) else 0.0, name)

    rows.sort(key=order)
    columns = np.array([row[1:] for row in rows], np.float64).reshape(-1, 2)
    return Ranked(quantity, tuple(row[0] for row in rows), columns[:, 0], columns[:, 1])


def name_of(case: Case, ident: str) -> str:
    """What a building is called: its own name, where it has one, and its id."""
    found = case.view.find(ident)
    about = {} if found is None else case.view.attributes(found)
    own = next((str(about[k]) for k in ("name", "gml:name") if about.get(k)), "")
    return f"{own} ({ident})" if own and own != ident else ident


def worst(found: Ranked, compared: bool) -> tuple[str, ...]:
    """The buildings that bear numbers."""
    count = found.changed if compared else len(found.ids)
    return found.ids[: min(count, FIRST)]


def change_blocks(case: Case, found: Ranked) -> list[Block]:
    """The most affected buildings: bars of the first, a table, and how many are left out."""
    if case.before is None or case.before.layer is None:
        return _lowest(case, found)
    count = min(found.changed, MOST)
    if not count:
        return [Paragraph("No building of the area changes by as much as can be told.")]
    one, unit = found.quantity, unit_of(found.quantity)
    rows = [
        (
            str(k + 1),
            name_of(case, found.ids[k]),
            said(one, found.before[k]),
            said(one, found.after[k]),
            said(one, found.change[k], change=True),
        )
        for k in range(count)
    ]
    heads = (
        Column("No.", align="right"),
        Column("Building"),
        *(Column(name, unit, "right") for name in ("Before", "With the plan", "Change")),
    )
    bars = [
        Bar(
            f"{k + 1}  {found.ids[k]}",
            (float(found.before[k]), float(found.after[k])),
            tuple(f"{said(one, v)} {unit}" for v in (found.before[k], found.after[k])),
        )
        for k in range(min(count, FIRST))
    ]
    first = f"{one.title}: the {many(len(bars), 'building')} that lose most"
    return [
        Bars(tuple(bars), ("Before", "With the plan"), first),
        Table(heads, tuple(rows), f"{one.title}: the most affected buildings"),
        Paragraph(_left_out(found, count)),
    ]


def _left_out(found: Ranked, count: int) -> str:
    known = int(np.isfinite(found.change).sum())
    new = len(found.ids) - known
    words = [f"{many(known, 'building')} of the area can be compared"]
    words.append(f"{amount(count)} of them stand in the table")
    more = found.changed - count
    if more:
        words.append(f"{amount(more)} more change by less than the last of these")
    words.append(f"{amount(known - found.changed)} stay as they are")
    text = "; ".join(words) + "."
    return f"{text} {many(new, 'building')} of the plan cannot be compared." if new else text


def _lowest(case: Case, found: Ranked) -> list[Block]:
    one = found.quantity
    count = min(len(found.ids), MOST)
    if not count:
        return [Paragraph("No building of the area has a value.")]
    rows = [
        (str(k + 1), name_of(case, found.ids[k]), said(one, found.after[k])) for k in range(count)
    ]
    heads = (Column("No.", align="right"), Column("Building"), _column(one))
    told = f"{amount(len(found.ids) - count)} of {many(len(found.ids), 'building')} are left out."
    return [
        Table(heads, tuple(rows), f"{one.title}: the buildings with the least"),
        Paragraph(told),
    ]


def _column(one: Quantity) -> Column:
    return Column(one.title, unit_of(one), "right")


def columns_table(case: Case, layer: Layer, columns: Sequence[Quantity]) -> list[Block]:
    """All that is said of each building, those first for whom the first column says most."""
    columns = [one for one in columns if one.key in layer.tables]
    if not columns or not layer.samples.owners:
        return []
    key = np.abs(layer.tables[columns[0].key])
    order = np.argsort(-np.nan_to_num(key, nan=-1.0), kind="stable")
    rows = [
        (
            name_of(case, layer.samples.owners[row]),
            *(said(one, float(layer.tables[one.key][row])) for one in columns),
        )
        for row in order[:MOST].tolist()
    ]
    left = len(order) - len(rows)
    told = [Paragraph(f"{many(left, 'building')} are left out.")] if left else []
    heads = (Column("Building"), *map(_column, columns))
    return [Table(heads, tuple(rows), "Building by building"), *told]
