"""The city in a document, a whole small file or a piece of a large one, as a batch of columns."""

from __future__ import annotations

import codecs
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.builder import CityBuilder
from city.finding import Finding
from importers.citygml.appearance import Wardrobe
from importers.citygml.columns import Columns
from importers.citygml.document import Part, Setting, parse
from importers.citygml.features import Walk
from importers.citygml.geometry import Faces
from importers.citygml.grammar import judge
from importers.citygml.lexicon import Lexicon
from importers.citygml.links import Links
from importers.citygml.materials import Appearances
from importers.citygml.names import Names
from importers.citygml.painting import Painting
from importers.citygml.pieces import Head, document
from importers.citygml.shapes import Shaping
from importers.citygml.tape import NotPlain, Tape, read_tape


def read_document(root: Any, setting: Setting, foreign: Iterable[bytes] = ()) -> Part:
    """Read the members of a root element.

    foreign: elements of other pieces of the same file that links of this one lead to.
    """
    with _uncollected():
        return _read_document(root, setting, foreign)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps Python from looking for cycles: reading makes none, but very many small things."""
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()


def _read_document(root: Any, setting: Setting, foreign: Iterable[bytes]) -> Part:
    wardrobe = Wardrobe(setting.folder)
    if next(root.iter("{*}Appearance"), None) is not None:
        wardrobe.take(root, of_members=setting.wardrobe is not None)
    walk = _walk(setting, wardrobe)
    about = walk.members(root)
    _append(root, foreign)
    return _settled(walk, Links(walk, root), wardrobe, setting, about)


def read_columns(data: bytes, head: Head, lexicon: Lexicon, setting: Setting) -> Part:
    """Read the members in a piece of a file in columns, and as trees what is odd among them.

    Raises NotPlain where a tree is needed for the whole piece.
    """
    with _uncollected():
        return _read_columns(data, head, lexicon, setting)


def _read_columns(data: bytes, head: Head, lexicon: Lexicon, setting: Setting) -> Part:
    tape = read_tape(data, codecs.lookup(head.encoding).name, lexicon)
    judged = judge(tape, lexicon)
    wardrobe = Wardrobe(setting.folder)
    appearances = Appearances(tape, lexicon, of_members=setting.wardrobe is not None)
    if not appearances.take_materials(wardrobe):
        outer = tape.depth(appearances.rows)[appearances.rows] == 1
        wardrobe.take(_tree(tape, head, appearances.rows[outer]))
    walk = _walk(setting, wardrobe)
    columns = Columns(judged, walk)
    columns.read()
    root = _tree(tape, head, judged.odd)
    brought = walk.units(root, [columns.owner(row) for row in judged.odd.tolist()])
    if any(brought):
        rows = np.concatenate([columns.forms, np.repeat(judged.odd, brought)])
        walk.forms.arrange(np.argsort(rows, kind="stable"))
    if walk.faces.twice or walk.faces.rings_twice:  # which is the first, only a tree can tell
        raise NotPlain
    return _settled(walk, Links(walk, root, columns), wardrobe, setting, columns.about())


def _tree(tape: Tape, head: Head, rows: NDArray[np.int64]) -> Any:
    """A root element with some of the elements of a tape."""
    from lxml.etree import XMLSyntaxError

    begin, end = tape.start[rows].tolist(), tape.end[rows].tolist()
    parts = [tape.data[a:b] for a, b in zip(begin, end, strict=True)]
    try:
        return parse(document(head, b"".join(parts), last=False))
    except XMLSyntaxError:
        raise NotPlain from None


def _walk(setting: Setting, wardrobe: Wardrobe) -> Walk:
    faces = Faces(named_rings=bool(wardrobe.coats or setting.wardrobe))
    builder = CityBuilder(setting.placement.frame)
    return Walk(builder, Names(), faces, setting.folder, setting.versions)


def _settled(
    walk: Walk, links: Links, wardrobe: Wardrobe, setting: Setting, about: dict[str, str]
) -> Part:
    """What was found by a walk, with its geometry in its place and painted."""
    faces = walk.faces
    shaping = Shaping(links, setting.placement, setting.dimension)
    placed = shaping.settle()
    if faces.named_rings:
        painting = Painting(shaping, placed)
        painting.paint(wardrobe.coats)
        if setting.wardrobe is not None:
            painting.paint(setting.wardrobe.meant_for([*faces.ids, *links.ids()]))
    for id in faces.twice:
        message = f"two polygons have the id {id}; links lead to the first"
        walk.findings.append(Finding("warning", "DUPLICATE_ID", id, message))
    return Part(
        walk.builder.batch(),
        walk.findings + wardrobe.findings,
        links.loose,
        walk.unknown,
        walk.code_spaces,
        shaping.extent(),
        about,
    )


def _append(root: Any, foreign: Iterable[bytes]) -> None:
    from lxml import etree

    elements = [parse(text) for text in foreign]
    if elements:
        etree.SubElement(root, "elsewhere").extend(elements)
