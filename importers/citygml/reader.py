"""The way of a CityGML file from its first byte to its last."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from importers.citygml.document import Setting, parse, read_document
from importers.citygml.pieces import narrow, read_head
from importers.intake import Intake, ReadError

_VERSION = re.compile(rb"(?:opengis\.net|citygml\.org)/citygml/(?:[a-z]+/)?(\d)[./](\d)")
_SRS = re.compile(rb"srsName\s*=\s*[\"']([^\"']*)[\"']")
_CORNER = re.compile(rb"<(?:[\w.-]+:)?(?:lowerCorner|upperCorner)[^>]*>([^<]*)<")
_POS = re.compile(rb"<(?:[\w.-]+:)?(?:posList|pos|coordinates)(?:\s[^>]*)?>([^<]*)<")
_DIMENSION = re.compile(rb"<(?:[\w.-]+:)?Envelope[^>]*srsDimension\s*=\s*[\"']([23])[\"']")


def read_file(path: Path, intake: Intake, progress: Progress) -> None:
    data = narrow(path, path.read_bytes())
    head = read_head(path.name, data[:1_000_000])
    version = _VERSION.search(head.start)
    intake.begin(path, "CityGML", ".".join(g.decode() for g in version.groups()) if version else "")
    place = intake.place(path, *_where(path, data))
    setting = Setting(path.parent, place, 3)
    try:
        root = parse(data)
    except SyntaxError as fault:
        root = parse(data, mend=True)
        if root is None:
            raise ReadError(f"{path.name}: it is not well-formed XML: {fault.msg}") from fault
        intake.report.error("NOT_WELL_FORMED", "", f"{path.name}: {fault.msg}")
    part = read_document(root, setting)
    intake.builder.extend(part.batch)
    for finding in part.findings:
        intake.report.add(finding)
    for (kind, how), times in sorted(part.unknown.items()):
        intake.report.note("EXTENSION", "", f"{kind}: {times} elements of an extension, {how}")
    if part.extent is not None:
        intake.saw(part.extent)


def _where(path: Path, data: bytes) -> tuple[str, NDArray[np.float64]]:
    """The coordinate system that a file names first, and coordinates to find an origin by."""
    srs = _SRS.search(data)
    name = srs.group(1).decode("utf-8", "replace") if srs else ""
    if name.startswith("#"):
        name = "local"
    sample = []
    for pattern in (_CORNER, _POS):
        for found in pattern.finditer(data):
            try:
                values = [float(word) for word in found.group(1).replace(b",", b" ").split()]
            except ValueError:
                continue
            if len(values) >= 2 and np.isfinite(values).all():
                sample.append([*values, 0.0][:3])
            if len(sample) == 2:
                break
        if len(sample) == 2:
            break
    return name, np.array(sample or [[0.0, 0.0, 0.0]])
