"""What the replay says of things, as NGSI-LD entities (ETSI GS CIM 009, clauses 4.5 and 6.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np

from city.series import Measurand, Thing
from city.tracks import LATITUDE, LONGITUDE
from city.units import CODES
from importers.live.replay.exchange import iso
from importers.live.replay.store import Moments, Said, Store, Stream

PROVIDER = "Maquette: a recording that is played again, no measurement of this moment"
CORE = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld"
LINK = f'<{CORE}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
CODE_OF = {unit: code for code, unit in reversed(CODES.items())}
VEHICLES = frozenset({"bus", "tram", "rail", "subway", "ferry"})  # modes of GTFS

Entity = dict[str, Any]


def type_of(thing: Thing) -> str:
    """The type of entity that a thing is."""
    return "Vehicle" if thing.kind in VEHICLES else _name(thing.kind) or "Thing"


def id_of(thing: Thing) -> str:
    """Its id, which has to be a URI."""
    is_uri = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S+$", thing.id)
    return thing.id if is_uri else f"urn:ngsi-ld:{type_of(thing)}:{quote(thing.id, safe='')}"


def _name(text: str) -> str:
    return re.sub(r"\W", "_", text)


def attribute_of(measurand: Measurand) -> str:
    """The name of an attribute, of letters, digits and underscores."""
    return _name(measurand.name)


def entity(said: Said, begun: int, system: bool) -> Entity:
    """An entity in the normalised form; system: with when it was made and changed."""
    told = head(said.thing)
    if said.thing.place:
        told["location"] = _placed(said.thing.place, said.moved)
    for measurand, (value, moment) in said.values.items():
        if not math.isnan(value):
            told[attribute_of(measurand)] = _measured(measurand, value, moment)
    if system:
        told |= {"createdAt": iso(begun), "modifiedAt": iso(said.newest)}
        for attribute in _attributes(told).values():
            changed = attribute.get("observedAt", iso(begun))
            attribute |= {"createdAt": iso(begun), "modifiedAt": changed}
    return told


def head(thing: Thing) -> Entity:
    """What an entity is, whatever it says."""
    told: Entity = {"id": id_of(thing), "type": type_of(thing)}
    texts = {"name": thing.name, "dataProvider": PROVIDER}
    if thing.kind in VEHICLES:
        texts["vehicleType"] = thing.kind
    told |= {name: {"type": "Property", "value": text} for name, text in texts.items() if text}
    if thing.of:
        object_ = thing.of if ":" in thing.of else f"urn:ngsi-ld:{quote(thing.of, safe='')}"
        told["controlledAsset"] = {"type": "Relationship", "object": object_}
    return told


def _placed(place: tuple[float, ...], moved: int) -> Entity:
    told: Entity = {"type": "GeoProperty", "value": {"type": "Point", "coordinates": list(place)}}
    return told | {"observedAt": iso(moved)} if moved else told


def _measured(measurand: Measurand, value: float, moment: int) -> Entity:
    told: Entity = {"type": "Property", "value": value, "observedAt": iso(moment)}
    code = _code(measurand)
    return told | {"unitCode": code} if code else told


def _code(measurand: Measurand) -> str:
    return CODE_OF.get(measurand.unit, measurand.unit)


def _attributes(told: Entity) -> dict[str, Entity]:
    return {name: one for name, one in told.items() if isinstance(one, dict)}


# other forms


def only(told: Entity, names: list[str]) -> Entity:
    """An entity with some of its attributes alone."""
    kept = _attributes(told).keys() - set(names)
    return {name: one for name, one in told.items() if name not in kept}


def without_system(told: Entity) -> Entity:
    """An entity without when it, and its attributes, were made and changed."""
    return {
        name: without_system(one) if isinstance(one, dict) else one
        for name, one in told.items()
        if name not in ("createdAt", "modifiedAt")
    }


def concise(told: Entity) -> Entity:
    """The concise form: no type where it follows from the rest."""
    return {name: _concise(one) if isinstance(one, dict) else one for name, one in told.items()}


def _concise(attribute: Entity) -> Any:
    left = {name: one for name, one in attribute.items() if name != "type"}
    return left["value"] if left.keys() == {"value"} else left


def simplified(told: Entity) -> Entity:
    """The simplified form, once called keyValues."""
    return {
        name: one.get("value", one.get("object")) if isinstance(one, dict) else one
        for name, one in told.items()
    }


FORMS: dict[str, Callable[[Entity], Entity]] = {
    "concise": concise,
    "keyValues": simplified,
    "simplified": simplified,
}


def formed(told: Entity, form: str) -> Entity:
    """An entity in one of the forms, or normalised."""
    return FORMS[form](told) if form in FORMS else told


def features(entities: list[Entity]) -> Entity:
    """Entities as GeoJSON, by their location."""
    return {"type": "FeatureCollection", "features": [feature(one) for one in entities]}


def feature(told: Entity) -> Entity:
    """An entity as a GeoJSON feature."""
    place = told.get("location")
    if isinstance(place, dict) and "value" in place:
        place = place["value"]
    properties = {name: one for name, one in told.items() if name != "id"}
    return {"id": told["id"], "type": "Feature", "geometry": place, "properties": properties}


# over time


@dataclass(frozen=True, slots=True)
class Course:
    """An attribute over time: its type, values, when they were observed, and the unit's code."""

    type: str
    values: list[Any]
    moments: list[str]
    code: str = ""

    def instances(self) -> list[Entity]:
        """Each value as an attribute of its own."""
        more = {"unitCode": self.code} if self.code else {}
        pairs = zip(self.values, self.moments, strict=True)
        return [{"type": self.type, "value": v, "observedAt": when, **more} for v, when in pairs]

    def pairs(self) -> Entity:
        """The simplified form (temporalValues)."""
        pairs = list(map(list, zip(self.values, self.moments, strict=True)))
        return {"type": self.type, "values": pairs}


def courses(
    store: Store, streams: list[Stream], names: list[str], start: int, end: int, last: int
) -> dict[str, Course]:
    """The attributes of an entity from a moment until before another, without those that say
    nothing; last: how many of the newest of each, 0 for all."""
    columns = {one.measurand: store.history(one, start, end) for one in streams}
    found: dict[str, Course] = {}
    if store.moves(streams[0].thing.id):
        (moments, east), (_, north) = columns.pop(LONGITUDE), columns.pop(LATITUDE)
        places = np.stack([east, north], axis=1)[-last:].tolist()
        points = [{"type": "Point", "coordinates": place} for place in places]
        found["location"] = Course("GeoProperty", points, _isos(moments[-last:]))
    for measurand, (moments, values) in columns.items():
        moments, values = moments[-last:], values[-last:]
        known = ~np.isnan(values)
        found[attribute_of(measurand)] = Course(
            "Property", values[known].tolist(), _isos(moments[known]), _code(measurand)
        )
    return {
        name: course
        for name, course in found.items()
        if course.values and (not names or name in names)
    }


def _isos(moments: Moments) -> list[str]:
    texts = np.datetime_as_string(moments.astype("datetime64[ms]"), timezone="UTC")
    return list(map(str, texts.tolist()))
