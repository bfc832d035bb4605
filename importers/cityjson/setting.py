"""What holds for a whole file: version, place, vertices, looks, and what it says of itself."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import Batch
from city.finding import Finding, Severity
from importers.cityjson.faces import Tell
from importers.cityjson.family import Kin
from importers.cityjson.looks import materials, texture_coordinates, textures
from importers.cityjson.nested import JUNK
from importers.cityjson.objects import Piece
from importers.cityjson.pool import Looks, Points
from importers.intake import Intake

VERSIONS = ("1.0", "1.1", "2.0")
# What is read into other places, or follows from the rest.
OF_THE_FORMAT = frozenset(
    ("type", "version", "transform", "CityObjects", "vertices", "appearance", "metadata", "id")
) | {"geometry-templates"}
OF_THE_PLACE = frozenset(("referenceSystem", "geographicalExtent", "crs", "bbox", "presentLoDs"))


def version_of(root: dict[str, Any], tell: Tell) -> str:
    """The file's version; one that we do not know is told, and read as well as it goes."""
    version = str(root.get("version", ""))
    if not version.startswith(VERSIONS):
        known = ", ".join(VERSIONS)
        words = f"it is of the version {version or 'unknown'}; it is read as if it were {known}"
        tell("warning", "VERSION", -1, words)
    return version


def declared_crs(root: dict[str, Any]) -> str:
    """The coordinate system as any version of CityJSON names it, "" for none."""
    metadata = root.get("metadata")
    if not isinstance(metadata, dict):
        return ""
    name = metadata.get("referenceSystem", metadata.get("crs"))
    if isinstance(name, dict):  # CityJSON 0.5 to 0.8: {"epsg": 7415}
        name = name.get("epsg")
    if isinstance(name, int) and not isinstance(name, bool):
        return f"EPSG:{name}"
    if not isinstance(name, str):
        return ""
    return name


def credit(root: dict[str, Any]) -> str:
    """The title that a file gives itself, with whom it names as its contact (CityJSON 2.0, 5)."""
    metadata = root.get("metadata")
    if not isinstance(metadata, dict):
        return ""
    contact = metadata.get("pointOfContact")
    who = contact.get("contactName") if isinstance(contact, dict) else None
    return ", ".join(
        text for text in (metadata.get("title"), who) if text and isinstance(text, str)
    )


