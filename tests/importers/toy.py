"""A format of one line per building, so that the doors can be tried without a real reader."""

from pathlib import Path

import numpy as np

from city.model import Texture
from city.progress import Progress
from importers.intake import Intake, ReadError

FORMAT = "Toy"
SUFFIXES = (".toy", ".gml", ".json", ".xml", ".tif")
reads: list[str] = []  # the names of the files that were read, not fetched from the cache


def recognises(path: Path, head: bytes) -> bool:
    return head.startswith(b"toy")


def read(path: Path, intake: Intake, progress: Progress) -> None:
    """A line is: id x y height, or: texture name, or: broken, or: crash."""
    reads.append(path.name)
    intake.begin(path, FORMAT, "1")
    header, *lines = path.read_text().splitlines()
    rows = [line.split() for line in lines if line]
    places = np.array([[float(v) for v in row[1:3]] + [0.0] for row in rows if len(row) == 4])
    placement = intake.place(path, header[3:].strip(), places if len(places) else np.zeros((1, 3)))
    for done, row in enumerate(rows):
        progress.report(done, len(rows), "Building")
        if row[0] == "broken":
            raise ReadError(f"{path.name}: broken in line {done + 2}; mend it")
        if row[0] == "crash":
            raise KeyError("what a library throws")
        if row[0] == "texture":
            lies = path.parent / row[1]
            intake.builder.add_texture(Texture(row[1], str(lies) if lies.is_file() else ""))
            continue
        _build(row, placement(places[done : done + 1])[0], intake)
    if len(places):
        intake.saw(np.stack([places.min(0), places.max(0)]))


def _build(row: list[str], corner: np.ndarray, intake: Intake) -> None:
    builder = intake.builder
    number = builder.add_object("Building", row[0])
    builder.objects.set(number, "height", "number", float(row[3]), "m")
    shape = builder.add_shape(number, "1")
    roof = builder.add_surface(number, "RoofSurface")
    square = np.array([[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0]]) + corner
    builder.add_polygon(shape, [square + np.array([0, 0, float(row[3])])], roof)
