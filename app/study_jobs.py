"""What a worker does for a study: it computes answers, reads them, and sets one against another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.outgrown import same_question
from app.setting_files import taken
from city.layer import Layer
from city.progress import Progress
from city.project import Project, ProjectError, Result
from city.simulate.difference import difference, not_alike, on_one_scale
from city.simulate.simulation import Simulation
from city.view import View

Over = tuple[str, Callable[[], View]]  # the ident of a scenario, and the city as it would have it


@dataclass(frozen=True, slots=True)
class Answer:
    """One result, and whose it is: the ident of a scenario, "" for the city as it is."""

    result: Result
    layer: Layer


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see: a result, another one that it is set against, and more of the
    same question, by name, that share the colours of the difference."""

    result: Result
    aspect: str
    quantity: str = ""
    other: Result | None = None
    alike: tuple[tuple[str, Result], ...] = ()

    @property
    def results(self) -> list[Result]:
        """All whose layers are needed."""
        more = [] if self.other is None else [self.other]
        return [self.result, *more, *(one for _, one in self.alike)]


def answers(
    project: Project,
    simulation: Simulation,
    given: Mapping[str, Any],
    over: Sequence[Over],
    lies: Mapping[str, str],
    progress: Progress,
) -> tuple[list[Answer], Mapping[str, str]]:
    """The answers over several cities, kept in the project, the last one the one that is wanted:
    only for that one ValueError is raised. lies: where weathers lie; also returned, as they do now.
    """
    said, lies = taken(given, dict(lies))
    last, view = over[-1]
    settings = simulation.asked(view(), said)
    earlier = _earlier(project, simulation, settings)
    found: list[Answer] = []
    for whose, city in over:
        try:
            layer = simulation.run(city(), settings, progress, earlier)
        except ValueError:
            if whose == last:
                raise
            continue  # it asks for what only the plan builds
        made = datetime.now(UTC).isoformat(timespec="seconds")
        found.append(Answer(project.keep_result(layer, whose, made), layer))
        earlier = layer
    return found, lies


def _earlier(project: Project, simulation: Simulation, settings: Mapping[str, Any]) -> Layer | None:
    """The newest kept answer to the same question, over whatever plan."""
    for one in reversed(project.results):
        if one.simulation == simulation.name and dict(one.settings) == settings:
            try:
                return project.layer_of(one)
            except ProjectError:
                continue
    return None


def read(
    project: Project | None,
    results: Sequence[Result],
    held: Mapping[str, Layer],
    progress: Progress,
) -> dict[str, Layer]:
    """The layers of results by their idents: those that are held, and the others from the file."""
    found = {}
    for number, one in enumerate(results):
        progress.report(number, len(results), "Reading")
        layer = held.get(one.ident)
        if layer is None:
            assert project is not None  # results come from one
            layer = project.layer_of(one)
        found[one.ident] = layer
    return found


def between(wish: Wish, layers: Mapping[str, Layer]) -> Layer:
    """How a result differs from the one that it is set against, its colours on one scale with the
    others of the same question. ValueError where they cannot be compared."""
    assert wish.other is not None
    before = layers[wish.other.ident]
    mine = difference(layers[wish.result.ident], before)
    beside = {name: layers[one.ident] for name, one in wish.alike}
    beside = {name: one for name, one in beside.items() if not not_alike(one, before)}
    if not beside:
        return mine
    made = on_one_scale([mine, *(difference(one, before) for one in beside.values())])[0]
    return replace(made, facts=(*made.facts, ("One scale with", ", ".join(beside))))


def alike(wish: Wish, known: Sequence[Result], most: int) -> list[Result]:
    """Other plans' results to the question of a wish, the newest first."""
    sides = {one.scenario for one in wish.results} | {""}
    found = [one for one in reversed(known) if same_question(one, wish.result)]
    return [one for one in found if one.scenario not in sides][:most]
