"""Who is affected, in a report: how many, by which threshold, where, and building by building."""

from __future__ import annotations

from app.cli_affected import quantity_of
from app.report.buildings import MOST, name_of
from app.report.case import Case
from app.report.maps import LOOKS, is_flat, is_upright, map_of
from app.report.stage import Stage
from app.report.words import amount, many, said, unit_of
from city.report import Block, Column, Facts, Heading, PageBreak, Paragraph, Table
from city.simulate.affected import Affected, affected
from city.simulate.affected_table import rows_of

MISSING = "new, or not compared"


def affected_blocks(case: Case, stage: Stage) -> list[Block]:
    """A chapter about who is affected; none where nothing is compared, or not in numbers."""
    if case.before is None or case.before.layer is None:
        return []
    try:
        key = quantity_of(case.layer).key
        found = affected(case.layer, case.before.layer, case.view, key, dwelling=case.dwelling)
    except ValueError:  # it is told in classes
        return []
    made = found.layer
    blocks: list[Block] = [
        PageBreak(),
        Heading("Who is affected"),
        Paragraph(f"{found.words()}."),
    ]
    for there, look in ((is_flat, None), (is_upright, LOOKS[0])):
        if there(made, "affected"):
            title = made.quantities[0].title
            blocks += map_of(
                case, stage, case.after, made, "affected", title, look, missing=MISSING
            )
    return [*blocks, Facts(made.facts[1:]), *_table(case, found)]


def _table(case: Case, found: Affected) -> list[Block]:
    if not found.owners:
        return []
    units = {one.key: unit_of(one) for one in found.layer.columns}
    quantities = {one.key: one for one in found.layer.columns}
    numbers = ("mean", "worst", "before", "after")
    heads = (
        Column("No.", align="right"),
        Column("Building"),
        Column("Homes", align="right"),
        *(Column(quantities[key].title, units[key], "right") for key in numbers),
    )
    addresses = [row["address"] for row in rows_of(found, case.view)]
    rows = []
    for k, ident in enumerate(found.owners[:MOST]):
        where = f", {addresses[k]}" if addresses[k] else ""
        homes = [amount(float(found.columns[key][k])) for key in ("homes", "all_homes")]
        values = (said(quantities[key], float(found.columns[key][k])) for key in numbers)
        rows.append((str(k + 1), f"{name_of(case, ident)}{where}", " of ".join(homes), *values))
    left = len(found.owners) - len(rows)
    told = [Paragraph(f"{many(left, 'building')} are left out.")] if left else []
    return [Table(heads, tuple(rows), "The affected buildings, the worst first"), *told]
