"""Big inputs, made from real tiles by repeating them with new ids at shifted places."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
import orjson

from tests.shared import DATA

TILE = DATA / "citygml/1.0/DenHaag_01.zip", "DenHaag/DenHaag_01.xml"
DISTRICT = DATA / "cityjson/2.0_DenHaag_01.city.json"
SURVEY = DATA / "demo-delft/ahn3_cropped_1.laz"

COORDINATES = re.compile(rb"(<gml:posList[^>]*>)([^<]*)")
IDS = re.compile(rb'(gml:id="|xlink:href="#|<app:target>#|ring="#)([^"<]+)')


def city_gml(folder: Path, megabytes: int = 90) -> Path:
    """A CityGML LoD2 city of at least so many megabytes: the real tile, side by side."""
    path = folder / f"city_{megabytes}.gml"
    if path.exists():
        return path
    text = zipfile.ZipFile(TILE[0]).read(TILE[1])
    start = text.index(b"<cityObjectMember>")
    end = text.rindex(b"</cityObjectMember>") + len(b"</cityObjectMember>")
    head, body, tail = text[:start], text[start:end], text[end:]
    copies = -(-megabytes * 1_000_000 // len(body))
    side = int(np.ceil(np.sqrt(copies)))
    with path.with_suffix(".part").open("wb") as out:
        out.write(head)
        for copy in range(copies):
            shift = np.array([1000.0 * (copy % side), 1000.0 * (copy // side), 0.0])
            out.write(_moved(body, shift, f"_{copy}".encode()))
        out.write(tail)
    return path.with_suffix(".part").rename(path)


def _moved(body: bytes, shift: np.ndarray, suffix: bytes) -> bytes:
    def move(match: re.Match[bytes]) -> bytes:
        numbers = np.array(match[2].split(), float).reshape(-1, 3) + shift
        return match[1] + " ".join(f"{n:.3f}" for n in numbers.ravel().tolist()).encode()

    return IDS.sub(rb"\g<1>\g<2>" + suffix, COORDINATES.sub(move, body))


def city_json(folder: Path, megabytes: int = 60) -> Path:
    """A CityJSON city of about so many megabytes: The Hague's district, side by side."""
    path = folder / f"city_{megabytes}.city.json"
    if path.exists():
        return path
    model = orjson.loads(DISTRICT.read_bytes())
    copies = -(-megabytes * 1_000_000 // DISTRICT.stat().st_size)
    vertices, objects = [], {}
    corners = np.array(model["vertices"], np.int64)
    width = int(corners[:, 0].max() - corners[:, 0].min())
    for copy in range(copies):
        first = copy * len(corners)
        vertices.extend((corners + np.array([copy * width, 0, 0])).tolist())
        for name, thing in model["CityObjects"].items():
            twin = dict(thing)
            twin["geometry"] = [
                {**g, "boundaries": _raised(g["boundaries"], first)}
                for g in thing.get("geometry", [])
            ]
            for relation in ("parents", "children"):
                if relation in thing:
                    twin[relation] = [f"{other}_{copy}" for other in thing[relation]]
            objects[f"{name}_{copy}"] = twin
    path.write_bytes(orjson.dumps({**model, "CityObjects": objects, "vertices": vertices}))
    return path


def _raised(nested: list, by: int) -> list:
    return [_raised(n, by) if isinstance(n, list) else n + by for n in nested]


def survey(folder: Path, millions: int = 5) -> Path:
    """A LAZ survey of so many million points, or a few more: Delft's, side by side."""
    import laspy

    path = folder / f"survey_of_{millions}.laz"
    if path.exists():
        return path
    real = laspy.read(SURVEY)
    copies = -(-millions * 1_000_000 // len(real.points))
    width = int(real.X.max() - real.X.min())
    columns = real.X.copy()
    with laspy.open(path, mode="w", header=real.header) as out:
        for copy in range(copies):
            real.X = columns + copy * width
            out.write_points(real.points)
    return path
