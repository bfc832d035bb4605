"""Which object belongs to which, as parents and children tell it, often far apart in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from city.batch import Batch
from city.finding import Finding
from importers.cityjson.faces import Tell

STRINGS = {str}


@dataclass(slots=True)
class Kin:
    """What some objects say of their relations.

    parents: the row and the id of an object, and the ids that it names as its parents. children:
    by id, the object that claims it. groups: ids of CityObjectGroups, whose members belong to no
    one by that.
    """

    parents: list[tuple[int, str, list[str]]] = field(default_factory=list)
    children: dict[str, str] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)


def relations(row: int, id: str, group: bool, object: dict[str, Any], kin: Kin, tell: Tell) -> None:
    """Note the parents and children of one object (CityJSON 2.0, section 3.1; 0.9: "parent")."""
    parents = object.get("parents")
    if parents is None:
        parents = object.get("parent") or []
    children = object.get("children") or []
    if isinstance(parents, str):
        parents = [parents]
    if _are_ids(parents) and _are_ids(children):
        if parents:
            kin.parents.append((row, id, parents))
        if group:
            kin.groups.add(id)
        else:
            for child in children:
                kin.children.setdefault(child, id)
    else:
        tell("error", "BAD_PARENT", row, "its parents or children are no list of ids")


def _are_ids(value: Any) -> bool:
    return isinstance(value, list) and (not value or set(map(type, value)) == STRINGS)


def hang(pieces: Iterable[tuple[Batch, Kin]], tell: Callable[[Finding], None]) -> None:
    """Give every object of a whole file its parent, from whichever side names it."""
    pieces = [(batch, kin) for batch, kin in pieces]
    children: dict[str, str] = {}
    groups: set[str] = set()
    for _, kin in pieces:
        groups |= kin.groups
        for child, parent in kin.children.items():
            children.setdefault(child, parent)
    for batch, kin in pieces:
        for row, id, named in kin.parents:
            own = [parent for parent in named if parent not in groups]
            if own:
                batch.parent_ids[row] = own[0]
                children.pop(id, None)
    if not children:
        return
    for batch, _ in pieces:
        for row, id in enumerate(batch.object_ids):
            claimed = children.pop(id, None)
            if claimed is not None:
                batch.parent_ids.setdefault(row, claimed)
    for child, parent in children.items():
        message = f"{parent} names {child} as its child, which is not in the data"
        tell(Finding("warning", "DANGLING_CHILD", parent, message))
