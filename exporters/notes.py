"""Notes as a file that others can use: GeoJSON for maps, CSV for tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from city.crs import NOWHERE
from city.crs_names import between
from city.project import Note
from exporters import WriteError

COLUMNS = ("number", "text", "author", "made", "object", "east", "north", "height", "crs")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


def write_notes(notes: Sequence[Note], path: Path) -> None:
    """Write notes to a .geojson or a .csv file.

    GeoJSON gives longitude and latitude (RFC 7946, section 4) and the height as it is; CSV the
    coordinates as they are. Raises WriteError where a note has no place on Earth or the file
    cannot be written.
    """
    text = _csv(notes) if path.suffix.lower() == ".csv" else _geojson(notes)
    try:
        path.write_text(text, "utf-8", newline="")
    except OSError as fault:
        raise WriteError(f"{path}: cannot be written: {fault.strerror or fault}") from fault


def _geojson(notes: Sequence[Note]) -> str:
    features = []
    for note in notes:
        if note.horizontal in NOWHERE:
            raise WriteError(
                "these notes have no place on Earth, as the city has local metres; "
                "write them as .csv"
            )
        east, north, up = note.place
        lon, lat = between(note.horizontal, "EPSG:4326").transform(east, north)
        if not np.isfinite([lon, lat]).all():
            raise WriteError(f"note {note.number} lies where its coordinate system does not reach")
        told = {"number": note.number, "text": note.text, "author": note.author}
        told |= {"made": note.made, "object": note.object, "heights": note.vertical}
        point = {"type": "Point", "coordinates": [round(lon, 9), round(lat, 9), round(up, 3)]}
        features.append({"type": "Feature", "geometry": point, "properties": told})
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _csv(notes: Sequence[Note]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for note in notes:
        place = [f"{value:.3f}" for value in note.place]
        crs = "+".join(part for part in (note.horizontal, note.vertical) if part)
        words = [harmless(word) for word in (note.text, note.author, note.made, note.object)]
        table.writerow([note.number, *words, *place, crs])
    return out.getvalue()


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and does not work out."""
    return f"'{text}" if text.startswith(FORMULA) else text
