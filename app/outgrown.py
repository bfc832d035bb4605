"""Which kept results no longer follow from what they are of: the plan or the city goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from city.progress import Progress
from city.project import Result
from city.simulate.catalogue import find
from city.view import View


def outgrown(
    results: Iterable[Result], views: Mapping[str, View], progress: Progress | None = None
) -> frozenset[str]:
    """The idents of the results that would be other ones now. views: the city as each scenario
    would have it, by its ident; results of others are left out, and those of simulations that are
    not there."""
    old = set()
    for one in results:
        if progress is not None:
            progress.check()
        view = views.get(one.scenario)
        if view is None:
            continue
        try:
            now = find(one.simulation).inputs(view, one.settings)
        except ValueError:  # a plug-in that is not there
            continue
        if now != one.inputs:
            old.add(one.ident)
    return frozenset(old)


def same_question(one: Result, other: Result) -> bool:
    """Whether two results answer the same question, over whatever plan."""
    return one.simulation == other.simulation and dict(one.settings) == dict(other.settings)
