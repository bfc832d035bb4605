"""What the elements of CityGML 1.0, 2.0 and 3.0 mean: objects, surfaces, geometry, properties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

from city.column import Type

XLINK = "{http://www.w3.org/1999/xlink}"
HREF = XLINK + "href"
IDS = ("{http://www.opengis.net/gml}id", "{http://www.opengis.net/gml/3.2}id")
CITYGML = ("http://www.opengis.net/citygml", "http://www.citygml.org/citygml")
GML = ("http://www.opengis.net/gml", "http://www.opengis.net/gml/3.2")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# City objects by module; what else a CityGML namespace brings is data or one of SURFACES.
OBJECTS = _words("""
    Building BuildingPart BuildingInstallation IntBuildingInstallation Room BuildingRoom
    BuildingFurniture BuildingUnit Storey BuildingConstructiveElement
    Bridge BridgePart BridgeInstallation IntBridgeInstallation BridgeConstructionElement
    BridgeConstructiveElement BridgeRoom BridgeFurniture
    Tunnel TunnelPart TunnelInstallation IntTunnelInstallation HollowSpace TunnelFurniture
    TunnelConstructiveElement
    OtherConstruction
    Road Railway Track Square TransportationComplex Waterway Section Intersection TrafficSpace
    AuxiliaryTrafficSpace ClearanceSpace Hole
    SolitaryVegetationObject PlantCover WaterBody LandUse CityFurniture
    ReliefFeature TINRelief MassPointRelief BreaklineRelief RasterRelief
    GenericCityObject GenericOccupiedSpace GenericUnoccupiedSpace GenericLogicalSpace
    CityObjectGroup Version VersionTransition Dynamizer PointCloud
    """)
SURFACES = _words("""
    RoofSurface WallSurface GroundSurface ClosureSurface FloorSurface OuterFloorSurface
    InteriorWallSurface CeilingSurface OuterCeilingSurface Window Door WindowSurface DoorSurface
    WaterSurface WaterGroundSurface WaterClosureSurface TrafficArea AuxiliaryTrafficArea
    HoleSurface Marking GenericThematicSurface
    """)
FILLINGS = frozenset({"Window", "Door"})  # surfaces until 2.0, spaces with surfaces in 3.0
BOUNDARIES = frozenset({"boundedBy", "boundary", "opening", "fillingSurface", "coveredBy"})

FACES = frozenset({"Polygon", "Triangle", "Rectangle", "PolygonPatch"})
LINES = frozenset({"LineString", "LineStringSegment", "Arc", "ArcString", "Circle", "LinearRing"})
SOLIDS = frozenset({"Solid"})
GEOMETRIES = (
    FACES
    | LINES
    | SOLIDS
    | _words("""
    MultiSurface CompositeSurface Surface PolyhedralSurface TriangulatedSurface Tin
    OrientableSurface MultiSolid CompositeSolid MultiCurve CompositeCurve Curve OrientableCurve
    MultiPoint Point MultiGeometry GeometricComplex Ring Shell
    """)
)
SHAPE_OF = {
    "Solid": "Solid",
    "MultiSolid": "MultiSolid",
    "CompositeSolid": "CompositeSolid",
    "CompositeSurface": "CompositeSurface",
    "MultiCurve": "MultiCurve",
    "CompositeCurve": "MultiCurve",
    "Curve": "MultiCurve",
    "OrientableCurve": "MultiCurve",
    "LineString": "MultiCurve",
    "MultiPoint": "MultiPoint",
    "Point": "MultiPoint",
}
TEXTS = frozenset({"name", "description"})
KEPT = "maquette:"  # the generic attributes in which our writer keeps what CityGML cannot spell
KEPT_KIND, KEPT_ID, KEPT_PARENT = KEPT + "kind", KEPT + "id", KEPT + "parent"
KEPT_BOOLEANS = KEPT + "booleans"
TIN_PARTS = {"controlPoint": "controlPoints", "breakLines": "breakLines", "stopLines": "stopLines"}
SKIPPED = frozenset({"metaDataProperty", "location", "maxLength", *TIN_PARTS})

NUMBERS = _words("""
    measuredHeight crownDiameter trunkDiameter height averageHeight minimumHeight maximumHeight
    rootBallDiameter maxRootBallDiameter minRootBallDiameter storeyHeightsAboveGround
    storeyHeightsBelowGround sortKey
    """)
INTEGERS = _words("""
    storeysAboveGround storeysBelowGround yearOfConstruction yearOfDemolition lod
    """)
DATES = _words("""
    creationDate terminationDate validFrom validTo dateOfConstruction dateOfDemolition
    """)
BOOLEANS = frozenset({"isMovable", "isStructuralElement"})
GENERIC_TYPES: dict[str, Type] = {
    "stringattribute": "text",
    "intattribute": "integer",
    "doubleattribute": "number",
    "dateattribute": "date",
    "uriattribute": "text",
    "measureattribute": "number",
    "codeattribute": "text",
    "booleanattribute": "boolean",
}


class Role(IntEnum):
    """What a reader does with an element."""

    SKIP = 0
    OBJECT = 1
    SURFACE = 2
    FACE = 3
    LINE = 4
    POINT = 5
    SOLID = 6
    ORIENTABLE = 7
    GEOMETRY = 8
    IMPLICIT = 9
    DATA = 10  # a data type, or a class of an extension
    LOD = 11  # a property with a geometry in its level of detail
    GENERIC = 12
    ADDRESS = 13
    EXTENSION = 14  # the hook of CityGML 3.0 for an extension's own properties
    MEMBER = 15  # a property that names the members of a group
    PROPERTY = 16


SKIP, OBJECT, SURFACE, FACE, LINE, POINT, SOLID, ORIENTABLE = list(Role)[:8]
GEOMETRY, IMPLICIT, DATA, LOD, GENERIC, ADDRESS, EXTENSION, MEMBER, PROPERTY = list(Role)[8:]


@dataclass(frozen=True, slots=True)
class Meaning:
    """An element's role; `kind` its class as the file spells it, `type` the type of its value."""

    role: Role
    local: str
    kind: str
    known: bool = True  # of CityGML or GML, not of an extension
    lod: str = ""
    type: Type | None = None
    boundary: bool = False
    shape: str = "MultiSurface"  # the type of shape that a geometry makes
    terrain: bool = False  # where an object meets the ground


