"""What the classes of IFC are called in a city: the kinds of CityGML 3.0."""

from __future__ import annotations

# The first class that a product is one of decides, so those at the end are the most general.
SPATIAL = {
    "IfcSite": "LandUse",
    "IfcBuilding": "Building",
    "IfcBuildingStorey": "BuildingStorey",
    "IfcSpace": "BuildingRoom",
    "IfcBridge": "Bridge",
    "IfcBridgePart": "BridgePart",
    "IfcRoad": "Road",
    "IfcRoadPart": "Section",
    "IfcRailway": "Railway",
    "IfcRailwayPart": "Section",
    "IfcFacility": "OtherConstruction",
}
ELEMENTS = {
    "IfcFurnishingElement": "BuildingFurniture",
    "IfcDistributionElement": "IntBuildingInstallation",
    "IfcTransportElement": "IntBuildingInstallation",
    "IfcRailing": "BuildingInstallation",
    "IfcRamp": "BuildingInstallation",
    "IfcRampFlight": "BuildingInstallation",
    "IfcStair": "BuildingInstallation",
    "IfcStairFlight": "BuildingInstallation",
    "IfcChimney": "BuildingInstallation",
    "IfcShadingDevice": "BuildingInstallation",
    "IfcElement": "BuildingConstructiveElement",
    "IfcProxy": "BuildingConstructiveElement",
}
# Classes that are no things: holes, what bounds a space in thought, reinforcement by the thousand.
NOT_THINGS = ("IfcFeatureElement", "IfcVirtualElement", "IfcReinforcingElement")

SOILS = {"TERRAIN": "TINRelief", "VEGETATION": "SolitaryVegetationObject"}  # IfcGeographicElement
OUTDOORS = {"BuildingFurniture": "CityFurniture"}


def kind_in(kind: str, family: str) -> str:
    """What an element is called under what it belongs to: a Building, a Bridge ..., "" outdoors."""
    if family in ("Building", "BuildingPart"):
        return kind
    if family in ("Bridge", "BridgePart"):
        return kind.replace("IntBuilding", "IntBridge").replace("Building", "Bridge")
    return OUTDOORS.get(kind, "GenericCityObject")
