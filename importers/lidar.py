"""LiDAR surveys: LAS, LAZ and COPC, read in chunks and thinned evenly for display."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from city.octree import Octree
from city.placement import Placement
from city.progress import Progress
from importers import copc
from importers.intake import Intake, ReadError
from importers.las_header import VARIABLE_CHUNKS, LasHeader, read_header
from importers.las_stream import WithChunkTable
from importers.survey import Layout, Survey

FORMAT = "LAS"
SUFFIXES = (".las", ".laz")

BUDGET = 5_000_000  # points kept for display
CHUNK = 300_000  # points decoded at once: six of the usual chunks of LAZ, for as many cores
BEHIND = 50_000  # the same while somebody looks around meanwhile, whom the decoder holds up
FRONT_TO_BACK = 1_000  # the same in a file cut short: what may be lost with the last ones
WITH_RGB = (2, 3, 5, 7, 8, 10)  # point formats, section 2.6
LARGE_CHUNK = 4_000_000  # larger compressed chunks are not unpacked whole

T = TypeVar("T")


def recognises(path: Path, head: bytes) -> bool:
    """LAS and LAZ begin with the letters LASF."""
    return head.startswith(b"LASF") or (path.suffix.lower() in SUFFIXES and b"LASF" in head[:8])


def read(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a survey into `intake.clouds`: at most 5 million points, counts and extent of all.

    COPC brings along an octree of all of them; others are put into one by `importers.indexing`.
    """
    header = read_header(path)
    format = "COPC" if header.copc else "LAZ" if header.compressed else "LAS"
    intake.begin(path, format, header.version)
    with path.open("rb") as file:
        reader = _open(path, file, header)
        scale, offset = np.array(reader.header.scales), np.array(reader.header.offsets)
        corners = header.extent if header.extent is not None else np.stack([offset, offset])
        place = intake.place(path, _declared(reader, path, intake), corners)
        tree = None
        if header.copc and header.readable > BUDGET:
            tree = copc.octree(path, header, scale, offset, place)
        layout = Layout(header.point_format, scale, offset, place)
        survey = Survey(layout, header.readable, BUDGET)
        for records in _chunks(reader, header, CHUNK):
            survey.add(records)
            progress.report(survey.seen, header.readable, f"Reading {path.name}")
    if header.readable and not survey.seen:
        raise ReadError(f"{path.name}: none of its points can be decoded; fetch the file again")
    thinned = header.readable > BUDGET and tree is None
    _tell(path, intake, header, survey, tree, place if thinned else None)


def decoded(
    path: Path, place: Placement
) -> Iterator[tuple[NDArray[Any], NDArray[np.uint16] | None]]:
    """All points of a survey in local metres, part by part: records of POINT, colours (n, 4).

    Raises ReadError or OSError where the file cannot be opened.
    """
    header = read_header(path)
    with path.open("rb") as file:
        reader = _open(path, file, header)
        scale, offset = np.array(reader.header.scales), np.array(reader.header.offsets)
        layout = Layout(header.point_format, scale, offset, place)
        for records in _chunks(reader, header, BEHIND):
            yield from layout.all_of(records)


def _tell(
    path: Path,
    intake: Intake,
    header: LasHeader,
    survey: Survey,
    tree: Octree | None,
    place: Placement | None,
) -> None:
    """Hand over the cloud, what the doctor found and the facts of the file."""
    if survey.seen < header.readable:
        message = f"{survey.seen:,} of its {header.count:,} points could be decoded"
        if header.has_chunk_table:  # else that is said already
            message += f" ({header.broken or 'then the file ends'}); fetch it again"
        header.faults.append(("LAS_LOST", message))
    frame = intake.builder.frame
    assert frame is not None  # placed above
    cloud = survey.cloud(path.name, frame, intake.sources[-1])
    cloud = replace(cloud, octree=tree, place=place)
    intake.clouds.append(cloud)
    if survey.seen:
        intake.saw(survey.extent())
    for code, message in header.faults:
        lost = code in ("LAS_TRUNCATED", "LAZ_TRUNCATED", "LAS_LOST")
        tell = intake.report.error if lost else intake.report.warning
        tell(code, "", f"{path.name}: {message}")
    facts = intake.facts
    points, classes = facts.get("points", 0), facts.get("classes", {})
    assert isinstance(points, int) and isinstance(classes, dict)
    for class_code, count in cloud.class_counts.items():
        classes[class_code] = classes.get(class_code, 0) + count
    facts["points"], facts["classes"] = points + cloud.total, classes
    facts["has_rgb"] = bool(facts.get("has_rgb")) or header.point_format in WITH_RGB
    facts["point_format"], facts["version"] = header.point_format, header.version


def _open(path: Path, file: BinaryIO, header: LasHeader) -> Any:
    """A laspy reader of a file whose header was weighed."""
    import laspy

    kept = laspy.DecompressionSelection
    wanted = kept.base() | kept.Z | kept.CLASSIFICATION | kept.INTENSITY | kept.RGB
    large = header.chunk_size > LARGE_CHUNK and header.chunk_size != VARIABLE_CHUNKS
    parallel = not large and not header.blind
    backend = laspy.LazBackend.LazrsParallel if parallel else laspy.LazBackend.Lazrs
    source = (
        file if header.has_chunk_table else WithChunkTable(file, header.start, header.mended_table)
    )

    def open_points() -> Any:
        reader = laspy.LasReader(
            source,
            laz_backend=backend,
            read_evlrs=header.has_evlrs,
            decompression_selection=wanted,
        )
        reader.header.point_count = header.readable
        if header.readable:
            _ = reader.point_source
        return reader

    try:
        return _sound(open_points)
    except Exception as fault:  # laspy, lazrs and struct have no common ancestor
        raise ReadError(f"{path.name}: {_why(fault)}") from fault


def _why(fault: BaseException) -> str:
    """What a decoder's complaint means, and what to do about it."""
    text = str(fault).strip() or type(fault).__name__
    if any(word in text.lower() for word in ("compressor", "version", "unsupported", "item type")):
        return (
            f"it was compressed by a program that is too old or unknown ({text}); open it with "
            "LAStools, PDAL or CloudCompare and save it as LAZ 1.2 or later, or as LAS"
        )
    return f"its points cannot be decoded ({text}); fetch the file again from its source"


def _sound(step: Callable[[], T]) -> T:
    """Decode; what lazrs calls a panic, which is no Exception, becomes one."""
    try:
        return step()
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":
            raise ValueError(f"the decoder gave up: {fault}") from fault
        raise


def _declared(reader: Any, path: Path, intake: Intake) -> str:
    """The coordinate system of the file as text: WKT or GeoTIFF keys, "" when it has neither."""
    try:
        crs = reader.header.parse_crs()
    except Exception as fault:  # pyproj's and laspy's own faults have no common ancestor
        intake.report.warning("CRS_UNKNOWN", "", f"{path.name}: its CRS is unreadable: {fault}")
        return ""
    return "" if crs is None else str(crs.to_wkt())


def _chunks(reader: Any, header: LasHeader, size: int) -> Iterator[NDArray[Any]]:
    """The points in records. (The decoder uses all cores, and holds the interpreter meanwhile: to
    decode ahead on a thread gains nothing.)"""
    size = FRONT_TO_BACK if header.blind else size
    while True:
        try:
            records = _sound(lambda: np.asarray(reader.read_points(size).array))
        except Exception as fault:  # as in _open
            header.broken = str(fault)
            return
        if not len(records):
            return
        yield records
