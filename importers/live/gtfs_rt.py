"""Vehicles, delays and alerts of public transport as they are now: GTFS Realtime 1.0 and 2.0
(gtfs.org/realtime/reference)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from city.progress import Progress
from city.series import Measurand, Readings, Series, Thing
from city.tracks import HEADING, LATITUDE, LONGITUDE
from city.transit import Transit
from importers.live import feed
from importers.live.feed import Gathering, Offer
from importers.live.web import Answer, FeedFault, without_secrets
from importers.report import Report

if TYPE_CHECKING:
    from google.transit.gtfs_realtime_pb2 import FeedMessage

SPEED = Measurand("speed", "m/s")
OCCUPANCY = Measurand("occupancy", "%")
CROWDING = Measurand("crowding")  # 0 empty to 6 closed, the order of OccupancyStatus
DELAY = Measurand("delay", "s")
NEXT_STOP = Measurand("time to next stop", "s")
CANCELLED = Measurand("cancelled")
ACTIVE = Measurand("active")  # 1 for an alert that holds now, else 0

MOST = 200_000  # entities of one message
SKEW = 120.0  # seconds that its clock may be ahead of ours
OLD = 600.0  # seconds after which a message is told to be old
LATEST = 4_000_000_000  # seconds, in 2096: what is later was written in milliseconds
CROWDED = 6  # beyond it no order: NO_DATA_AVAILABLE, NOT_BOARDABLE
KINDS = re.compile(r"application/(x-|vnd\.)?(google[.-])?(x-)?protobuf")


def is_realtime(answer: Answer) -> bool:
    """Whether an answer is GTFS Realtime, by its type or by being such a message."""
    return bool(KINDS.fullmatch(answer.kind)) or _parsed(answer.body) is not None


def _parsed(body: bytes) -> FeedMessage | None:
    from google.protobuf.message import DecodeError
    from google.transit.gtfs_realtime_pb2 import FeedMessage

    message = FeedMessage()
    try:
        message.ParseFromString(body)
    except (DecodeError, RuntimeError):
        return None
    version = _text(message.header.gtfs_realtime_version)
    return message if re.match(r"[0-9]+\.[0-9]", version) else None


def _message(answer: Answer) -> FeedMessage:
    """The message of an answer. Raises FeedFault where there is none."""
    name, message = without_secrets(answer.url), _parsed(answer.body)
    if message is None:
        if answer.body[:200].lstrip()[:1] == b"<":
            answer.data()  # says that it is a page for people
        raise FeedFault(f"{name} answers with no GTFS Realtime message, or one that is cut")
    return message


class Realtime:
    """A GTFS Realtime feed: vehicles move, trips and stops have delays, alerts hold or do not.

    transit: its timetable, by which vehicles know their route and what they are ("bus"), stops and
    trips where they are.
    """

    standard = "GTFS Realtime"
    pace = 15.0

    def __init__(
        self,
        title: str,
        answer: Answer,
        fetch: Callable[[Progress], Answer],
        report: Report,
        transit: Transit,
    ) -> None:
        self.title = title
        self._answer = answer
        self._fresh = True  # the answer at hand has not been read yet
        self._fetch = fetch
        self._report = report
        self.transit = transit
        self._vehicles: dict[str, Thing] = {}  # by entity, for those that are deleted later

    def discover(self, progress: Progress) -> tuple[Offer, ...]:
        series = Series().merge(self._readings(progress, Report()))
        return feed.offers(series.streams)

    def read(self, progress: Progress) -> Iterator[Readings]:
        if not self._fresh:
            answer = self._fetch(progress)
            if answer is self._answer:  # nothing has changed
                return
            self._answer = answer
        readings = self._readings(progress, self._report)
        self._fresh = False
        yield readings

    def close(self) -> None:
        """Nothing was begun."""

    def _readings(self, progress: Progress, report: Report) -> Readings:
        message, received = _message(self._answer), feed.now()
        reading = _Reading(self.transit, self._vehicles, report, received)
        reading.began(self.title, message)
        for at, entity in enumerate(message.entity[:MOST]):
            if at % 1000 == 0:
                progress.report(at, len(message.entity), f"{at:,} entities")
            reading.add(entity)
        reading.finish()
        return reading.gathering.handed(self.title, report)


class _Reading:
    """Reads the entities of one message."""

    def __init__(
        self,
        transit: Transit,
        vehicles: dict[str, Thing],
        report: Report,
        received: np.datetime64,
    ) -> None:
        self.gathering = Gathering()
        self._transit, self._vehicles, self._report = transit, vehicles, report
        self._received = self._told = received
        self._seen: dict[str, tuple[np.datetime64, Thing, Any]] = {}
        self._due: dict[str, tuple[int, int]] = {}  # of each stop who comes next, and how late

    def began(self, title: str, message: FeedMessage) -> None:
        """See to the message as a whole: when it was made, and how long it is."""
        self._told = self._moment(message.header.timestamp, title, self._received) or self._received
        age = float((self._received - self._told) / np.timedelta64(1, "s"))
        if age < -SKEW:
            self._report.warning("clock", title, f"its clock is {-age:,.0f} s ahead of ours")
        elif age > OLD:
            since = str(self._told.astype("datetime64[m]")).replace("T", " ")
            self._report.note("old", title, f"it has said nothing new since {since}Z")
        if len(message.entity) > MOST:
            more = len(message.entity) - MOST
            self._report.error("entities", title, f"{more:,} beyond {MOST:,} are left out")

    def add(self, entity: Any) -> None:
        if entity.is_deleted:
            self._delete(entity.id)
            return
        if entity.HasField("vehicle"):
            self._vehicle(entity)
        if entity.HasField("trip_update"):
            self._trip(entity)
        if entity.HasField("alert"):
            self._alert(entity)

    def finish(self) -> None:
        """What is known only once all was read: where each vehicle was last, who comes next."""
        for moment, thing, position in self._seen.values():
            self._position(moment, thing, position)
        for id, (_, delay) in self._due.items():
            stop = self._transit.stops.get(id)
            name, place = (stop.name, stop.place) if stop else ("", ())
            self.gathering.add(Thing(f"stop:{id}", name, place, "stop"), DELAY, self._told, delay)

    # vehicles

    def _vehicle(self, entity: Any) -> None:
        told = entity.vehicle
        thing = self._named(told, _text(told.vehicle.id) or _text(entity.id))
        moment = self._moment(told.timestamp, thing.id or "a vehicle", self._told)
        if not thing.id:
            self._report.error("id", "a vehicle", "it has no id; left out")
        elif moment is not None:
            before = self._seen.get(thing.id)
            if before is not None:
                self._report.note("twice", thing.id, "it is told twice; the newest holds")
            if before is None or moment > before[0]:
                self._seen[thing.id] = (moment, thing, told)
                self._vehicles[entity.id] = thing

    def _named(self, told: Any, id: str) -> Thing:
        route = self._transit.route(_text(told.trip.route_id), _text(told.trip.trip_id))
        label = _text(told.vehicle.label)
        name = " ".join(filter(None, (route.name, label if label != route.name else "")))
        return Thing(id, name, (), route.mode or "vehicle")

    def _position(self, moment: np.datetime64, thing: Thing, told: Any) -> None:
        at, add = told.position, self.gathering.add
        place = feed.on_earth(at.longitude, at.latitude) if told.HasField("position") else ()
        if place is None or place == (0.0, 0.0):
            self._report.warning("place", thing.id, "it is at no place on Earth, or at 0 degrees")
        if place and place != (0.0, 0.0):
            thing = Thing(thing.id, thing.name, place, thing.kind)
            add(thing, LONGITUDE, moment, place[0])
            add(thing, LATITUDE, moment, place[1])
            if at.HasField("bearing") and feed.number(at.bearing) == at.bearing:
                add(thing, HEADING, moment, at.bearing % 360)
            if at.HasField("speed") and at.speed >= 0:
                add(thing, SPEED, moment, feed.number(at.speed) or 0.0)
        if told.HasField("occupancy_percentage"):
            add(thing, OCCUPANCY, moment, float(told.occupancy_percentage))
        if told.HasField("occupancy_status") and told.occupancy_status <= CROWDED:
            add(thing, CROWDING, moment, float(told.occupancy_status))

    def _delete(self, entity: str) -> None:
        """A vehicle that is gone is nowhere from now on."""
        if (thing := self._vehicles.pop(entity, None)) is not None:
            for measurand in (LONGITUDE, LATITUDE):
                self.gathering.add(thing, measurand, self._told, np.nan)

    # trips

    def _trip(self, entity: Any) -> None:
        told, add = entity.trip_update, self.gathering.add
        vehicle = _text(told.vehicle.id)
        trip = _text(told.trip.trip_id) or _text(entity.id)
        thing = self._named(told, vehicle or f"trip:{trip}")
        moment = self._moment(told.timestamp, thing.id, self._told)
        if moment is None:
            return
        now = int(moment.astype("datetime64[s]").astype(np.int64))
        stops = [one for one in map(_due, told.stop_time_update) if one is not None]
        ahead = [one for one in stops if one[1] is None or one[1] >= now] or stops[-1:]
        stop, time, delay = ahead[0] if ahead else ("", None, None)
        if not vehicle:
            known = self._transit.stops.get(stop)
            thing = Thing(thing.id, thing.name, known.place if known else (), thing.kind)
        if told.trip.schedule_relationship == told.trip.CANCELED:
            add(thing, CANCELLED, moment, 1.0)
            return
        if told.HasField("delay"):
            delay = told.delay
        if delay is not None:
            add(thing, DELAY, moment, float(delay))
        if time is not None:
            add(thing, NEXT_STOP, moment, float(max(time - now, 0)))
        for stop, time, delay in ahead:
            if stop and delay is not None and time is not None:
                self._due[stop] = min(self._due.get(stop, (time, delay)), (time, delay))

    # alerts

    def _alert(self, entity: Any) -> None:
        told, places = entity.alert, []
        routes: dict[str, None] = {}
        for one in told.informed_entity:
            trip = _text(one.trip.trip_id)
            routes[self._transit.route(_text(one.route_id), trip).name] = None
            stop = self._transit.stops.get(_text(one.stop_id))
            places += [stop.place] if stop and stop.place else []
        why = [_words(told, name) for name in ("effect", "cause") if told.HasField(name)]
        parts = (", ".join(filter(None, routes)), ", ".join(why), _spoken(told.header_text))
        name = _text(": ".join(filter(None, parts)))
        thing = Thing(f"alert:{_text(entity.id)}", name, places[0] if places else (), "alert")
        now = int(self._received.astype("datetime64[s]").astype(np.int64))
        periods = [(one.start, one.end or LATEST) for one in told.active_period]
        holds = not periods or any(start <= now < end for start, end in periods)
        self.gathering.add(thing, ACTIVE, self._told, float(holds))

    def _moment(self, told: int, id: str, fallback: np.datetime64) -> np.datetime64 | None:
        """A moment in seconds since 1970, the fallback for none; None, and told, for nonsense."""
        if told > 1000 * LATEST:
            self._report.error("moment", id, "it has no moment that can be; left out")
            return None
        if told > LATEST:
            self._report.warning("moment", id, "its moment is in milliseconds, not in seconds")
            told //= 1000
        return np.datetime64(told * 1000, "ms") if told else fallback


def _due(update: Any) -> tuple[str, int | None, int | None] | None:
    """A stop, when somebody comes there (seconds since 1970) and how late; None for a skipped."""
    if update.schedule_relationship in (update.SKIPPED, update.NO_DATA):
        return None
    event = update.arrival if update.HasField("arrival") else update.departure
    time = event.time if 0 < event.time <= LATEST else None
    return _text(update.stop_id), time, event.delay if event.HasField("delay") else None


def _words(told: Any, name: str) -> str:
    number = getattr(told, name)
    word = told.DESCRIPTOR.fields_by_name[name].enum_type.values_by_number[number].name
    return "" if word.startswith("UNKNOWN") else str(word).replace("_", " ").lower()


def _spoken(words: Any) -> str:
    """A text in English where there is one, else in the first language."""
    texts = {_text(one.language).lower()[:2]: one.text for one in reversed(words.translation)}
    return _text(texts.get("en") or texts.get("") or next(reversed(texts.values()), ""))


def _text(told: str | bytes) -> str:
    """A text in one line; the bindings leave bytes that are no UTF-8 as bytes."""
    return feed.text(told.decode("utf-8", "replace") if isinstance(told, bytes) else told)
