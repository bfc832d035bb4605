"""CityGML 2.0: its classes and the order of their properties (OGC 12-019, annex A)."""

from exporters.citygml.schema import Schema, classes

CITYGML = "http://www.opengis.net/citygml"
PREFIXES = {
    "core": f"{CITYGML}/2.0",
    "app": f"{CITYGML}/appearance/2.0",
    "bldg": f"{CITYGML}/building/2.0",
    "brid": f"{CITYGML}/bridge/2.0",
    "dem": f"{CITYGML}/relief/2.0",
    "frn": f"{CITYGML}/cityfurniture/2.0",
    "gen": f"{CITYGML}/generics/2.0",
    "grp": f"{CITYGML}/cityobjectgroup/2.0",
    "luse": f"{CITYGML}/landuse/2.0",
    "tran": f"{CITYGML}/transportation/2.0",
    "tun": f"{CITYGML}/tunnel/2.0",
    "veg": f"{CITYGML}/vegetation/2.0",
    "wtr": f"{CITYGML}/waterbody/2.0",
    "gml": "http://www.opengis.net/gml",
    "xAL": "urn:oasis:names:tc:ciq:xsdschema:xAL:2.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
CITY_OBJECT = """gml:description gml:name core:creationDate core:terminationDate
    core:externalReference core:relativeToTerrain core:relativeToWater gen:attribute app:appearance
"""
CODES = "class function usage"


def lods(word: str, *levels: int) -> str:
    return " ".join(f"lod{level}{word}" for level in levels)


def outer(level: int) -> str:
    """The geometry of a building, bridge or tunnel at a level of detail."""
    words = ("Solid", "MultiSurface", "MultiCurve", "TerrainIntersection")
    return " ".join(f"lod{level}{word}" for word in words)


OBJECTS = f"""
bldg:Building bldg:BuildingPart = {CODES} yearOfConstruction yearOfDemolition roofType
    measuredHeight storeysAboveGround storeysBelowGround storeyHeightsAboveGround
    storeyHeightsBelowGround lod0FootPrint lod0RoofEdge {outer(1)} {outer(2)}
    outerBuildingInstallation interiorBuildingInstallation boundedBy {outer(3)} {outer(4)}
    interiorRoom consistsOfBuildingPart address

bldg:BuildingInstallation brid:BridgeInstallation tun:TunnelInstallation = {CODES}
    {lods("Geometry", 2, 3, 4)} boundedBy

bldg:IntBuildingInstallation brid:IntBridgeInstallation tun:IntTunnelInstallation = {CODES}
    lod4Geometry boundedBy

bldg:Room = {CODES} lod4Solid lod4MultiSurface boundedBy interiorFurniture roomInstallation

bldg:BuildingFurniture brid:BridgeFurniture tun:TunnelFurniture = {CODES} lod4Geometry

brid:Bridge brid:BridgePart = {CODES} yearOfConstruction yearOfDemolition isMovable {outer(1)}
    {outer(2)} outerBridgeConstruction outerBridgeInstallation interiorBridgeInstallation boundedBy
    {outer(3)} {outer(4)} interiorBridgeRoom consistsOfBridgePart address

brid:BridgeConstructionElement = {CODES} {lods("Geometry", 1, 2, 3, 4)}
    {lods("TerrainIntersection", 1, 2, 3, 4)} boundedBy

brid:BridgeRoom = {CODES} lod4Solid lod4MultiSurface boundedBy interiorFurniture
    bridgeRoomInstallation

tun:Tunnel tun:TunnelPart = {CODES} yearOfConstruction yearOfDemolition {outer(1)} {outer(2)}
    outerTunnelInstallation interiorTunnelInstallation boundedBy {outer(3)} {outer(4)}
    interiorHollowSpace consistsOfTunnelPart

tun:HollowSpace = {CODES} lod4Solid lod4MultiSurface boundedBy interiorFurniture
    hollowSpaceInstallation

tran:TransportationComplex tran:Road tran:Railway tran:Track tran:Square = {CODES} trafficArea
    auxiliaryTrafficArea lod0Network {lods("MultiSurface", 1, 2, 3, 4)}

veg:PlantCover = {CODES} averageHeight {lods("MultiSurface", 1, 2, 3, 4)}
    {lods("MultiSolid", 1, 2, 3, 4)}

veg:SolitaryVegetationObject = {CODES} species height trunkDiameter crownDiameter
    {lods("Geometry", 1, 2, 3, 4)}

wtr:WaterBody = {CODES} lod0MultiCurve lod0MultiSurface lod1MultiCurve lod1MultiSurface
    {lods("Solid", 1, 2, 3, 4)} boundedBy

luse:LandUse = {CODES} {lods("MultiSurface", 0, 1, 2, 3, 4)}

dem:ReliefFeature = lod reliefComponent

dem:TINRelief = lod tin

dem:MassPointRelief = lod reliefPoints

dem:BreaklineRelief = lod ridgeOrValleyLines breaklines

dem:RasterRelief = lod

frn:CityFurniture = {CODES} {lods("Geometry", 1, 2, 3, 4)}
    {lods("TerrainIntersection", 1, 2, 3, 4)}

gen:GenericCityObject = {CODES} {lods("Geometry", 0, 1, 2, 3, 4)}
    {lods("TerrainIntersection", 0, 1, 2, 3, 4)}

grp:CityObjectGroup = {CODES} groupMember geometry
"""

# The same in three modules: a building's, a bridge's and a tunnel's.
BOUNDARIES = f"""
{{0}}:WallSurface {{0}}:RoofSurface {{0}}:GroundSurface {{0}}:ClosureSurface {{0}}:FloorSurface
    {{0}}:OuterFloorSurface {{0}}:InteriorWallSurface {{0}}:CeilingSurface
    {{0}}:OuterCeilingSurface = {lods("MultiSurface", 2, 3, 4)} opening

{{0}}:Window = {lods("MultiSurface", 3, 4)}

{{0}}:Door = {lods("MultiSurface", 3, 4)} address
"""
SURFACES = f"""
tran:TrafficArea tran:AuxiliaryTrafficArea = {CODES} surfaceMaterial {lods("MultiSurface", 2, 3, 4)}

wtr:WaterSurface = {lods("Surface", 2, 3, 4)} waterLevel

wtr:WaterGroundSurface wtr:WaterClosureSurface = {lods("Surface", 2, 3, 4)}
"""

PLACES = {
    "BuildingPart": ("consistsOfBuildingPart",),
    "BuildingInstallation": ("outerBuildingInstallation",),
    "IntBuildingInstallation": ("interiorBuildingInstallation", "roomInstallation"),
    "Room": ("interiorRoom",),
    "BuildingFurniture": ("interiorFurniture",),
    "BridgePart": ("consistsOfBridgePart",),
    "BridgeConstructionElement": ("outerBridgeConstruction",),
    "BridgeInstallation": ("outerBridgeInstallation",),
    "IntBridgeInstallation": ("interiorBridgeInstallation", "bridgeRoomInstallation"),
    "BridgeRoom": ("interiorBridgeRoom",),
    "BridgeFurniture": ("interiorFurniture",),
    "TunnelPart": ("consistsOfTunnelPart",),
    "TunnelInstallation": ("outerTunnelInstallation",),
    "IntTunnelInstallation": ("interiorTunnelInstallation", "hollowSpaceInstallation"),
    "HollowSpace": ("interiorHollowSpace",),
    "TunnelFurniture": ("interiorFurniture",),
    "TrafficArea": ("trafficArea",),
    "AuxiliaryTrafficArea": ("auxiliaryTrafficArea",),
    "Window": ("opening",),
    "Door": ("opening",),
    "TINRelief": ("reliefComponent",),
    "MassPointRelief": ("reliefComponent",),
    "BreaklineRelief": ("reliefComponent",),
    "RasterRelief": ("reliefComponent",),
}
# The same thing under the names of CityGML 3.0 and of CityJSON.
ALSO = {
    "BuildingRoom": "Room",
    "BridgeConstructiveElement": "BridgeConstructionElement",
    "TunnelHollowSpace": "HollowSpace",
    "TransportSquare": "Square",
    "GenericOccupiedSpace": "GenericCityObject",
    "GenericUnoccupiedSpace": "GenericCityObject",
    "GenericLogicalSpace": "GenericCityObject",
}
ALSO_SURFACES = {"WindowSurface": "Window", "DoorSurface": "Door"}

# A way's spaces are none in 2.0; a complex of its own keeps their traffic areas.
SIMILAR = dict.fromkeys(
    ("Section", "Intersection", "TrafficSpace", "AuxiliaryTrafficSpace", "Waterway"),
    "TransportationComplex",
)

_objects = classes(OBJECTS, CITY_OBJECT)
_boundaries = {
    module: classes(BOUNDARIES.format(module), CITY_OBJECT) for module in ("bldg", "brid", "tun")
}
SCHEMA = Schema(
    "2.0",
    PREFIXES,
    _objects | {kind: _objects[name] for kind, name in ALSO.items()},
    {
        module: known | {kind: known[name] for kind, name in ALSO_SURFACES.items()}
        for module, known in _boundaries.items()
    }
    | {"": classes(SURFACES, CITY_OBJECT)},
    PLACES,
    "boundedBy",
    {},
    SIMILAR,
    "GenericCityObject",
)
