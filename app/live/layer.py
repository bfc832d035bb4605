"""A live layer: where it comes from, what it has told, and how it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from app.here import is_here
from app.live.signing import plain, sign_in_from
from app.simulated.taken import Taken, taken_from
from city.alarms import Rule, alarmed, rule_from
from city.series import Series
from city.statements import Statement
from city.subjects import AHEAD, F64, STALE, UNKNOWN, Rows, Streams, Subject, Told, told_at
from city.terms import NO_TERMS, Terms, terms_from
from city.tracks import Tracks
from city.transit import Lines
from importers.live.feed import now
from importers.live.sign_in.entry import SignIn

State = Literal["asking", "live", "waiting", "strange", "recording"]
Form = Literal["signs", "field", "objects"]
Badge = Literal["LIVE", "STALE", "REPLAY", "FORECAST", "WAITING", "OFF", "SIMULATED"]
LONGEST = 2000  # letters of an address
SECRET = re.compile(  # what a parameter of an address is called that lets somebody in
    r"(key|token|secret|pass|passw(or)?d|pwd|sig|signature|auth|authorization|appid|^code)$",
    re.IGNORECASE,
)
SELDOM = 3600.0  # seconds: nobody asks less often


@dataclass(frozen=True, slots=True)
class Source:
    """What a project keeps of a live layer. It holds no secrets.

    address: of a platform, a file, or a recording. shown: the key of its subject. every: seconds
    between two questions, 0 as the feed says. sign_in: how one signs in, None: not. timetable:
    the address of the GTFS that its vehicles follow. kept: whether a project keeps it at all; not
    what ends with this program. played: whether its platform but plays a recording. terms: as a
    person says, or as was agreed in a data space; then the address is that of the city's own
    connector. form: how it shows. table: the path of a list of what tells of which object, "" for
    none. routes: whether the ways of its routes are shown. result: how what a model tells was taken
    from the file at the address; None for what is no result.
    """

    address: str
    title: str = ""
    shown: str = ""
    visible: bool = True
    every: float = 0.0
    rules: tuple[Rule, ...] = ()
    sign_in: SignIn | None = None
    timetable: str = ""
    kept: bool = True
    played: bool = False
    terms: Terms = NO_TERMS
    form: Form = "signs"
    table: str = ""
    routes: bool = False
    result: Taken | None = None

    @property
    def told_address(self) -> str:
        """The address as it may be shown and written down: without passwords and keys."""
        return without_keys(self.address)

    def to_plain(self) -> dict[str, Any]:
        """Plain values for a file."""
        rules = [rule.to_plain() for rule in self.rules]
        addresses = {"address": self.told_address, "timetable": without_keys(self.timetable)}
        terms = {**asdict(self.terms), "policy": [*self.terms.policy]}
        others = {"rules": rules, "sign_in": plain(self.sign_in), "terms": terms}
        return {**asdict(self), **addresses, **others}


def without_keys(address: str) -> str:
    """An address without what lets somebody in: a name, a password, parameters called so."""
    scheme, apart, rest = address.partition("://")
    if not apart:  # a path
        return address
    before, _, query = rest.partition("?")
    host, slash, path = before.partition("/")
    told = [one for one in query.split("&") if not SECRET.search(one.partition("=")[0])]
    asked = "?" if any(told) else ""
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}{asked}{'&'.join(told)}"


def source_from(said: Any) -> Source | None:
    """A source of a file; None for one that cannot be understood."""
    if not isinstance(said, Mapping) or not isinstance(said.get("address"), str):
        return None
    address = said["address"].strip()
    if not 0 < len(address) <= LONGEST or not address.isprintable():
        return None
    names = ("title", "shown")
    texts = {name: " ".join(str(said.get(name, ""))[:200].split()) for name in names}
    timetable, table = said.get("timetable", ""), said.get("table", "")
    every, rules = said.get("every", 0.0), said.get("rules")
    found = [rule_from(one) for one in rules] if isinstance(rules, list) else []
    known = isinstance(every, (int, float)) and 0 <= every <= SELDOM
    return Source(
        address,
        visible=said.get("visible") is not False,
        every=float(every) if known else 0.0,
        rules=tuple(rule for rule in found if rule is not None),
        title=texts["title"],
        shown=texts["shown"],
        sign_in=sign_in_from(said.get("sign_in")),
        timetable=timetable if isinstance(timetable, str) and len(timetable) <= LONGEST else "",
        played=said.get("played") is True,
        terms=terms_from(said.get("terms")),
        form=next((one for one in get_args(Form) if one == said.get("form")), "signs"),
        table=table if is_here(table) else "",
        routes=said.get("routes") is True,
        result=taken_from(said.get("result")),
    )


def named_terms(settings: Mapping[str, Any]) -> tuple[tuple[str, Terms], ...]:
    """The live layers that a project shows and that somebody must be named for: titles, terms."""
    said = settings.get("live")
    found = [source_from(one) for one in said] if isinstance(said, list) else []
    return tuple(
        (one.title or one.told_address, one.terms)
        for one in found
        if one is not None and one.visible and one.terms.named()
    )


def _no_cadences() -> F64:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class LiveLayer:
    """A source and all that it has told until now.

    standard: what its platform speaks. fault: why it waits, in a line. findings: what could not be
    understood, a line for each sort. cadences: (streams,) seconds, NaN where nobody knows. tracks:
    of what moves. statements: what it says of buildings themselves. lines: the ways of its routes,
    None where nobody knows any.
    """

    key: str
    source: Source
    standard: str = ""
    state: State = "asking"
    fault: str = ""
    findings: tuple[str, ...] = ()
    series: Series = field(default_factory=Series)
    streams: Streams = field(default_factory=lambda: Streams.of(Series()))
    cadences: F64 = field(default_factory=_no_cadences)
    tracks: Tracks | None = None
    statements: tuple[Statement, ...] = ()
    lines: Lines | None = None

    @property
    def title(self) -> str:
        named = self.source.title or self.source.told_address
        return named.removeprefix("https://").removeprefix("http://")

    @property
    def subject(self) -> Subject | None:
        """What it shows now; None while it has told nothing."""
        return self.streams.named(self.source.shown)

    def told(self, at: np.datetime64, live: bool, subject: Subject | None = None) -> Told | None:
        """What its things tell at a moment of what it shows; None while it has told nothing."""
        subject = subject or self.subject
        if subject is None:
            return None
        return told_at(self.series, self.streams, subject, at, self.cadences, live)

    def alarms(self, at: np.datetime64) -> list[tuple[Rule, Rows]]:
        """Which of its rules hold at a moment, and of which things: rows of `Streams.things`."""
        known = {one.key: one for one in self.streams.subjects}
        told = (self.series, self.streams)
        held = [
            (rule, alarmed(*told, known[rule.subject], rule, at, self.cadences))
            for rule in self.source.rules
            if rule.subject in known
        ]
        return [(rule, things) for rule, things in held if len(things)]


def badge_of(layer: LiveLayer, told: Told, at: np.datetime64, live: bool) -> Badge:
    """How old what is shown at a moment is, in a word. live: whether the moment is now."""
    if layer.source.result is not None:
        return "SIMULATED"
    if not live and (at - now()) / np.timedelta64(1, "s") > AHEAD:
        return "FORECAST"
    if layer.state == "recording" or not live:
        return "REPLAY"
    if layer.state == "strange":
        return "OFF"
    span = layer.series.span()
    if span is None:
        return "WAITING"
    if _foretells(layer, at):
        return "FORECAST"
    if len(told):
        stale = bool(told.stale.all())
    else:  # it says where its things are, and nothing else
        known = layer.cadences[np.isfinite(layer.cadences)]
        usual = float(np.median(known)) if len(known) else UNKNOWN
        stale = bool((at - span[1]) / np.timedelta64(1, "s") > STALE * max(usual, 1.0))
    if stale:
        return "STALE"
    return "REPLAY" if layer.source.played else "LIVE"


def _foretells(layer: LiveLayer, at: np.datetime64) -> bool:
    """Whether most of what a layer has told last lies in the future; one clock may be wrong."""
    span = layer.series.span()
    if span is None or (span[1] - at) / np.timedelta64(1, "s") <= AHEAD:
        return False
    ages = layer.series.latest().ages(at)
    return bool((ages < -AHEAD).mean() > 0.5)
