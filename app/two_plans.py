"""Two plans of a project with all that one decides by: differences, numbers, studies, hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli_affected import dwelling_in
from app.cli_board import Decided, board_said, decided
from app.compared_layers import Between, answer_of, layers_between, said_of
from app.plans import BASELINE
from city.base import Base
from city.compare import Difference, between_plans
from city.indicators import targets, weighing
from city.layer import Layer
from city.progress import Progress
from city.project import Contents
from city.scenario import Scenario
from city.simulate.marks import digest_of_base
from city.view import View

if TYPE_CHECKING:
    from app.reopening import Reopened

AS_IT_WAS, CHANGED, MISSING, UNSURE = "as it was", "changed", "missing", "not known before"


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source of a project: its file, its hash when the project was written and now, "" for none;
    and in a word what has become of it."""

    file: str
    kept: str
    now: str
    state: str


@dataclass(frozen=True, eq=False)
class TwoPlans:
    """Two plans, or a plan and the city as it is, with what is known of both.

    project: its file. a, b: of which one may be the baseline. views: by ident, the baseline's too.
    layers: each study that one of them has; alone: with the ident of a study's result, what it says
    of the baseline, where that is neither of the two. dwelling: m² that a home is taken to have, by
    that ident. news: what somebody must know before he reads on.
    """

    project: str
    contents: Contents
    a: Scenario
    b: Scenario
    views: Mapping[str, View]
    difference: Difference
    decided: Decided
    layers: Sequence[Between]
    alone: Mapping[str, Layer]
    dwelling: Mapping[str, float]
    sources: Sequence[SourceState]
    news: Sequence[str]
    year: int

    @property
    def base(self) -> Base:
        return self.difference.a.base

    @property
    def states(self) -> list[Scenario]:
        """The city as it is, and the plans, each once."""
        found = {"": Scenario("", BASELINE), self.a.ident: self.a, self.b.ident: self.b}
        return list(found.values())

    def said(self) -> dict[str, Any]:
        """What there is to say beside the differences, as plain values."""
        return {
            "indicators": board_said(self.decided),
            "layers": [said_of(one, self.views[self.b.ident]) for one in self.layers],
            "hashes": self.hashes(),
        }

    def hashes(self) -> dict[str, Any]:
        """By what anybody finds out whether he has the same before him."""
        return {
            "base": digest_of_base(self.base),
            "sources": [
                {"file": s.file, "kept": s.kept, "now": s.now, "state": s.state}
                for s in self.sources
            ],
            "plans": {one.name: digest_of_plan(one) for one in self.states},
            "results": [
                {
                    "simulation": one.question.simulation,
                    "plan": name,
                    "inputs": layer.inputs,
                    "result": layer.digest(),
                }
                for one in self.layers
                if one.answers
                for name, layer in zip(one.names, one.answers, strict=True)
            ],
        }

    def digest(self) -> str:
        """32 letters that follow from all that is compared, and by what it is judged."""
        found = self.decided
        criteria = [*found.weighed.criteria, *found.weighed.unused]
        chosen = [found.board.taken, targets.said(found.targets), weighing.said(criteria)]
        told = json.dumps([self.hashes(), chosen, self.year], sort_keys=True)
        return blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest()


def two_plans(
    found: Reopened, base: Base, a: Scenario, b: Scenario, year: int, progress: Progress
) -> TwoPlans:
    """Gather what is known of two plans. year: that planted trees have grown to."""
    project = found.project
    baseline = Scenario("", BASELINE)
    views = {one.ident: one.over(base) for one in (baseline, a, b)}
    difference = between_plans(views[a.ident], views[b.ident], progress)
    progress.report(0, 0, "Counting")
    rivals = [one for one in (a, b) if one.ident]
    board = decided(project, base, rivals, {}, year)
    layers = list(layers_between(project, views, a, b))
    alone, dwelling = {}, {}
    for one in layers:
        progress.check()
        if one.answers:
            dwelling[one.question.ident] = dwelling_in(project, one.answers[1])
            if a.ident and b.ident:
                layer = answer_of(project, views[""], "", one.question)
                if layer is not None:
                    alone[one.question.ident] = layer
    return TwoPlans(
        project.path.name,
        project.contents,
        a,
        b,
        views,
        difference,
        board,
        layers,
        alone,
        dwelling,
        _sources(found),
        [*(f"{one.path.name}: {one.why}" for one in found.lost), *found.told],
        year,
    )


def digest_of_plan(scenario: Scenario) -> str:
    """32 letters that follow from what a plan does, whoever has drawn it and when."""
    said = [edit.as_json() for edit in scenario.edits]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _sources(found: Reopened) -> list[SourceState]:
    """What has become of each source since the project was written."""
    now = {
        (one.number, place): hash_ for one in found.opened for place, hash_ in enumerate(one.hashes)
    }
    gone = {(one.origin.opening, one.origin.position) for one in found.lost}
    states = []
    for opening in dict.fromkeys(one.opening for one in found.project.contents.origins):
        mine = [one for one in found.project.contents.origins if one.opening == opening]
        for place, one in enumerate(mine):
            file = Path(one.path.replace("\\", "/")).name
            fresh = now.get((opening, place), "")
            if (opening, one.position) in gone:
                states.append(SourceState(file, one.hash, "", MISSING))
                continue
            state = AS_IT_WAS if fresh == one.hash else CHANGED if one.hash else UNSURE
            states.append(SourceState(file, one.hash, fresh, state))
    return states
