"""CityGML 3.0: its classes and the order of their properties (OGC 21-006r2, XML schemas 3.0.0)."""

from exporters.citygml.schema import Schema, classes

CITYGML = "http://www.opengis.net/citygml"
PREFIXES = {
    "core": f"{CITYGML}/3.0",
    "app": f"{CITYGML}/appearance/3.0",
    "bldg": f"{CITYGML}/building/3.0",
    "brid": f"{CITYGML}/bridge/3.0",
    "con": f"{CITYGML}/construction/3.0",
    "dem": f"{CITYGML}/relief/3.0",
    "frn": f"{CITYGML}/cityfurniture/3.0",
    "gen": f"{CITYGML}/generics/3.0",
    "grp": f"{CITYGML}/cityobjectgroup/3.0",
    "luse": f"{CITYGML}/landuse/3.0",
    "tran": f"{CITYGML}/transportation/3.0",
    "tun": f"{CITYGML}/tunnel/3.0",
    "veg": f"{CITYGML}/vegetation/3.0",
    "wtr": f"{CITYGML}/waterbody/3.0",
    "gml": "http://www.opengis.net/gml/3.2",
    "xAL": "urn:oasis:names:tc:ciq:xal:3",
    "xlink": "http://www.w3.org/1999/xlink",
}
CITY_OBJECT = """gml:description gml:identifier gml:name core:creationDate core:terminationDate
    core:validFrom core:validTo core:externalReference core:relativeToTerrain core:relativeToWater
    core:appearance core:genericAttribute
"""
CODES = "class function usage"
SPACE = """core:spaceType core:volume core:area core:boundary core:lod0Point core:lod0MultiSurface
    core:lod0MultiCurve core:lod1Solid core:lod2Solid core:lod2MultiSurface core:lod2MultiCurve
    core:lod3Solid core:lod3MultiSurface core:lod3MultiCurve"""
PHYSICAL = f"""{SPACE} core:lod1TerrainIntersectionCurve core:lod2TerrainIntersectionCurve
    core:lod3TerrainIntersectionCurve"""
CONSTRUCTION = f"""{PHYSICAL} con:conditionOfConstruction con:dateOfConstruction
    con:dateOfDemolition con:constructionEvent con:elevation con:height con:occupancy"""
BUILDING = f"""{CONSTRUCTION} {CODES} roofType storeysAboveGround storeysBelowGround
    storeyHeightsAboveGround storeyHeightsBelowGround buildingConstructiveElement
    buildingInstallation buildingRoom buildingFurniture buildingSubdivision address"""
SUBDIVISION = f"""{SPACE} {CODES} elevation sortKey buildingConstructiveElement buildingFurniture
    buildingInstallation buildingRoom"""
BRIDGE = f"""{CONSTRUCTION} {CODES} isMovable bridgeConstructiveElement bridgeInstallation
    bridgeRoom bridgeFurniture address"""
TUNNEL = f"""{CONSTRUCTION} {CODES} tunnelConstructiveElement tunnelInstallation hollowSpace
    tunnelFurniture"""
TRANSPORT = f"""{PHYSICAL} trafficDirection occupancy trafficSpace auxiliaryTrafficSpace hole
    marking"""
THEMATIC = """core:area core:lod0MultiCurve core:lod0MultiSurface core:lod1MultiSurface
    core:lod2MultiSurface core:lod3MultiSurface"""
