"""IFC building models: buildings, storeys, rooms and what they are made of, at their place."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from city.progress import Progress
from importers.apart import Broken, apart
from importers.ifc.building import put
from importers.ifc.study import study
from importers.ifc.values import Begun, Failed, Outline, Shape
from importers.intake import Intake, ReadError

FORMAT = "IFC"
SUFFIXES = (".ifc",)
HEADER = 1 << 20  # bytes in which a file must have said what it is
TAIL = 1 << 12  # bytes among which its last line must be
SCHEMA = re.compile(rb"FILE_SCHEMA\s*\(\s*\(\s*'\s*([^']*?)\s*'", re.IGNORECASE)
# The schemas that can be read, and those that are the same but for details.
READ_AS = (
    (re.compile(r"IFC4X3(_|$)"), "IFC4X3_ADD2"),
    (re.compile(r"IFC4(_|$)"), "IFC4"),
    (re.compile(r"IFC2X3(_|$)"), "IFC2X3"),
)
PATIENCE = 120.0  # seconds for one thing's shape, and for the file a second for each megabyte more
CRASHES = 20  # of the library over one file, after which the rest is given up


def recognises(path: Path, head: bytes) -> bool:
    """A STEP file, and one of buildings: other things are exchanged in STEP files too."""
    named = path.name.lower().endswith(SUFFIXES)
    return head.lstrip().startswith(b"ISO-10303-21") and (named or b"'IFC" in head.upper())


def read(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a building model into the city: an object for everything in it, named by GlobalId.

    It is read in a process of its own. A thing over which the library crashes, or whose shape
    cannot be made, is left out and reported.
    """
    schema, known = _schema(path)
    if find_spec("ifcopenshell") is None:
        raise ReadError(
            f"{path.name}: building models need the library IfcOpenShell, which is not installed; "
            'install it with: pip install "maquette[ifc]"'
        )
    with _readable(path, schema, known) as readable:
        outline, shapes = _gathered(path, readable, intake, progress)
    intake.begin(path, FORMAT, schema)
    if not _ends(path):
        message = f"{path.name}: the file breaks off; what comes after is missing, fetch it again"
        intake.report.error("IFC_TRUNCATED", "", message)
    put(path, outline, shapes, intake, progress)


def _schema(path: Path) -> tuple[str, str]:
    """The schema that a file names, and the one it is read as."""
    with path.open("rb") as file:
        found = SCHEMA.search(file.read(HEADER))
    if found is None:
        raise ReadError(
            f"{path.name}: this IFC file names no schema: it is damaged; export it again"
        )
    schema = found[1].decode("ascii", "replace").upper()
    for pattern, known in READ_AS:
        if pattern.match(schema):
            return schema, known
    raise ReadError(
        f"{path.name}: it is written in {schema[:40] or 'no schema'}, which cannot be read; "
        "export it as IFC 2x3, IFC 4 or IFC 4.3"
    )


def _ends(path: Path) -> bool:
    """Whether the file goes on to its last line."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - TAIL, 0))
        return b"END-ISO-10303-21" in file.read()


@contextmanager
def _readable(path: Path, schema: str, known: str) -> Iterator[Path]:
    """The file, or a copy that names the schema it is read as."""
    if schema == known:
        yield path
        return
    try:
        with tempfile.TemporaryDirectory() as folder, path.open("rb") as file:
            copy = Path(folder, "model.ifc")
            with copy.open("wb") as out:
                out.write(SCHEMA.sub(f"FILE_SCHEMA(('{known}'".encode(), file.read(HEADER), 1))
                shutil.copyfileobj(file, out)
            yield copy
    except OSError as fault:
        raise ReadError(f"{path.name}: cannot be copied: {fault.strerror or fault}") from fault


def _gathered(
    path: Path, readable: Path, intake: Intake, progress: Progress
) -> tuple[Outline, list[Shape]]:
    """What the other process reads; where it breaks, what another one reads after that place."""
    outline: Outline | None = None
    shapes: list[Shape] = []
    lost: dict[int, str] = {}
    begun = -1
    broken = 0
    progress.report(0, 0, f"Reading {path.name}")
    patience = PATIENCE + path.stat().st_size / 1e6
    while True:
        done = frozenset([shape.thing for shape in shapes] + list(lost))
        given = (str(readable), path.name, done, broken > 0)
        try:
            for news in apart(study, given, patience, progress):
                if isinstance(news, Outline):
                    outline = news
                elif isinstance(news, Begun):
                    begun = news.thing
                elif isinstance(news, Failed):
                    lost[news.thing] = "its shape could not be made"
                else:
                    shapes.append(news)
                if outline is not None:
                    whole = sum(thing.shaped for thing in outline.things)
                    progress.report(len(shapes) + len(lost), whole, f"Shaping {path.name}")
            break
        except Broken as fault:
            broken += 1
            if outline is None:
                raise ReadError(
                    f"{path.name}: the library that reads building models {fault} over it; "
                    "the file is damaged, export it again"
                ) from fault
            if begun >= 0:
                lost[begun] = f"the library that makes its shape {fault}"
            begun = -1
            if broken > CRASHES:
                message = f"{path.name}: the library {fault} again and again; the rest is left out"
                intake.report.error("IFC_BROKEN", "", message)
                break
    for finding in outline.findings if outline else ():
        intake.report.add(finding)
    assert outline is not None
    for thing, why in lost.items():
        one = outline.things[thing]
        name = one.attributes["ifcClass"].value
        intake.report.error("MESH_LOST", one.id, f"{name}: {why}; it is there without one")
    return outline, shapes
