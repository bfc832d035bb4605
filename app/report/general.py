"""The report of any simulation: its maps, what it says in numbers, and its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.report.affected import affected_blocks
from app.report.buildings import change_blocks, columns_table, ranked
from app.report.case import Case, State
from app.report.maps import LOOKS, is_flat, is_upright, map_of
from app.report.stage import Stage
from app.report.words import amount, said, unit_of
from city.layer import Layer, Quantity
from city.layer_summary import summary
from city.progress import Progress
from city.report import Block, Column, Facts, Heading, PageBreak, Paragraph, Table

NEW = "no value"
NO_VALUE = "What has no value lies inside of something; in the difference it is also what is new."


def general_blocks(case: Case, stage: Stage, progress: Progress) -> list[Block]:
    """What stands in the middle of the report of any simulation."""
    layer = case.layer
    found: list[Block] = [Heading("What was found"), Facts(facts_of(layer))]
    found += statistics(layer, "In numbers")
    if case.change is not None:
        found += statistics(case.change, "What the plan changes")
    key = next((q.key for q in layer.quantities if q.key in layer.values), "")
    if key:
        found += map_blocks(case, stage, key, (), progress)
    found += affected_blocks(case, stage)
    found += [PageBreak(), Heading("Building by building")]
    found += columns_table(case, layer, layer.columns)
    numbers = [one.key for one in layer.columns if one.scale != "classes"]
    if case.change is not None and numbers:
        found += change_blocks(case, ranked(case, numbers[0]))
    return found if len(found[-1:]) and not isinstance(found[-1], Heading) else found[:-2]


def facts_of(layer: Layer) -> tuple[tuple[str, str], ...]:
    """What a layer says of itself; a name only where it is another one than before."""
    pairs, last = [], ""
    for name, words in layer.facts:
        pairs.append(("" if name == last else name, words))
        last = name
    return tuple(pairs)


def map_blocks(
    case: Case, stage: Stage, key: str, ids: tuple[str, ...], progress: Progress
) -> list[Block]:
    """Maps of a quantity before, after, and of what is other: from above, and of façades aslant
    too."""
    shown: list[tuple[str, State, Layer]] = []
    if case.before is not None and case.before.layer is not None:
        shown.append((case.before.name, case.before, case.before.layer))
    shown.append((case.after.name, case.after, case.layer))
    if case.change is not None:
        shown.append(("Difference", case.after, case.change))
    title = case.layer.quantity(key).title
    found: list[Block] = [PageBreak(), Heading(f"Maps: {title}")]
    if case.change is not None:
        found.append(Paragraph(NO_VALUE))
    for number, (name, state, layer) in enumerate(shown):
        progress.report(number, len(shown), "Drawing maps")
        last = number == len(shown) - 1
        mine = ids if last else ()
        found.append(Heading(name, 2))
        if is_flat(layer, key):
            found += map_of(
                case, stage, state, layer, key, f"{title}: {name}", ids=mine, missing=NEW
            )
        if is_upright(layer, key) and (last or not is_flat(layer, key)):
            found += map_of(case, stage, state, layer, key, f"{title}: {name}", LOOKS[0], mine, NEW)
    return found


def statistics(layer: Layer, caption: str, keys: Sequence[str] = ()) -> list[Block]:
    """How the values of each quantity are spread, by façades, roofs and ground. keys: of the
    quantities that are told; all of them where there is none."""
    numbers, classes = [], []
    every = [one for one in summary(layer) if not keys or one["quantity"] in keys]
    times = Counter(one["quantity"] for one in every if one["count"])
    for told in every:
        if told["on"] == "all" and times[told["quantity"]] == 2:  # the same as on its one sort
            continue
        one = layer.quantity(told["quantity"])
        if "classes" in told:
            classes += [_class(one, told, name) for name in told["classes"]]
        elif told["count"]:
            numbers.append(_row(one, told))
    found: list[Block] = []
    if numbers:
        heads = (
            Column("Quantity"),
            Column("On"),
            Column("Area", "m²", "right"),
            *(Column(name, align="right") for name in ("Least", "Median", "Mean", "Most")),
            Column("Unit"),
        )
        found.append(Table(heads, tuple(numbers), caption))
    if classes:
        heads = (
            Column("Quantity"),
            Column("On"),
            Column("Class"),
            Column("Area", "m²", "right"),
            Column("Share", "%", "right"),
        )
        found.append(Table(heads, tuple(classes), f"{caption}: classes"))
    return found


def _row(one: Quantity, told: dict[str, object]) -> tuple[str, ...]:
    spread = (told["min"], told["quantiles"]["0.5"], told["mean"], told["max"])  # type: ignore[index]
    values = (said(one, float(v)) for v in spread)  # type: ignore[arg-type]
    return (one.title, str(told["on"]), amount(float(told["area"])), *values, unit_of(one))  # type: ignore[arg-type]


def _class(one: Quantity, told: dict[str, dict[str, float]], name: str) -> tuple[str, ...]:
    area, whole = told["classes"][name], max(sum(told["classes"].values()), 1e-9)
    return (one.title, str(told["on"]), name, amount(area), amount(100 * area / whole, 1))
