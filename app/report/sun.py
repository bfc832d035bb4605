"""The report of a sun and shadow study: hours of sun before and after, and what a plan takes."""

from __future__ import annotations

import numpy as np

from app.report.affected import affected_blocks
from app.report.buildings import change_blocks, ranked, worst
from app.report.case import Case
from app.report.general import facts_of, map_blocks, statistics
from app.report.shadows import shadow_blocks
from app.report.stage import Stage
from app.report.words import amount
from city.layer import SORTS, Layer
from city.progress import Progress
from city.report import Block, Column, Facts, Heading, PageBreak, Table

LOSSES = (
    (0.0, "any sun at all"),
    (0.5, "more than 30 min"),
    (1.0, "more than 1 h"),
    (2.0, "more than 2 h"),
    (4.0, "more than 4 h"),
)
SHOWN = ("hours", "least")  # of the quantities, in the tables of numbers
JUST = 1e-4  # hours: what rounding may add


def sun_blocks(case: Case, stage: Stage, progress: Progress) -> list[Block]:
    """What stands in the middle of the report of a sun study."""
    found: list[Block] = [Heading("What was found"), Facts(facts_of(case.layer))]
    order = ranked(case, "facades")
    if case.change is not None:
        found.append(loss_table(case.change))
    if case.before is not None and case.before.layer is not None:
        found += statistics(case.before.layer, case.before.name, SHOWN)
    found += statistics(case.layer, case.after.name, SHOWN)
    found += map_blocks(case, stage, "hours", worst(order, case.change is not None), progress)
    found += affected_blocks(case, stage)
    found += [PageBreak(), Heading("Building by building")]
    found += change_blocks(case, order)
    return found + shadow_blocks(case, stage, progress)


def loss_table(change: Layer) -> Table:
    """How much façade, roof and ground loses how many hours, in m² and as a share of what can be
    compared."""
    lost, area = -change.values["hours"], change.samples.area.astype(np.float64)
    known = np.isfinite(lost)
    sorts = [k for k in range(len(SORTS)) if (known & (change.samples.sort == k)).any()]
    heads = [Column("Loses")]
    for sort in sorts:
        name = SORTS[sort].capitalize()
        heads += [Column(name, "m²", "right"), Column(name, "%", "right")]
    limits = [(f"Loses {words}", lost > least + JUST) for least, words in LOSSES]
    limits.append(("Gains any sun at all", lost < -JUST))
    rows = []
    for words, mask in limits:
        row = [words]
        for sort in sorts:
            mine = known & (change.samples.sort == sort)
            some, whole = float(area[mine & mask].sum()), float(area[mine].sum())
            row += [amount(some), amount(100 * some / max(whole, 1e-9), 1)]
        rows.append(tuple(row))
    heads[0] = Column("On the day, or a day on average")
    return Table(tuple(heads), tuple(rows), "What the plan takes and gives, by area")


def in_short(case: Case) -> str:
    """The result in a sentence; "" where nothing is compared."""
    change = case.change
    if change is None:
        return ""
    facade = (change.samples.sort == 0) & np.isfinite(change.values["hours"])
    lost = -change.values["hours"][facade]
    area = change.samples.area[facade].astype(np.float64)
    whole = max(float(area.sum()), 1e-9)
    hour, half = (float(area[lost > least + JUST].sum()) for least in (1.0, 0.5))
    if not (np.abs(lost) > JUST).any():
        return "The plan changes nothing: no façade in the area gains or loses any sun."
    return (
        f"Of {amount(whole)} m² of façade that stands today and with the plan, {amount(half)} m² "
        f"({amount(100 * half / whole, 1)} %) lose more than 30 minutes of sun and "
        f"{amount(hour)} m² ({amount(100 * hour / whole, 1)} %) more than 1 hour; the most that "
        f"any place loses is {amount(float(lost.max(initial=0.0)), 2)} h."
    )
