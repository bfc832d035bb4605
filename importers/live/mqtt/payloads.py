"""What a message says: NGSI-LD, SensorThings, CloudEvents, GeoJSON, any JSON, or a number."""

from __future__ import annotations

import base64
import binascii
import contextlib
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from city.series import Measurand, Thing
from city.tracks import LATITUDE, LONGITUDE
from importers.live import feed, ngsi_ld
from importers.live.feed import Gathering
from importers.live.mqtt.fields import DEEPEST, flat, json_of, number, role, when
from importers.live.mqtt.layout import Layout, Pointer
from importers.live.mqtt.layout import found as pointed
from importers.live.ngsi_ld.statements import hear, speaks
from importers.live.statements import Statements
from importers.report import Report

MOST = 1000  # values of one message
LONGEST_NAME = 4 * feed.LONGEST_TEXT  # letters of a field's name
OBSERVATION = re.compile(
    r"^(?:.*/)?(v\d+\.\d+/)?((?:Multi)?Datastreams\([^)]{1,200}\))/Observations$"
)
STANDARD = frozenset({"specversion", "type", "body", "result"})  # one at least is in each
OWN_TIME = (b"observedAt", b"dateObserved", b"modifiedAt", b"notifiedAt")


class Payloads:
    """Adds what messages say to a gathering; what cannot be understood goes to the report.

    layout: where things stand in JSON that follows no standard, if somebody has said so; otherwise
    its topic is the thing and its fields are what is measured. said: where what entities say of
    buildings goes.
    """

    def __init__(
        self, report: Report, layout: Layout | None = None, said: Statements | None = None
    ) -> None:
        self._report = report
        self._layout = layout
        self._said = said

    def gather(self, gathering: Gathering, topic: bytes, payload: bytes, again: bool) -> None:
        """Add one message. again: whether the broker has kept it, so that it may be old."""
        if not payload:
            return  # nothing is kept under this topic any more
        thing = _thing(topic) if len(topic) <= feed.LONGEST_TEXT else None  # two might be one
        if thing is None:
            name = feed.text(topic.decode("utf-8", "replace"))
            self._report.error("topic", name, "no topic is called so; its message was left out")
            return
        data = json_of(payload)
        if data is None and payload.strip() != b"null":
            self._report.error(
                "payload",
                thing.id,
                f"a message of {len(payload):,} bytes is neither JSON nor a number; left out",
            )
            return
        before = len(gathering)
        message = _Message(gathering, self._report, self._layout, thing, self._said)
        message.take(data, None, 0)
        if len(gathering) == before:
            if not message.spoke:
                self._report.warning("nothing", thing.id, "a message has no number in it")
        elif again and not message.timed and not any(word in payload for word in OWN_TIME):
            self._report.note(
                "retained",
                thing.id,
                "the broker had kept this, and it says not when it was observed: "
                "it is dated by when it was received",
            )


