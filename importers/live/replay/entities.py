"""What the replay says of things, as NGSI-LD entities (ETSI GS CIM 009, clauses 4.5 and 6.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from city.series import Measurand, Thing
from city.units import CODES
from importers.live.replay.exchange import iso
from importers.live.replay.store import Said

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
        made = iso(begun)
        told |= {"createdAt": made, "modifiedAt": iso(said.newest)}
        for attribute in _attributes(told).values():
            changed = attribute.get("observedAt", made)
            attribute |= {"createdAt": made, "modifiedAt": changed}
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
    code = code_of(measurand)
    return told | {"unitCode": code} if code else told


def code_of(measurand: Measurand) -> str:
    """The code of its unit, or the unit itself where it has none (UN/CEFACT Recommendation 20)."""
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
