"""Small CityJSON files for the tests, each object as the specification has it."""

import json
from pathlib import Path
from typing import Any

# A house of 4 x 5 x 3 m, its floor at z = 0: floor, roof, four walls, seen from outside.
CORNERS = [
    [0, 0, 0],
    [4, 0, 0],
    [4, 5, 0],
    [0, 5, 0],
    [0, 0, 3],
    [4, 0, 3],
    [4, 5, 3],
    [0, 5, 3],
]
BOX = [
    [[0, 3, 2, 1]],
    [[4, 5, 6, 7]],
    [[0, 1, 5, 4]],
    [[1, 2, 6, 5]],
    [[2, 3, 7, 6]],
    [[3, 0, 4, 7]],
]
SQUARE = [[[0, 1, 2, 3]]]
METADATA = {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/7415"}


def document(objects: dict[str, Any], vertices: Any = None, **root: Any) -> dict[str, Any]:
    """A CityJSON 2.0 document in centimetres from (85000, 447000, 0), in RD and NAP."""
    metres = CORNERS if vertices is None else vertices
    return {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {"scale": [0.01] * 3, "translate": [85000, 447000, 0]},
        "metadata": METADATA,
        "CityObjects": objects,
        "vertices": [[round(c * 100) for c in vertex] for vertex in metres],
        **root,
    }


def building(type: str = "Solid", boundaries: Any = None, **more: Any) -> dict[str, Any]:
    """A building with one geometry; `more` goes into the geometry."""
    geometry = {"type": type, "lod": "2", "boundaries": boundaries or [BOX], **more}
    return {"type": "Building", "geometry": [geometry]}


def saved(folder: Path, root: Any, name: str = "house.city.json") -> Path:
    """The document as a file; text and bytes as they are."""
    path = folder / name
    if isinstance(root, bytes):
        path.write_bytes(root)
    else:
        path.write_text(root if isinstance(root, str) else json.dumps(root), "utf-8")
    return path


def sequence(*lines: Any) -> str:
    """Lines of a CityJSONSeq; text as it is."""
    return "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)


def feature(id: str, vertices: Any = None, **object: Any) -> dict[str, Any]:
    """A CityJSONFeature with one object, its vertices in centimetres."""
    corners = CORNERS if vertices is None else vertices
    return {
        "type": "CityJSONFeature",
        "id": id,
        "CityObjects": {id: object or building()},
        "vertices": [[round(c * 100) for c in vertex] for vertex in corners],
    }
