"""The report of a norm: what it asks for, who meets it today, and who no longer does."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from app.report.buildings import FIRST, name_of
from app.report.case import Case
from app.report.general import NEW, NO_VALUE, facts_of, statistics
from app.report.maps import LOOKS, is_flat, map_of
from app.report.shadows import shadow_blocks
from app.report.stage import Stage
from app.report.words import amount, many, quarter
from city.layer import Layer
from city.norms import Norm
from city.progress import Progress
from city.report import Block, Column, Facts, Heading, Note, PageBreak, Paragraph, Table
from city.simulate.homes import Homes, homes_in
from city.simulate.verdict import (
    NEWLY_FAILS,
    NEWLY_PASSES,
    PASSES,
    VERDICTS,
    asked_words,
    norm_of,
    source_words,
)

F64 = NDArray[np.float64]
MOST = 200  # homes in a table
MOST_BUILDINGS = 40
NOT_JUDGED = "not judged"
JUST = 1e-4  # of an hour, a percent or a degree: what rounding may add
OWN = ("Norm", "Written in", "It asks for", "Note")  # facts that stand in a section of their own


@dataclass(frozen=True, eq=False)
class Failing:
    """The homes that pass today and fail with the plan, the worst hit first.

    rows: (h,) of `homes`. before, after: (h,) the value that decides. facing: (h,) degrees
    clockwise from north.
    """

    homes: Homes
    rows: NDArray[np.int64]
    before: F64
    after: F64
    facing: F64


def norm_blocks(case: Case, stage: Stage, progress: Progress) -> list[Block]:
    """What stands in the middle of the report of a norm."""
    layer, norm = case.layer, norm_of(str(case.layer.settings["norm"]))
    failing = failing_homes(case, norm)
    ids = _numbered(layer)
    found: list[Block] = [Heading("The verdict"), *_verdict(case)]
    found += [Heading("What the norm asks for"), *_asked(norm)]
    found += _map_blocks(case, stage, ids, progress)
    found += [PageBreak(), Heading("Homes that pass today and fail with the plan")]
    found += _homes_table(case, norm, failing, ids)
    found += [Heading("Building by building"), *_buildings_table(case, ids)]
    found += statistics(layer, "In numbers")
    return found + shadow_blocks(case, stage, progress)


def verdict_words(case: Case) -> str:
    """The verdict in a sentence; "" where no home is judged."""
    tables = case.layer.tables
    homes, new = (int(np.nansum(tables[key])) for key in ("homes", "newly_failing"))
    if not homes:
        return ""
    asked = asked_words(norm_of(str(case.layer.settings["norm"])))
    judged = f"Of {many(homes, 'home')} that are judged by the norm {case.layer.title} ({asked}), "
    if not new:
        return f"{judged}none that meets it today fails it with the plan."
    today = int(np.nansum(tables["passing_today"]))
    return f"{judged}{amount(today)} meet it today; {amount(new)} of these fail with the plan."


def _verdict(case: Case) -> list[Block]:
    tables = case.layer.tables
    total = {key: int(np.nansum(tables[key])) for key in tables if key != "passes"}
    facts = tuple(pair for pair in facts_of(case.layer) if pair[0] not in OWN)
    homes, new = total.get("homes", 0), total.get("newly_failing", 0)
    if not homes:
        return [Facts(facts)]
    pairs = (
        ("Homes judged", f"{amount(homes)}, assumed from the model"),
        ("Pass today", amount(total["passing_today"])),
        ("Pass with the plan", amount(total["passing"])),
        ("Pass today, fail with the plan", amount(new)),
        ("Pass only with the plan", amount(total["newly_passing"])),
    )
    told = {"Homes judged", *(VERDICTS[k] for k in (PASSES, NEWLY_FAILS, NEWLY_PASSES))}
    kept = tuple(one for one in facts if one[0] not in told)
    return [Facts((*pairs, *kept))]


def _asked(norm: Norm) -> list[Block]:
    asks = asked_words(norm)
    pairs = [
        ("Norm", norm.title),
        ("Country", norm.country),
        ("It asks for", f"{asks[:1].upper()}{asks[1:]}"),
        ("Written in", source_words(norm)),
        ("Measured at", f"{norm.receiver.at}, {norm.receiver.height:g} m above the floor"),
        ("A home passes where", _rule(norm.part, "of its points")),
        ("A building passes where", _rule(norm.building, "of its homes")),
    ]
    if norm.source.seen:
        pairs.append(("Where it was read", norm.source.seen))
    return [Facts(tuple(pairs)), *([Note(norm.note, "Note")] if norm.note else [])]


def _rule(rule: str | float, of: str) -> str:
    if isinstance(rule, str):
        return {"any": f"any {of} does", "all": f"all {of} do"}.get(rule, rule)
    return f"{amount(100 * rule)} % {of} do"


def _map_blocks(case: Case, stage: Stage, ids: tuple[str, ...], progress: Progress) -> list[Block]:
    """The homes from two opposite sides, and what the plan changes for them; of a norm for the
    ground, the ground from above."""
    layer = case.layer
    upright = bool(np.isfinite(layer.values["homes"]).any())
    key = "homes" if upright else "verdict"
    looks = LOOKS if upright else ((None,) if is_flat(layer, key) else ())
    found: list[Block] = [PageBreak(), Heading("Map of the homes" if upright else "Map")]
    changed = bool((np.abs(np.nan_to_num(layer.values["change"])) > JUST).any())
    keys = [key, "change"] if changed else [key]
    for number, (one, look) in enumerate(product(keys, looks)):
        progress.report(number, len(keys) * len(looks), "Drawing maps")
        if one != key and look == next(iter(looks)):
            found += [Heading("Difference", 2), Paragraph(NO_VALUE)]
        name, missing = layer.quantity(one).title, NOT_JUDGED if one == key else NEW
        found += map_of(case, stage, case.after, layer, one, name, look, ids, missing)
    if not changed:
        found.append(Paragraph("The plan changes no value that the norm judges."))
    return found


def _buildings_table(case: Case, ids: tuple[str, ...]) -> list[Block]:
    """Buildings with homes that are judged, those first that have most that fail newly."""
    owners, tables = case.layer.samples.owners, case.layer.tables
    shown = {
        "homes": "Homes",
        "passing_today": "Pass today",
        "passing": "Pass then",
        "newly_failing": "Newly fail",
    }
    if tables["newly_passing"].any():
        shown["newly_passing"] = "Newly pass"
    rank = {name: place for place, name in enumerate(ids)}
    judged = np.flatnonzero(tables["homes"] > 0).tolist()
    judged.sort(key=lambda row: (rank.get(owners[row], FIRST), -tables["newly_failing"][row]))
    rows = []
    for row in judged[:MOST_BUILDINGS]:
        name, passes = owners[row], float(tables["passes"][row])
        rows.append(
            (
                str(rank[name] + 1) if name in rank else "",
                name_of(case, name),
                *(amount(float(tables[key][row])) for key in shown),
                "passes" if passes == 1 else "fails" if passes == 0 else "–",
            )
        )
    if not rows:
        return [Paragraph("No building of the area has homes that are judged.")]
    heads = (
        Column("No.", align="right"),
        Column("Building"),
        *(Column(title, align="right") for title in shown.values()),
        Column("Whole"),
    )
    left = len(judged) - len(rows)
    told = [Paragraph(f"{many(left, 'more building')} with homes are left out.")] if left else []
    return [Table(heads, tuple(rows), "Homes of each building, today and with the plan"), *told]


def _numbered(layer: Layer) -> tuple[str, ...]:
    """The buildings with the most homes that fail because of the plan."""
    counts = layer.tables["newly_failing"]
    order = np.argsort(-counts, kind="stable")[:FIRST].tolist()
    return tuple(layer.samples.owners[row] for row in order if counts[row] > 0)


def failing_homes(case: Case, norm: Norm) -> Failing:
    """The homes that pass today and fail with the plan, and what decides it."""
    layer, samples = case.layer, case.layer.samples
    homes = homes_in(case.view, samples, float(layer.settings["dwelling"]))
    now = layer.values["value"].astype(np.float64)
    then = now - layer.values["change"]
    judged = np.isfinite(layer.values["verdict"]) & (homes.of >= 0)
    fails = judged & (layer.values["homes"] == NEWLY_FAILS)
    rows = np.unique(homes.of[fails]).astype(np.int64)
    before, after = (np.full(len(rows), np.nan) for _ in range(2))
    facing = np.zeros(len(rows))
    for place, row in enumerate(rows.tolist()):
        mine = fails & (homes.of == row)
        before[place], after[place] = (_deciding(norm, one[mine]) for one in (then, now))
        east, north, _ = (samples.normals[mine] * samples.area[mine, None]).sum(0).tolist()
        facing[place] = np.degrees(np.arctan2(east, north)) % 360
    order = np.lexsort((rows, after - before))
    return Failing(homes, rows[order], before[order], after[order], facing[order])


def _deciding(norm: Norm, values: F64) -> float:
    """The value of the point that decides whether a home passes."""
    known = np.sort(values[np.isfinite(values)])
    if norm.judges != "line25":  # of an angle, less is better
        known = known[::-1]
    if not len(known):
        return float("nan")
    share = {"any": 0.0, "all": 1.0}.get(str(norm.part), norm.part)
    return float(known[max(int(np.ceil(float(share) * len(known))) - 1, 0)])


def _homes_table(case: Case, norm: Norm, failing: Failing, ids: tuple[str, ...]) -> list[Block]:
    if not len(failing.rows):
        return [Paragraph("There is none.")]
    owners, homes = case.layer.samples.owners, failing.homes
    numbers = {name: str(k) for k, name in enumerate(ids, 1)}
    rows = []
    for place, row in enumerate(failing.rows[:MOST].tolist()):
        owner = owners[homes.owner[row]]
        storey = int(homes.storey[row])
        rows.append(
            (
                numbers.get(owner, ""),
                name_of(case, owner),
                "ground floor" if storey == 0 else f"floor {storey}",
                f"{int(homes.number[row]) + 1}, {quarter(float(failing.facing[place]))}",
                amount(float(failing.before[place]), 2),
                amount(float(failing.after[place]), 2),
            )
        )
    heads = (
        Column("No.", align="right"),
        Column("Building"),
        Column("Storey"),
        Column("Home, faces"),
        Column("Today", norm.unit, "right"),
        Column("With the plan", norm.unit, "right"),
    )
    told = (
        f"{many(len(failing.rows), 'home')} in all. Homes of a storey are numbered clockwise from "
        "the north, as they are assumed; the values are those of the point that decides."
    )
    left = len(failing.rows) - len(rows)
    if left:
        told += f" {many(left, 'home')} are left out of the table."
    caption = "Homes that pass today and fail with the plan"
    return [Table(heads, tuple(rows), caption), Paragraph(told)]
