"""What platforms say of buildings, as changes that a person may take into a plan, or leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from city.base import Base, Spot
from city.bindings import by_ids, by_plan
from city.edits import Change, Demolish, Edit, Raise
from city.meant import Meant, meant
from city.progress import Progress
from city.series import Thing
from city.statements import Statement, plain
from city.view import View

MANY = 500  # statements after which somebody may stop it
AHEAD = np.timedelta64(60, "s")  # that a moment may lie in the future before it is doubted
TWICE = 3.0  # so many times as high, or as low, is more likely a wrong unit
# When what the city says of an object was written: CityGML, INSPIRE, the Dutch cadastre.
DATED = frozenset(
    {
        "creationdate",
        "validfrom",
        "lastmodificationdate",
        "lastmodified",
        "beginlifespanversion",
        "tijdstipregistratie",
    }
)
NEVER = np.datetime64(-(1 << 62), "ms")  # is when something is so that says no moment
NOBODY = "is about nothing here"
MOST_KNOWN = 500_000  # things
OLDER = "is older than what the city says"
NEWER_SAID = "something newer is said"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that somebody may take.

    object: the id of what it is about. about: what is changed of it. was, now: in words, "–" for
    nothing. doubt: why to look twice, "" where nothing speaks against it.
    """

    statement: Statement
    object: str
    about: str
    was: str
    now: str
    edit: Edit
    doubt: str = ""

    @property
    def key(self) -> str:
        """Of the statement, so that one that was left is known again."""
        return self.statement.key

    @property
    def words(self) -> str:
        """What would change: "Height 12.0 → 15.5 m"."""
        return f"{self.about} {self.was} → {self.now}" if self.now else self.about


@dataclass(frozen=True, slots=True)
class Proposals:
    """What can be taken, and what cannot: the id of who said it, and why not."""

    offered: tuple[Proposal, ...] = ()
    told: tuple[tuple[str, str], ...] = ()


def proposals(
    view: View,
    statements: Sequence[Statement],
    now: np.datetime64,
    progress: Progress | None = None,
) -> Proposals:
    """What the city would be other than it is, by what is said of it, and is not so in a plan yet.

    Only what differs from the city without any plan is proposed: nobody's plan is taken back.
    """
    progress = progress or Progress()
    spots = objects_of(view.base, [one.thing for one in statements])
    told: dict[tuple[str, str], None] = {}
    found: dict[tuple[Spot, str], list[tuple[Statement, Meant]]] = {}
    state = _State(view, now)
    for number, one in enumerate(statements):
        if number % MANY == 0:
            progress.report(number, len(statements), "Comparing with what the city says")
        spot = spots[one.thing]
        if spot is None:
            told[one.thing.id, NOBODY] = None
            continue
        try:
            what = meant(one, state.said(spot), now)
        except ValueError as why:
            told[one.thing.id, f"{one.attribute}: {why}"] = None
            continue
        if what is not None:
            found.setdefault((spot, what.about), []).append((one, what))
    offered: list[Proposal] = []
    for (spot, _), said in found.items():
        offered += _weighed(state, spot, said, told)
    return Proposals(tuple(_beside_demolition(offered)), tuple(told))


def objects_of(base: Base, things: Iterable[Thing]) -> dict[Thing, Spot | None]:
    """The object that each thing is about: by ids, or else the one building that it lies in; found
    once and kept, for the same is said again and again."""
    wanted, known = list(dict.fromkeys(things)), _KNOWN.setdefault(base, {})
    if len(known) > MOST_KNOWN:
        known.clear()
    left = [thing for thing in wanted if thing not in known]
    found: dict[Thing, Spot | None] = dict.fromkeys(left)
    for find in (lambda some, city: by_ids(some, city.objects.ids), by_plan):
        rows = [find(left, city).tolist() if left else [] for city in base.cities]
        for k, thing in enumerate(left):
            hits = [Spot(number, of[k]) for number, of in enumerate(rows) if of[k] >= 0]
            if len(hits) == 1 or (hits and find is not by_plan):
                found[thing] = hits[0]
        left = [thing for thing in left if found[thing] is None]
    known.update(found)
    return {thing: known[thing] for thing in wanted}


_KNOWN: WeakKeyDictionary[Base, dict[Thing, Spot | None]] = WeakKeyDictionary()


def edits_of(chosen: Iterable[Proposal]) -> list[Edit]:
    """The edits of what was taken, in an order in which all of them can be done."""
    edits = [one.edit for one in chosen]
    return sorted(edits, key=lambda one: isinstance(one, Demolish))


