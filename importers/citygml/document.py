"""One document, a whole small file or a piece of a large one, read into a batch of columns."""

from __future__ import annotations

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
from importers.citygml.features import Walk
from importers.citygml.geometry import Faces
from importers.citygml.links import Links
from importers.citygml.names import HREF, Names, id_of, with_ids
from importers.citygml.painting import Painting
from importers.citygml.shapes import Shaping

NAMESPACE_FAULT = 201  # libxml2: a prefix that nobody declared; nothing is lost by it


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document needs to know about the file that it is part of.

    dimension: of coordinates that declare none; wardrobe: the file's global appearances, which are
    read ahead of a file in several pieces.
    """

    folder: Path
    placement: Placement
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
    builder = CityBuilder(setting.placement.frame)
    wardrobe = Wardrobe(setting.folder)
    if next(root.iter("{*}Appearance"), None) is not None:
        wardrobe.take(root, of_members=setting.wardrobe is not None)
    faces = Faces(named_rings=bool(wardrobe.coats or setting.wardrobe))
    if plain:
        faces.survey(root)
    walk = Walk(builder, Names(), faces)
    about = walk.members(root)
    _append(root, foreign)
    links = Links(walk, root)
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
        builder.batch(),
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
