"""The types of CityJSON 2.0 (sections 2 and 3.3), and how other kinds become one of them."""

from __future__ import annotations

from functools import cache

OBJECTS = """
    Bridge BridgePart BridgeInstallation BridgeConstructiveElement BridgeRoom BridgeFurniture
    Building BuildingPart BuildingInstallation BuildingConstructiveElement BuildingFurniture
    BuildingStorey BuildingRoom BuildingUnit CityFurniture CityObjectGroup GenericCityObject LandUse
    OtherConstruction PlantCover SolitaryVegetationObject TINRelief WaterBody Road Railway Waterway
    TransportSquare Tunnel TunnelPart TunnelInstallation TunnelConstructiveElement
    TunnelHollowSpace TunnelFurniture
"""
SURFACES = """
    RoofSurface GroundSurface WallSurface ClosureSurface OuterCeilingSurface OuterFloorSurface
    Window Door InteriorWallSurface CeilingSurface FloorSurface WaterSurface WaterGroundSurface
    WaterClosureSurface TrafficArea AuxiliaryTrafficArea TransportationMarking TransportationHole
"""
# What CityGML calls the same. Kinds that would lose their name so are extension objects instead.
SAME = {
    "Room": "BuildingRoom",
    "Storey": "BuildingStorey",
    "HollowSpace": "TunnelHollowSpace",
    "Square": "TransportSquare",
    "BridgeConstructionElement": "BridgeConstructiveElement",
    "Marking": "TransportationMarking",
    "HoleSurface": "TransportationHole",
}


@cache
def object_type(kind: str) -> str:
    """The type of a city object; "+" before what only extensions know."""
    return _type(kind, OBJECTS.split())


@cache
def surface_type(kind: str) -> str:
    """The type of a semantic surface; "+" before what only extensions know."""
    return _type(kind, SURFACES.split())


def _type(kind: str, known: list[str]) -> str:
    name = SAME.get(kind, kind)
    return name if name in known or name.startswith("+") else f"+{name}"
