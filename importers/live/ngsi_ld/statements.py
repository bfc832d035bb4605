"""What entities say of buildings: their own attributes, and works that have taken them down.

Source: Smart Data Models, dataModel.Building (Building, BuildingOperation).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from city.meant import GONE
from city.series import Thing
from city.statements import is_building, plain
from importers.live import feed
from importers.live.ngsi_ld import attributes
from importers.live.ngsi_ld.attributes import NOT_MEASURED, Entity, short, value_of
from importers.live.statements import Statements

OPERATION = "BuildingOperation"
ENDED = ("dateFinished", "endDate")
PLACES = frozenset({"location", "address", "containedInPlace"})


def speaks(kind: str) -> bool:
    """Whether entities of a type may say something of buildings."""
    return kind == OPERATION or is_building(kind)


def hear(statements: Statements, entities: Iterable[Entity]) -> None:
    """Hear what entities say; those of other types say nothing of buildings."""
    for entity in entities:
        kind = attributes.kind_of(entity)
        if kind == OPERATION:
            _hear_operation(statements, entity)
        elif is_building(kind):
            _hear_building(statements, entity)


def _hear_building(statements: Statements, entity: Entity) -> None:
    thing, when = _thing(entity), attributes.dated(entity)
    for name, attribute in entity.items():
        one = attribute[0] if isinstance(attribute, list) and attribute else attribute
        relation = isinstance(one, dict) and "object" in one
        if name in NOT_MEASURED or short(name) in PLACES or relation:
            continue
        # a list of plain values is what the simplified form has; one of parts are instances of it
        said = value_of(one if isinstance(one, dict) else attribute)
        moment = attributes.moment_of(one)
        unit = feed.text(attributes.about(one, "unitCode"))
        statements.hear(thing, short(name), said, unit, when if moment is None else moment)


def _hear_operation(statements: Statements, entity: Entity) -> None:
    """Only works that took a building down, and have ended, say something of it."""
    told = {short(name): value_of(one) for name, one in entity.items()}
    done = feed.text(told.get("status")).casefold() == "finished"
    if plain(feed.text(told.get("operationType"))) in GONE and done:
        ends = [feed.moment(value_of(told.get(name))) for name in ENDED]
        end = next((one for one in ends if one is not None), None)
        statements.hear(
            *(_thing(entity), "operationType", told["operationType"], ""), _since(entity, end)
        )


def _since(entity: Entity, end: np.datetime64 | None) -> np.datetime64 | None:
    return attributes.dated(entity) if end is None else end


def _thing(entity: Entity) -> Thing:
    location = next((name for name in entity if short(name) == "location"), "")
    id = feed.text(entity.get("id", entity.get("@id")))
    place = attributes.place_of(id, entity[location], _unheard) if location else ()
    of = next((attributes.object_of(entity[one]) for one in entity if attributes.is_asset(one)), "")
    kind = attributes.kind_of(entity)
    return Thing(id, feed.text(value_of(entity.get("name"))), place, kind, of)


def _unheard(*_: str) -> None:
    """What is irregular is told where values are read."""
