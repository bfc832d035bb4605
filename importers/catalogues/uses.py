"""What Maquette can do with what a catalogue lists, guessed from types, formats and addresses."""

from __future__ import annotations

import re
from typing import Literal

Use = Literal["feed", "city model", "cloud", "terrain", "map", ""]

# platforms are known by their name anywhere, since their answers have types that say little
PLATFORMS: tuple[tuple[str, Use, str], ...] = (
    (r"ngsi-?ld", "feed", "NGSI-LD"),
    (r"sensor-?things|/frost-server", "feed", "SensorThings"),
    (r"gtfs[-_ ]?(rt|realtime|real-time)|vehiclepositions", "feed", "GTFS-Realtime"),
    (r"ogcapi-edr|ogc api.{0,40}(edr|environmental)", "feed", "OGC API EDR"),
    (r"ogcapi-features|ogc api.{0,40}features", "feed", "OGC API Features"),
)
FORMATS: tuple[tuple[str, Use, str], ...] = (
    (r"city\+?json|\.city\.jsonl?\b", "city model", "CityJSON"),
    (r"citygml", "city model", "CityGML"),
    (r"\bcopc\b", "cloud", "COPC"),
    (r"\b(laz|las)\b|vnd\.laszip|vnd\.las\b", "cloud", "LAS"),
    (r"3d ?tiles|3dtiles|tileset\.json", "", "3D Tiles"),
    (r"\bifc\b", "city model", "IFC"),
    (r"gpkg|geopackage", "city model", "GeoPackage"),
    (r"\bshp\b|shapefile", "city model", "Shapefile"),
    (r"\bwmts", "map", "WMTS"),
    (r"\bwms", "map", "WMS"),
    (r"\bwfs", "feed", "WFS"),
    (r"geo\+?json", "feed", "GeoJSON"),
    (r"geo-?tiff|image/tiff|\.tiff?\b|\bcog\b", "terrain", "GeoTIFF"),
    (r"\bmqtts?\b", "feed", "MQTT"),
    (r"\bgtfs\b", "", "GTFS timetable"),
    (r"\bcsv\b", "feed", "CSV (if its rows have places)"),
    (r"\bgml\b", "city model", "GML (if it is CityGML)"),
    (r"\bpdf\b", "", "PDF"),
    (r"html", "", "a page for people"),
    (r"excel|spreadsheet|\bxlsx?\b", "", "a spreadsheet"),
    (r"\bkm[lz]\b", "", "KML"),
    (r"netcdf", "", "NetCDF"),
)


def use_of(address: str, *told: str) -> tuple[Use, str]:
    """What can be done with something, and what it is: by what is told of it (media type, format,
    what it conforms to), and else by its address."""
    if not address:
        return "", ""
    written = " ".join(told)[:2000].lower().replace("_", " ")
    where = address[:2000].lower()
    for rules, hints in ((PLATFORMS, f"{written} {where}"), (FORMATS, written), (FORMATS, where)):
        for sign, use, standard in rules:
            if re.search(sign, hints):
                return use, standard
    return "", ""
