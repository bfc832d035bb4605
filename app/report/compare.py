"""The report of two plans: what differs, what that comes to, and what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.board_words import first_words
from app.live.layer import named_terms
from app.report.compare_board import (
    assumption_blocks,
    board_blocks,
    formula_blocks,
    targets_words,
)
from app.report.compare_list import counted_words, list_blocks, ordered, places_of
from app.report.compare_looks import box_of
from app.report.compare_pictures import picture_blocks
from app.report.compare_studies import method_blocks, study_blocks
from app.report.origins import changed_words, data_blocks, plan_told, program_version, site
from app.report.stage import Stage
from app.report.words import amount, in_english, many, place_words
from app.two_plans import TwoPlans
from city.place import place_of
from city.progress import Progress
from city.project import ProjectError
from city.report import Block, Column, Facts, Heading, Note, Paragraph, Report, Table
from exporters.paper.sheet import SHEETS, Paper

F64 = NDArray[np.float64]
MOST_LOST = 6  # edits that are told on the first page
METHOD = (
    "Both plans are laid over the same city. An object is the same in both where it has the same "
    "id; it has another shape where its faces lie elsewhere by more than a centimetre, and other "
    "attributes where anything else is said of it. What neither plan touches is not looked at. "
    "Sizes are those of the buildings whose shape or storeys are known."
)
LIMITS = (
    "Numbers of a plan are worth what its model is worth: what the sources do not say is assumed, "
    "and told as such. A score sets plans in an order by what was chosen to be weighed; it is no "
    "measure of how good a plan is."
)
WEIGHED = (
    "The score of a plan is the weighted mean of its points in each indicator, which run straight "
    "from 0 to 100 (additive value model: Keeney and Raiffa 1976). In how many of all ways to "
    "weigh a plan comes first is found by drawing weights evenly (SMAA-2: Lahdelma and Salminen "
    "2001)."
)
CHECKED = (
    "Equal files, equal plans and an equal date give the same report, byte for byte. The hash of a "
    "plan follows from its edits, whoever made them and when."
)


def comparison_of(
    two: TwoPlans, day: date, paper: Paper, views: Sequence[str], progress: Progress
) -> Report:
    """Everything that stands in the report of two plans. Only on the main thread.

    views: names of saved views that are shown; none: all. ProjectError where there is no city to
    draw, or no such view.
    """
    if not any(len(city.objects) for city in two.base.cities) and not two.base.terrains:
        why = "; ".join(two.news) or "it shows nothing"
        raise ProjectError(f"{two.project}: there is no city to draw the plans over ({why})")
    two = replace(two, difference=ordered(two.difference))
    box = box_of(two)
    with in_english():
        stage = Stage([two.views[one.ident] for one in two.states], two.year)
        try:
            blocks = _blocks(two, box, stage, day, paper, views, progress)
        finally:
            stage.close()
    place = place_of(two.base.frame, box.mean(0))
    return Report(
        "Two plans compared",
        tuple(blocks),
        day,
        subtitle=f"{two.b.name} against {two.a.name}",
        place=place_words(place.lat, place.lon) if place is not None else "",
        project=two.project,
        mark=f"Comparison {two.digest()}",
    )


def _blocks(
    two: TwoPlans,
    box: F64,
    stage: Stage,
    day: date,
    paper: Paper,
    views: Sequence[str],
    progress: Progress,
) -> list[Block]:
    places = places_of(two.difference)
    return [
        Note(in_short(two), "In short"),
        *_news(two),
        Heading("Where and what"),
        _where(two, box),
        *picture_blocks(two, stage, SHEETS[paper], paper, views, box, places, progress),
        *list_blocks(two),
        *board_blocks(two.decided),
        *study_blocks(two, stage, day, paper, progress),
        *_plans(two),
        *assumption_blocks(two.decided),
        Heading("Method and limits"),
        Paragraph(METHOD),
        *formula_blocks(two.decided),
        *([Paragraph(WEIGHED)] if two.decided.weighed.criteria else []),
        Note(LIMITS, "Limits"),
        *method_blocks(two),
        *data_blocks(two.base, named_terms(two.contents.settings)),
        *_trace(two, day),
    ]


def in_short(two: TwoPlans) -> str:
    """What differs, in a sentence, and which plan comes first."""
    floor = two.difference.sums["floor"].net
    words = f"Between {two.a.name} and {two.b.name} {counted_words(two.difference)}"
    if abs(floor) >= 0.5:
        more = "more" if floor > 0 else "less"
        words += f", and {two.b.name} has {amount(abs(floor))} m² {more} gross floor area"
    weighed = two.decided.weighed
    first = first_words(two.decided.board, weighed) if weighed.counts else ""
    return " ".join(filter(None, [f"{words}.", targets_words(two.decided), first]))


def _news(two: TwoPlans) -> list[Block]:
    """What somebody must know before he reads on: a city that is another one, lost edits."""
    found: list[Block] = []
    if two.news:
        words = "\n".join([*two.news, "All of this report is of the city as it is now."])
        found.append(Note(words, "The city is not the one that was planned over"))
    lost = [f"{one.name}: {lost.words}" for one in two.states for lost in two.views[one.ident].lost]
    if lost:
        left = len(lost) - MOST_LOST
        more = [f"and {amount(left)} more, which stand with the plans below"] if left > 0 else []
        words = "\n".join([*lost[:MOST_LOST], *more])
        found.append(Note(words, "Edits that could not be done over this city"))
    return found


def _where(two: TwoPlans, box: F64) -> Facts:
    base = two.base
    place = place_of(base.frame, box.mean(0))
    pairs = site(base.frame, place, box)
    pairs = [(("Around what differs" if name == "Area" else name), said) for name, said in pairs]
    roots = sum(int((city.objects.parent < 0).sum()) for city in base.cities)
    files = [s.file for s in two.sources]
    levels = sorted({lod for city in base.cities for lod in city.lods() if lod})
    plans = [
        (title, f"{one.name}: {changed_words(two.views[one.ident]) or 'the city as it is'}")
        for title, one in (("First plan", two.a), ("Second plan", two.b))
    ]
    told = f"{many(roots, 'object')} of {', '.join(files) or 'no file'}"
    return Facts(
        (
            *pairs,
            *plans,
            ("Model", told),
            ("Level of detail", ", ".join(f"LoD {lod}" for lod in levels) or "not said"),
        )
    )


def _plans(two: TwoPlans) -> list[Block]:
    found: list[Block] = [Heading("The plans")]
    for one in (two.a, two.b):
        found += [Heading(one.name, 2), *plan_told(one, two.views[one.ident])]
    return found


def _trace(two: TwoPlans, day: date) -> list[Block]:
    """By what anybody finds out whether he has the same before him."""
    hashes = two.hashes()
    rows = [(f"Plan {name}", value) for name, value in hashes["plans"].items()]
    rows.append(("City without any plan", hashes["base"]))
    for source in hashes["sources"]:
        rows.append((f"Source {source['file']}, when planned", source["kept"] or "–"))
        if source["now"] != source["kept"]:
            rows.append((f"Source {source['file']}, now", source["now"] or source["state"]))
    for one in hashes["results"]:
        rows.append((f"Inputs, {one['simulation']}, {one['plan']}", one["inputs"]))
        rows.append((f"Result, {one['simulation']}, {one['plan']}", one["result"]))
    pairs = (
        ("Project", two.project),
        ("Plans", f"{two.a.name}, {two.b.name}"),
        ("Program", f"Maquette {program_version()}"),
        ("Date of this report", day.isoformat()),
    )
    return [
        Heading("How to check it"),
        Facts(pairs),
        Table((Column("What"), Column("Hash")), tuple(rows), "Hashes"),
        Paragraph(CHECKED),
    ]
