"""Two plans by their simulations: what both were asked, how the answers differ, who is affected."""

from __future__ import annotations

import shlex
from typing import Any

from app.cli_affected import affected_said, dwelling_in, quantity_of
from app.cli_simulate_words import numbers
from app.outgrown import outgrown, same_question
from app.plans import BASELINE
from app.setting_files import KEPT, files_of, settings_said
from city.base import Base
from city.project import Project, ProjectError, Result
from city.scenario import Scenario
from city.simulate.affected import affected
from city.simulate.catalogue import find
from city.simulate.difference import difference
from city.simulate.marks import digest_of_base
from city.view import View

SIDES = ("A", "B")


def layers_said(project: Project, base: Base, a: Scenario, b: Scenario) -> list[dict[str, Any]]:
    """Every question to a simulation that one of two plans has an answer to, as plain values.

    a, b: plans, or one without steps and ident for the city as it is; what is told is what changes
    from a to b. state: "both", with the difference in numbers and who is affected; "only A" or
    "only B"; "outgrown", where a plan or the city has gone on since; "unlike", why in `told`.
    Nothing is computed: `commands` says what would be needed.
    """
    plans = (a, b)
    views = {one.ident: one.over(base) for one in plans}
    mine = [one for one in project.results if one.scenario in views]
    old = outgrown(mine, views)
    said = []
    for question in _questions(mine):
        answers = [
            next((r for r in mine if r.scenario == p.ident and same_question(r, question)), None)
            for p in plans
        ]
        said.append(_said(project, views[b.ident], plans, question, answers, old))
    return said


def _questions(results: list[Result]) -> list[Result]:
    """One result of each question."""
    found: list[Result] = []
    for one in results:
        if not any(same_question(one, other) for other in found):
            found.append(one)
    return found


def _said(
    project: Project,
    view: View,
    plans: tuple[Scenario, Scenario],
    question: Result,
    answers: list[Result | None],
    old: frozenset[str],
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "simulation": question.simulation,
        "title": question.title,
        "settings": dict(question.settings),
        "from": plans[0].name or BASELINE,
        "to": plans[1].name or BASELINE,
    }
    wanted = [k for k, one in enumerate(answers) if one is None or one.ident in old]
    if wanted:
        aged = [SIDES[k] for k in wanted if answers[k] is not None]
        there = next(k for k, one in enumerate(answers) if one is not None)
        told["state"] = "outgrown" if aged else f"only {SIDES[there]}"
        told["outgrown"] = aged
        told["told"] = _why(project, view, plans, answers, wanted)
        told["commands"] = [_command(project, question, plans[k]) for k in wanted]
        return told
    try:
        before, after = (project.layer_of(one) for one in answers if one is not None)
        between = difference(after, before)
        told |= {"state": "both", "difference": numbers(between)}
    except (ValueError, ProjectError) as fault:
        return {**told, "state": "unlike", "told": str(fault), "commands": []}
    try:
        key = quantity_of(after).key
        found = affected(after, before, view, key, dwelling=dwelling_in(project, after))
        told["affected"] = affected_said(found, view)
    except ValueError as fault:  # it is told in classes
        told |= {"affected": None, "told": str(fault)}
    return told


def _why(
    project: Project,
    view: View,
    plans: tuple[Scenario, Scenario],
    answers: list[Result | None],
    wanted: list[int],
) -> str:
    """What is missing, in a sentence."""
    words = []
    for k in wanted:
        name, answer = plans[k].name or BASELINE, answers[k]
        if answer is None:
            words.append(f"nobody has computed it for {name}")
        else:
            words.append(f"the answer for {name} is out of date: {_aged(project, view, answer)}")
    return "; ".join(words)


def _aged(project: Project, view: View, answer: Result) -> str:
    try:
        base = project.layer_of(answer).base
    except ProjectError as fault:
        return str(fault)
    same = base in ("", digest_of_base(view.base))
    return "the plan has changed since" if same else "the city itself has changed since"


def _command(project: Project, question: Result, plan: Scenario) -> str:
    """What computes the answer to a question over a plan, as one types it."""
    lie = project.contents.settings.get(KEPT)
    settings = files_of(question.settings, lie if isinstance(lie, dict) else {})
    order = ["maquette", "simulate", question.simulation, project.path.name]
    order += ["--scenario", plan.name or BASELINE]
    try:
        known = {one.key for one in find(question.simulation).parameters}
    except ValueError:  # a plug-in that is not there
        known = set(settings)
    for key, value in settings_said(settings).items():
        if key in known:
            order += ["--set", f"{key}={value}"]
    return shlex.join(order)
