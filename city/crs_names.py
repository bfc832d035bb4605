"""The names that files give to coordinate systems, read down to one or two known systems."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

LOCAL = re.compile(r"local|#|engineering|unknown", re.IGNORECASE)
TEXT = re.compile(r"^\s*(\{|[A-Za-z_0-9]+\s*\[|\+\w+=)")  # PROJJSON, WKT 1 and 2, PROJ strings
GAP = r"(?:/[\w.]*/|:[\w.]*:|\.xml#|[:/_ ])\s*"  # EPSG::25832, EPSG/0/25832, epsg.xml#25832
CODE = re.compile(
    rf"(EPSG|ESRI){GAP}(\d+)|(IGNF){GAP}(\w+)|(OGC){GAP}(CRS\d\w+)|()\+\s*(\d+)|^()(CRS84h?)$",
    re.IGNORECASE,
)

_PLAIN = re.compile(r"[\w ./()-]+")  # a name that can be nothing but one

# AdV, GeoInfoDok: "Koordinatenreferenzsysteme", the short names of the German surveys.
ADV_HORIZONTAL = {
    "ETRS89_UTM31": "EPSG:25831",
    "ETRS89_UTM32": "EPSG:25832",
    "ETRS89_UTM33": "EPSG:25833",
    "ETRS89_LAT-LON": "EPSG:4258",
    "DE_DHDN_3GK2": "EPSG:31466",
    "DE_DHDN_3GK3": "EPSG:31467",
    "DE_DHDN_3GK4": "EPSG:31468",
    "DE_DHDN_3GK5": "EPSG:31469",
    "DE_42-83_3GK3": "EPSG:2397",
    "DE_42-83_3GK4": "EPSG:2398",
    "DE_42-83_3GK5": "EPSG:2399",
    "DE_PD-83_3GK3": "EPSG:3396",
    "DE_PD-83_3GK4": "EPSG:3397",
    "DE_RD-83_3GK4": "EPSG:3398",
    "DE_RD-83_3GK5": "EPSG:3399",
    "DE_DHDN_SOLDNER-BERLIN": "EPSG:3068",
    "DE_SOLDNER-BERLIN": "EPSG:3068",
}
ADV_VERTICAL = {
    "DE_DHHN12_NOH": "EPSG:7699",
    "DE_DHHN85_NOH": "EPSG:5784",
    "DE_DHHN92_NH": "EPSG:5783",
    "DE_DHHN2016_NH": "EPSG:7837",
    "DE_SNN76_NOH": "EPSG:5785",
    "ETRS89_H": "ellipsoidal",
}


@lru_cache(maxsize=64)
def known(name: str) -> CRS:
    """The system behind "EPSG:28992", a WKT or a name that PROJ knows; ValueError for none."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(name)
    except CRSError as fault:
        raise ValueError(f"nobody knows the coordinate system {shortened(name)}") from fault


@lru_cache(maxsize=64)
def between(source: str, target: str) -> Transformer:
    """The way from one system to another, east first on both sides whatever the authority says."""
    from pyproj import Transformer

    return Transformer.from_crs(known(source), known(target), always_xy=True)


def shortened(name: str) -> str:
    """A name as it fits in a line: a WKT has thousands of characters."""
    text = " ".join(name.split())
    return f"'{text}'" if len(text) <= 80 else f"'{text[:77]}...'"


def spelled(name: str) -> tuple[str, str]:
    """(horizontal, vertical) of a name by any spelling, as Crs keeps them.

    Raises ValueError, naming the text, when nobody knows it.
    """
    text = name.strip()
    if not text:
        return "", ""
    if TEXT.match(text):
        return _parts(known(text))
    if text.isdigit():
        return _parts(known(f"EPSG:{text}"))
    adv = _adv(text)
    if adv is not None:
        return adv
    codes = _codes(text)
    if codes:
        return _together(codes, text)
    if LOCAL.search(text):
        return "local", ""
    return _parts(known(text))


