"""The way of a CityGML file from its first byte to its last."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from importers.citygml import WORKERS
from importers.citygml.codelists import agreed, meanings
from importers.citygml.document import TOO_DEEP, Part, Setting, Shift, parse_or_mend
from importers.citygml.job import Job, Task, reader
from importers.citygml.pieces import (
    Head,
    Piece,
    cut,
    cut_carefully,
    document,
    is_wide,
    mentions,
    narrow,
    read_head,
)
from importers.citygml.versions import Versions
from importers.crew import in_order, summon
from importers.intake import Intake, ReadError

_VERSION = re.compile(rb"(?:opengis\.net|citygml\.org)/citygml/(?:[a-z]+/)?(\d)[./](\d)")
_SRS = re.compile(rb"srsName\s*=\s*[\"']([^\"']*)[\"']")
_CORNER = re.compile(rb"<(?:[\w.-]+:)?(?:lowerCorner|upperCorner)[^>]*>([^<]*)<")
_PLACE = re.compile(rb"<(?:[\w.-]+:)?(?:posList|pos|coordinates)(?:\s[^>]*)?>([^<]*)<")
_DIMENSION = re.compile(rb"<(?:[\w.-]+:)?Envelope[^>]*srsDimension\s*=\s*[\"']([23])[\"']")
_ID = re.compile(rb"\bid\s*=\s*[\"']([^\"']*)[\"']")
HEAD = 1 << 20  # bytes in which the root element, the coordinate system and a place are looked for
WHOLE = 1 << 29  # a faultless file that cannot be cut is read in one piece up to this size
ROUNDS = 20  # of following links from one piece of the file into others


def read_file(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a CityGML file into the intake."""
    with _opened(path) as (file, size, wide):
        summon(size, *WORKERS)
        first = file.read(HEAD)
        head = replace(read_head(path.name, first), wide=wide)
        collection = head.name.endswith("Collection") and b"citygml" in first.lower()
        if b"citygml" not in head.start.lower() and not collection:
            raise ReadError(
                f"{path.name}: its root element is {head.name}, of no CityGML namespace; "
                "is it a CityGML file?"
            )
        intake.begin(path, "CityGML", _version(head))
        if head.misnamed:
            message = f"{path.name}: its text is not in {head.misnamed}, as it says; read as UTF-8"
            intake.report.warning("XML_MENDED", "", message)
        placement = intake.place(path, *_where(first))
        dimension = _DIMENSION.search(first)
        setting = Setting(
            intake.folder_of(path),
            Shift(placement.frame) if placement.only_shifts() else placement,
            int(dimension.group(1)) if dimension else 3,
        )
        reading = _Reading(Job(path, head, setting), file, size, intake, progress)
        reading.run()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, int, bool]]:
    """The file's bytes in an encoding that can be cut, how many, and whether it was recoded."""
    try:
        with path.open("rb") as file:
            if is_wide(file.read(4)):
                file.seek(0)
                data = narrow(file.read())
                yield io.BytesIO(data), len(data), True
            else:
                file.seek(0)
                yield file, path.stat().st_size, False
    except OSError as fault:
        raise ReadError(f"{path}: cannot be read: {fault.strerror or fault}") from fault


