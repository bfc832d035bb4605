"""A document, a whole small file or a piece of a large one: what it is part of, what it gives."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from city.batch import Batch
from city.finding import Finding
from city.frame import Frame
from city.placement import Placement
from importers.citygml.names import HREF, id_of, with_ids

if TYPE_CHECKING:
    from importers.citygml.appearance import Wardrobe
    from importers.citygml.versions import Choice

NAMESPACE_FAULT = 201  # libxml2: a prefix that nobody declared; nothing is lost by it
RESOURCE_FAULT = 114  # libxml2: elements nested deeper than it goes
DEEPEST = 200  # of elements in elements that are read; real files reach 40
TOO_DEEP = f"elements lie more than {DEEPEST} deep in each other, and are left out"


@dataclass(frozen=True, slots=True)
class Shift:
    """The placement of coordinates that are the frame's but for its origin.

    It takes no geodesy, and spares every worker the time to load it.
    """

    frame: Frame

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 3) of the file -> (n, 3) local metres."""
        return np.asarray(points - self.frame.origin)

    def east_first(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 3), which have the easting in front already."""
        return points


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document needs to know about the file that it is part of.

    dimension: of coordinates that declare none; wardrobe: the file's global appearances, which are
    read ahead of a file in several pieces. versions: which is shown of those that the file holds.
    """

    folder: Path
    placement: Placement | Shift
    dimension: int = 3
    wardrobe: Wardrobe | None = None
    versions: Choice | None = None


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
    code_spaces: set[tuple[str, str]]
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
    if code == RESOURCE_FAULT:
        less = shallow(data)
        if less != data:
            root, more, _ = parse_or_mend(less, encoding)
            return root, more or TOO_DEEP, False
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


def shallow(data: bytes) -> bytes:
    """A document without the elements that lie too deep in others, as far as it is well-formed."""
    parser = expat.ParserCreate()
    depth = 0
    cuts: list[int] = []  # where what is left out begins and ends, in turn

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth == DEEPEST + 1:
            cuts.append(parser.CurrentByteIndex)

    def end(*_: object) -> None:
        nonlocal depth
        if depth == DEEPEST + 1:  # of <a/> too, whose end is told where it begins
            cuts.append(data.index(b">", parser.CurrentByteIndex) + 1)
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    with suppress(expat.ExpatError, ValueError, LookupError):
        parser.Parse(data, True)
    if len(cuts) % 2:  # it ends before they do
        cuts.append(len(data))
    ends = [0, *cuts, len(data)]
    return b"".join(data[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True))


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