def _adv(text: str) -> tuple[str, str] | None:
    """urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016: plane, heights, quasigeoid."""
    words = re.sub(r"^urn:adv:crs:", "", text, flags=re.I).upper().split("*")
    if words[0] not in ADV_HORIZONTAL:
        if text.lower().startswith("urn:adv:"):
            raise ValueError(f"nobody knows the coordinate system {shortened(text)}")
        return None
    vertical = (ADV_VERTICAL[word] for word in words[1:] if word in ADV_VERTICAL)
    return ADV_HORIZONTAL[words[0]], next(vertical, "")


def _codes(text: str) -> list[str]:
    """Every code in a urn, a URL or a plain list: ["EPSG:25832", "EPSG:5783"]."""
    codes = []
    for match in CODE.finditer(text):
        authority, code = (group for group in match.groups() if group is not None)
        authority = authority.upper() or ("EPSG" if code.isdigit() else "OGC")
        codes.append(f"{authority}:{code.upper() if authority == 'IGNF' else code}")
    return codes


def _together(codes: list[str], text: str) -> tuple[str, str]:
    horizontal, vertical = "", ""
    for code in codes:
        try:
            plane, height = _parts(known(code))
        except ValueError as fault:
            if not horizontal:
                raise ValueError(f"nobody knows the coordinate system {shortened(text)}") from fault
            plane, height = "", ""
        if horizontal and not height:
            height = heights_on(code)  # some files write the datum's code, not the system's
        horizontal = horizontal or plane
        vertical = vertical or height
    if not horizontal:
        raise ValueError(f"{shortened(text)} says how high, but not where")
    return horizontal, vertical


def _parts(crs: CRS) -> tuple[str, str]:
    """(horizontal, vertical) of a system: compounds and third axes taken apart."""
    if crs.is_bound and crs.source_crs is not None:
        return _parts(crs.source_crs)
    if crs.is_compound:
        halves = [_parts(part) for part in crs.sub_crs_list]
        return (
            next((plane for plane, _ in halves if plane), ""),
            next((height for _, height in halves if height), ""),
        )
    if crs.is_vertical:
        return "", code_of(crs)
    if crs.is_geocentric:
        return code_of(crs), "ellipsoidal"
    if not (crs.is_geographic or crs.is_projected):
        return "local", ""
    if len(crs.axis_info) == 3:
        flat = "OGC:CRS84" if crs.name == known("OGC:CRS84h").name else code_of(crs.to_2d())
        return flat, "ellipsoidal"
    return code_of(crs), ""


def code_of(crs: CRS) -> str:
    """The shortest name that stands for a system: its code, or its WKT where it has none."""
    epsg = crs.to_epsg()
    if epsg is None and _PLAIN.fullmatch(crs.name):
        epsg = _east_first(crs)
    if epsg is not None:
        return f"EPSG:{epsg}"
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.to_wkt()


def _east_first(crs: CRS) -> int | None:
    """The code of a system whose twin has its axes the other way round, as EPSG names it.

    PROJ 9.8 finds the twin alone by itself, and only says that it is not the same.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        twin = CRS(f"{crs.name} (E-N)")
    except CRSError:
        return None
    return twin.to_epsg() if crs == twin else None


def datum_of(crs: CRS) -> str:
    """The code of what a vertical system counts from: "EPSG:5109" is Normaal Amsterdams Peil."""
    name = crs.datum.to_json_dict().get("id", {}) if crs.datum else {}
    return f"{name.get('authority', '')}:{name.get('code', '')}"


@lru_cache(maxsize=8)
def heights_on(datum: str) -> str:
    """The heights in metres above a vertical datum of this code; "" where there are none."""
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    for info in query_crs_info("EPSG", PJType.VERTICAL_CRS):
        system = known(f"EPSG:{info.code}")
        axis = system.axis_info[0]
        metric = axis.direction == "up" and axis.unit_conversion_factor == 1.0
        if metric and datum_of(system) == datum:
            return f"EPSG:{info.code}"
    return ""
