"""A scenario: the steps that somebody took, how far they are taken now, and what they lead to.

The steps are only ever added to. Undoing moves the cursor back; what is done after that begins
where the cursor stands, and what lay ahead is left behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from city.base import Base
from city.edits import Edit, EditError
from city.forms import Land
from city.progress import Progress
from city.view import Lost, Site, View

Take = Literal["ours", "theirs", "both"]
SNAPSHOTS = 64  # steps between the views that are kept for going back
RECENT = 1024  # steps behind which they are as far apart


@dataclass(frozen=True, slots=True)
class Step:
    """An edit that was done: its own name in the world, when, and by whom (ISO 8601, UTC)."""

    ident: str
    edit: Edit
    made: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A plan: its edits over those of the scenario that it came from.

    parent: the ident of that one, "" for none. inherited: the steps that it took over. own: what
    was done here, those undone among it; `cursor` of them count. mirrors: whether what is done in
    the parent from now on is taken over too.
    """

    ident: str
    name: str
    parent: str = ""
    inherited: tuple[Step, ...] = ()
    own: tuple[Step, ...] = ()
    cursor: int = 0
    mirrors: bool = False
    about: str = ""
    archived: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """What counts: the inherited steps, then one's own up to the cursor."""
        return (*self.inherited, *self.own[: self.cursor])

    @property
    def edits(self) -> tuple[Edit, ...]:
        return tuple(step.edit for step in self.steps)

    def done(self, *steps: Step) -> Scenario:
        """With more steps; what was undone before them is left behind."""
        own = (*self.own[: self.cursor], *steps)
        return replace(self, own=own, cursor=len(own))

    def undone(self) -> Scenario:
        """With the last step taken back; its own only, none that it inherited."""
        return replace(self, cursor=max(self.cursor - 1, 0))

    def redone(self) -> Scenario:
        """With the step done again that was undone last."""
        return replace(self, cursor=min(self.cursor + 1, len(self.own)))

    def over(self, base: Base) -> View:
        """The city as this plan would have it."""
        return fold(View.of(base), self.edits)


def fold(view: View, edits: Sequence[Edit], first: int = 0) -> View:
    """A view with edits over it, one after the other.

    An edit that cannot be done any more changes nothing and is told in `lost`. first: the number
    of the first of them within its plan.
    """
    view.base.find(list({ident for edit in edits for ident in edit.touches()}))
    site = Site(view)
    for number, edit in enumerate(edits, first):
        site.number = number
        try:
            edit.apply(site)
        except (ValueError, EditError) as fault:
            site.lose(f"{edit.words()}: {fault}")
    return site.done()


def attempted(view: View, edit: Edit, number: int) -> View:
    """A view with one new edit over it, what it names and is not there any more told in `lost`.

    EditError where it cannot be built.
    """
    site = Site(view)
    site.number = number
    try:
        edit.apply(site)
        after = site.done()
        for thing in site.fresh:
            if not isinstance(thing.form, Land):  # which can be laid out anywhere
                thing.built  # noqa: B018  what cannot be built is found out here
    except ValueError as fault:
        raise EditError(str(fault)) from None
    return after


def tried(view: View, edit: Edit, number: int) -> View:
    """The same for somebody who looks on: EditError too where nothing of it can be done."""
    after = attempted(view, edit, number)
    fresh: tuple[Lost, ...] = after.lost[len(view.lost) :]
    if fresh and (after.things, after.said) == (view.things, view.said):
        same = all(a is b for a, b in zip(after.gone, view.gone, strict=True))
        if same and after.pads == view.pads and after.rubble == view.rubble:
            raise EditError("; ".join(one.words for one in fresh[:3]))
    return after