class _Reading:
    """One file under way: its pieces, what they gave, and what is still to be said of it."""

    def __init__(self, job: Job, file: Any, size: int, intake: Intake, progress: Progress) -> None:
        self.job = job
        self.file = file
        self.size = size
        self.intake = intake
        self.progress = progress
        self.note = f"Reading {job.path.name}"
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.code_spaces: dict[str, set[str]] = {}
        self.faults = 0
        self.objects = 0

    def run(self) -> None:
        if not self.job.head.empty:
            self._read_pieces()
        self._conclude()

    def _read_pieces(self) -> None:
        shared = mentions(self.file, b"appearanceMember", self.progress.check)
        versioned = b"/versioning/3" in self.job.head.start and mentions(
            self.file, b"versionMember", self.progress.check
        )
        for way in (cut, cut_carefully, _whole):
            pieces = list(way(self.file, self.job.head, self.size))
            if shared and len(pieces) > 1:
                self._read_appearances(pieces)
            if versioned:
                self._read_versions(pieces)
            parts = self._read(pieces)
            if parts is not None:
                break
        assert parts is not None
        self._tie(pieces, parts)
        for part in parts.values():
            if part is not None:
                self._take(part)

    # pieces

    def _read(self, pieces: list[Piece]) -> dict[Piece, Part | None] | None:
        """What each piece gives; None when the file is sound but cannot be cut into these."""
        parts: dict[Piece, Part | None] = {}
        tasks: list[Task] = [(piece, {}) for piece in pieces]
        self.progress.report(0, self.size, self.note)
        for (piece, _), part in self._each(tasks):
            self.progress.report(piece.end, self.size, self.note)
            fault = part if isinstance(part, str) else part.fault
            sound = not fault or (isinstance(part, Part) and part.harmless)
            doubtful = not (sound or fault == TOO_DEEP or self.faults) and len(pieces) > 1
            if doubtful and not self._first_fault() and self.size < WHOLE:
                return None
            if fault:
                self._tell_fault(piece, fault, sound)
            parts[piece] = None if isinstance(part, str) else part
        return parts

    def _each(self, tasks: list[Task]) -> Iterator[tuple[Task, Part | str]]:
        return in_order(tasks, partial(reader, self.job), self.size, self.progress)

    def _tell_fault(self, piece: Piece, fault: str, sound: bool) -> None:
        name = self.job.path.name
        if fault == TOO_DEEP:
            message = f"{name}: between bytes {piece.start} and {piece.end} {fault}"
            self.intake.report.error("TOO_DEEP", "", message)
            return
        self.faults += not sound
        if sound:
            self.intake.report.warning("XML_MENDED", "", f"{name}: {fault}; nothing was lost")
            return
        where = self._first_fault() if self.faults == 1 else ""
        where = where or f"between bytes {piece.start} and {piece.end}: {fault}"
        self.intake.report.error(
            "NOT_WELL_FORMED",
            "",
            f"{name} is not well-formed {where}; what can be read of it is kept",
        )

    def _first_fault(self) -> str:
        """Where the first fault of the file's XML is, "" when there is none."""
        self.file.seek(0)
        parser = expat.ParserCreate("UTF-8" if self.job.head.misnamed else None)
        try:
            while block := self.file.read(1 << 20):
                self.progress.check()
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            said = expat.ErrorString(fault.code)
            return f"at line {fault.lineno} (byte {parser.ErrorByteIndex}): {said}"
        except (ValueError, LookupError):  # an encoding that expat does not know
            return ""
        return ""

    # what belongs to several pieces

    def _bytes(self, piece: Piece) -> bytes:
        self.file.seek(piece.start)
        return bytes(self.file.read(piece.end - piece.start))

    def _read_appearances(self, pieces: list[Piece]) -> None:
        """The global appearances first, so that every piece can paint its own polygons."""
        from importers.citygml.appearance import Wardrobe

        wardrobe = Wardrobe(self.job.setting.folder)
        for piece in pieces:
            self.progress.report(0, self.size, f"{self.note}: materials and textures")
            data = self._bytes(piece)
            if b"appearanceMember" in data:
                text = document(self.job.head, data, piece.last)
                root, _, _ = parse_or_mend(text, self.job.head.encoding)
                if root is not None:
                    wardrobe.take(root, of_model=True)
        self._report(wardrobe.findings)
        wardrobe.findings.clear()
        self.job.setting = replace(self.job.setting, wardrobe=wardrobe)

    def _read_versions(self, pieces: list[Piece]) -> None:
        """What the file says of its versions first, so that every piece can leave out the rest."""
        versions = Versions()
        for piece in pieces:
            self.progress.report(0, self.size, f"{self.note}: versions")
            data = self._bytes(piece)
            if b"Version" in data:
                text = document(self.job.head, data, piece.last)
                root, _, _ = parse_or_mend(text, self.job.head.encoding)
                if root is not None:
                    versions.take(root)
        self.job.setting = replace(self.job.setting, versions=versions.choice())

    def _tie(self, pieces: list[Piece], parts: dict[Piece, Part | None]) -> None:
        """Read those pieces again whose links lead into others, with what they lead to."""
        loose = {piece: part.loose for piece, part in parts.items() if part and part.loose}
        if not loose or len(parts) == 1:
            return
        found: dict[str, tuple[bytes, set[str]]] = {}
        wanted = set().union(*loose.values())
        for _ in range(ROUNDS):
            if not wanted:
                break
            found.update(self._fetch(pieces, wanted))
            wanted = set().union(*(links for _, links in found.values())) - found.keys() - wanted
        tasks: list[Task] = []
        for piece, ids in loose.items():
            foreign = _reachable(ids, found)
            if foreign:
                tasks.append((piece, foreign))
        for (piece, _), part in self._each(tasks):
            self.progress.report(self.size, self.size, f"{self.note}: links")
            if isinstance(part, Part):
                parts[piece] = part

    def _fetch(self, pieces: list[Piece], wanted: set[str]) -> dict[str, tuple[bytes, set[str]]]:
        names = {id.encode("utf-8", "replace") for id in wanted}
        found: dict[str, tuple[bytes, set[str]]] = {}
        for piece in pieces:
            self.progress.report(self.size, self.size, f"{self.note}: links")
            if not names.isdisjoint(_ID.findall(self._bytes(piece))):
                for id, element in self.job.find(piece, wanted).items():
                    found.setdefault(id, element)
        return found

    # the end

    def _take(self, part: Part) -> None:
        self.objects += len(part.batch.object_ids)
        self.intake.builder.extend(part.batch)
        self._report(part.findings)
        self.unknown.update(part.unknown)
        metadata = self.intake.builder.metadata
        for name, space in part.code_spaces:
            self.code_spaces.setdefault(name, set()).add(space)
        for name, text in part.about.items():
            metadata.setdefault(name, text)
        if part.extent is not None:
            self.intake.saw(part.extent)

    def _learn_codes(self, name: str) -> None:
        """Keep which lists the codes of attributes come from, and what they mean there."""
        metadata, path = self.intake.builder.metadata, self.job.path
        for attribute, spaces in sorted(self.code_spaces.items()):
            metadata.setdefault("codeSpaces", {}).setdefault(attribute, ", ".join(sorted(spaces)))
        folders = [self.intake.folder_of(path), *self.intake.folders_above(path)]

        def warn(fault: str) -> None:
            self.intake.report.warning("CODE_LIST", "", f"{name}: {fault}; its codes stay codes")

        for attribute, words in meanings(self.code_spaces, folders, warn).items():
            known = metadata.setdefault("codes", {}).setdefault(attribute, {})
            metadata["codes"][attribute] = agreed(known, words)

    def _report(self, findings: list[Any]) -> None:
        for finding in findings:
            self.intake.report.add(finding)

    def _conclude(self) -> None:
        name = self.job.path.name
        versions = self.job.setting.versions
        if versions is not None:
            self.intake.report.note("VERSIONS", "", f"{name}: {versions.words()}")
        for (kind, how), times in sorted(self.unknown.items()):
            message = f"{kind} is no element of CityGML itself ({times} times); {how}"
            self.intake.report.note("EXTENSION", "", message)
        if self.objects:
            self._learn_codes(name)
            return
        if self.faults:
            raise ReadError(
                f"{name}: it is damaged, and nothing of a city can be read from it "
                f"({self._first_fault() or 'not well-formed XML'}); fetch it again"
            )
        self.intake.report.warning("EMPTY", "", f"{name} is a city model with no objects in it")


