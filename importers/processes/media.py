"""What a document is: by what it holds, by what is said of it, and by its name on the disk."""

from __future__ import annotations

from typing import Any

JSON = "application/json"
GEO = "application/geo+json"
PLAIN = ("", JSON, "application/octet-stream", "binary/octet-stream", "text/plain")  # say little
# What bytes begin with.
SIGNS = (
    (b"CDF", "application/x-netcdf"),
    (b"\x89HDF\r\n", "application/x-hdf5"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"glTF", "model/gltf-binary"),
    (b"\x89PNG", "image/png"),
    (b"PK\3\4", "application/zip"),
    (b"SQLite format 3\0", "application/geopackage+sqlite3"),
)
SUFFIXES = {
    JSON: ".json",
    GEO: ".geojson",
    "application/prs.coverage+json": ".covjson",
    "application/vnd.cov+json": ".covjson",
    "application/city+json": ".city.json",
    "application/x-netcdf": ".nc",
    "application/netcdf": ".nc",
    "application/x-hdf5": ".nc",
    "image/tiff": ".tif",
    "model/gltf-binary": ".glb",
    "model/gltf+json": ".gltf",
    "application/zip": ".zip",
    "application/geopackage+sqlite3": ".gpkg",
    "application/gml+xml": ".gml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}
GEOJSON = (
    *("Feature", "FeatureCollection", "Point", "MultiPoint", "LineString", "MultiLineString"),
    *("Polygon", "MultiPolygon", "GeometryCollection"),
)
SAME = {
    "application/x-hdf5": "application/netcdf",  # of which NetCDF 4 is made
    "application/x-netcdf": "application/netcdf",
    "application/vnd.cov+json": "application/prs.coverage+json",
    "text/xml": "application/xml",
}


def is_json(media: str) -> bool:
    """Whether a document of a type is one value of JSON."""
    return media == JSON or media.endswith("+json")


def suffix(media: str) -> str:
    """What the name of a file of a type ends with."""
    return SUFFIXES.get(media, ".bin")


def type_of(path_name: str) -> str:
    """The type that the name of a file tells; "" where it tells none."""
    name = path_name.lower()
    if name.endswith(".gml"):
        return "application/gml+xml"
    ends = sorted(SUFFIXES.items(), key=lambda one: -len(one[1]))
    return next((media for media, end in ends if end != ".bin" and name.endswith(end)), "")


def seen(content: bytes, value: Any) -> str:
    """The type that JSON, or else bytes, show of themselves; "" for none in particular."""
    if isinstance(value, dict):
        kind = value.get("type")
        if kind in GEOJSON:
            return GEO
        if kind in ("Coverage", "CoverageCollection"):
            return "application/prs.coverage+json"
        if kind == "CityJSON":
            return "application/city+json"
        return "model/gltf+json" if "asset" in value and "scenes" in value else ""
    return next((media for sign, media in SIGNS if content.startswith(sign)), "")


def serves(declared: str, media: str) -> bool:
    """Whether a document of a type is what was declared."""
    if SAME.get(declared, declared) == SAME.get(media, media):
        return True
    if declared == JSON:
        return is_json(media)
    return declared == "application/octet-stream" or (
        declared.endswith("/xml") and media.endswith("xml")
    )
