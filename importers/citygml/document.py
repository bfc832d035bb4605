"""One document, a whole small file or a piece of a large one, read into a batch of columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.batch import Batch
from city.builder import CityBuilder
from city.finding import Finding
from city.placement import Placement
from importers.citygml.appearance import Coat, Wardrobe
from importers.citygml.features import Walk
from importers.citygml.geometry import Faces
from importers.citygml.names import IDS, Names
from importers.citygml.painting import Painting
from importers.citygml.shapes import Shaping

NAMES = Names()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document needs to know about the file that it is part of.

    dimension: of coordinates that declare none; coats: of the file's global appearances.
    """

    folder: Path
    placement: Placement
    dimension: int
    coats: tuple[Coat, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What one document has given: columns, findings, and the links that lead out of it."""

    batch: Batch
    findings: list[Finding]
    loose: set[str]
    unknown: Counter[tuple[str, str]]
    code_spaces: dict[str, str]
    extent: NDArray[np.float64] | None


def parse(data: bytes, mend: bool = False) -> Any:
    """The root element of a document; lxml's XMLSyntaxError when it is not well-formed.

    No entity is resolved and nothing is fetched. mend: keep what can be read of a faulty one.
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


def read_document(root: Any, setting: Setting, foreign: Sequence[Any] = ()) -> Part:
    """Read the members of a root element.

    foreign: elements of other pieces of the same file that links of this one lead to.
    """
    builder = CityBuilder(setting.placement.frame)
    wardrobe = Wardrobe(setting.folder)
    if next(root.iter("{*}Appearance"), None) is not None:
        wardrobe.take(_local(root))
    faces = Faces(named_rings=bool(wardrobe.coats or setting.coats))
    walk = Walk(builder, NAMES, faces)
    walk.members(root)
    if foreign:
        root = _with(root, foreign)
    shaping = Shaping(walk, root, setting.placement, setting.dimension)
    placed = shaping.settle()
    coats = [*setting.coats, *wardrobe.coats]
    if coats:
        gatherer = shaping.gatherer
        Painting(builder, faces, gatherer, placed, shaping.element).paint(coats)
    for id in faces.twice:
        message = f"two polygons have the id {id}; links lead to the first"
        walk.found.findings.append(Finding("warning", "DUPLICATE_ID", id, message))
    extent = np.stack([shaping.low, shaping.high]) if np.isfinite(shaping.low).all() else None
    return Part(
        builder.batch(),
        walk.found.findings + wardrobe.findings,
        shaping.loose,
        walk.found.unknown,
        walk.found.code_spaces,
        extent,
    )


def _local(root: Any) -> Any:
    return root


def _with(root: Any, foreign: Sequence[Any]) -> Any:
    from lxml import etree

    holder = etree.SubElement(root, "elsewhere")
    holder.extend(foreign)
    return root


def named(root: Any, wanted: set[str]) -> dict[str, Any]:
    """The elements of a document that have one of the wanted ids."""
    found: dict[str, Any] = {}
    for key in IDS:
        for e in root.iterfind(f".//*[@{key}]"):
            if e.get(key) in wanted:
                found.setdefault(e.get(key), e)
    return found
