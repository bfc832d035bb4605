"""What one attribute of an entity says, however it is written: NGSI-LD normalised, concise or
simplified (ETSI GS CIM 009, 4.5), and NGSI-v2 with its metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from city.quantities import quantity_of
from city.series import Measurand
from city.units import spelt
from importers.live import feed

Entity = Mapping[str, Any]
Tell = Callable[[str, str, str], None]  # code, object, message
OBSERVED = (
    "dateObserved",
    "dateObservedTo",
    "observedAt",
    "dateLastValueReported",
    "observationDateTime",
    "modifiedAt",
    "dateModified",
)
STAMPS = ("observedAt", "timestamp", "TimeInstant", "dateObserved", "modifiedAt", "dateModified")
WRAPPED = ("value", "@value", "languageMap", "vocab", "json")
ASSETS = frozenset({"refBuilding", "controlledAsset", "refPointOfInterest"})
NOT_MEASURED = frozenset({"id", "type", "@context", "@id", "@type", "scope"})
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")


@lru_cache(maxsize=4096)
def short(name: str) -> str:
    """The short form of a name that may be an IRI."""
    return feed.text(re.split(r"[/#:]", name.strip().rstrip("/"))[-1]) or feed.text(name)


def kind_of(entity: Entity) -> str:
    """An entity's type, or the first of several, in its short form."""
    kind = entity.get("type", entity.get("@type"))
    if isinstance(kind, list):
        kind = kind[0] if kind else ""
    return short(kind) if isinstance(kind, str) else ""


def value_of(attribute: Any) -> Any:
    """What an attribute is, however it is wrapped; of several instances the first."""
    if isinstance(attribute, list) and attribute:
        attribute = attribute[0]
    for key in WRAPPED:
        if isinstance(attribute, dict) and key in attribute:
            attribute = attribute[key]
            if key == "languageMap" and isinstance(attribute, dict):
                return attribute.get("en", next(iter(attribute.values()), None))
    return attribute


def about(instance: Any, name: str) -> Any:
    """What an attribute says of itself: a unit, a moment; NGSI-v2 has it under metadata."""
    if not isinstance(instance, dict):
        return None
    said = instance.get(name)
    metadata = instance.get("metadata")
    if said is None and isinstance(metadata, dict):
        said = metadata.get(name)
    return value_of(said)


@lru_cache(maxsize=16_384)
def measurand(name: str, code: str = "", data_set: str = "") -> Measurand:
    """What an attribute measures, one of several sources of it, if it says so."""
    named = f"{short(name)}, {short(data_set)}" if data_set else short(name)
    return Measurand(named, spelt(code))


def measurand_of(name: str, instance: Any) -> Measurand:
    """The same, as an instance of the attribute says it."""
    code, data_set = about(instance, "unitCode"), about(instance, "datasetId")
    return measurand(name, feed.text(code), feed.text(data_set))


def number_of(name: str, kind: str, value: Any) -> float | None:
    """A number, or that of a state with a name (a street light that is "on"); None for none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return feed.number(value)
    if isinstance(value, str) and (states := states_of(short(name), kind)):
        return float(states.index(value)) if value in states else np.nan
    return None


@lru_cache(maxsize=4096)
def states_of(name: str, kind: str) -> tuple[str, ...]:
    """The words that an attribute's numbers stand for, if it is a state."""
    found = quantity_of(Measurand(name), kind)
    return found.states if found else ()


def moment_of(instance: Any) -> np.datetime64 | None:
    """When an attribute was observed, or else changed; None where it does not say."""
    told = (feed.moment(about(instance, name)) for name in STAMPS)
    return next((one for one in told if one is not None), None)


def observed(entity: Entity) -> np.datetime64:
    """When an entity was observed, as it says, or now."""
    found = dated(entity)
    return feed.now() if found is None else found


def dated(entity: Entity) -> np.datetime64 | None:
    """When an entity was observed; None where it does not say."""
    told = (feed.moment(value_of(entity.get(name))) for name in OBSERVED)
    return next((one for one in told if one is not None), None)


def is_asset(name: str) -> bool:
    """Whether an attribute names the object that an entity's values are about."""
    return name in ASSETS or short(name) in ASSETS


def object_of(attribute: Any) -> str:
    """The id that a relationship leads to, the first of several."""
    first = attribute[0] if isinstance(attribute, list) and attribute else attribute
    told = first.get("object") if isinstance(first, dict) else first
    return feed.text(told[0] if isinstance(told, list) and told else told)


def instances(attribute: Any) -> list[Any]:
    """An attribute may have several instances, told apart by their datasetId."""
    return attribute if isinstance(attribute, list) else [attribute]


def place_of(id: str, attribute: Any, tell: Tell) -> tuple[float, ...]:
    """Degrees and metres of a location; () where it is no place."""
    first = attribute[0] if isinstance(attribute, list) and attribute else attribute
    if isinstance(first, dict) and first.get("type") == "Property":
        tell("typed", id, "its location is no GeoProperty; it was read all the same")
    geometry = value_of(first)
    if isinstance(geometry, str):  # NGSI-v2, geo:point: north, east
        north, _, east = geometry.partition(",")
        geometry = {"type": "Point", "coordinates": [east, north]}
    geometry, mended = _unwrapped(geometry)
    if mended:
        tell("position", id, "its location is wrapped in another list; it was read all the same")
    place = feed.place(geometry)
    if place is None:
        tell("place", id, "its location is no point on Earth; it is shown nowhere")
    return place or ()


def _unwrapped(geometry: Any) -> tuple[Any, bool]:
    """A point whose position lies in a list of its own, as a real model has it."""
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        numbers = geometry.get("coordinates")
        if isinstance(numbers, list) and len(numbers) == 1 and isinstance(numbers[0], list):
            return {**geometry, "coordinates": numbers[0]}, True
    return geometry, False


def is_collection(data: Any) -> bool:
    """Whether an answer is GeoJSON of many features."""
    collects = isinstance(data, dict) and data.get("type") == "FeatureCollection"
    return collects and isinstance(data.get("features"), list)


def features(data: Any) -> Iterator[Any]:
    """The entities of an answer: a list, one alone, or GeoJSON features (4.5.16)."""
    if is_collection(data):
        data = data["features"]
    for one in data if isinstance(data, list) else [data]:
        told = one.get("properties") if isinstance(one, dict) else None
        if isinstance(told, dict) and one.get("type") == "Feature":
            place = {"location": one["geometry"]} if one.get("geometry") else {}
            yield {"id": one.get("id", told.get("id")), **place, **told}
        else:
            yield one