class _Message:
    """One message while it is understood."""

    def __init__(
        self,
        gathering: Gathering,
        report: Report,
        layout: Layout | None,
        thing: Thing,
        said: Statements | None,
    ) -> None:
        self._gathering, self._report, self._layout, self._thing = gathering, report, layout, thing
        self._said = said
        self._room = MOST
        self.timed = False  # whether it says itself when it was observed
        self.spoke = False  # whether it may have said something of buildings

    def take(self, data: Any, moment: np.datetime64 | None, depth: int) -> None:
        """moment: when it was observed, as what lies around it says."""
        if depth > DEEPEST:
            self._report.error("deep", self._thing.id, "a message within messages; left out")
        elif isinstance(data, list):
            for one in data:
                if self._room >= 0:
                    self.take(one, moment, depth + 1)
        elif not isinstance(data, dict):
            self._bare(data, moment)
        elif self._layout is not None:
            self._mapped(data, self._layout)
        elif STANDARD.isdisjoint(data):
            self._fields(self._thing, data, moment)
        elif "specversion" in data and "source" in data:
            said = feed.moment(data.get("time"))
            self.take(_inside(data), moment if said is None else said, depth + 1)
        elif data.get("type") == "FeatureCollection" and isinstance(data.get("features"), list):
            self.take(data["features"], moment, depth + 1)
        elif (entities := notified(data)) is not None:
            for entity in entities:
                ngsi_ld.gather(self._gathering, entity, self._report)
                if self._said is not None and speaks(ngsi_ld.kind_of(entity)):
                    hear(self._said, (entity,))
                    self.spoke = True
        elif data.get("type") == "Feature":
            self._feature(data, moment)
        elif "result" in data and (stream := OBSERVATION.match(self._thing.id)):
            self._observation(data, stream[2])
        else:
            self._fields(self._thing, data, moment)

    # one form each

    def _bare(self, data: Any, moment: np.datetime64 | None) -> None:
        """A number alone: the last level of its topic says what it is."""
        value = feed.number(data)
        if value is None:
            return
        id, _, name = self._thing.id.rpartition("/")
        thing = Thing(id or name)
        self._add(thing, role(name if id else "value")[0], moment, value)

    def _observation(self, data: Mapping[str, Any], stream: str) -> None:
        """An Observation of SensorThings 1.1 (OGC 18-088, 14), of a stream that nobody knows."""
        moment = feed.moment(data.get("phenomenonTime"))
        if moment is None:
            moment = feed.moment(data.get("resultTime"))
        value = feed.number(data.get("result"))
        if value is not None:
            self._add(Thing(stream), Measurand("result"), moment, value)

    def _feature(self, data: Mapping[str, Any], moment: np.datetime64 | None) -> None:
        told = data.get("properties")
        fields = told if isinstance(told, dict) else {}
        id = feed.text(data.get("id")) or feed.text(fields.get("id")) or self._thing.id
        place = feed.place(data.get("geometry"))
        if place is None:
            self._report.warning("place", id, "its place is no point on Earth; it is shown nowhere")
        self._fields(Thing(id, feed.text(fields.get("name")), place or ()), fields, moment)

    def _fields(self, thing: Thing, data: Mapping[str, Any], moment: np.datetime64 | None) -> None:
        numbers: list[tuple[Measurand, float]] = []
        best, place = MOST, thing.place
        east = north = None
        for name, value in flat(data):
            of, rank = role(name if len(name) < LONGEST_NAME else name[:LONGEST_NAME])
            if rank is not None and (said := when(value)) is not None:
                if rank < best:
                    best, moment = rank, said
            elif isinstance(value, dict):
                place = place or feed.place(value) or ()
            elif (read := number(value)) is not None:
                east = read if of is LONGITUDE else east
                north = read if of is LATITUDE else north
                numbers.append((of, read))
                if len(numbers) > MOST:
                    break
        if east is not None and north is not None:
            place = self._place(thing.id, east, north)
            if not place:  # gaps stay
                where = (LONGITUDE, LATITUDE)
                numbers = [one for one in numbers if one[0] not in where or math.isnan(one[1])]
        if place != thing.place and not self._gathering.has_met(thing.id):
            thing = Thing(thing.id, thing.name, place)
        for of, read in numbers:
            self._add(thing, of, moment, read)

    def _mapped(self, data: Mapping[str, Any], layout: Layout) -> None:
        east, north = (
            feed.number(_at(data, one, "nowhere")) for one in (layout.longitude, layout.latitude)
        )
        id = feed.text(_at(data, layout.id)) or self._thing.id
        place = self._place(id, east, north) if east is not None and north is not None else ()
        thing = Thing(id, feed.text(_at(data, layout.name)), place)
        moment = when(_at(data, layout.time))
        if layout.time is not None and moment is None:
            self._report.warning("moment", thing.id, "its time is not where the mapping says")
        for one in layout.values:
            value = feed.number(_at(data, one.at, "nothing"))
            unit = one.unit if isinstance(one.unit, str) else feed.text(_at(data, one.unit))
            if value is not None:
                self._add(thing, Measurand(one.name, unit), moment, value)
        if place:
            self._add(thing, LONGITUDE, moment, place[0])
            self._add(thing, LATITUDE, moment, place[1])

    def _place(self, id: str, east: float, north: float) -> tuple[float, ...]:
        """A place in degrees; () where there is none, or none on Earth, which is told."""
        found = feed.on_earth(east, north)
        if found is None and not (math.isnan(east) or math.isnan(north)):
            self._report.warning("place", id, "its place is no point on Earth; it is shown nowhere")
        return found or ()

    def _add(self, thing: Thing, of: Measurand, moment: np.datetime64 | None, value: float) -> None:
        self._room -= 1
        if self._room < 0:
            if self._room == -1:
                self._report.error(
                    "much",
                    thing.id,
                    f"a message has more than {MOST:,} values; the rest is left out",
                )
            return
        if moment is None:
            moment = feed.now()
        else:
            self.timed = True
        self._gathering.add(thing, of, moment, value)


def notified(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]] | None:
    """The entities of an NGSI-LD notification (ETSI GS CIM 009, 5.3.1 and 7.2), with or without the
    envelope that MQTT puts around it, or the one entity that this is; None for anything else."""
    body = data.get("body")
    if isinstance(body, dict) and "metadata" in data:
        data = body
    if data.get("type") == "Notification" and "data" in data:
        return _entities(data["data"], data.get("notifiedAt"))
    id, kind, inner = data.get("id"), data.get("type"), data.get("properties")
    if kind == "Feature":
        mine = isinstance(inner, dict) and _has_attributes(inner)
        return _entities(data, None) if mine else None
    if (
        isinstance(id, str)
        and isinstance(kind, (str, list))
        and ("@context" in data or id.startswith("urn:") or _has_attributes(data))
    ):
        return iter((data,))
    return None


def _has_attributes(data: Mapping[str, Any]) -> bool:
    return any(
        isinstance(one, dict) and one.get("type") in ("Property", "GeoProperty", "Relationship")
        for one in data.values()
    )


def _entities(told: Any, notified_at: Any) -> Iterator[Mapping[str, Any]]:
    """Entities, however a notification lists them; as old as it, where they say nothing else."""
    if isinstance(told, dict) and isinstance(told.get("features"), list):
        told = told["features"]
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, dict):
            inner = one.get("properties")
            if one.get("type") == "Feature" and isinstance(inner, dict):
                one = {"location": one.get("geometry"), **inner, "id": one.get("id")}
            yield {"modifiedAt": notified_at, **one} if notified_at else one


def _inside(event: Mapping[str, Any]) -> Any:
    """What a CloudEvent carries (CloudEvents 1.0.2, JSON event format, 3.1)."""
    data = event.get("data")
    packed = event.get("data_base64")
    if isinstance(packed, str):
        with contextlib.suppress(binascii.Error, ValueError):
            return json_of(base64.b64decode(packed, validate=True))
    if isinstance(data, str) and "json" in str(event.get("datacontenttype", "")):
        return json_of(data.encode())
    return data


def _at(data: Any, pointer: Pointer | None, otherwise: Any = None) -> Any:
    if pointer is None:
        return otherwise
    try:
        return pointed(data, pointer)
    except KeyError:
        return otherwise


@lru_cache(maxsize=65_536)
def _thing(topic: bytes) -> Thing | None:
    """The thing that a topic names; None for a topic that cannot be (MQTT 5.0, 4.7)."""
    if b"+" in topic or b"#" in topic or b"\0" in topic or not topic.strip():
        return None
    return Thing(feed.text(topic.decode("utf-8", "replace")))
