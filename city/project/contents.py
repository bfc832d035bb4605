"""Everything a project holds, as values that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from city.project.plans import Plan
from city.project.viewpoint import Triple, Viewpoint


@dataclass(frozen=True, slots=True)
class Origin:
    """A file, folder or archive that the project shows.

    Those of one `opening` are read together, in the order of `position`. path: absolute, where it
    was last seen; relative: the same from the project's folder, "" where nothing leads there.
    hash: of its content. crs: what a person said of its coordinates, "" for nothing.
    options: whatever else was said before it was read.
    """

    opening: int
    position: int
    path: str
    relative: str = ""
    hash: str = ""
    crs: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """How a layer shows. key: its opening and its name ("1/Buildings"). style: JSON or ""."""

    key: str
    visible: bool = True
    opacity: float = 1.0
    lod: str | None = None
    textures: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote down about a place or an object.

    number: what its flag says. place: east, north, up in the world's coordinates of the system
    (horizontal, vertical). object: the id of the thing it is about, in the city of `opening`; ""
    for a mere place. made: ISO 8601 in UTC.
    """

    ident: str
    number: int
    text: str
    place: Triple
    horizontal: str = ""
    vertical: str = ""
    author: str = ""
    made: str = ""
    opening: int = 0
    object: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What somebody measured: its kind ("distance"), and what it came to, in words.

    points: east, north, up in the world's coordinates of the system (horizontal, vertical). lines:
    a name and a value each, below the chief value. made: ISO 8601 in UTC.
    """

    ident: str
    kind: str
    points: tuple[Triple, ...]
    value: str
    lines: tuple[tuple[str, str], ...] = ()
    horizontal: str = ""
    vertical: str = ""
    made: str = ""


@dataclass(frozen=True, slots=True)
class HeightFix:
    """A source that was moved up or down, and why.

    It is named as in Origin. metres: upwards. reason: in a sentence. made: ISO 8601 in UTC.
    """

    opening: int
    position: int
    metres: float
    reason: str = ""
    made: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a project. settings: the rest by name, as JSON values (the eye, the moment)."""

    origins: tuple[Origin, ...] = ()
    looks: tuple[Look, ...] = ()
    views: tuple[Viewpoint, ...] = ()
    notes: tuple[Note, ...] = ()
    fixes: tuple[HeightFix, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    plans: tuple[Plan, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
