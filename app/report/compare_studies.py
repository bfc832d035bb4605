"""What simulations say of two plans in a report: maps in the same colours, who is affected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.compared_layers import Between
from app.plans import BASELINE
from app.report.affected import affected_blocks
from app.report.case import Case, State
from app.report.framing import STRIP, aslant, finished, from_above
from app.report.general import NO_VALUE, statistics
from app.report.maps import LOOKS, TIGHT, coloured, is_flat, is_upright, legend_of
from app.report.stage import Stage
from app.report.words import amount, quarter, settings_table
from app.two_plans import TwoPlans
from city.layer import Layer
from city.layer_colours import Colours
from city.progress import Progress
from city.report import (
    Block,
    Facts,
    Heading,
    Legend,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Pictures,
)
from city.scenario import Scenario
from city.simulate.catalogue import find
from city.simulate.difference import difference, on_one_scale
from city.simulate.simulation import Simulation
from exporters.paper.content import GAP
from exporters.paper.sheet import Paper, Sheet

NONE = "No simulation has been computed of these plans, so nothing is said of sun, sky or view."
WHOLE = "The commands with all of their settings are told by: maquette compare … --json"
BESIDES = 8.6  # mm for each point of the text that stands on a page of maps besides them
LARGER = 0.62  # of the height that all maps have, for the larger one
FOREIGN = "The package that computes it is not here, so there are no maps of it."


def study_blocks(
    two: TwoPlans, stage: Stage, day: date, paper: Paper, progress: Progress
) -> list[Block]:
    """A part for each study that both plans have, and a table of those that one of them lacks."""
    found: list[Block] = [Heading("Studies")]
    if not two.layers:
        return [*found, Paragraph(NONE)]
    missing = [one for one in two.layers if one.difference is None]
    there = [one for one in two.layers if one.difference is not None]
    if not there:
        found.append(Paragraph("No study is there of both plans, with the same settings."))
    for number, one in enumerate(there):
        progress.report(number, len(there), "Drawing studies")
        found += [PageBreak()] if number else []
        found += _study(two, one, stage, day, paper)
    return [*found, *_missing(missing)]


def _missing(between: Sequence[Between]) -> list[Block]:
    if not between:
        return []
    pairs = [
        (one.question.title, f"{one.told[:1].upper()}{one.told[1:]}. {_brief(one.wanted)}".strip())
        for one in between
    ]
    return [Heading("Studies that are not compared", 2), Facts(tuple(pairs)), Paragraph(WHOLE)]


def _brief(commands: Sequence[str]) -> str:
    """Commands without their settings, which nobody types from paper."""
    told = " and ".join(one.partition(" --set ")[0] for one in commands)
    return f"It is computed by: {told}" if told else ""


def simulation_of(one: Between) -> Simulation | None:
    """The simulation that a study comes from, None where nobody has it here."""
    try:
        return find(one.question.simulation)
    except ValueError:
        return None


def _study(two: TwoPlans, one: Between, stage: Stage, day: date, paper: Paper) -> list[Block]:
    between = one.difference
    assert between is not None
    title = one.question.title
    found: list[Block] = [Heading(title, 2)]
    found.append(Paragraph(f"What changes from {two.a.name} to {two.b.name}."))
    simulation = simulation_of(one)
    if simulation is None:
        return [*found, Paragraph(FOREIGN), *statistics(between, f"{title}: the difference")]
    found += statistics(between, f"{title}: the difference in numbers", between_keys(between)[:1])
    case = _case(two, one, simulation, day, paper)
    found += _maps(two, one, case, stage)
    who = affected_blocks(case, stage)
    return [*found, *(_below(block) for block in who)]


def _below(block: Block) -> Block:
    """A heading one level further down."""
    return replace(block, level=min(block.level + 2, 3)) if isinstance(block, Heading) else block


def _case(two: TwoPlans, one: Between, simulation: Simulation, day: date, paper: Paper) -> Case:
    states = [
        State(plan.name, plan, two.views[plan.ident], layer)
        for plan, layer in zip((two.a, two.b), one.answers, strict=True)
    ]
    dwelling = two.dwelling[one.question.ident]
    origins = two.contents.origins
    return Case(simulation, states[1], states[0], day, paper, two.project, origins, dwelling)


def _maps(two: TwoPlans, one: Between, case: Case, stage: Stage) -> list[Block]:
    """Both plans against the baseline, then one against the other: in the same colours."""
    between = one.difference
    assert between is not None
    keys = between_keys(between)
    if not keys:
        return []
    key = keys[0]
    shown = [(f"{two.b.name} against {two.a.name}", two.b, between)]
    today = two.alone.get(one.question.ident)
    if today is not None and between.quantity(key).scale == "diverging":
        for plan, layer in zip((two.a, two.b), one.answers, strict=True):
            shown.append((f"{plan.name} against {BASELINE}", plan, difference(layer, today)))
    scaled = on_one_scale([layer for _, _, layer in shown])
    colours = [coloured(layer, key) for layer in scaled]
    look = None if is_flat(between, key) else LOOKS[0]
    if look is not None and not is_upright(between, key):
        return []
    name = between.quantity(key).title
    found: list[Block] = [Heading(f"Maps: {name}", 3)]
    many = len(shown)
    pictures = [
        _map(case, stage, two, plan, layer, key, said, look, _room(case.sheet, number, many))
        for number, ((said, plan, _), layer) in enumerate(zip(shown, scaled, strict=True))
    ]
    beside = pictures if case.sheet.strip and many > 1 else pictures[1:]
    found += [one for one in pictures if one not in beside]
    if beside:
        heads = tuple(said for said, _, _ in shown[-len(beside) :])
        cells = tuple(replace(one, caption="") for one in beside)
        scale = beside[0].caption.rpartition(", ")[2]
        found.append(Pictures((cells,), heads, caption=f"{name}, {scale}"))
    same = " A colour means the same on each of these maps." if many > 1 else ""
    found += [_legend(colours), Paragraph(NO_VALUE + same)]
    if look is None and is_upright(between, key):
        said, plan, _ = shown[0]
        room = _room(case.sheet, 0, 1)
        found.append(_map(case, stage, two, plan, scaled[0], key, said, LOOKS[0], room))
        found.append(legend_of(colours[0]))
    return found


def _room(sheet: Sheet, number: int, count: int) -> tuple[float, float]:
    """How many mm across and down a map has: several stand beside each other on a lying sheet, on
    an upright one below the first."""
    room = sheet.height - sheet.top - sheet.bottom - BESIDES * sheet.letter - STRIP
    if count == 1:
        return sheet.measure, room
    if sheet.strip:
        wide = (sheet.measure + GAP) / count - GAP
        return wide, min(room, wide)
    room -= STRIP
    if number == 0:
        return sheet.measure, LARGER * room
    return (sheet.measure + GAP) / (count - 1) - GAP, (1 - LARGER) * room


def between_keys(between: Layer) -> list[str]:
    """The quantities that the difference of two answers has values of."""
    return [one.key for one in between.quantities if one.key in between.values]


def _legend(colours: Sequence[Colours]) -> Legend:
    """One legend of maps on one scale: of the one that has most classes, those that any has."""
    first = colours[0]
    rows = range(len(first.classes))
    if any(len(one.classes) != len(first.classes) for one in colours):
        return legend_of(max(colours, key=lambda one: len(one.classes)))
    classes = tuple(
        replace(first.classes[k], count=sum(one.classes[k].count for one in colours)) for k in rows
    )
    missing = sum(one.missing for one in colours)
    return legend_of(replace(first, classes=classes, missing=missing))


def _map(
    case: Case,
    stage: Stage,
    two: TwoPlans,
    plan: Scenario,
    layer: Layer,
    key: str,
    said: str,
    look: float | None,
    room: tuple[float, float],
) -> Picture:
    """One map of a difference. room: mm across and down that it has."""
    wide, high = room
    box = case.box.copy()
    box[0, :2] -= TIGHT
    box[1, :2] += TIGHT
    if look is None:
        framing = from_above(box, wide, high, full=True)
    else:
        framing = aslant(box, look, wide, high)
    stage.turn_to(two.views[plan.ident])
    stage.lay(layer, coloured(layer, key))
    pixels = stage.picture(framing.eye, framing.size)
    stage.lay(None)
    turn = case.place.turn if case.place is not None else 0.0
    image = finished(pixels, framing, turn, case.paper)
    how = f"from above, 1 : {amount(framing.ratio)}"
    if look is not None:
        how = f"seen towards the {quarter(look)}"
    words = f"{layer.quantity(key).title}: {said}, {how}."
    return Picture(image, words, words)


def method_blocks(two: TwoPlans) -> list[Block]:
    """How each study that is shown was computed, with its settings and limits."""
    found: list[Block] = []
    for one in two.layers:
        simulation = simulation_of(one)
        if one.difference is None or simulation is None:
            continue
        found.append(Heading(one.question.title, 2))
        texts = [simulation.method, simulation.source]
        found += [Paragraph(text) for text in texts if text]
        table = settings_table(simulation.parameters, one.answers[1].settings)
        found.append(replace(table, caption=f"{one.question.title}: all settings"))
        limits = [text for text in (simulation.limits, simulation.accuracy) if text]
        found += [Note("\n\n".join(limits), "Limits and accuracy")] if limits else []
    return found
