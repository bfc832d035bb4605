"""Simulations without a window: asked, kept in the project, compared and written out."""

from __future__ import annotations

import contextlib
import json
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app import cli_affected, plans
from app.cli_plans import with_base
from app.cli_simulate_words import described, listed, numbers, page
from app.cli_terminal import (
    Meter,
    Refused,
    check_folder,
    read,
    stoppable,
    warn,
    warn_of_errors,
)
from app.setting_files import taken
from city.base import Base
from city.layer import Layer
from city.project import SUFFIX, Project, ProjectError, Result
from city.scenario import Scenario
from city.simulate.catalogue import find, simulations
from city.simulate.difference import difference
from city.simulate.simulation import Simulation
from city.view import View

if TYPE_CHECKING:
    from app.report import State

PICTURES = (".png", ".jpg")
REPORT = ".pdf"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a simulation says of a scenario. known: the kept result that it comes from as it is."""

    scenario: Scenario
    layer: Layer
    known: Result | None = None


def run(asked: Namespace) -> int:
    """Carry out `maquette simulate`."""
    if asked.list or not asked.name:
        print(listed(simulations(warn), asked.json))
        return 0
    try:
        simulation = find(asked.name, warn)
    except ValueError as fault:
        _wrong(str(fault))
    if asked.describe:
        print(described(simulation, asked.json))
        return 0
    given = _given(asked, simulation)
    wanted = bool(asked.scenario or asked.against)
    with table(asked.source, asked.crs, wanted) as (project, base):
        after = _answer(simulation, project, base, asked.scenario, given)
        before = None
        against = asked.against or _baseline_of(asked, simulation, after)
        if against:
            same = after.layer.settings
            try:
                before = _answer(simulation, project, base, against, same)
            except Refused:  # of the city without a plan there may be nothing to say
                if asked.against:
                    raise
        if _wants_report(asked):
            _report(asked, simulation, project, base, after, before)
    answers = [after] if before is None else [after, before]
    kept = project is not None and not asked.no_keep and _keep(asked.source, answers)
    between = None if before is None else difference(after.layer, before.layer)
    view, who = after.scenario.over(base), None
    if before is not None and asked.affected is not None:
        who = cli_affected.counted(asked, project, after.layer, before.layer, view)
    if asked.out is not None and asked.out.suffix.lower() in PICTURES:
        shown = between or after.layer
        _draw(after, before, shown if who is None else who.layer, base, asked.out)
    elif asked.out is not None and who is not None:
        cli_affected.write(who, view, asked.out)
    elif asked.out is not None and not _wants_report(asked):
        _write(between or after.layer, base, asked.out)
    said = _said(simulation, after, kept)
    if before is not None and between is not None:
        said["against"] = before.scenario.name
        said["difference"] = numbers(between)
    if who is not None:
        said["affected"] = cli_affected.affected_said(who, view)
    if asked.json:
        print(json.dumps(said, ensure_ascii=False, allow_nan=False, indent=1))
    else:
        print(page(said) if who is None else f"{page(said)}\n\n{cli_affected.page(who, view)}")
    return 0


def _wants_report(asked: Namespace) -> bool:
    return asked.out is not None and asked.out.suffix.lower() == REPORT


def _baseline_of(asked: Namespace, simulation: Simulation, after: Answer) -> str:
    """What a report sets a plan against where nobody says it: the city as it is."""
    plan = _wants_report(asked) and after.scenario.ident and not simulation.compares
    return plans.BASELINE if plan else ""


def _wrong(text: str) -> NoReturn:
    """Wrong usage, as argparse says it."""
    from app.cli_arguments import parser_of

    parser_of("simulate").error(text)


def _given(asked: Namespace, simulation: Simulation) -> dict[str, Any]:
    """What was set, checked before anything is opened."""
    from city.simulate.parameters import settled

    if asked.source is None:
        _wrong(f"say over what city: maquette simulate {simulation.name} PROJECT.maquette")
    try:
        given, _ = taken(dict(asked.settings), {})
        settled(simulation.parameters, given)
    except ValueError as fault:
        _wrong(str(fault))
    if amiss := cli_affected.wrong(asked, PICTURES):
        _wrong(amiss)
    if asked.out is not None:
        from exporters import LAYERS

        if asked.out.suffix.lower() not in (*LAYERS, *PICTURES, REPORT):
            known, drawn = ", ".join(LAYERS), " or ".join(PICTURES)
            said = f"values are written as {known}, a picture as {drawn}, a report as {REPORT}"
            _wrong(f"{asked.out.name}: {said}")
        check_folder(asked.out)
    return given


@contextlib.contextmanager
def table(source: Path, crs: str, scenarios: bool) -> Iterator[tuple[Project | None, Base]]:
    """The city of a project, only looked at, so that nobody is kept from it meanwhile; or of a
    file, of which there is no project. scenarios: whether some are wanted."""
    if source.name.lower().endswith(SUFFIX):
        if crs:
            raise Refused(f"{source}: a project knows its coordinate system itself")
        with with_base(source, False) as (project, base):
            yield project, base
        return
    if scenarios:
        raise Refused(f"{source}: only a project has scenarios; make one: maquette new")
    reading = read([source], crs, need_crs=False)
    warn_of_errors(reading)
    yield None, Base.of([reading.city, *reading.terrains], reading.frame)


def _answer(
    simulation: Simulation,
    project: Project | None,
    base: Base,
    name: str,
    given: Mapping[str, Any],
) -> Answer:
    """The answer over a scenario: computed, or the kept one where all that it follows from is the
    same; what of an earlier one still holds is not computed again."""
    baseline = not name or name.casefold() == plans.BASELINE.casefold()
    if baseline or project is None:
        scenario = Scenario("", plans.BASELINE)
    else:
        scenario = plans.named(project, name)
    view = scenario.over(base)
    for lost in view.lost:
        warn(lost.words)
    try:
        settings = simulation.asked(view, given)
        inputs = simulation.inputs(view, settings)
        result, known = _known(project, simulation.name, settings, scenario.ident, inputs)
        with Meter() as progress, stoppable(progress):
            made = simulation.run(view, settings, progress, known)
    except ValueError as fault:
        raise Refused(str(fault)) from fault
    return Answer(scenario, made, result if made is known else None)


def _known(
    project: Project | None,
    name: str,
    settings: Mapping[str, Any],
    scenario: str,
    inputs: str,
) -> tuple[Result | None, Layer | None]:
    """The kept result to the same question that is the nearest: of the same city, else of the same
    scenario, else the newest. One that is damaged is told, and the next one taken."""
    kept = [] if project is None else project.results
    same = [one for one in kept if one.simulation == name and one.settings == settings]
    same.sort(key=lambda one: (one.inputs == inputs, one.scenario == scenario, one.made))
    for one in reversed(same):
        assert project is not None
        try:
            return one, project.layer_of(one)
        except ProjectError as fault:
            warn(str(fault))
    return None, None


def _keep(path: Path, answers: Sequence[Answer]) -> bool:
    """Keep answers in the project, those that are not there yet; returns whether all are there."""
    fresh = [a for a in answers if a.known is None or a.known.scenario != a.scenario.ident]
    if not fresh:
        return True
    try:
        project = Project.open(path)
        try:
            if project.read_only:
                raise ProjectError(project.read_only)
            for one in fresh:
                project.keep_result(one.layer, one.scenario.ident, plans.now())
        finally:
            project.close()
    except ProjectError as fault:
        warn(f"the result was not kept: {fault}")
        return False
    return True


def _write(layer: Layer, base: Base, path: Path) -> None:
    from exporters import write_layer

    with Meter() as progress:
        told = write_layer(layer, base.frame, path, progress)
    for line in told:
        warn(line)


def _draw(after: Answer, before: Answer | None, layer: Layer, base: Base, path: Path) -> None:
    from app.report.picture import draw_study

    of = after.scenario.name
    if before is not None:
        of = f"{of} against {before.scenario.name}"
    draw_study(after.scenario.over(base), layer, of, path)


def _report(
    asked: Namespace,
    simulation: Simulation,
    project: Project | None,
    base: Base,
    after: Answer,
    before: Answer | None,
) -> None:
    """Write the report of an answer, beside the city without the plan where it has one."""
    from app.live.layer import named_terms
    from app.report import Case, State, report_of
    from exporters import write_report

    states = [_state(one, base) for one in (after, before) if one is not None]
    if len(states) == 1 and after.scenario.ident:
        states.append(State(plans.BASELINE, Scenario("", plans.BASELINE), View.of(base), None))
    case = Case(
        simulation,
        states[0],
        states[1] if len(states) > 1 else None,
        asked.date or date.today(),
        asked.paper,
        asked.source.name,
        project.contents.origins if project is not None else (),
        cli_affected.dwelling_in(project, after.layer),
        named_terms(project.contents.settings) if project is not None else (),
    )
    with Meter() as progress, stoppable(progress):
        report = report_of(case, progress)
        told = write_report(report, asked.out, paper=asked.paper, progress=progress)
    for line in told:
        warn(line)


def _state(answer: Answer, base: Base) -> State:
    from app.report import State

    return State(answer.scenario.name, answer.scenario, answer.scenario.over(base), answer.layer)


def _said(simulation: Simulation, answer: Answer, kept: bool) -> dict[str, Any]:
    """What is printed of an answer. result: a hash of all places and values."""
    layer = answer.layer
    about = ("method", "source", "limits", "accuracy")
    return {
        "simulation": layer.simulation,
        "title": layer.title,
        "scenario": answer.scenario.name,
        "settings": dict(layer.settings),
        "inputs": layer.inputs,
        "unchanged": answer.known.made if answer.known is not None else None,
        "kept": kept,
        **numbers(layer),
        **{name: getattr(simulation, name) for name in about},
    }