def remember(root: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Keep what a file says of itself, and the root members of its extensions."""
    said = root.get("metadata")
    own = said if isinstance(said, dict) else {}
    metadata.update({k: v for k, v in own.items() if k not in OF_THE_PLACE})
    metadata.update({k: v for k, v in root.items() if k not in OF_THE_FORMAT})
    appearance = root.get("appearance")
    for name in ("default-theme-material", "default-theme-texture"):
        if isinstance(appearance, dict) and name in appearance:
            metadata[name] = appearance[name]


def teller(path: Path, intake: Intake) -> Tell:
    """What tells the report of a fault in the file as a whole."""

    def tell(severity: Severity, code: str, row: int, words: str) -> None:
        intake.report.add(Finding(severity, code, "", f"{path.name}: {words}"))

    return tell


def taken(piece: Piece, intake: Intake) -> tuple[Batch, Kin]:
    """Put a piece into the city and its findings into the report; returns what is left to do."""
    intake.builder.extend(piece.batch)
    for finding in piece.findings:
        intake.report.add(finding)
    return piece.batch, piece.kin


VERTEX_BYTES = b"0123456789+-.eE,[] \t\r\n"
VERTEX = np.frombuffer(b"[,,],", np.uint8)  # a vertex and what follows it, without the numbers
VERTEX_BLOCK = 1 << 18  # bytes of vertices that are read at once
BLANK_BRACKETS = bytes.maketrans(b"[]", b"  ")


class Transform:
    """From the whole numbers of a file to the coordinates of its system."""

    def __init__(self, root: dict[str, Any], tell: Tell) -> None:
        self._scale: NDArray[np.float64] = np.ones(3)
        self._translate: NDArray[np.float64] = np.zeros(3)
        given = root.get("transform")
        if given is None:
            return
        try:
            scale = np.array(given["scale"], float).reshape(3)
            translate = np.array(given["translate"], float).reshape(3)
        except (KeyError, *JUNK):
            words = (
                "its transform is not two lists of three numbers; vertices are taken as they are"
            )
            tell("error", "BAD_TRANSFORM", -1, words)
            return
        self._scale, self._translate = scale, translate

    def world(self, vertices: Any, tell: Tell) -> Points:
        """(n, 3) coordinates in the declared system; NaN for what is no vertex."""
        return np.asarray(numbers(vertices, tell) * self._scale + self._translate)


def numbers(vertices: Any, tell: Tell) -> Points:
    """(n, 3) of a list of vertices; NaN for what is none."""
    if isinstance(vertices, np.ndarray):  # read by `plain` already
        return vertices
    if not isinstance(vertices, list):
        if vertices is not None:
            tell("error", "BAD_VERTICES", -1, "its vertices are no list")
        return np.zeros((0, 3))
    try:
        if set(map(len, vertices)) <= {3}:
            flat = np.fromiter(chain.from_iterable(vertices), np.float64, 3 * len(vertices))
            return flat.reshape(-1, 3)
    except JUNK:
        pass
    found = [_vertex(v) for v in vertices]
    lost = sum(v is None for v in found)
    if lost:
        tell("error", "BAD_VERTICES", -1, f"{lost} of its vertices are not three numbers")
    nowhere = (np.nan, np.nan, np.nan)
    return np.array([v or nowhere for v in found], float).reshape(-1, 3)


def plain(text: bytes) -> Points | None:
    """(n, 3) of the JSON text of a list of three numbers each, read block by block; else None.

    A city's vertices as lists of Python take ten times the room of the numbers in them.
    """
    if text[:1] != b"[" or text[-1:] != b"]":
        return None
    found = []
    start, end = 1, len(text) - 1
    while start >= 0:
        closing = text.find(b"]", start + VERTEX_BLOCK, end)
        comma = text.find(b",", closing, end) if closing >= 0 else -1
        block = _triples(text[start : comma if comma >= 0 else end])
        if block is None:
            return None
        found.append(block)
        start = comma + 1 if comma >= 0 else -1
    return np.concatenate(found)


def _triples(text: bytes) -> Points | None:
    """(n, 3) of lists of three numbers with commas between, None for anything else."""
    if text.translate(None, VERTEX_BYTES):
        return None
    raw = np.frombuffer(text, np.uint8)
    mark = np.flatnonzero((raw | 6 == 0x5F) | (raw == 0x2C))  # brackets differ in these bits
    if len(mark) % 5 != 4 or (np.append(raw[mark], VERTEX[4]).reshape(-1, 5) != VERTEX).any():
        return None
    # Whole numbers, which most files have, are read four times as fast as such.
    whole = np.diff(mark).max() < 19 and not any(sign in text for sign in (b".", b"e", b"E"))
    try:
        numbers = text.translate(BLANK_BRACKETS).decode()
        flat = np.fromstring(numbers, np.int64 if whole else np.float64, sep=",")
    except (ValueError, DeprecationWarning):
        return None
    return flat.reshape(-1, 3).astype(np.float64) if 5 * len(flat) == 3 * len(mark) + 3 else None


def _vertex(given: Any) -> tuple[float, float, float] | None:
    if not isinstance(given, list) or len(given) != 3:
        return None
    if not all(type(c) in (int, float) for c in given):
        return None
    try:
        x, y, z = map(float, given)
    except OverflowError:
        return None
    return x, y, z


def looks_of(root: dict[str, Any], folder: Path, tell: Tell) -> Looks:
    """The texture coordinates, materials and textures that a document or a feature lists."""
    given = root.get("appearance")
    if given is not None and not isinstance(given, dict):
        tell("warning", "BAD_APPEARANCE", -1, "its appearance is no object")
    given = given if isinstance(given, dict) else {}
    return Looks(
        texture_coordinates(given.get("vertices-texture"), tell),
        materials(given.get("materials"), tell),
        textures(given.get("textures"), folder, tell),
    )
