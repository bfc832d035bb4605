"""Every class of city object has its theme, that of an extension by its last word."""

import pytest

from city.kinds import OTHER, THEMES, theme


def test_no_kind_has_two_themes():
    kinds = [kind for some in THEMES.values() for kind in some]
    assert len(kinds) == len(set(kinds))
    assert all(theme(kind) == name for name, some in THEMES.items() for kind in some)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Building", "Buildings"),
        ("BuildingPart", "Buildings"),
        ("Road", "Transport"),
        ("SolitaryVegetationObject", "Vegetation"),
        ("TINRelief", "Terrain"),
        ("WaterBody", "Water"),
        ("LandUse", "Land use"),
        ("CityFurniture", "Furniture"),
        ("uro:UndergroundBuilding", "Buildings"),
        ("+UndergroundBuilding", "Buildings"),
        ("+NoiseCityFurniture", "Furniture"),
        ("bldg:Building", "Buildings"),
        ("GenericCityObject", OTHER),
        ("CityObjectGroup", OTHER),
        ("", OTHER),
    ],
)
def test_theme(kind, expected):
    assert theme(kind) == expected
