"""Where a report comes from: place and heights, the plan, data and licences, method and hashes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from numpy.typing import NDArray

from app.plan_words import contents_words, demolished_words
from app.report.case import Case
from app.report.words import amount, hashes_table, many, place_words, settings_table
from city.base import Base
from city.crs import part_title
from city.frame import Frame
from city.model import Source
from city.place import Place
from city.report import Block, Column, Facts, Heading, Note, Paragraph, Table
from city.scenario import Scenario
from city.terms import Terms
from city.view import View

F64 = NDArray[np.float64]
MOST_STEPS = 60  # of a plan that are told one by one
UNKNOWN = "unknown: the data does not say it"
NO_LICENCE = "not said in the file: ask before you publish"
NOTES = (("Limits", "limits"), ("Accuracy", "accuracy"))
AREA_ONLY = (
    "Only the area of the study is looked at: what a plan does to the sun or the view beyond it is "
    "not counted here."
)


def where(case: Case) -> Facts:
    """Place, coordinate system, height datum and the area."""
    said = ", as a setting of the study says" if case.place_is_said else ""
    pairs = site(case.view.base.frame, case.place, case.box, said)
    if case.clock is not None:
        pairs.append(("Clock", case.clock.key))
    return Facts(tuple(pairs))


def site(frame: Frame, place: Place | None, box: F64, said: str = "") -> list[tuple[str, str]]:
    """Place, coordinate system, height datum and an area, by name. box: (2, 3) in local metres.
    said: what else there is to be known of the place."""
    (west, south), (east, north) = (box[:, :2] + frame.origin[:2]).tolist()
    size = f"{amount(east - west)} by {amount(north - south)} m"
    sides = f"east {amount(west, 1)} to {amount(east, 1)}, north {amount(south, 1)} to "
    return [
        ("Place", UNKNOWN if place is None else place_words(place.lat, place.lon) + said),
        ("Coordinates", _system(frame.horizontal)),
        ("Height datum", _system(frame.vertical)),
        ("Area", f"{size}: {sides}{amount(north, 1)}"),
    ]


def _system(name: str) -> str:
    if not name:
        return UNKNOWN
    return (
        "local metres of the site, not tied to the Earth" if name == "local" else part_title(name)
    )


def plan_blocks(case: Case) -> list[Block]:
    """What the plan is, in words, its edits one by one."""
    found: list[Block] = [Heading("The plan")]
    found += plan_told(case.after.scenario, case.after.view)
    if case.before is not None and case.before.scenario.ident:
        found.append(Heading(f"Compared with: {case.before.name}", 2))
        found += plan_told(case.before.scenario, case.before.view)
    return found


def plan_told(scenario: Scenario, view: View) -> list[Block]:
    """A plan in words, its edits, and those that could not be done."""
    if not scenario.ident:
        return [Paragraph("The city as it is, without any plan.")]
    whole = changed_words(view) or "nothing is changed by it"
    about = f" {scenario.about}" if scenario.about else ""
    blocks: list[Block] = [Paragraph(f"{scenario.name}: {whole}.{about}")]
    if scenario.steps:
        blocks.append(_steps(scenario))
    left = len(scenario.steps) - MOST_STEPS
    if left > 0:
        blocks.append(Paragraph(f"{many(left, 'more edit')} stand in the project."))
    if view.lost:
        lost = "\n".join(one.words for one in view.lost[:MOST_STEPS])
        blocks.append(Note(lost, "Edits that could not be done over this city"))
    return blocks


def changed_words(view: View) -> str:
    """What a plan builds, changes and demolishes, in numbers; "" for nothing."""
    return ", ".join([*contents_words(view), *filter(None, [demolished_words(view)])])


def _steps(scenario: Scenario) -> Table:
    rows = [
        (str(number), step.edit.words(), step.made[:10], step.author)
        for number, step in enumerate(scenario.steps[:MOST_STEPS], 1)
    ]
    named = any(row[3] for row in rows)
    heads = (Column("No.", align="right"), Column("Edit"), Column("Date"), Column("By"))
    rows = rows if named else [(*row[:3],) for row in rows]  # type: ignore[misc]
    return Table(heads if named else heads[:3], tuple(rows), f"Edits of {scenario.name}")


def data_blocks(base: Base, live: Sequence[tuple[str, Terms]] = ()) -> list[Block]:
    """The sources with format, version, level of detail, licence, and who must be thanked.

    live: titles and terms of live layers that lie over the city in the project.
    """
    sources = _sources(base)
    rows = [
        (_file(one), _form(one), levels, one.attribution or NONE_NAMED, one.licence or _in(one))
        for one, levels in sources
    ]
    heads = (
        Column("File"),
        Column("Format"),
        Column("Level of detail"),
        Column("Owner"),
        Column("Licence"),
    )
    thanks = list(dict.fromkeys(one.attribution or one.licence for one, _ in sources))
    thanks = [one for one in (*thanks, *(terms.named() for _, terms in live)) if one]
    found: list[Block] = [Heading("Data and licences")]
    found.append(
        Table(heads, tuple(rows), "The model: sources, and the level of detail that counted")
        if rows
        else Paragraph("There is no source to name.")
    )
    if live:
        found.append(_live(live))
    if thanks:
        found.append(Note("\n".join(thanks), "To be named wherever this is shown"))
    else:
        found.append(Note("No file names its owner or a licence: ask before you publish."))
    return found


def _live(layers: Sequence[tuple[str, Terms]]) -> Table:
    """The live layers, under which terms, and what was agreed."""
    heads = (Column("Live layer"), Column("Owner"), Column("Licence"), Column("Agreement"))
    rows = [
        (title, terms.attribution, terms.licence, "\n".join((terms.agreement, *terms.policy)))
        for title, terms in layers
    ]
    return Table(heads, tuple(rows), "Live layers of the project; no study here counts with them")


NO_LEVEL = "none with geometry"
NONE_NAMED = "not named in the file"


def _in(source: Source) -> str:
    return "see the owner's words" if source.attribution else NO_LICENCE


def _file(source: Source) -> str:
    return source.path.replace("\\", "/").rpartition("/")[2] or "unnamed"


def _form(source: Source) -> str:
    return f"{source.format} {source.version}".strip() or "unknown"


def _sources(base: Base) -> list[tuple[Source, str]]:
    """Each source once, and in which level of detail how many of its objects counted."""
    found: dict[Source, Counter[str]] = {}
    for city, measured in zip(base.cities, base.measured, strict=True):
        known = len(city.sources) > 0 and len(city.source) > 0
        sources = city.sources if known else (Source("", ""),)
        of = city.source if known else np.zeros(len(city.objects), np.uint16)
        for row, source in enumerate(sources):
            counts = found.setdefault(source, Counter())
            for level, mask in measured.drawn.items():
                mine = int((mask & (of == row)).sum())
                if mine:
                    counts[level] += mine
    told = [(source, _levels(counts)) for source, counts in found.items()]
    named = {source for source, _ in told}
    for terrain in base.terrains:
        words = f"terrain in cells of {terrain.step[0]:g} m"
        if terrain.source in named:
            told = [
                (s, _beside(levels, words) if s == terrain.source else levels) for s, levels in told
            ]
        else:
            told.append((terrain.source, words))
    return told


def _beside(levels: str, words: str) -> str:
    return words if levels == NO_LEVEL else f"{levels}\n{words}"


def _levels(counts: Counter[str]) -> str:
    """ "LoD 2.2: 1,157 objects"."""
    if not counts:
        return NO_LEVEL
    return "\n".join(
        f"{f'LoD {level}' if level else 'LoD not said'}: {many(count, 'object')}"
        for level, count in sorted(counts.items())
    )


def method_blocks(case: Case) -> list[Block]:
    """How it was computed, with which settings, and what is to be known of it."""
    simulation = case.simulation
    found: list[Block] = [Heading("Method, assumptions and limits")]
    parts = [("Method", simulation.method), ("Source", simulation.source)]
    for title, text in parts:
        if text:
            found += [Heading(title, 2), Paragraph(text)]
    found.append(Heading("Settings and assumptions", 2))
    found.append(settings_table(simulation.parameters, case.layer.settings))
    for title, name in NOTES:
        if getattr(simulation, name):
            found.append(Note(getattr(simulation, name), title))
    found.append(Note(AREA_ONLY, "Area"))
    return found


def trace_blocks(case: Case) -> list[Block]:
    """What lets anybody find out whether the same is computed again."""
    states = [("with the plan" if case.before is not None else case.after.name, case.layer)]
    if case.before is not None and case.before.layer is not None:
        states.append((case.before.name, case.before.layer))
    pairs = (
        ("Project", case.project or "none: a city as it is in its files"),
        ("Scenario", case.after.name),
        ("Compared with", case.before.name if case.before is not None else "nothing"),
        ("Study", f"{case.simulation.title} ({case.simulation.name})"),
        ("Version of the study", str(case.simulation.version)),
        ("Program", f"Maquette {program_version()}"),
        ("Date of this report", case.date.isoformat()),
    )
    return [
        Heading("How to check it"),
        Facts(pairs),
        hashes_table(states, case.origins),
        Paragraph(
            "Equal inputs give equal results, on any machine: whoever asks the same of the same "
            "files and the same plan gets the same letters."
        ),
    ]


def program_version() -> str:
    """The version of the program that runs."""
    try:
        return version("maquette")
    except PackageNotFoundError:
        return "unknown"
