"""SensorThings 1.1 (OGC 18-088): stations, their streams, and what they observed last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from city.progress import Progress
from city.series import Measurand, Readings, Thing
from importers.live import feed
from importers.live.feed import Gathering, Offer
from importers.live.sensorthings_history import Past, columns
from importers.live.web import FeedFault, Web, linked, origin, without_secrets
from importers.report import Report

PAGES = 10_000  # of one list; a chain that is longer has no end
RECENT = 5  # observations of each stream, so that none is missed between two questions
GIVING_UP = 3  # streams in a row that cannot be read: then it is the service
BATCH = 5_000  # readings handed on at once
HISTORY = 50_000  # the same, of what was
NEWEST = ("phenomenonTime desc", "resultTime desc")  # servers refuse one or the other
WHOLE = "$expand=Thing($expand=Locations),ObservedProperty"
LEAST = "$expand=Thing"


@dataclass(frozen=True, slots=True)
class Stream:
    """One datastream: whose it is, what it measures, and where its observations are."""

    key: str
    thing: Thing
    measurand: Measurand
    observations: str


def is_root(data: Any) -> bool:
    """Whether an answer is the first page of a SensorThings service."""
    return _list_of(data, "Datastreams") != ""


def _list_of(data: Any, name: str) -> str:
    lists = data.get("value") if isinstance(data, dict) else None
    for one in lists if isinstance(lists, list) else ():
        if isinstance(one, dict) and one.get("name") == name and isinstance(one.get("url"), str):
            return str(one["url"])
    return ""


class SensorThings:
    """A service whose first page is at `root`. Streams are asked for once, and what they observed
    as often as somebody reads."""

    standard, pace = "SensorThings 1.1", 10.0

    def __init__(self, root: str, data: Any, web: Web, report: Report) -> None:
        self.title = without_secrets(root)
        # servers behind a gateway tell addresses of their own: those are for their own origin
        self._lists = {
            name: linked(root.rstrip("/") + "/", _list_of(data, name))
            for name in ("Datastreams", "Things", "ObservedProperties")
            if _list_of(data, name)
        }
        self._list = self._lists["Datastreams"]
        if origin(self._list) != origin(root):
            report.warning(
                "origin",
                self.title,
                f"its links lead to {without_secrets(self._list)}, where no key is sent",
            )
        self._web = web
        self._report = report
        self._streams: dict[str, Stream] | None = None
        self._expands = True  # whether it brings streams and observations in one answer
        self._order = 0
        self._past = Past(web, report)

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        known = self._known(progress).values()
        return feed.offers((stream.thing.id, stream.measurand) for stream in known)

    def read(self, progress: Progress) -> Iterator[Readings]:
        gathering = Gathering()
        for stream, observations in self._observed(progress):
            for one in observations:
                self._add(gathering, stream, one)
            if len(gathering) >= BATCH:
                yield gathering.handed(self.title, self._report)
        if len(gathering):
            yield gathering.handed(self.title, self._report)

    def history(
        self, start: np.datetime64, end: np.datetime64, progress: Progress
    ) -> Iterator[Readings]:
        gathering = Gathering()
        streams = self._known(progress)
        for at, stream in enumerate(streams.values()):
            progress.report(at, len(streams), stream.thing.name)
            for rows in self._past.pages(stream.observations, start, end, progress):
                times, values, lost = columns(rows, start, end)
                if lost:
                    name = f"{stream.thing.name or stream.thing.id}, {stream.measurand.name}"
                    self._report.error("value", name, f"{lost:,} results are no numbers; left out")
                if len(times):
                    row = np.full(len(times), gathering.meet(stream.thing))
                    gathering.add_column(row, stream.measurand, times, values)
                if len(gathering) >= HISTORY:
                    yield gathering.handed(self.title, self._report)
        if len(gathering):
            yield gathering.handed(self.title, self._report)

    def close(self) -> None:
        """Nothing was begun."""

    # streams

    def _known(self, progress: Progress) -> dict[str, Stream]:
        if self._streams is None:
            try:
                rows = list(self._pages(_with(self._list, WHOLE), progress, tries=2))
            except FeedFault as fault:
                if not fault.status:
                    raise
                rows = list(self._pages(_with(self._list, LEAST), progress))
            things = self._owners("Things", "$expand=Locations,Datastreams", progress)
            properties = self._owners("ObservedProperties", "$expand=Datastreams", progress)
            self._streams = {}
            for told in rows:
                key = _key(told)
                row = {
                    **told,
                    "Thing": things.get(key, told.get("Thing")),
                    "ObservedProperty": properties.get(key, told.get("ObservedProperty")),
                }
                if stream := self._stream(row, progress):
                    self._streams[stream.key] = stream
        return self._streams

    def _owners(self, name: str, query: str, progress: Progress) -> dict[str, dict[str, Any]]:
        """Whose each stream is, as the owners say: a real server tells for all streams of a page
        the owner of the first one, but its lists of what somebody owns are right."""
        owners: dict[str, dict[str, Any]] = {}
        if name not in self._lists:
            return owners
        try:
            for row in self._pages(_with(self._lists[name], query), progress, tries=2):
                owned = row.get("Datastreams")
                for one in owned if isinstance(owned, list) else ():
                    owners[_key(one)] = row
                if isinstance(link := row.get("Datastreams@iot.nextLink"), str):
                    for one in self._pages(linked(self._lists[name], link), progress):
                        owners[_key(one)] = row
        except FeedFault as fault:
            if not fault.status:
                raise
        return owners

    def _stream(self, row: Mapping[str, Any], progress: Progress) -> Stream | None:
        key, name = _key(row), feed.text(row.get("name"))
        link = row.get("Observations@iot.navigationLink")
        if not isinstance(link, str):
            own = row.get("@iot.selfLink")
            link = f"{own}/Observations" if isinstance(own, str) else ""
        whose = row.get("Thing")
        if not key or not link or not isinstance(whose, dict):
            self._report.error(
                "stream", key or name, "this stream says not what it is of; left out"
            )
            return None
        observed = row.get("ObservedProperty")
        label = feed.text(observed.get("name")) if isinstance(observed, dict) else ""
        unit = row.get("unitOfMeasurement")
        unit = unit if isinstance(unit, dict) else {}
        measurand = Measurand(
            label or name or key, feed.text(unit.get("symbol")) or feed.text(unit.get("name"))
        )
        thing = Thing(_key(whose), feed.text(whose.get("name")), self._place(whose, row, progress))
        return Stream(key, thing, measurand, linked(self._list, link))

    def _place(
        self, thing: Mapping[str, Any], row: Mapping[str, Any], progress: Progress
    ) -> tuple[float, ...]:
        """Where a thing is: its location, or else where the stream observes."""
        places = thing.get("Locations")
        link = thing.get("Locations@iot.navigationLink")
        if not isinstance(places, list) and isinstance(link, str):
            try:
                places = list(self._pages(linked(self._list, link), progress, tries=1))
            except FeedFault as fault:
                self._report.warning("place", _key(thing), str(fault))
        located = [one.get("location") for one in places or () if isinstance(one, dict)]
        for geometry in (*located, row.get("observedArea")):
            if found := feed.place(geometry):
                return found
        self._report.warning("place", _key(thing), "nobody says where this is, as degrees")
        return ()

    # observations

    def _observed(self, progress: Progress) -> Iterator[tuple[Stream, list[Any]]]:
        streams = self._known(progress)
        if self._expands:
            seen = set()
            try:
                for row in self._pages(self._expanded(), progress, tries=1):
                    stream, observations = streams.get(_key(row)), row.get("Observations")
                    if stream is not None and isinstance(observations, list):
                        seen.add(stream.key)
                        yield stream, observations
            except FeedFault as fault:
                if not fault.status:
                    raise
            self._expands = len(seen) == len(streams)
            streams = {key: one for key, one in streams.items() if key not in seen}
        failed = 0
        for at, stream in enumerate(streams.values()):
            progress.report(at, len(streams), stream.thing.name)
            try:
                yield stream, self._newest(stream, progress)
                failed = 0
            except FeedFault as fault:
                failed += 1
                if failed == GIVING_UP or len(streams) == 1:
                    raise
                self._report.error("stream", stream.key, str(fault))

    def _expanded(self) -> str:
        newest = f"$expand=Observations($top={RECENT};$orderby={NEWEST[0]})"
        return _with(self._list, f"$select=@iot.id&{newest}")

    def _newest(self, stream: Stream, progress: Progress) -> list[Any]:
        while True:
            asked = f"$top={RECENT}&$orderby={NEWEST[self._order]}"
            try:
                data = self._web.get(_with(stream.observations, asked), progress, 2).data()
            except FeedFault as fault:
                if fault.status not in (400, 404, 500, 501) or self._order + 1 == len(NEWEST):
                    raise
                self._order += 1
                continue
            rows = data.get("value") if isinstance(data, dict) else None
            return rows if isinstance(rows, list) else []

    def _add(self, gathering: Gathering, stream: Stream, row: Any) -> None:
        if not isinstance(row, dict):
            return
        moment = feed.moment(row.get("phenomenonTime"))
        if moment is None:
            moment = feed.moment(row.get("resultTime"))
        value = feed.number(row.get("result"))
        name = f"{stream.thing.name or stream.thing.id}, {stream.measurand.name}"
        if moment is None:
            self._report.error("moment", name, "an observation says not when it was; left out")
        elif value is None:
            self._report.error("value", name, "a result is no number; left out")
        else:
            gathering.add(stream.thing, stream.measurand, moment, value)

    def _pages(self, url: str, progress: Progress, tries: int = 4) -> Iterator[dict[str, Any]]:
        """The rows of a list, page by page, each once, wherever its pages end or begin again."""
        asked: set[str] = set()
        keys: set[str] = set()
        for page in range(PAGES):
            asked.add(url)
            answer = self._web.get(url, progress, tries)
            data = answer.data()
            rows = data.get("value") if isinstance(data, dict) else None
            if not isinstance(rows, list):
                raise FeedFault(
                    f"{without_secrets(url)} is no list as SensorThings 1.1 has them; "
                    "check the address"
                )
            before = len(keys)
            for row in rows:
                key = _key(row) if isinstance(row, dict) else ""
                if key and key not in keys:
                    keys.add(key)
                    yield row
            progress.report(page + 1, 0, f"{len(keys):,} read")
            link = data.get("@iot.nextLink")
            if not isinstance(link, str) or not link:
                return
            if len(keys) == before or (url := linked(answer.url, link)) in asked:
                self._report.warning(
                    "pages", self.title, "its pages begin again; each row was taken once"
                )
                return
        self._report.error(
            "pages", self.title, f"its pages have no end: read were {PAGES:,} of them"
        )


def _key(row: Mapping[str, Any]) -> str:
    """An id as one text, whether it is a number or a quoted word."""
    return feed.text(row.get("@iot.id")) or feed.text(row.get("@iot.selfLink"))


def _with(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query.replace(' ', '%20')}"