class _State:
    """What the city, and a plan over it, say of objects; each looked up once."""

    def __init__(self, view: View, now: np.datetime64) -> None:
        self.view, self.now = view, now
        self._bare = View.of(view.base)
        self._said: dict[Spot, dict[str, Any]] = {}

    def said(self, spot: Spot) -> dict[str, Any]:
        if spot not in self._said:
            self._said[spot] = self._bare.attributes(spot)
        return self._said[spot]

    def known(self, spot: Spot) -> np.datetime64 | None:
        """Since when the city says what it says of an object."""
        told = (_moment(v) for name, v in self.said(spot).items() if plain(name) in DATED)
        return max((one for one in told if one is not None), default=None)

    def height(self, spot: Spot, planned: bool) -> float:
        """Metres from the foot to the top of an object; NaN where it has no shape."""
        view = self.view if planned else self._bare
        there = view.find(view.base.ident(spot))
        body = view.body(there) if there is not None else None
        return body.high - body.low if body else np.nan


def _weighed(
    state: _State,
    spot: Spot,
    said: list[tuple[Statement, Meant]],
    told: dict[tuple[str, str], None],
) -> list[Proposal]:
    """The newest of what is said of one thing of an object; several, where it contradicts."""
    newest = max(_when(one) for one, _ in said)
    last = [(one, what) for one, what in said if _when(one) == newest]
    for one, what in said:
        if _when(one) != newest and what.value != last[0][1].value:
            told[one.thing.id, f"{one.attribute}: {NEWER_SAID}"] = None
    known = state.known(spot) if newest != NEVER else None
    different: dict[Any, tuple[Statement, Meant]] = {}
    for pair in last:
        different.setdefault(pair[1].value, pair)
    offered = []
    for one, what in different.values():
        proposal = _proposal(state, spot, one, what)
        if proposal is None:
            continue
        if known is not None and newest < known:
            told[one.thing.id, f"{one.attribute}: {OLDER} (of {known.astype('datetime64[D]')})"] = (
                None
            )
            continue
        doubts = [proposal.doubt] if proposal.doubt else []
        if len(different) > 1:
            others = ", ".join(other.now for _, other in different.values() if other is not what)
            doubts.append(f"{others} is said, too")
        if one.moment is not None and one.moment > state.now + AHEAD:
            doubts.append("its moment lies in the future")
        offered.append(_doubted(proposal, *doubts))
    return offered


def _proposal(state: _State, spot: Spot, one: Statement, what: Meant) -> Proposal | None:
    """What would have to change; None where the city, or the plan over it, says so already."""
    view, ident = state.view, state.view.base.ident(spot)
    there = view.find(ident)
    if there is None:
        return None  # the plan has demolished it
    if what.about == "demolished":
        return Proposal(one, ident, "Demolished", "", "", Demolish((ident,)))
    if what.same:
        return None
    if what.about == "height" and (was := state.height(spot, planned=False)) > 0:
        return _raised(state, spot, one, what, was)
    touched = not isinstance(there, Spot) or there in view.said
    planned = (view.attributes(there) if touched else state.said(spot)).get(what.name)
    if planned == what.value:
        return None
    doubt = "" if planned == what.was else f"the plan on the table has {planned}"
    edit = Change((ident,), {what.name: what.value})
    return Proposal(one, ident, what.title, what.before, what.now, edit, doubt)


def _raised(state: _State, spot: Spot, one: Statement, what: Meant, was: float) -> Proposal | None:
    """A building that is as high as is said."""
    ident, wanted = state.view.base.ident(spot), float(what.value)
    planned = state.height(spot, planned=True)
    if min(abs(wanted - was), abs(wanted - planned)) <= what.tolerance:
        return None
    doubts = []
    if not 1 / TWICE < wanted / was < TWICE:
        doubts.append("so different that its unit may be wrong")
    if abs(planned - was) > what.tolerance:
        doubts.append(f"the plan on the table has {planned:.1f} m")
    edit = Raise((ident,), metres=round(wanted - planned, 3))
    return _doubted(Proposal(one, ident, what.title, f"{was:.1f}", what.now, edit), *doubts)


def _doubted(one: Proposal, *doubts: str) -> Proposal:
    return Proposal(
        *(one.statement, one.object, one.about, one.was, one.now, one.edit), "; ".join(doubts)
    )


def _beside_demolition(offered: list[Proposal]) -> list[Proposal]:
    """With a word where something else is proposed for what is said to be no more."""
    gone = {one.object for one in offered if isinstance(one.edit, Demolish)}
    return [
        _doubted(one, *filter(None, [one.doubt, "it is said to be demolished, too"]))
        if one.object in gone and not isinstance(one.edit, Demolish)
        else one
        for one in offered
    ]


def _when(one: Statement) -> np.datetime64:
    return NEVER if one.moment is None else one.moment


def _moment(value: Any) -> np.datetime64 | None:
    """A date or a moment as city models write it."""
    try:
        return np.datetime64(str(value)[:19].rstrip("Z"), "ms")
    except ValueError:
        return None
