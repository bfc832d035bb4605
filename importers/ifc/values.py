"""What the process that reads a building model hands to the one that puts it on the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.column import Type
from city.finding import Finding
from city.model import Material

F64 = NDArray[np.float64]


class Value(NamedTuple):
    """An attribute's value, as the builder takes it."""

    type: Type
    value: object
    unit: str = ""


@dataclass(slots=True)
class Thing:
    """A building, a storey, a wall ...; `parent` is the number of the thing it hangs under, or -1.

    entity: the number of its line in the file. shaped: whether the file says how it looks.
    surface, upward: the kind of surface that its faces are, all of them (0) or those that look
    up (1) or down (-1); "" for none.
    """

    entity: int
    kind: str
    id: str
    parent: int = -1
    attributes: dict[str, Value] = field(default_factory=dict)
    shaped: bool = False
    surface: str = ""
    upward: int = 0


@dataclass(frozen=True, slots=True)
class MapConversion:
    """From the model's own axes to a map (IfcMapConversion, IFC 4.3, section 8.11.3.7).

    offset: easting, northing and height of the model's origin, as they stand in the file. unit:
    metres that one of them is, 0 where the file does not say. axis: of the model's x axis, its
    share along the easting and along the northing. scale: as it stands in the file. factors: by
    which x, y and z are stretched besides.
    """

    offset: tuple[float, float, float]
    axis: tuple[float, float] = (1.0, 0.0)
    scale: float = 1.0
    factors: tuple[float, float, float] = (1.0, 1.0, 1.0)
    unit: float = 0.0


@dataclass(frozen=True, slots=True)
class SiteReference:
    """Where the plot lies, roughly: degrees on WGS 84, metres above some sea level.

    origin: (3,) metres, of that place in the model. north: the direction of true north there.
    """

    longitude: float
    latitude: float
    elevation: float
    origin: tuple[float, float, float] = (0.0, 0.0, 0.0)
    north: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Siting:
    """All that a file says of where the model stands.

    crs, vertical: of the map, as the file names them. world: (4, 4) the placement of the model's
    axes in those of the project, in metres. length: metres that the project's unit of length is.
    """

    crs: str = ""
    vertical: str = ""
    conversion: MapConversion | None = None
    reference: SiteReference | None = None
    world: F64 = field(default_factory=lambda: np.eye(4))
    length: float = 1.0


@dataclass(frozen=True, slots=True)
class Outline:
    """All of a model but the geometry, and what was noticed on the way."""

    schema: str
    program: str
    things: list[Thing]
    siting: Siting
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Shape:
    """The faces of one thing, in metres along the model's axes.

    thing: its number. corners: rows of `points`, ring after ring, the outer ring of a face first.
    ring_sizes: (rings,) corners; ring_counts: (faces,) rings. body: (faces,) which of its bodies
    each belongs to, ascending; closed: (bodies,) whether it holds water. look: (faces,) row of
    `looks`, -1 for none.
    """

    thing: int
    points: F64
    corners: NDArray[np.int32]
    ring_sizes: NDArray[np.int32]
    ring_counts: NDArray[np.int32]
    body: NDArray[np.int32]
    closed: NDArray[np.bool_]
    look: NDArray[np.int32]
    looks: tuple[Material, ...]


class Begun(NamedTuple):
    """The thing whose shape is made next: if the process dies now, that one is to blame."""

    thing: int


class Failed(NamedTuple):
    """A thing whose shape could not be made."""

    thing: int
