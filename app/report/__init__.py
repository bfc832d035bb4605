"""The report of a study: what was asked, found and drawn, as pages for a council."""

from __future__ import annotations

from app.report.case import Case, State
from app.report.origins import data_blocks, method_blocks, plan_blocks, trace_blocks, where
from app.report.words import place_words
from city.progress import Progress
from city.report import Block, Heading, Note, Report

__all__ = ["Case", "State", "report_of"]

TITLES = {"sun": "Sun and shadow study", "norm": "Sun and daylight: a norm"}


def report_of(case: Case, progress: Progress) -> Report:
    """Everything that stands in the report of a study, drawn and told. Only on the main thread."""
    from app.report.general import general_blocks
    from app.report.norm import norm_blocks, verdict_words
    from app.report.stage import Stage
    from app.report.sun import in_short, sun_blocks

    kinds = {"sun": sun_blocks, "norm": norm_blocks}
    name = case.simulation.name
    short = {"sun": in_short, "norm": verdict_words}.get(name, lambda _: "")(case)
    states = [one for one in (case.before, case.after) if one is not None]
    stage = Stage([one.view for one in states], case.year)
    try:
        middle = kinds.get(name, general_blocks)(case, stage, progress)
    finally:
        stage.close()
    blocks: list[Block] = [
        *([Note(short, "In short")] if short else []),
        Heading("Where and what"),
        where(case),
        *plan_blocks(case),
        *middle,
        *method_blocks(case),
        *data_blocks(case.view.base, case.live),
        *trace_blocks(case),
    ]
    against = f" against {case.before.name}" if case.before is not None else ""
    return Report(
        TITLES.get(name, case.simulation.title),
        tuple(blocks),
        case.date,
        subtitle=f"{case.layer.title}: {case.after.name}{against}",
        place=place_words(case.place.lat, case.place.lon) if case.place is not None else "",
        project=case.project,
        mark=f"Result {case.layer.digest()}",
    )
