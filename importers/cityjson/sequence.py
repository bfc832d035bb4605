"""CityJSONSeq: a header line, then one feature a line (CityJSON 2.0, section 7)."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from city.builder import CityBuilder
from city.finding import Severity
from city.placement import Placement
from city.progress import Progress
from importers.cityjson import WORKERS
from importers.cityjson.faces import Tell
from importers.cityjson.family import hang
from importers.cityjson.objects import Objects, Piece
from importers.cityjson.parse import NotJson, parsed, utf8, without_gc
from importers.cityjson.pool import Looks, Points, Pool, Share
from importers.cityjson.setting import (
    Transform,
    credit,
    declared_crs,
    looks_of,
    remember,
    taken,
    teller,
    version_of,
)
from importers.cityjson.templates import Templates
from importers.crew import in_order, summon
from importers.intake import Intake, ReadError

BLOCK = 2 << 20  # bytes of text that are taken at once


class Block(NamedTuple):
    """Some lines of the file, the number of the first one, and the byte where they end."""

    lines: list[bytes]
    number: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says for all features; travels to other processes."""

    line: int
    transform: Transform
    looks: Looks
    templates: Any
    folder: Path
    placement: Placement


def read_sequence(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a CityJSONSeq file line by line; a line that cannot be read costs that line only."""
    tell = teller(path, intake)
    size = path.stat().st_size
    summon(size, *WORKERS)
    with without_gc(), _opened(path) as file:
        blocks = _blocks(path, file)
        first = next(blocks)
        line, root = _header(first, tell)
        intake.begin(path, "CityJSONSeq", version_of(root, tell), attribution=credit(root))
        remember(root, intake.builder.metadata)
        transform = Transform(root, tell)
        looks = looks_of(root, intake.folder_of(path), tell)
        templates = root.get("geometry-templates")
        Templates(templates, Share(), tell)
        placement = intake.place(path, declared_crs(root), _sample(first, line, transform))
        header = Header(line, transform, looks, templates, intake.folder_of(path), placement)
        parts = chain([first], blocks)
        pieces = []
        for block, (piece, box) in in_order(parts, partial(_reader, header), size, progress):
            pieces.append(taken(piece, intake))
            if box is not None:
                intake.saw(placement.east_first(box))
            progress.report(min(block.end, size), size, "Reading the features")
    hang(pieces, intake.report.add)
    if not any(len(batch.object_ids) for batch, _ in pieces):
        raise ReadError(f"{path.name}: not one line of the file holds a city object")


def _opened(path: Path) -> IO[bytes]:
    file = path.open("rb")
    if not file.read(4).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        file.seek(0)
        return file
    with file:
        return BytesIO(utf8(path.read_bytes()))


def _blocks(path: Path, file: IO[bytes]) -> Iterator[Block]:
    """The file's lines, some megabytes at a time."""
    number = 1
    try:
        while lines := file.readlines(BLOCK):
            yield Block(lines, number, file.tell())
            number += len(lines)
    except OSError as fault:
        raise ReadError(f"{path.name}: cannot be read to its end: {fault.strerror}") from fault


def _header(first: Block, tell: Tell) -> tuple[int, dict[str, Any]]:
    """The number of the header's line, and the header; 0 and nothing where there is none."""
    number, line = next(
        ((n, line) for n, line in enumerate(first.lines, first.number) if line.strip()), (0, b"")
    )
    try:
        root, _ = parsed(utf8(line))
    except NotJson:
        root = None
    if isinstance(root, dict) and root.get("type") == "CityJSON":
        return number, root
    words = "its first line is no CityJSON header; the vertices are taken as they stand"
    tell("error", "NO_HEADER", -1, words)
    return 0, {}


def _sample(first: Block, header: int, transform: Transform) -> Points:
    """Some of the file's coordinates, to find out where it lies."""
    for number, line in enumerate(first.lines, first.number):
        if number != header:
            try:
                feature, _ = parsed(utf8(line))
            except NotJson:
                continue
            if isinstance(feature, dict) and feature.get("vertices"):
                world = transform.world(feature["vertices"], lambda *_: None)
                if np.isfinite(world).all(1).any():
                    return world
    return np.zeros((0, 3))


# in whichever process


def _reader(header: Header) -> Callable[[Block], tuple[Piece, Points | None]]:
    """What reads one block of lines: the piece, and its corners in the declared system."""
    builder = CityBuilder(header.placement.frame)
    share = Pool().add(np.zeros((0, 3)), header.looks)
    templates = Templates(header.templates, share, lambda *_: None)

    @without_gc()
    def read(block: Block) -> tuple[Piece, Points | None]:
        objects = Objects(builder, templates, bool(header.placement.north_first))
        objects.pool.add(np.zeros((0, 3)), header.looks)  # where `share` says they are
        boxes = []
        for number, line in enumerate(block.lines, block.number):
            world = _feature(number, line, header, objects)
            good = world[np.isfinite(world).all(1)]
            if len(good):
                boxes += [good.min(0), good.max(0)]
        box = np.stack([np.min(boxes, axis=0), np.max(boxes, axis=0)]) if boxes else None
        return objects.piece(), box

    return read


def _feature(number: int, line: bytes, header: Header, objects: Objects) -> Points:
    """Take one line; returns its vertices in the declared system."""
    nothing = np.zeros((0, 3))
    if not line.strip():
        return nothing

    def tell(severity: Severity, code: str, row: int, words: str) -> None:
        objects.tell(severity, code, -1, f"line {number}: {words}")

    try:
        feature, overlooked = parsed(utf8(line) if number == 1 else line)
    except NotJson as fault:
        tell("error", "BAD_LINE", -1, f"it is no JSON and is left out ({fault})")
        return nothing
    if overlooked:
        tell("warning", "TEXT", -1, overlooked)
    kind = feature.get("type") if isinstance(feature, dict) else None
    given = feature.get("CityObjects") if isinstance(feature, dict) else None
    if number == header.line and not given:
        return nothing
    if kind != "CityJSONFeature" and number != header.line:
        tell("error", "BAD_LINE", -1, "it is no CityJSONFeature and is left out")
        return nothing
    if not isinstance(given, dict):
        tell("error", "BAD_LINE", -1, "it has no CityObjects")
        return nothing
    world = header.transform.world(feature.get("vertices"), tell)
    looks = looks_of(feature, header.folder, tell)
    objects.take(given, objects.pool.add(header.placement(world), looks))
    return world
