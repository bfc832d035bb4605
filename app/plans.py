"""Plans and the project they are kept in: found by name, made, and changed step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from app.on_the_table import Opened
from city.base import Base
from city.edits import Edit
from city.frame import Frame
from city.model import City
from city.project import Plan, Project, ProjectError
from city.project.plans import Deed
from city.scenario import Merged, Scenario, Step, Take

BASELINE = "Baseline"


def base_of(opened: Sequence[Opened], models: Mapping[str, City] | None = None) -> Base:
    """What lies on the table, for plans to be made over it. models: those that plans may place."""
    frame = opened[0].frame if opened else Frame()
    things = {id(layer.thing): layer.thing for one in opened for layer in one.layers}
    return replace(Base.of(list(things.values()), frame), models={} if models is None else models)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def step_of(edit: Edit, author: str = "") -> Step:
    """An edit as it is done now."""
    return Step(uuid4().hex, edit, now(), author)


def named(project: Project, name: str) -> Scenario:
    """The scenario of a name, in small or capital letters. ProjectError where there is none."""
    found = project.scenarios().values()
    for scenario in found:
        if scenario.name.casefold() == name.casefold():
            return scenario
    names = ", ".join(scenario.name for scenario in found) or "none yet"
    raise ProjectError(
        f"{project.path.name}: there is no scenario called {name}; its scenarios are: {names}"
    )


def add(
    project: Project, name: str, parent: Scenario | None = None, mirrors: bool = False
) -> Scenario:
    """A new scenario, empty, or with all that its parent has done. ProjectError: a taken name."""
    free_name(project, name)
    since = project.log[-1].number if project.log else 0
    plan = Plan(uuid4().hex, name, "", parent.ident if parent else "", since, mirrors, made=now())
    contents = project.contents
    project.keep(replace(contents, plans=(*contents.plans, plan)))
    return project.scenarios()[plan.ident]


def duplicate(project: Project, scenario: Scenario, name: str) -> Scenario:
    """A copy that stands alone, with its steps as its own."""
    copy = add(project, name)
    if scenario.steps:
        project.write_down(copy.ident, "do", *scenario.steps)
    return project.scenarios()[copy.ident]


def only(project: Project, name: str) -> Scenario:
    """The scenario of a name, or without one the only one there is. ProjectError for none."""
    if name:
        return named(project, name)
    found = [one for one in project.scenarios().values() if not one.archived]
    if len(found) != 1:
        names = ", ".join(one.name for one in found) or "none"
        raise ProjectError(f"{project.path.name}: say which of its scenarios: {names}")
    return found[0]


def take_in(project: Project, scenario: Scenario, name: str) -> Scenario:
    """A scenario of another project as a new one here, with its story.

    Its steps keep their own names, so that it can be merged with what came from the same.
    """
    made = duplicate(project, scenario, name)
    if scenario.about:
        describe(project, made, about=scenario.about)
    return project.scenarios()[made.ident]


def describe(
    project: Project,
    scenario: Scenario,
    name: str | None = None,
    about: str | None = None,
    archived: bool | None = None,
) -> None:
    """Give a scenario another name or other words, put it away or bring it back."""
    if name is not None and name.casefold() != scenario.name.casefold():
        free_name(project, name)
    told = {"name": name, "about": about, "archived": archived}
    changed = {key: value for key, value in told.items() if value is not None}
    contents = project.contents
    plans = tuple(
        replace(plan, **changed) if plan.ident == scenario.ident else plan  # type: ignore[arg-type]
        for plan in contents.plans
    )
    project.keep(replace(contents, plans=plans))


def free_name(project: Project, name: str) -> None:
    """See that a name can be given to a scenario. ProjectError where it cannot."""
    taken = [scenario.name.casefold() for scenario in project.scenarios().values()]
    if not name.strip() or len(name) > 200 or name.casefold() in (*taken, BASELINE.casefold()):
        why = "is taken already" if name.strip() and len(name) <= 200 else "is no name"
        raise ProjectError(f"{project.path.name}: {name[:60]!r} {why}; choose another one")


def merge(project: Project, merged: Merged, take: Take | Sequence[Take]) -> None:
    """Write down what merging brings in."""
    after = merged.scenario(take)
    rewrite(project, merged.into, after.own, after.cursor)


def rewrite(project: Project, scenario: Scenario, own: Sequence[Step], cursor: int) -> None:
    """Let the own steps of a scenario be others, of which `cursor` count; all of it or nothing.

    The log only grows: what is otherwise is taken back, with all that was done after it, and what
    is to stand in its place is done.
    """
    done = scenario.own[: scenario.cursor]
    same = 0
    while same < min(len(done), len(own)) and done[same] == own[same]:
        same += 1
    undo: tuple[Deed, None] = ("undo", None)
    deeds: list[tuple[Deed, Step | None]] = [undo] * (len(done) - same)
    deeds += [("do", step) for step in own[same:]]
    deeds += [undo] * (max(same, len(own)) - cursor)
    project.write_all(scenario.ident, deeds)
