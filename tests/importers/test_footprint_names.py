"""Layers and tags are understood in the languages that people use."""

import pytest

from importers.footprint_names import (
    GROUNDS,
    HEIGHTS,
    LINE,
    POINT,
    POLYGON,
    STOREYS,
    column_like,
    kind_of_name,
    kind_of_tags,
)


@pytest.mark.parametrize(
    ("fields", "usual", "found"),
    [
        (["id", "HOOGTE", "x"], HEIGHTS, "HOOGTE"),
        (["Höhe"], HEIGHTS, "Höhe"),
        (["height", "measuredHeight"], HEIGHTS, "measuredHeight"),
        (["building:levels"], STOREYS, "building:levels"),
        (["Geschosse", "levels"], STOREYS, "levels"),
        (["heights"], HEIGHTS, ""),
        (["b3_h_maaiveld"], GROUNDS, "b3_h_maaiveld"),
        ([], HEIGHTS, ""),
    ],
)
def test_usual_names_are_found(fields: list[str], usual: tuple[str, ...], found: str) -> None:
    assert column_like(fields, usual) == found


@pytest.mark.parametrize(
    ("name", "dimension", "kind"),
    [
        ("water_osm", POLYGON, "WaterBody"),
        ("roads_osm", LINE, "Road"),
        ("rail_osm", LINE, "Railway"),
        ("trees_municipal", POINT, "SolitaryVegetationObject"),
        ("Bomen 2024", POINT, "SolitaryVegetationObject"),
        ("gebaeude", POLYGON, "Building"),
        ("neighbourhoods_municipal", POLYGON, ""),
        ("ndw_traffic_sensors_rotterdam", POINT, ""),
        ("waterloo", POLYGON, ""),
        ("trees", LINE, ""),
    ],
)
def test_the_name_of_a_layer_says_what_it_holds(name: str, dimension: int, kind: str) -> None:
    assert kind_of_name(name, dimension) == kind


@pytest.mark.parametrize(
    ("tags", "dimension", "kind"),
    [
        ({"natural": "water"}, POLYGON, "WaterBody"),
        ({"natural": "wood"}, POLYGON, "PlantCover"),
        ({"natural": "tree"}, POINT, "SolitaryVegetationObject"),
        ({"landuse": "residential"}, POLYGON, "LandUse"),
        ({"highway": "residential"}, LINE, "Road"),
        ({"class": "cycleway"}, LINE, "Road"),
        ({"kind": "tram"}, LINE, "Railway"),
        ({"kind": "road"}, POINT, ""),
        ({"building": "yes", "landuse": "retail"}, POLYGON, "Building"),
        ({"building": "no"}, POLYGON, ""),
        ({}, POLYGON, ""),
    ],
)
def test_tags_say_what_a_thing_is(tags: dict[str, str], dimension: int, kind: str) -> None:
    assert kind_of_tags(tags, dimension) == kind
