"""City -> CSV: a line for each object, for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from city.finding import Finding
from city.model import City
from city.progress import Progress
from exporters.fields import Field, at_level, fields

BLOCK = 20_000  # lines written at once


def write(
    city: City, path: Path, *, lod: str | None, version: str | None, progress: Progress
) -> list[Finding]:
    """Write ids, attributes, places and measures; UTF-8 with the mark that spreadsheets look for.

    RFC 4180. Each heading names its unit, and those of the place the coordinate system.
    """
    progress.report(0, len(city.objects), "Measuring")
    columns = fields(at_level(city, lod))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(headings(city, columns))
        for start in range(0, len(city.objects), BLOCK):
            progress.report(start, len(city.objects), "Writing")
            lines.writerows(rows(columns, start, start + BLOCK))
    lost = []
    if city.shapes:
        text = "CSV holds each object's place and size, but not its shape"
        lost.append(Finding("note", "SHAPES_LOST", "", text))
    return lost


def headings(city: City, columns: list[Field]) -> list[str]:
    """The name of each column with its unit: "measuredHeight [m]", "east [EPSG:28992]"."""
    frame = city.frame
    crs = frame.horizontal if frame.horizontal.startswith("EPSG:") else "m"
    of_place = {"east": crs, "north": crs}
    if frame.vertical:
        of_place["ground"] = f"m above {frame.vertical}"
    units = ((f.name, of_place.get(f.name, f.unit)) for f in columns)
    return [f"{name} [{unit}]" if unit else name for name, unit in units]


def rows(columns: list[Field], first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """The cells of some objects, "" where nothing is known."""
    return zip(*(_cells(field, first, last) for field in columns), strict=True)


def _cells(field: Field, first: int, last: int) -> list[Any]:
    values, missing = field.values[first:last], field.missing[first:last]
    if field.type == "number":
        cells = [repr(round(value, 6)) for value in values.tolist()]
    elif field.type == "boolean":
        cells = np.where(values, "true", "false").tolist()
    elif field.type == "date":
        cells = [text.removesuffix("T00:00:00") for text in np.datetime_as_string(values)]
    else:
        cells = values.tolist()
    for row in np.flatnonzero(missing).tolist():
        cells[row] = ""
    return cells
