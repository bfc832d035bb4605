"""What an address offers: the layers of a map service, a tiled map, a picture file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from city.progress import Progress
from importers.maps.axes import north_first
from importers.maps.fetch import Fetcher, MapFault
from importers.maps.ground import GroundMap
from importers.maps.orthophoto import orthophoto
from importers.maps.tiles import Level, TileMap, xyz
from importers.maps.wms import WebMap, with_query

DESCRIPTIONS = ("text/xml", "application/", "text/plain")  # "application/vnd.ogc.wms_xml" and worse
FRESH = 24 * 3600.0  # seconds for which a service's description is not asked for again
PIXEL = 0.00028  # metres: the pixel that scale denominators mean (OGC 07-057r7, 6.1)
FORMATS = ("image/png", "image/jpeg", "image/webp", "image/png8", "image/gif")


@dataclass(frozen=True, slots=True)
class Offer:
    """One map that can be laid under the city: its name at the service, and for people."""

    name: str
    title: str
    about: str
    map: GroundMap


def offers(address: str, crs: str, fetcher: Fetcher, progress: Progress) -> list[Offer]:
    """The maps at an address.

    address: of a WMS or WMTS, with or without its parameters; one with {z}, {x} and {y}; or the
    path of a GeoTIFF. crs: the city's system, which is asked for where a service can draw in it.
    Raises MapFault.
    """
    address = address.strip()
    if "{x}" in address and "{z}" in address and ("{y}" in address or "{-y}" in address):
        host = urlsplit(address).hostname or address
        return [Offer(host, host, "", xyz(address, host, "", fetcher))]
    if urlsplit(address).scheme not in ("http", "https"):
        path = Path(address)
        if not path.is_file():
            raise MapFault(f"{address} is neither an address nor a file", lasting=True)
        file = orthophoto(path)
        return [Offer(file.title, file.title, "", file)]
    kind = "WMTS" if "wmts" in address.lower() else "WMS"
    asked: dict[str, object] = {"SERVICE": kind, "REQUEST": "GetCapabilities"}
    url = address if address.lower().endswith(".xml") else with_query(address, asked)
    said = _plain_xml(fetcher.get(url, progress, DESCRIPTIONS, FRESH), address)
    if b"<Capabilities" in said[:4000] or b":Capabilities" in said[:4000]:
        return _wmts(said, address, crs, fetcher)
    if re.search(rb"<(WMS|WMT_MS)_Capabilities", said[:4000]):
        return _wms(said, address, crs, fetcher)
    raise MapFault(f"{urlsplit(address).hostname} does not describe itself as a map service", True)


def find(address: str, name: str, crs: str, fetcher: Fetcher, progress: Progress) -> GroundMap:
    """The map of this name at an address, "" for its only or first one. Raises MapFault."""
    found = offers(address, crs, fetcher, progress)
    for offer in found:
        if name in ("", offer.name):
            return offer.map
    raise MapFault(f"{urlsplit(address).hostname} has no map called {name} any more", True)


def _plain_xml(data: bytes, address: str) -> bytes:
    """A description without its document type, which could name entities."""
    found = re.search(rb"<!DOCTYPE[^>\[]*(\[)?", data[:4000])
    if found is None:
        return data
    if found.group(1):
        raise MapFault(f"{urlsplit(address).hostname} sends a description with entities", True)
    return data[: found.start()] + data[data.index(b">", found.start()) + 1 :]


def _wms(said: bytes, address: str, crs: str, fetcher: Fetcher) -> list[Offer]:
    from owslib.wms import WebMapService

    version = "1.3.0" if b"WMS_Capabilities" in said[:4000] else "1.1.1"
    try:
        service = WebMapService(address, version=version, xml=said)
        draw = service.getOperationByName("GetMap")
        formats = [f for f in FORMATS if f in draw.formatOptions]
        methods = [m["url"] for m in draw.methods if m["type"].lower() == "get"]
        layers = dict(service.contents)
    except Exception as fault:  # whatever a server may say wrong
        raise MapFault(
            f"the description of {urlsplit(address).hostname} is damaged", True
        ) from fault
    owner = _owner(service)
    where = _same_server(methods[0] if methods else address, address)
    found = []
    for name, layer in layers.items():
        systems = [c.upper() for c in getattr(layer, "crsOptions", None) or []]
        system = _system(systems, crs)
        if not formats or system is None:
            continue
        credit = (getattr(layer, "attribution", None) or {}).get("title") or owner
        one = WebMap(
            layer.title or name,
            system,
            where,
            version,
            name,
            "",
            formats[0],
            credit,
            fetcher,
        )
        found.append(Offer(name, layer.title or name, (layer.abstract or "").strip(), one))
    if not found:
        raise MapFault(f"{urlsplit(address).hostname} offers no map that can be shown", True)
    return found


def _same_server(url: str, address: str) -> str:
    """Where maps are asked for, on the server that was named: a description may be wrong about its
    own address (http behind https), but must not send us elsewhere."""
    named, told = urlsplit(address), urlsplit(url)
    if told.hostname != named.hostname:
        return address
    return told._replace(scheme=named.scheme, netloc=named.netloc).geturl()


def _system(offered: list[str], crs: str) -> str | None:
    """The city's own system where it is offered, else the web's, else one in metres or degrees."""
    for wanted in (crs.upper(), "EPSG:3857", "EPSG:25832", "EPSG:25833", "EPSG:4326", "CRS:84"):
        if wanted in offered:
            return "OGC:CRS84" if wanted == "CRS:84" else wanted
    return None


def _owner(service: Any) -> str:
    provider = getattr(service, "provider", None)
    contact = getattr(provider, "contact", None)
    name = getattr(contact, "organization", None) or getattr(provider, "name", None)
    return (name or getattr(service.identification, "title", None) or "").strip()


def _wmts(said: bytes, address: str, crs: str, fetcher: Fetcher) -> list[Offer]:
    from owslib.wmts import WebMapTileService

    host = urlsplit(address).hostname
    try:
        service = WebMapTileService(address, xml=said)
        matrices = {name: _levels(one) for name, one in service.tilematrixsets.items()}
        layers = dict(service.contents)
    except Exception as fault:  # whatever a server may say wrong
        raise MapFault(f"the description of {host} is damaged", True) from fault
    systems = {name: system for name, (system, _) in matrices.items()}
    found = []
    for name, layer in layers.items():
        format = next((f for f in FORMATS if f in layer.formats), None)
        links = [link for link in layer.tilematrixsetlinks if link in matrices]
        system = _system([systems[link].upper() for link in links], crs)
        if format is None or system is None:
            continue
        matrix = next(link for link in links if systems[link].upper() == system)
        style = next((s for s, v in layer.styles.items() if v.get("isDefault")), "default")
        place = _address(layer, matrix, style, format, address)
        levels = matrices[matrix][1]
        one = TileMap(layer.title or name, system, levels, place, _owner(service), fetcher)
        found.append(Offer(name, layer.title or name, (layer.abstract or "").strip(), one))
    if not found:
        raise MapFault(f"{host} offers no map that can be shown", True)
    return found


def _levels(matrices: Any) -> tuple[str, tuple[Level, ...]]:
    """A tile matrix set's system and levels (OGC 07-057r7, 6.1)."""
    from importers.maps.systems import metres_per_unit, short_name

    crs = short_name(matrices.crs)
    swapped = north_first(crs)
    levels = []
    for name, one in matrices.tilematrix.items():
        first, second = one.topleftcorner
        west, north = (second, first) if swapped and abs(second - first) > 1e-9 else (first, second)
        metres = one.scaledenominator * PIXEL / metres_per_unit(crs)
        side = (one.tilewidth, one.tileheight)
        levels.append(Level(name, metres, west, north, side, one.matrixwidth, one.matrixheight))
    return crs, tuple(levels)


def _address(
    layer: Any, matrix: str, style: str, format: str, address: str
) -> Callable[[str, int, int], str]:
    """The address of a tile: the template that the service gives, or else its parameters."""
    templates = [
        r["template"]
        for r in layer.resourceURLs
        if r.get("resourceType") == "tile" and r.get("format") in (format, None)
    ]
    if templates:
        template = (
            _same_server(templates[0], address) if "{s}" not in templates[0] else templates[0]
        )

        def from_template(level: str, row: int, column: int) -> str:
            parts = {
                "TileMatrixSet": matrix, "TileMatrix": level, "TileRow": row, "TileCol": column,
                "Style": style, "style": style,
            }  # fmt: skip
            return re.sub(r"\{(\w+)\}", lambda m: str(parts.get(m.group(1), "")), template)

        return from_template

    def from_parameters(level: str, row: int, column: int) -> str:
        asked: dict[str, object] = {
            "SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": layer.id,
            "STYLE": style, "FORMAT": format, "TILEMATRIXSET": matrix, "TILEMATRIX": level,
            "TILEROW": row, "TILECOL": column,
        }  # fmt: skip
        return with_query(address, asked)

    return from_parameters
