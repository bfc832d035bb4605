"""Zoning plans and plots: polygons of a map file, with what may be built on each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.frame import Frame
from city.progress import Progress
from importers import zoning_names as names
from importers.archive import expand
from importers.footprints import driver_of, length_of
from importers.intake import Intake, Options, ReadError
from importers.map_layer import Layer, layers_of, read_layer
from importers.report import Report

F64 = NDArray[np.float64]
STOREY = 3.5  # metres a storey of a limit that is given in storeys only
LIMITS = ("height", "wall", "far", "coverage", "setback")


@dataclass(slots=True)
class Zoning:
    """The polygons of a file.

    outlines: (n, 2) local metres each, no point repeated. said: for each the limits that the file
    gives, of LIMITS, in metres and shares, and its "name". used: the field that each was taken
    from. told: what was lost or mended, in words.
    """

    outlines: list[F64] = field(default_factory=list)
    said: list[dict[str, float | str]] = field(default_factory=list)
    used: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def read_zoning(path: Path, frame: Frame, progress: Progress) -> Zoning:
    """Read the polygons of a GeoJSON, a GeoPackage or a Shapefile into a frame.

    ReadError, in words, where there are none.
    """
    found, intake = Zoning(), Intake(Options(frame=frame))
    for one in expand(path, Report(), progress):
        with one.path.open("rb") as file:
            driver = driver_of(one.path, file.read(8192))
        if not driver:
            raise ReadError(
                f"{path.name}: this is no GeoJSON, GeoPackage or Shapefile; export the plots or "
                "zones as one of these"
            )
        for name in layers_of(one.path, driver, intake):
            progress.report(0, 0, f"Reading {one.path.name}")
            layer = read_layer(one.path, driver, name, intake)
            if layer is not None and len(layer.polygons):
                _add(one.path, layer, found, intake)
    if not found.outlines:
        raise ReadError(f"{path.name}: it holds no polygons, which plots and zones are drawn with")
    flat = ("HEIGHTS_KEPT",)  # of a plan only the outlines count
    graver = [f for f in intake.report if f.severity != "note" and f.code not in flat]
    found.told += list(dict.fromkeys(f.message for f in graver))
    return found


def _add(path: Path, layer: Layer, found: Zoning, intake: Intake) -> None:
    placement = intake.place(path, layer.crs, layer.corners)
    rings, feature = layer.rings(placement)
    values = _values(layer, found)
    first = np.concatenate([[0], np.cumsum(rings.polygon_rings)])
    starts = np.concatenate([[0], np.cumsum(rings.ring_points)])
    holes = int((rings.polygon_rings > 1).sum())
    for polygon, row in enumerate(feature.tolist()):
        outer = first[polygon]
        found.outlines.append(rings.points[starts[outer] : starts[outer + 1], :2])
        found.said.append({name: told[row] for name, told in values.items() if row in told})
    if holes:
        what = "1 has a hole, which is" if holes == 1 else f"{holes:,} have holes, which are"
        found.told.append(f"{what} left out")


def _values(layer: Layer, found: Zoning) -> dict[str, dict[int, float | str]]:
    """Of each limit what each feature says, by its row."""
    fields = layer.names()
    percent: Callable[[float], float] = lambda value: value / 100 if value > 1 else value  # noqa: E731
    told: dict[str, dict[int, float | str]] = {}
    for name, where, low, high in (
        ("height", names.height_field(fields), 1.0, 1000.0),
        ("wall", names.field_for(names.EAVES, fields), 0.0, 1000.0),
        ("far", names.field_for(names.FAR, fields), 0.0, 100.0),
        ("coverage", names.field_for(names.COVERAGE, fields), 0.0, 1.0),
        ("setback", names.field_for(names.SETBACK, fields), 0.0, 500.0),
    ):
        numbers = _numbers(layer, where)
        if name == "coverage" and any(value > 1 for value in numbers.values()):
            numbers = {row: percent(value) for row, value in numbers.items()}
        good = {row: value for row, value in numbers.items() if low <= value <= high and value > 0}
        if len(good) < len(numbers):
            lost = len([v for row, v in numbers.items() if row not in good and v != 0])
            if lost:
                values = "1 value" if lost == 1 else f"{lost:,} values"
                verb = "makes" if lost == 1 else "make"
                found.told.append(f"{values} of {where} {verb} no sense as a {name}")
        if good:
            told[name], found.used[name] = dict(good), where
    storeys = names.field_for(names.STOREYS, fields)
    heights, counts = told.setdefault("height", {}), _numbers(layer, storeys)
    if not all((2 * count).is_integer() for count in counts.values()):
        found.told.append(f"the numbers of {storeys} count no storeys")  # heights above the sea?
        counts = {}
    for row, count in counts.items():
        if row not in heights and 1 <= count <= 200:
            heights[row] = count * STOREY
            found.used.setdefault("height", f"{storeys}, at {STOREY} m a storey")
    title = names.field_for(names.NAME, fields)
    told["name"] = {row: str(value)[:200] for row, value in _column(layer, title)}
    if told["name"]:
        found.used["name"] = title
    return told


def _column(layer: Layer, name: str) -> list[tuple[int, object]]:
    for one in layer.fields:
        if one.name == name:
            return list(zip(one.rows.tolist(), one.values, strict=True))
    return []


def _numbers(layer: Layer, name: str) -> dict[int, float]:
    """What features say of something as numbers; "12,5 m" and "40 ft" count too."""
    found = {}
    for row, value in _column(layer, name):
        if isinstance(value, bool):
            continue
        number = length_of(value) if isinstance(value, str) else value
        if isinstance(number, (int, float)) and np.isfinite(number):
            found[row] = float(number)
    return found