_LOD = re.compile(r"lod(\d)")
_GENERIC = re.compile(r"[aA]ttribute(Set)?$")


class Names:
    """The meaning of every element name, worked out once a name; names met as extensions too."""

    def __init__(self) -> None:
        self.known: dict[Any, Meaning] = {}

    def __call__(self, element: Any) -> Meaning:
        found = self.known.get(element.tag)
        if found is None:
            found = self.known[element.tag] = meaning(element.tag, element.prefix)
        return found


def meaning(tag: Any, prefix: str | None = None) -> Meaning:
    """What an element of this name is; `tag` as lxml spells it, "{namespace}local"."""
    if not isinstance(tag, str):  # an unknown entity in a file that was mended
        return Meaning(SKIP, "", "")
    space, _, local = tag.rpartition("}")
    space = space[1:]
    if ":" in local:  # a prefix that the file forgot to declare
        prefix, _, local = local.rpartition(":")
    if space in GML:
        return _gml(local)
    known = space.startswith(CITYGML)
    kind = local if known else f"{prefix or _short(space)}:{local}"
    if local[:1].isupper():
        return Meaning(_class(local, space, known), local, kind, known)
    lod = _LOD.match(local)
    if lod:
        terrain = local.endswith("TerrainIntersection")
        return Meaning(LOD, local, kind, known, lod.group(1), terrain=terrain)
    if not known:
        return Meaning(PROPERTY, local, kind, known, boundary=local in BOUNDARIES)
    return _property(local, space)


def _gml(local: str) -> Meaning:
    role = PROPERTY
    if local in FACES:
        role = FACE
    elif local in LINES:
        role = LINE
    elif local == "Point":
        role = POINT
    elif local in SOLIDS:
        role = SOLID
    elif local in ("OrientableSurface", "OrientableCurve"):
        role = ORIENTABLE
    elif local in GEOMETRIES:
        role = GEOMETRY
    elif local[:1].isupper():
        role = DATA
    elif local == "boundedBy" or local in SKIPPED:
        role = SKIP
    shape = SHAPE_OF.get(local, "MultiSurface")
    return Meaning(role, local, local, type="text" if local in TEXTS else None, shape=shape)


def _class(local: str, space: str, known: bool) -> Role:
    if local == "ImplicitGeometry":
        return IMPLICIT
    if not known:
        return DATA
    if local in FILLINGS and "/construction/3" in space:
        return OBJECT
    if local in OBJECTS:
        return OBJECT
    return SURFACE if local in SURFACES else DATA


def _property(local: str, space: str) -> Meaning:
    role, type = PROPERTY, None
    if local in ("appearance", "appearanceMember"):
        role = SKIP
    elif (local == "genericAttribute" or "/generics/" in space) and local.lower().endswith(
        ("attribute", "attributeset")
    ):
        role = GENERIC
    elif local == "address":
        role = ADDRESS
    elif local.startswith("adeOf"):
        role = EXTENSION
    elif local == "groupMember":
        role = MEMBER
    elif local in ("tin", "reliefPoints", "ridgeOrValleyLines", "breaklines", "geometry"):
        role = LOD
    type = value_type(local)
    return Meaning(role, local, local, True, "", type, local in BOUNDARIES)


def value_type(local: str) -> Type:
    """The type of a simple property of CityGML, by its name."""
    if local in NUMBERS:
        return "number"
    if local in INTEGERS:
        return "integer"
    if local in DATES:
        return "date"
    return "boolean" if local in BOOLEANS else "text"


def _short(space: str) -> str:
    """A prefix for a namespace that the file declares as its default: its last word."""
    words = [word for word in re.split(r"[/:#]", space) if word and not re.match(r"[\d.]+$", word)]
    return words[-1] if words else "ade"


def local_name(element: Any) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return _local(tag) if tag.__class__ is str else ""


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def id_of(element: Any) -> str:
    """The gml:id of an element, "" where it has none."""
    return element.get(IDS[0]) or element.get(IDS[1]) or ""


def with_ids(root: Any) -> list[Any]:
    """Every element under a root that has a gml:id, in the order of the document."""
    spaces = {"old": GML[0], "new": GML[1]}
    return list(root.xpath(".//*[@old:id or @new:id]", namespaces=spaces))