def _whole(file: Any, head: Head, size: int) -> Iterator[Piece]:
    yield Piece(head.body, size, True)


def _reachable(ids: set[str], found: dict[str, tuple[bytes, set[str]]]) -> dict[str, bytes]:
    reached: dict[str, bytes] = {}
    ahead = list(ids)
    while ahead:
        id = ahead.pop()
        if id in found and id not in reached:
            reached[id] = found[id][0]
            ahead.extend(found[id][1])
    return reached


def _version(head: Head) -> str:
    """As the root element's own namespace says, else the first CityGML namespace it declares."""
    prefix, _, _ = head.end[2:-1].rpartition(b":")
    own = re.search(
        (rb"xmlns:" + re.escape(prefix) if prefix else rb"xmlns") + rb"\s*=\s*[\"']([^\"']*)",
        head.start,
    )
    found = _VERSION.search(own.group(1)) if own else None
    found = found or _VERSION.search(head.start)
    return b".".join(found.groups()).decode() if found else ""


def _where(data: bytes) -> tuple[str, NDArray[np.float64]]:
    """The coordinate system that a file names first, and coordinates to find an origin by."""
    srs = _SRS.search(data)
    name = srs.group(1).decode("utf-8", "replace").strip() if srs else ""
    if name.startswith("#"):  # a site's own engineering system, described in the file
        name = "local"
    sample: list[list[float]] = []
    for pattern in (_CORNER, _PLACE):
        for found in pattern.finditer(data):
            point = _point(found.group(1))
            if point:
                sample.append(point)
            if len(sample) == 2:
                return name, np.array(sample)
    return name, np.array(sample or [[0.0, 0.0, 0.0]])


def _point(text: bytes) -> list[float]:
    try:
        values = [float(word) for word in text.replace(b",", b" ").split()[:3]]
    except ValueError:
        return []
    return [*values, 0.0][:3] if len(values) >= 2 and np.isfinite(values).all() else []
