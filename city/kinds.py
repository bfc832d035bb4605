"""The kinds of city objects, sorted into the few themes a planner thinks in."""

# CityGML 1.0 to 3.0 and CityJSON name the same things differently; a theme gathers them.
THEMES: dict[str, list[str]] = {
    "Buildings": [
        "Building",
        "BuildingPart",
        "BuildingInstallation",
        "IntBuildingInstallation",
        "Room",
        "BuildingRoom",
        "BuildingFurniture",
        "BuildingUnit",
        "BuildingStorey",
        "Storey",
        "BuildingConstructiveElement",
    ],
    "Bridges": [
        "Bridge",
        "BridgePart",
        "BridgeInstallation",
        "IntBridgeInstallation",
        "BridgeConstructionElement",
        "BridgeConstructiveElement",
        "BridgeRoom",
        "BridgeFurniture",
    ],
    "Tunnels": [
        "Tunnel",
        "TunnelPart",
        "TunnelInstallation",
        "IntTunnelInstallation",
        "HollowSpace",
        "TunnelHollowSpace",
        "TunnelConstructiveElement",
        "TunnelFurniture",
    ],
    "Transport": [
        "Road",
        "Railway",
        "Track",
        "Square",
        "TransportationComplex",
        "TransportSquare",
        "Waterway",
        "Section",
        "Intersection",
        "TrafficSpace",
        "AuxiliaryTrafficSpace",
        "ClearanceSpace",
        "Hole",
        "Marking",
    ],
    "Vegetation": ["SolitaryVegetationObject", "PlantCover"],
    "Water": ["WaterBody"],
    "Land use": ["LandUse"],
    "Terrain": ["ReliefFeature", "TINRelief", "MassPointRelief", "BreaklineRelief", "RasterRelief"],
    "Furniture": ["CityFurniture"],
}

OTHER = "Other"
_THEME = {kind: theme for theme, kinds in THEMES.items() for kind in kinds}


def theme(kind: str) -> str:
    """The theme that a class belongs to; a class of an extension goes by its last word."""
    name = kind.rsplit(":", 1)[-1].lstrip("+")
    found = _THEME.get(name)
    if found is None:
        found = next((t for k, t in _THEME.items() if name.endswith(k)), OTHER)
    return found