class Folding:
    """The views along a scenario, so that a step more or less costs no more than itself."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self._steps: tuple[Step, ...] = ()
        self._views: dict[int, View] = {0: View.of(base)}

    def copy(self) -> Folding:
        """What is known by now, to go another way from there."""
        other = Folding(self.base)
        other._steps, other._views = self._steps, dict(self._views)
        return other

    def lacking(self, scenario: Scenario) -> int:
        """How many steps must be done to know what a scenario leads to."""
        return len(scenario.steps) - self._start(scenario.steps)

    def view(self, scenario: Scenario, progress: Progress | None = None) -> View:
        """What a scenario leads to."""
        steps, now = scenario.steps, len(scenario.steps)
        start = self._start(steps)
        self._views = {count: one for count, one in self._views.items() if count <= start}
        self._steps = steps
        view = self._views[start]
        while start < now:
            if progress is not None:
                progress.report(start, now)
            stop = next((k for k in range(start + 1, now) if _is_kept(k, now)), now)
            view = self._views[stop] = fold(view, [s.edit for s in steps[start:stop]], start)
            start = stop
        self._views = {k: one for k, one in self._views.items() if _is_kept(k, now)}
        return view

    def _start(self, steps: Sequence[Step]) -> int:
        """The last step up to which the view is known."""
        same = _common(self._steps, steps)
        return max(count for count in self._views if count <= same)

    def know(self, scenario: Scenario, view: View) -> None:
        """Take over what some more steps lead to, where somebody has tried them already."""
        steps = scenario.steps
        if _common(self._steps, steps) == len(self._steps):
            self._views = {count: one for count, one in self._views.items() if count < len(steps)}
            self._views[len(steps)] = view
            self._steps = steps


def _is_kept(count: int, now: int) -> bool:
    """Of the views up to a step: the last few, one every SNAPSHOTS steps, and fewer long ago."""
    apart = 1 if count > now - 8 else SNAPSHOTS if count > now - RECENT else RECENT
    return count == now or count % apart == 0


def _common(some: Sequence[Step], others: Sequence[Step]) -> int:
    """How many steps are the same from the start."""
    low, high = 0, min(len(some), len(others))
    if some[:high] == others[:high]:
        return high
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if some[:middle] == others[:middle] else (low, middle)
    return low


# branches


def branch(parent: Scenario, ident: str, name: str, mirrors: bool = False) -> Scenario:
    """ "As Plan A, but ...": a scenario that begins with all that its parent has done."""
    return Scenario(ident, name, parent.ident, parent.steps, mirrors=mirrors)


def duplicate(scenario: Scenario, ident: str, name: str) -> Scenario:
    """A copy that has no parent: the steps are its own, and can be undone in it."""
    steps = scenario.steps
    return Scenario(ident, name, own=steps, cursor=len(steps), about=scenario.about)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two steps that want different things of the same objects."""

    ours: Step
    theirs: Step
    objects: tuple[str, ...]

    def words(self) -> str:
        what = ", ".join(self.objects[:3]) + (" ..." if len(self.objects) > 3 else "")
        return f"{what}: here {self.ours.edit.words()}, there {self.theirs.edit.words()}"


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging would do: the steps that would come in, and those that need a decision."""

    into: Scenario
    coming: tuple[Step, ...]
    conflicts: tuple[Conflict, ...] = field(default_factory=tuple)

    def scenario(self, take: Take | Sequence[Take] = "ours") -> Scenario:
        """The scenario after it. take: whose step counts in a conflict, or both, theirs last; for
        all of them, or one by one. A step that is overruled once does not count at all.
        """
        takes = [take] * len(self.conflicts) if isinstance(take, str) else take
        decided = list(zip(self.conflicts, takes, strict=True))
        beaten = {one.theirs.ident for one, taken in decided if taken == "ours"}
        beaten |= {one.ours.ident for one, taken in decided if taken == "theirs"}
        coming = tuple(step for step in self.coming if step.ident not in beaten)
        own = tuple(s for s in self.into.own[: self.into.cursor] if s.ident not in beaten)
        return replace(self.into, own=(*own, *coming), cursor=len(own) + len(coming))


def merge(into: Scenario, other: Scenario) -> Merged:
    """Bring what was done in another scenario, and not here, into this one.

    Steps conflict where both sides, since they went apart, touched the same object. Where they did
    just the same, it is done already, and nothing comes.
    """
    mine = {step.ident for step in into.steps}
    theirs = {step.ident for step in other.steps}
    ours = [step for step in into.steps if step.ident not in theirs]
    by_object: dict[str, list[Step]] = {}
    for step in ours:
        for ident in step.edit.touches():
            by_object.setdefault(ident, []).append(step)
    coming = tuple(
        step
        for step in other.steps
        if step.ident not in mine and not _done_already(step, by_object)
    )
    conflicts: dict[tuple[str, str], tuple[Step, Step, list[str]]] = {}
    for step in coming:
        for ident in sorted(step.edit.touches()):
            for own in by_object.get(ident, ()):
                key = own.ident, step.ident
                conflicts.setdefault(key, (own, step, []))[2].append(ident)
    found = tuple(Conflict(a, b, tuple(objects)) for a, b, objects in conflicts.values())
    return Merged(into, coming, found)


def _done_already(step: Step, by_object: Mapping[str, Sequence[Step]]) -> bool:
    """Whether one of our own steps did just the same."""
    touched = step.edit.touches()
    return any(own.edit == step.edit for ident in touched for own in by_object.get(ident, ()))
