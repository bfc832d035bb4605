"""Entities as columns: those that are built alike are read together, attribute by attribute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

import numpy as np

from city.series import Measurand, Thing
from city.shelf import F64, Rows, Times
from city.tracks import HEADING, LATITUDE, LONGITUDE
from importers.live import feed
from importers.live.feed import LONGEST_TEXT, Gathering
from importers.live.ngsi_ld import attributes
from importers.live.ngsi_ld.attributes import (
    NOT_MEASURED,
    OBSERVED,
    URI,
    Entity,
    Tell,
    is_asset,
    short,
    value_of,
)
from importers.report import Report

FEW = 8  # entities built alike that are read one by one
MOVES = frozenset({"speed", "heading", "bearing"})  # what only a thing that moves has
NUMBERS = frozenset({int, float, type(None)})


def gather(gathering: Gathering, entity: Entity, report: Report) -> None:
    """Add all numbers of an entity.

    A number is as old as it says, or as the entity says, or as this moment.
    """
    _each(gathering, [entity], report.warning)


def gather_all(gathering: Gathering, entities: Sequence[Entity], tell: Tell) -> None:
    """Add all numbers of many entities."""
    if not _gather_alike(gathering, entities, tell):
        shapes: dict[tuple[str, ...], list[Entity]] = {}
        for entity in entities:
            shapes.setdefault(tuple(entity), []).append(entity)
        for some in shapes.values():
            if len(some) == len(entities) or not _gather_alike(gathering, some, tell):
                _each(gathering, some, tell)


def _gather_alike(gathering: Gathering, entities: Sequence[Entity], tell: Tell) -> bool:
    """Add entities that are built alike; whether they are."""
    if len(entities) < FEW or not (columns := _columns(entities)):
        return False
    kinds = columns.get("type", [])
    if "id" not in columns or kinds.count(kinds[0] if kinds else None) < len(kinds):
        return False
    _Alike(columns, entities, tell).gather(gathering)
    return True


def _columns(objects: Sequence[Any]) -> dict[str, list[Any]]:
    """What objects have, by name; nothing where they do not all have the same names."""
    if set(map(type, objects)) != {dict} or len({*map(len, objects)}) > 1:
        return {}
    try:  # as many names, and all those of the first one: the same names
        return {name: list(map(itemgetter(name), objects)) for name in objects[0]}
    except KeyError:
        return {}


def _each(gathering: Gathering, entities: Sequence[Entity], tell: Tell) -> None:
    """Add entities one by one."""
    names = {name for entity in entities for name in entity}
    location = next((name for name in names if short(name) == "location"), "")
    for entity in entities:
        id = feed.text(entity.get("id", entity.get("@id")))
        if not URI.match(id):
            tell("id", id, "its id is no URI; it was read all the same")
        place = attributes.place_of(id, entity[location], tell) if location in entity else ()
        kind = attributes.kind_of(entity)
        of = next((attributes.object_of(entity[one]) for one in entity if is_asset(one)), "")
        thing = Thing(id, feed.text(value_of(entity.get("name"))), place, kind, of)
        if _moves(entity, kind) and place:
            moment = attributes.moment_of(entity[location])
            moment = attributes.observed(entity) if moment is None else moment
            gathering.add(thing, LONGITUDE, moment, place[0])
            gathering.add(thing, LATITUDE, moment, place[1])
        for name in entity:
            if name not in NOT_MEASURED:
                _add(gathering, thing, name, entity)


def _add(gathering: Gathering, thing: Thing, name: str, entity: Entity) -> None:
    """Add the numbers of one attribute of one entity, instance by instance."""
    for instance in attributes.instances(entity[name]):
        number = attributes.number_of(name, thing.kind, value_of(instance))
        if number is not None:
            moment = attributes.moment_of(instance)
            moment = attributes.observed(entity) if moment is None else moment
            gathering.add(thing, _measurand(name, instance, entity, thing.kind), moment, number)


def _moves(names: Any, kind: str) -> bool:
    """Whether entities with such attributes are things that move."""
    return "vehicle" in kind.lower() or not MOVES.isdisjoint(map(short, names))


def _measurand(name: str, instance: Any, names: Any, kind: str) -> Measurand:
    if short(name) in ("bearing", "heading") and _moves(names, kind):
        return HEADING
    return attributes.measurand_of(name, instance)


class _Alike:
    """Entities that have the same attributes."""

    def __init__(
        self, columns: dict[str, list[Any]], entities: Sequence[Entity], tell: Tell
    ) -> None:
        self._columns, self._entities, self._tell = columns, entities, tell
        self._kind = attributes.kind_of(entities[0])
        self._location = next((name for name in columns if short(name) == "location"), "")
        self._told: list[Any] = []  # the moments that were read last, and what they are:
        self._times: Times | None = None  # attributes of one entity often have the same

    def gather(self, gathering: Gathering) -> None:
        things = self._things()
        rows = gathering.meet_all(things)
        if self._location and _moves(self._columns, self._kind):
            self._add_track(gathering, things, rows)
        for name, column in self._columns.items():
            if name in NOT_MEASURED or name in OBSERVED or name == self._location:
                continue
            if not self._add_column(gathering, rows, name, column):
                for thing, entity in zip(things, self._entities, strict=True):
                    _add(gathering, thing, name, entity)

    # what they are

    def _things(self) -> list[Thing]:
        ids = _clean(self._columns["id"])
        if odd := [id for id in ids if id[:4] != "urn:" and not URI.match(id)]:
            self._tell("id", odd[0], f"{len(odd):,} ids like this one are no URI; they were read")
        labels: Iterable[str] = repeat("")
        if "name" in self._columns:
            labels = _clean(_unwrapped(self._columns["name"]))
        places: Iterable[tuple[float, ...]] = repeat(())
        if self._location:
            column = self._columns[self._location]
            places = _points(column) or [
                attributes.place_of(id, one, self._tell)
                for id, one in zip(ids, column, strict=True)
            ]
        asset = next(filter(is_asset, self._columns), "")
        about = map(attributes.object_of, self._columns[asset]) if asset else repeat("")
        return list(map(Thing, ids, labels, places, repeat(self._kind), about))

    def _add_track(self, gathering: Gathering, things: list[Thing], rows: Rows) -> None:
        somewhere = np.array([bool(thing.place) for thing in things])
        column = self._columns[self._location]
        times = self._moments(_columns(column), column)[somewhere]
        degrees = np.array([thing.place[:2] for thing in things if thing.place], np.float64)
        for axis, of in enumerate((LONGITUDE, LATITUDE)):
            gathering.add_column(rows[somewhere], of, times, degrees.reshape(-1, 2)[:, axis])

    # what they say

    def _add_column(self, gathering: Gathering, rows: Rows, name: str, column: list[Any]) -> bool:
        """Add one attribute of all at once; whether nothing is left to be read one by one."""
        code, values, parts = "", column, _columns(column)
        if dict in set(map(type, column)):
            codes = parts.get("unitCode", [""])
            if not parts or "datasetId" in parts or "metadata" in parts:
                return False
            if set(map(type, codes)) != {str} or len({*codes}) > 1:
                return False
            code, values = feed.text(codes[0]), _unwrapped(column)
        types = set(map(type, values))
        if types == {str}:
            return not attributes.states_of(short(name), self._kind)
        if types.isdisjoint((int, float)):
            return list not in types  # relationships, what is true or false, objects of their own
        try:
            numbers = np.array(values, np.float64) if types <= NUMBERS else None
        except OverflowError:
            numbers = None
        if numbers is None:
            return False
        of = _measurand(name, {"unitCode": code}, self._columns, self._kind)
        gathering.add_column(rows, of, self._moments(parts, column), _finite(numbers))
        return True

    def _moments(self, parts: dict[str, list[Any]], column: list[Any]) -> Times:
        """When each of a column was observed."""
        for stamp in ("observedAt", "modifiedAt"):
            if stamp in parts and (times := self._same(parts[stamp])) is not None:
                return times
        told = list(map(attributes.moment_of, column))
        if None not in told:
            return np.array(told, "datetime64[ms]")
        pairs = zip(told, self._own_moments(), strict=True)
        return np.array([own if one is None else one for one, own in pairs], "datetime64[ms]")

    def _own_moments(self) -> Times:
        """When each entity was observed, as it says, or now."""
        for name in OBSERVED:
            if name in self._columns:
                times = self._same(_unwrapped(self._columns[name]))
                if times is not None:
                    return times
        return np.array(list(map(attributes.observed, self._entities)), "datetime64[ms]")

    def _same(self, told: list[Any]) -> Times | None:
        if told != self._told:
            self._told, self._times = told, feed.moments(told)
        return self._times


def _unwrapped(column: list[Any]) -> list[Any]:
    """What is inside of objects; None where that is no plain value."""
    while dict in set(map(type, column)):
        parts = _columns(column)
        if not parts:  # they are not built alike
            column = [None if isinstance(one, dict) else one for one in map(value_of, column)]
        else:
            column = parts.get("value") or parts.get("@value") or [None] * len(column)
    return column


def _clean(texts: list[Any]) -> list[str]:
    """Texts in one line of bearable length."""
    if set(map(type, texts)) == {str} and max(map(len, texts)) <= LONGEST_TEXT:
        whole = "|".join(texts)
        if whole.isprintable() and "  " not in whole and " |" not in whole and "| " not in whole:
            return texts if whole.strip() == whole else list(map(feed.text, texts))
    return list(map(feed.text, texts))


def _points(column: list[Any]) -> list[tuple[float, ...]]:
    """Where all of them are, if each is a point on Earth and written alike; else none."""
    parts = _columns(column)
    if set(map(str, parts.get("type", ()))) == {"GeoProperty"}:
        parts = _columns(parts.get("value", ()))
    if set(map(str, parts.get("type", ()))) != {"Point"}:
        return []
    positions = parts.get("coordinates", [])
    if set(map(type, positions)) != {list} or len(widths := {*map(len, positions)}) > 1:
        return []
    flat = list(chain.from_iterable(positions))
    if (width := widths.pop()) not in (2, 3) or not set(map(type, flat)) <= {float, int}:
        return []
    degrees = np.array(flat, np.float64).reshape(-1, width)
    fine = (np.abs(degrees[:, :2]) <= (180, 90)).all() and np.isfinite(degrees).all()
    return list(map(tuple, degrees.tolist())) if fine else []


def _finite(numbers: F64) -> F64:
    return np.where(np.isfinite(numbers), numbers, np.nan)
