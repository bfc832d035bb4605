"""What map layers call things: heights, storeys, grounds and kinds, in several languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


HEIGHTS = words(
    """
    measuredheight bldg_height building_height buildingheight height height_m heightm hoogte
    gebouwhoogte pandhoogte hoehe höhe gebaeudehoehe gebäudehöhe hoehe_m hauteur
    altura altezza wysokosc wysokość hoyde høyde hojd höjd korkeus vyska výška
    """
)
STOREYS = words(
    """
    storeysaboveground storeys_above_ground building:levels building_levels levels storeys
    stories num_floors numfloors n_floors floors floor_count nofloors bouwlagen verdiepingen
    aantal_bouwlagen b3_bouwlagen geschosse geschosszahl anzahl_geschosse aog nombre_d_etages
    nb_etages etages plantas pisos num_plantas piani kondygnacje vaningar våningar kerrosluku
    """
)
GROUNDS = words(
    """
    ground_height groundheight ground_z terrainheight terrain_height base_height z_ground
    maaiveld b3_h_maaiveld grondhoogte bodenhoehe gelaendehoehe altitude_minimale_sol z_min_sol
    """
)
IDS = words(
    """
    id gml_id gmlid fid osm_id @id identificatie uuid guid objectid object_id gid ogc_fid
    """
)
WATER = words(
    """
    basin bay canal ditch dock drain fairway harbour lake pond reservoir river riverbank strait
    stream water waterway wetland
    """
)
ROADS = words(
    """
    bridleway busway corridor cycleway footway highway living_street motorway motorway_link path
    pedestrian primary primary_link residential road secondary secondary_link service steps
    street tertiary tertiary_link track trunk trunk_link unclassified
    """
)
RAILS = words(
    """
    light_rail metro monorail narrow_gauge rail railway subway train tram
    """
)
GREEN = words(
    """
    allotments forest garden grass grassland heath meadow nature_reserve orchard park
    recreation_ground scrub shrubbery tree_row vegetation village_green vineyard wood
    """
)
TREES = words(
    """
    arbre arbres baeume baum bomen boom bäume tree trees árbol
    """
)
LAND_KEYS = ("landuse", "natural", "leisure")

# Words in the name of a file or layer, when the attributes do not say.
NAME_WORDS: tuple[tuple[str, str], ...] = (
    ("WaterBody", r"water|wasser|river|canal|eaux?|agua|acqua|gracht"),
    ("Railway", r"rails?|railways?|trams?|spoor|bahn|metro"),
    ("Road", r"roads?|streets?|strassen?|straßen?|wegen|weg|wege|routes?|highways?|calles"),
    ("SolitaryVegetationObject", "|".join(TREES)),
    (
        "Building",
        r"buildings?|bldgs?|gebouwen|gebouw|panden|pand|gebaeude|gebäude|gebaude|batiments?|"
        r"bâtiments?|edificios?|edifici|footprints?|houses?|hausumringe",
    ),
    ("PlantCover", r"parks?|green|groen|grün|gruen|vegetation|forest|wald|bos"),
    ("LandUse", r"landuse|land_use|flaechennutzung|bodemgebruik"),
)
POLYGON, LINE, POINT = 2, 1, 0  # dimensions of geometry
ALLOWED = {
    POLYGON: {"Building", "WaterBody", "Railway", "Road", "PlantCover", "LandUse"},
    LINE: {"WaterBody", "Railway", "Road"},
    POINT: {"SolitaryVegetationObject"},
}
UNKNOWN_KIND = "GenericCityObject"


def column_like(fields: Sequence[str], usual: Sequence[str]) -> str:
    """The first field whose name is a usual one, in the order of the usual ones; "" if none."""
    known = {field.lower(): field for field in reversed(fields)}
    return next((known[name] for name in usual if name in known), "")


def kind_of_name(name: str, dimension: int) -> str:
    """What a file or layer holds by the words of its name; "" when it does not say."""
    words = set(re.split(r"[\W_\d]+", name.lower()))
    for kind, pattern in NAME_WORDS:
        if kind in ALLOWED[dimension] and any(re.fullmatch(pattern, word) for word in words):
            return kind
    return ""


def kind_of_tags(tags: Mapping[str, str], dimension: int) -> str:
    """What OpenStreetMap's keys, or a class or kind, say of one thing; "" when nothing."""
    kind = _kind_of_keys(tags, dimension)
    for key in ("class", "kind", "type", "fclass"):
        kind = kind or _kind_of_word(tags.get(key, "").lower(), dimension)
    return kind if kind in ALLOWED[dimension] else ""


def _kind_of_keys(tags: Mapping[str, str], dimension: int) -> str:
    for key, kind in (
        ("building", "Building"),
        ("building:part", "Building"),
        ("highway", "Road"),
        ("railway", "Railway"),
        ("waterway", "WaterBody"),
    ):
        if tags.get(key, "no").lower() not in ("no", ""):
            return kind
    for key in LAND_KEYS:
        value = tags.get(key, "").lower()
        if value:
            return _kind_of_word(value, dimension) or "LandUse"
    return ""


def _kind_of_word(word: str, dimension: int) -> str:
    if word in TREES:
        return "SolitaryVegetationObject"
    if word in WATER:
        return "WaterBody"
    if word in GREEN:
        return "PlantCover"
    if dimension == LINE:  # a residential area is no road
        return "Road" if word in ROADS else "Railway" if word in RAILS else ""
    return "Building" if word == "building" else ""
