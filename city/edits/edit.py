"""What all edits have in common: a name, parts with limits, and what they do to a site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from city.base import Base
from city.edits.parts import EditError, Json, read_fields, schema_of, told, write_fields
from city.view import Site

KINDS: dict[str, type[Edit]] = {}  # every edit there is, by its name
E = TypeVar("E", bound="type[Edit]")


@dataclass(frozen=True)
class Edit:
    """A change to the city, as plain values. Coordinates are those of the project's system."""

    verb: ClassVar[str]

    def apply(self, site: Site) -> None:
        """Do it. What cannot be done is told to the site; ValueError: nothing can."""
        raise NotImplementedError

    def words(self) -> str:
        """What was done, for a history that people read: "raised 3 buildings by 2 storeys"."""
        raise NotImplementedError

    def touches(self) -> frozenset[str]:
        """The ids of what it makes or changes."""
        raise NotImplementedError

    def settled(self, base: Base) -> Edit:
        """The same with all that it leaves open said: new ids, and the ground it stands on."""
        return self

    def as_json(self) -> Json:
        """As one line of a delta has it."""
        return {"edit": self.verb, **write_fields(self)}


def edit(name: str) -> Callable[[E], E]:
    """Let a dataclass be the edit of a name."""

    def register(kind: E) -> E:
        kind.verb = name
        KINDS[name] = kind
        return kind

    return register


def read_edit(said: Any) -> Edit:
    """An edit from JSON. EditError, in words, for one that is unknown or makes no sense."""
    if not isinstance(said, Mapping):
        raise EditError("an edit is named values in braces")
    name = said.get("edit")
    if not isinstance(name, str) or name not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise EditError(f"there is no edit {told(name)}; the edits are: {known}")
    kind = KINDS[name]
    try:
        fields = dict(said)
        del fields["edit"]
        return kind(**read_fields(kind, fields))
    except EditError as fault:
        raise EditError(f"{name}: {fault}") from None


def named(change: Edit, ident: str, new_ident: Callable[[], str]) -> Edit:
    """An edit whose field `ident` says what it is called, by a new name where it says nothing."""
    return change if getattr(change, ident) else replace(change, **{ident: new_ident()})


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 building", "3 buildings"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def schema() -> Json:
    """All edits as one JSON Schema."""
    found = []
    for name, kind in sorted(KINDS.items()):
        one = schema_of(kind)
        one["properties"] = {"edit": {"const": name}, **one["properties"]}
        one["required"] = ["edit", *one["required"]]
        found.append({"title": name, "description": (kind.__doc__ or "").split("\n")[0], **one})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An edit of a Maquette plan, version 1",
        "description": "One line of a delta. Coordinates are those of the project's system.",
        "oneOf": found,
    }
