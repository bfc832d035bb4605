"""One document, a whole small file or a piece of a large one, read into a batch of columns."""

from __future__ import annotations

import codecs
import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import Batch
from city.builder import CityBuilder
from city.finding import Finding
from city.placement import Placement
from importers.citygml.appearance import Wardrobe
from importers.citygml.columns import Columns
from importers.citygml.features import Walk
from importers.citygml.geometry import Faces
from importers.citygml.grammar import judge
from importers.citygml.lexicon import Lexicon
from importers.citygml.links import Links
from importers.citygml.materials import Appearances
from importers.citygml.names import HREF, Names, id_of, with_ids
from importers.citygml.painting import Painting
from importers.citygml.pieces import Head, document
from importers.citygml.shapes import Shaping, Shift
from importers.citygml.tape import NotPlain, Tape, read_tape

NAMESPACE_FAULT = 201  # libxml2: a prefix that nobody declared; nothing is lost by it


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document needs to know about the file that it is part of.

    dimension: of coordinates that declare none; wardrobe: the file's global appearances, which are
    read ahead of a file in several pieces.
    """

    folder: Path
    placement: Placement | Shift
    dimension: int = 3
    wardrobe: Wardrobe | None = None


@dataclass(slots=True)
class Part:
    """What one document has given: columns, findings, and the links that lead out of it.

    extent: (2, 3) in the file's own system, east first. about: what the model says of itself.
    fault: what is wrong with its XML, "" when nothing is; a mended document may lack something.
    """

    batch: Batch
    findings: list[Finding]
    loose: set[str]
    unknown: Counter[tuple[str, str]]
    code_spaces: dict[str, str]
    extent: NDArray[np.float64] | None
    about: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    harmless: bool = False


def parse(data: bytes, mend: bool = False) -> Any:
    """The root element of a document; lxml's XMLSyntaxError when it is not well-formed.

    No entity is resolved and nothing is fetched. mend: keep what can be read of a faulty one,
    None when that is nothing.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=len(data) > 10_000_000,
        recover=mend,
    )
    return etree.fromstring(data, parser)


def parse_or_mend(data: bytes, encoding: str) -> tuple[Any, str, bool]:
    """(root or None, what was wrong with it, whether nothing was lost by that)."""
    from lxml.etree import XMLSyntaxError

    try:
        return parse(data), "", True
    except XMLSyntaxError as fault:
        said, code = fault.msg or "it is not well-formed", getattr(fault, "code", 0)
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = data.decode("cp1252", "replace").partition("?>")[2]
        try:
            root = parse(text.encode("utf-8"))
            return (
                root,
                f"its text is not in {encoding}, as it says, and read as Windows-1252",
                True,
            )
        except XMLSyntaxError:
            pass
    try:
        return parse(data, mend=True), said, code == NAMESPACE_FAULT
    except XMLSyntaxError:
        return None, said, False


def read_document(
    root: Any, setting: Setting, foreign: Iterable[bytes] = (), plain: bool = False
) -> Part:
    """Read the members of a root element.

    plain: no element declares coordinates of two dimensions, so that polygons can be read ahead.
    foreign: elements of other pieces of the same file that links of this one lead to.
    """
    with _uncollected():
        return _read_document(root, setting, foreign, plain)


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


def _read_document(root: Any, setting: Setting, foreign: Iterable[bytes], plain: bool) -> Part:
    wardrobe = Wardrobe(setting.folder)
    if next(root.iter("{*}Appearance"), None) is not None:
        wardrobe.take(root, of_members=setting.wardrobe is not None)
    walk = _walk(setting, wardrobe)
    if plain:
        walk.faces.survey(root)
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
        wardrobe.take(_tree(tape, head, appearances.rows))
    walk = _walk(setting, wardrobe)
    columns = Columns(judged, walk)
    columns.read()
    root = _tree(tape, head, judged.odd)
    walk.units(root, [columns.owner(row) for row in judged.odd.tolist()])
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
    return Walk(CityBuilder(setting.placement.frame), Names(), faces)


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


def named(root: Any, wanted: set[str]) -> dict[str, tuple[bytes, set[str]]]:
    """The elements of a document that have one of the wanted ids, and what they link to."""
    from lxml import etree

    found: dict[str, tuple[bytes, set[str]]] = {}
    for e in with_ids(root):
        id = id_of(e)
        if id in wanted and id not in found:
            links = {x.get(HREF, "").removeprefix("#") for x in e.iter() if HREF in x.attrib}
            found[id] = etree.tostring(e, with_tail=False), links
    return found