OBJECTS = f"""
bldg:Building = {BUILDING} buildingPart

bldg:BuildingPart = {BUILDING}

bldg:BuildingUnit = {SUBDIVISION} storey address

bldg:Storey = {SUBDIVISION} buildingUnit

bldg:BuildingInstallation brid:BridgeInstallation tun:TunnelInstallation = {PHYSICAL}
    con:relationToConstruction {CODES}

bldg:BuildingConstructiveElement brid:BridgeConstructiveElement tun:TunnelConstructiveElement =
    {PHYSICAL} con:isStructuralElement con:filling {CODES}

con:Window = {PHYSICAL} {CODES}

con:Door = {PHYSICAL} {CODES} address

con:OtherConstruction = {CONSTRUCTION} {CODES}

bldg:BuildingRoom = {PHYSICAL} {CODES} roomHeight buildingFurniture buildingInstallation

bldg:BuildingFurniture brid:BridgeFurniture tun:TunnelFurniture = {PHYSICAL} {CODES}

brid:Bridge = {BRIDGE} bridgePart

brid:BridgePart = {BRIDGE}

brid:BridgeRoom = {PHYSICAL} {CODES} bridgeFurniture bridgeInstallation

tun:Tunnel = {TUNNEL} tunnelPart

tun:TunnelPart = {TUNNEL}

tun:HollowSpace = {PHYSICAL} {CODES} tunnelFurniture tunnelInstallation

tran:Road tran:Railway tran:Track tran:Waterway = {TRANSPORT} {CODES} section intersection

tran:Square = {TRANSPORT} {CODES}

tran:Section tran:Intersection = {TRANSPORT} class

tran:TrafficSpace = {PHYSICAL} {CODES} granularity trafficDirection occupancy clearanceSpace

tran:AuxiliaryTrafficSpace = {PHYSICAL} {CODES} granularity

tran:ClearanceSpace tran:Hole = {PHYSICAL} class

veg:PlantCover = {PHYSICAL} {CODES} averageHeight minHeight maxHeight

veg:SolitaryVegetationObject = {PHYSICAL} {CODES} species height trunkDiameter crownDiameter
    rootBallDiameter maxRootBallDepth

wtr:WaterBody = {PHYSICAL} {CODES}

luse:LandUse = {THEMATIC} {CODES}

dem:ReliefFeature = lod reliefComponent

dem:TINRelief = lod tin

dem:MassPointRelief = lod reliefPoints

dem:BreaklineRelief = lod ridgeOrValleyLines breaklines

dem:RasterRelief = lod

frn:CityFurniture = {PHYSICAL} {CODES}

gen:GenericOccupiedSpace gen:GenericUnoccupiedSpace = {PHYSICAL} {CODES}

gen:GenericLogicalSpace = {SPACE} {CODES}

grp:CityObjectGroup = {SPACE} {CODES} groupMember
"""
SURFACES = f"""
con:WallSurface con:RoofSurface con:GroundSurface con:FloorSurface con:OuterFloorSurface
    con:InteriorWallSurface con:CeilingSurface con:OuterCeilingSurface =
    {THEMATIC} fillingSurface

con:WindowSurface = {THEMATIC}

con:DoorSurface = {THEMATIC} address

core:ClosureSurface = {THEMATIC}

tran:TrafficArea tran:AuxiliaryTrafficArea = {THEMATIC} {CODES} surfaceMaterial

tran:Marking tran:HoleSurface = {THEMATIC} class

wtr:WaterSurface = {THEMATIC} waterLevel

wtr:WaterGroundSurface = {THEMATIC}

gen:GenericThematicSurface = {THEMATIC} {CODES}
"""
PLACES = {
    "BuildingPart": ("buildingPart",),
    "BuildingInstallation": ("buildingInstallation",),
    "BuildingConstructiveElement": ("buildingConstructiveElement",),
    "BuildingRoom": ("buildingRoom",),
    "BuildingFurniture": ("buildingFurniture",),
    "BuildingUnit": ("buildingSubdivision", "buildingUnit"),
    "Storey": ("buildingSubdivision", "storey"),
    "Window": ("filling",),
    "Door": ("filling",),
    "BridgePart": ("bridgePart",),
    "BridgeInstallation": ("bridgeInstallation",),
    "BridgeConstructiveElement": ("bridgeConstructiveElement",),
    "BridgeRoom": ("bridgeRoom",),
    "BridgeFurniture": ("bridgeFurniture",),
    "TunnelPart": ("tunnelPart",),
    "TunnelInstallation": ("tunnelInstallation",),
    "TunnelConstructiveElement": ("tunnelConstructiveElement",),
    "HollowSpace": ("hollowSpace",),
    "TunnelFurniture": ("tunnelFurniture",),
    "Section": ("section",),
    "Intersection": ("intersection",),
    "TrafficSpace": ("trafficSpace",),
    "AuxiliaryTrafficSpace": ("auxiliaryTrafficSpace",),
    "ClearanceSpace": ("clearanceSpace",),
    "Hole": ("hole",),
    "Marking": ("marking",),
    "WindowSurface": ("fillingSurface", "boundary"),
    "DoorSurface": ("fillingSurface", "boundary"),
    "TINRelief": ("reliefComponent",),
    "MassPointRelief": ("reliefComponent",),
    "BreaklineRelief": ("reliefComponent",),
    "RasterRelief": ("reliefComponent",),
}
# The same thing under the names of CityGML 2.0 and of CityJSON.
ALSO = {
    "Room": "BuildingRoom",
    "IntBuildingInstallation": "BuildingInstallation",
    "IntBridgeInstallation": "BridgeInstallation",
    "IntTunnelInstallation": "TunnelInstallation",
    "BridgeConstructionElement": "BridgeConstructiveElement",
    "TunnelHollowSpace": "HollowSpace",
    "BuildingStorey": "Storey",
    "TransportSquare": "Square",
    "GenericCityObject": "GenericOccupiedSpace",
}
ALSO_SURFACES = {
    "Window": "WindowSurface",
    "Door": "DoorSurface",
    "WaterClosureSurface": "ClosureSurface",
    "TransportationMarking": "Marking",
    "TransportationHole": "HoleSurface",
}

_surfaces = classes(SURFACES, CITY_OBJECT)
_objects = classes(OBJECTS, CITY_OBJECT)
SCHEMA = Schema(
    "3.0",
    PREFIXES,
    _objects | {kind: _objects[name] for kind, name in ALSO.items()},
    {"": _surfaces | {kind: _surfaces[name] for kind, name in ALSO_SURFACES.items()}},
    PLACES,
    "boundary",
    {"4": "3"},
    {"TransportationComplex": "Road"},
    "GenericOccupiedSpace",
)
