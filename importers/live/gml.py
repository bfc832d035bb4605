"""Features in GML 2 to 3.2 (OGC 07-036r1), as WFS sends them: their values and their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers.live import feed
from importers.live.rows import Row
from importers.live.systems import Degrees, degrees, registered
from importers.live.web import FeedFault
from importers.report import Report

MEMBERS = ("member", "featureMember", "featureMembers")
AREAS = ("Polygon", "PolygonPatch", "Triangle", "Rectangle")
LINES = ("LineString", "LineStringSegment")


def parsed(body: bytes, name: str) -> Any:
    """The root of an XML answer; nothing in it is resolved or fetched. Raises FeedFault where it is
    no XML, or an exception of the service's own (OGC 06-121r9)."""
    from lxml import etree

    if b"<html" in body[:1000].lower():
        raise FeedFault(
            f"{name} answers with a page for people (HTML) instead of data; check the address", True
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise FeedFault(
            f"{name} answers with XML that is broken or cut; ask again later"
        ) from fault
    if local(root) in ("ExceptionReport", "ServiceExceptionReport"):
        why = feed.text(" ".join(str(one) for one in root.itertext()))
        raise FeedFault(f"{name} does not answer this question ({why})", True, 400)
    return root


def local(element: Any) -> str:
    """An element's name without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def rows(root: Any, source: str, report: Report, crs: str) -> Iterator[Row]:
    """The rows of a collection. crs: the system of places that name none."""
    ways: dict[str, Degrees | None] = {}
    for member in root:
        if local(member) in MEMBERS:
            for feature in member:
                if local(feature):
                    yield _row(feature, source, report, crs, ways)


def _row(
    feature: Any, source: str, report: Report, crs: str, ways: dict[str, Degrees | None]
) -> Row:
    values: dict[str, Any] = {}
    place: tuple[float, ...] | None = ()
    for property in feature:
        name = local(property)
        if not name or name == "boundedBy":
            continue
        inner = [one for one in property if local(one)]
        if not inner:
            unit = property.get("uom")
            values.setdefault(f"{name} ({unit})" if unit else name, property.text)
        elif geometry := _geometry(inner[0]):
            place = place or _place(inner[0], geometry, source, report, crs, ways)
        else:
            for leaf in property.iter():
                if local(leaf) and not len(leaf):
                    values.setdefault(f"{name}.{local(leaf)}", leaf.text)
    ids = (feature.get(key) for key in feature.attrib if key.rpartition("}")[2] in ("id", "fid"))
    id = next(ids, None)
    return ({**values, "id": id} if id else values), place


def _place(
    element: Any,
    geometry: dict[str, Any],
    source: str,
    report: Report,
    crs: str,
    ways: dict[str, Degrees | None],
) -> tuple[float, ...] | None:
    told = (one.get("srsName") for one in element.iter() if one.get("srsName"))
    name = next(told, "") or crs
    if name not in ways:
        try:
            ways[name] = degrees(name, not registered(name)) if name else None
        except ValueError as fault:
            report.error("crs", source, f"{fault}; its places are left out")
            ways[name] = _nowhere
    way = ways[name]
    return () if way is _nowhere else feed.place(geometry, way)


def _nowhere(first: float, second: float) -> tuple[float, float]:
    """What stands for the way from a system that nobody knows."""
    return first, second


def _geometry(element: Any) -> dict[str, Any] | None:
    """A geometry as GeoJSON has it, in its own coordinates; None for what is none."""
    names = [local(one) for one in element.iter()]
    if any(name in AREAS for name in names):
        areas = [one for one in element.iter() if local(one) in AREAS]
        rings = [
            [_positions(ring) for ring in area.iter() if local(ring) == "LinearRing"]
            for area in areas
        ]
        return {"type": "MultiPolygon", "coordinates": rings}
    if any(name in LINES for name in names):
        lines = [_positions(one) for one in element.iter() if local(one) in LINES]
        return {"type": "MultiLineString", "coordinates": lines}
    if "Point" in names:
        point = next(one for one in element.iter() if local(one) == "Point")
        positions = _positions(point)
        return {"type": "Point", "coordinates": positions[0] if positions else []}
    return None


def _positions(element: Any) -> list[list[float | None]]:
    """The positions of a point, a line or a ring, however they are written."""
    found: list[list[float | None]] = []
    for one in element.iter():
        name, text = local(one), one.text or ""
        if name == "pos":
            found.append([feed.number(word) for word in text.split()])
        elif name == "coordinates":
            found += [[feed.number(word) for word in pair.split(",")] for pair in text.split()]
        elif name == "posList":
            size = _dimension(one)
            numbers = [feed.number(word) for word in text.split()]
            found += [numbers[at : at + size] for at in range(0, len(numbers), size)]
    return found


def _dimension(element: Any) -> int:
    """How many numbers a position has, as an element says or what it lies in."""
    while element is not None:
        if (told := element.get("srsDimension", "")) in ("2", "3", "4"):
            return int(told)
        element = element.getparent()
    return 2
