"""A CityJSON file: one document, read in parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.builder import CityBuilder
from city.frame import Frame
from city.progress import Progress
from importers.cityjson import WORKERS
from importers.cityjson.cut import (
    BETWEEN,
    Member,
    Pages,
    Part,
    Text,
    braces,
    inside,
    members,
    one_by_one,
    parts,
)
from importers.cityjson.faces import Tell
from importers.cityjson.family import hang
from importers.cityjson.objects import Objects, Piece
from importers.cityjson.parse import MARKS, NotJson, parsed, utf8, without_gc
from importers.cityjson.pool import Looks, Points, Pool, Share
from importers.cityjson.setting import (
    Transform,
    credit,
    declared_crs,
    looks_of,
    plain,
    remember,
    taken,
    teller,
    version_of,
)
from importers.cityjson.templates import Templates
from importers.crew import in_order, summon
from importers.intake import Intake, ReadError

NOWHERE = np.zeros((0, 3))
PART = 1 << 19  # bytes of text taken at once: what becomes of them stays near


@dataclass(frozen=True, slots=True)
class Ground:
    """What all objects of the document stand on; travels to other processes.

    looks: with the numbers of the materials and textures in place of them.
    """

    text: Text
    points: Points
    looks: Looks
    templates: Any
    frame: Frame
    north_first: bool


def read_document(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a CityJSON file; an object that cannot be read costs that object only."""
    tell = teller(path, intake)
    summon(path.stat().st_size, *WORKERS)
    text = _text(path)
    size = len(text)
    with without_gc():
        found = braces(text, lambda done: progress.report(done // 10, size, "Reading the file"))
        listed = members(text, found)
        spans = {m.name: m for m in listed}
        _tell_twice(listed, tell)
        objects = spans.pop(b"CityObjects", None)
        if objects is None:
            raise ReadError(f"{path.name}: {_why_not(text)}")
        root = {m.name.decode("utf-8", "replace"): _value(text, m, tell) for m in spans.values()}
        if b"vertices" not in spans and found.depth[-1] > 0:
            raise ReadError(
                f"{path.name}: the file ends in the middle of its objects, at byte {size}, before "
                "the vertices that all of them need; fetch it again from its source"
            )
        if found.depth[-1] > 0:
            tell("error", "TRUNCATED", -1, "the file ends too soon; what was lost is left out")
        looks = looks_of(root, intake.folder_of(path), tell)
        ground = _ground(path, text, root, looks, intake, tell)
        root.clear()  # the lists of the vertices take more room than all else
        if text[objects.start : objects.start + 100].strip(BETWEEN)[:1] != b"{":
            tell("error", "BAD_MEMBER", -1, "its CityObjects are no object")
        pieces = []
        all_parts = parts(text, found, objects, PART)
        make = partial(_reader, ground)
        for part, piece in in_order(all_parts, make, size, progress):
            pieces.append(taken(_dressed(piece, ground.points, looks), intake))
            done = size // 10 + (part.end - objects.start) * 9 // 10
            progress.report(min(done, size), size, "Reading the objects")
    hang(pieces, intake.report.add)
    if not any(len(batch.object_ids) for batch, _ in pieces):
        tell("warning", "EMPTY", -1, "it is a city model with no objects in it")


def _text(path: Path) -> Text:
    """The file as it is, unless it begins with a byte order mark."""
    with path.open("rb") as file:
        marked = file.read(4).startswith(MARKS)
    return utf8(path.read_bytes()) if marked else Pages(path, path.stat().st_size)


def _ground(
    path: Path, text: Text, root: dict[str, Any], looks: Looks, intake: Intake, tell: Tell
) -> Ground:
    intake.begin(path, "CityJSON", version_of(root, tell), attribution=credit(root))
    remember(root, intake.builder.metadata)
    world = Transform(root, tell).world(root.get("vertices"), tell)
    good = world if np.isfinite(world.sum()) else world[np.isfinite(world).all(1)]
    corners = good
    if len(good):  # axis by axis, which is many times quicker than row by row
        corners = np.array([[axis.min() for axis in good.T], [axis.max() for axis in good.T]])
    some = np.concatenate([corners, good[:: len(good) // 1000 + 1]])
    placement = intake.place(path, declared_crs(root), some)
    if len(good):
        intake.saw(placement.east_first(corners))
    templates = root.get("geometry-templates")
    Templates(templates, Share(), tell)
    bare = Looks(looks.uvs, _numbers(looks.materials), _numbers(looks.textures))
    return Ground(
        text, placement(world), bare, templates, placement.frame, bool(placement.north_first)
    )


def _tell_twice(listed: list[Member], tell: Tell) -> None:
    """Say so where the root object has two members of one name, as JSON allows and nobody means."""
    for name, times in Counter(member.name for member in listed).items():
        if times > 1:
            words = f"it has {times} members named {name.decode('utf-8', 'replace')}"
            tell("error", "DUPLICATE_MEMBER", -1, f"{words}; only the last one is read")


def _numbers(listed: NDArray[np.object_]) -> NDArray[np.object_]:
    """The place of each thing in its list, for the thing: all that has to travel of it."""
    places = np.empty(len(listed), object)
    places[:] = [None if thing is None else number for number, thing in enumerate(listed)]
    return places


def _bare(piece: Piece) -> Piece:
    """A piece without what its reader and its receiver both have: the points of the file."""
    shared = piece.batch.corners is not None
    return replace(piece, batch=replace(piece.batch, points=NOWHERE)) if shared else piece


def _dressed(piece: Piece, points: Points, looks: Looks) -> Piece:
    """The piece with points, and the materials and textures where their numbers stand."""
    batch = piece.batch
    batch.materials[:] = looks.materials[np.array(batch.materials, int)]
    batch.textures[:] = looks.textures[np.array(batch.textures, int)]
    return piece if batch.corners is None else replace(piece, batch=replace(batch, points=points))


def _value(text: Text, member: Member, tell: Tell) -> Any:
    """The value of a member of the root; None where it cannot be read."""
    value = text[member.start : member.end].strip(BETWEEN)
    name = member.name.decode("utf-8", "replace")
    if name == "vertices" and (points := plain(value)) is not None:
        return points
    try:
        found, overlooked = parsed(value)
    except NotJson as fault:
        words = f"its {name} cannot be read (byte {member.start + fault.at}: {fault})"
        if name == "vertices" and (upto := value.rfind(b"]")) > 0:
            try:
                found, _ = parsed(value[: upto + 1] + b"]")
            except NotJson:
                found = None
            words += "; what stands before that is kept" if found else ""
        else:
            found = None
        tell("error", "BAD_MEMBER", -1, words)
        return found
    if overlooked:
        tell("warning", "TEXT", -1, f"in its {name}: {overlooked}")
    return found


def _why_not(text: Text) -> str:
    """Why a text is no CityJSON document."""
    try:
        parsed(text[:])
    except NotJson as fault:
        return f"this is no JSON (byte {fault.at}: {fault}); fetch it again from its source"
    return "this is JSON without CityObjects, so no CityJSON"


# in whichever process


def _reader(ground: Ground) -> Callable[[Part], Piece]:
    """What reads one part of the objects."""
    builder = CityBuilder(ground.frame, ground.points)
    share = Pool().add(ground.points, ground.looks)
    templates = Templates(ground.templates, share, lambda *_: None)
    objects = Objects(builder, templates, ground.north_first)
    objects.pool.add(ground.points, ground.looks)

    @without_gc()
    def read(part: Part) -> Piece:
        text = inside(ground.text, part)
        try:
            given, overlooked = parsed(text)
        except NotJson:
            given, overlooked = None, ""
        if given is not None and len(given) == part.number:
            if overlooked:
                objects.tell("warning", "TEXT", -1, overlooked)
            objects.take(given, share)
            given = None  # let go of it as soon as its geometries are in the builder
        else:
            for one in one_by_one(text):
                _take_one(text, one, part.start, objects, share)
        return _bare(objects.piece())

    return read


def _take_one(text: bytes, one: Part, offset: int, objects: Objects, share: Share) -> None:
    """Take one object of a part; offset: where in the file the part starts."""
    alone = inside(text, one)
    try:
        given, overlooked = parsed(alone)
    except NotJson as fault:
        start = alone[1:61].decode("utf-8", "replace")
        at = offset + one.start + fault.at
        words = f"an object that begins with {start} is left out (byte {at}: {fault})"
        objects.tell("error", "BAD_OBJECT", -1, words)
        return
    if overlooked:
        objects.tell("warning", "TEXT", -1, overlooked)
    objects.take(given, share)
