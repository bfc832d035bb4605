"""Two plans by their simulations: what both were asked, how the answers differ, who is affected."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.cli_affected import affected_said, dwelling_in, quantity_of
from app.cli_simulate_words import numbers
from app.outgrown import outgrown, same_question
from app.plans import BASELINE
from app.setting_files import KEPT, files_of, settings_said
from city.base import Base
from city.layer import Layer
from city.project import Project, ProjectError, Result
from city.scenario import Scenario
from city.simulate.affected import Affected, affected
from city.simulate.catalogue import find
from city.simulate.difference import difference
from city.simulate.marks import digest_of_base
from city.view import View

SIDES = ("A", "B")


@dataclass(frozen=True, eq=False)
class Between:
    """A question to a simulation, and what it says of two plans.

    question: a result that answers it. names: of the plans. state: as in `layers_said`; told: why
    there is no answer. wanted: what computes what is missing. answers: of a and b, where both hold.
    """

    question: Result
    names: tuple[str, str]
    state: str
    told: str = ""
    old: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    answers: tuple[Layer, ...] = ()
    difference: Layer | None = None
    affected: Affected | None = None


def layers_said(project: Project, base: Base, a: Scenario, b: Scenario) -> list[dict[str, Any]]:
    """Every question to a simulation that one of two plans has an answer to, as plain values.

    a, b: plans, or one without steps and ident for the city as it is; what is told is what changes
    from a to b. state: "both", with the difference in numbers and who is affected; "only A" or
    "only B"; "outgrown", where a plan or the city has gone on since; "unlike", why in `told`.
    Nothing is computed: `commands` says what would be needed.
    """
    views = {one.ident: one.over(base) for one in (a, b)}
    return [said_of(one, views[b.ident]) for one in layers_between(project, views, a, b)]


def said_of(one: Between, view: View) -> dict[str, Any]:
    """What a simulation says of two plans, as plain values. view: the city of the second."""
    told: dict[str, Any] = {
        "simulation": one.question.simulation,
        "title": one.question.title,
        "settings": dict(one.question.settings),
        "from": one.names[0],
        "to": one.names[1],
        "state": one.state,
    }
    if one.difference is None:
        told |= {"outgrown": list(one.old)} if one.state != "unlike" else {}
        return {**told, "told": one.told, "commands": list(one.wanted)}
    told["difference"] = numbers(one.difference)
    told["affected"] = affected_said(one.affected, view) if one.affected is not None else None
    return told | ({"told": one.told} if one.told else {})


def layers_between(
    project: Project, views: dict[str, View], a: Scenario, b: Scenario
) -> Iterator[Between]:
    """The same with the layers themselves. views: of the plans, by their idents."""
    plans = (a, b)
    mine = [one for one in project.results if one.scenario in (a.ident, b.ident)]
    old = outgrown(mine, views)
    for question in _questions(mine):
        answers = [
            next((r for r in mine if r.scenario == p.ident and same_question(r, question)), None)
            for p in plans
        ]
        yield _between(project, views[b.ident], plans, question, answers, old)


def answer_of(project: Project, view: View, plan: str, question: Result) -> Layer | None:
    """What a plan answers to a question, None where nobody has asked or where it is out of date.

    plan: its ident. view: the city that it makes.
    """
    for one in project.results:
        if one.scenario == plan and same_question(one, question):
            try:
                held = not outgrown([one], {plan: view})
                return replace(project.layer_of(one), traces={}) if held else None
            except ProjectError:
                return None
    return None


def _questions(results: list[Result]) -> list[Result]:
    """One result of each question."""
    found: list[Result] = []
    for one in results:
        if not any(same_question(one, other) for other in found):
            found.append(one)
    return found


def _between(
    project: Project,
    view: View,
    plans: tuple[Scenario, Scenario],
    question: Result,
    answers: list[Result | None],
    old: frozenset[str],
) -> Between:
    names = (plans[0].name or BASELINE, plans[1].name or BASELINE)
    wanted = [k for k, one in enumerate(answers) if one is None or one.ident in old]
    if wanted:
        aged = tuple(SIDES[k] for k in wanted if answers[k] is not None)
        there = next(k for k, one in enumerate(answers) if one is not None)
        return Between(
            question,
            names,
            "outgrown" if aged else f"only {SIDES[there]}",
            _why(project, view, plans, answers, wanted),
            aged,
            tuple(_command(project, question, plans[k]) for k in wanted),
        )
    try:
        before, after = (
            replace(project.layer_of(one), traces={}) for one in answers if one is not None
        )
        between = difference(after, before)
    except (ValueError, ProjectError) as fault:
        return Between(question, names, "unlike", str(fault))
    both = (before, after)
    try:
        key = quantity_of(after).key
        found = affected(after, before, view, key, dwelling=dwelling_in(project, after))
    except ValueError as fault:  # it is told in classes
        return Between(question, names, "both", str(fault), answers=both, difference=between)
    return Between(question, names, "both", answers=both, difference=between, affected=found)


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
