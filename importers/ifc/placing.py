"""From a building model's own axes into the coordinate system that it, or somebody, names."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from city.crs import NOWHERE, Crs, is_used_at, parse_crs, part_title
from city.crs_names import between, code_of, known
from importers.ifc.values import F64, MapConversion, SiteReference, Siting
from importers.intake import Intake, ReadError

FAR = 10_000.0  # metres: a model that lies as far from its origin has coordinates of a map
# What programs write for a project that nobody placed: Boston (Revit), and the Gulf of Guinea.
DEFAULTS = ((-71.05673, 42.35866), (0.0, 0.0))
CLOSE = 0.001  # degrees, from there
SCALES = (0.9, 1.1)  # between which a scale is that of a projection, and no change of units


def placed(siting: Siting, extent: F64, path: Path, intake: Intake) -> tuple[str, F64]:
    """The name of a coordinate system ("" for none), and the (4, 4) way there from the model.

    extent: (2, 3) of the model, in metres along its axes. What is doubtful goes to the report.
    """
    asked = intake.options.crs
    crs = _parsed(asked or siting.crs, path, intake, bool(asked))
    if asked and crs.horizontal in NOWHERE:
        return asked, siting.world
    conversion = siting.conversion
    if not asked and crs.horizontal not in NOWHERE and not known(crs.horizontal).is_projected:
        message = f"{path.name}: a building cannot be laid out in {part_title(crs.horizontal)}"
        intake.report.warning("IFC_MAP_UNUSED", "", f"{message}; its place on that is not used")
        crs, siting, conversion = Crs(), replace(siting, crs=""), None
    name = asked or _named(siting, crs, path, intake)
    if conversion is not None:
        conversion = _mended(conversion, siting.length, crs, path, intake)
        return name, _to(crs, _helmert(conversion) @ np.linalg.inv(siting.world))
    middle = siting.world[:3, :3] @ extent.mean(0) + siting.world[:3, 3]
    if float(np.hypot(*middle[:2])) > FAR or siting.reference is None:
        return name, _to(crs, siting.world)
    return _roughly(siting, siting.reference, name, crs, middle, path, intake)


def _parsed(name: str, path: Path, intake: Intake, asked: bool) -> Crs:
    """The system of this name; one that the file names and nobody knows is local metres."""
    try:
        return parse_crs(name)
    except ValueError as fault:
        if asked or intake.options.need_crs:
            raise ReadError(f"{path.name}: {fault}; name the right one with --crs") from fault
        return Crs()  # `Intake.place` will say so


def _named(siting: Siting, crs: Crs, path: Path, intake: Intake) -> str:
    """The name of the file's own system, its heights included where they are known.

    By its code, since with that the easting comes first whatever the authority says.
    """
    if crs.horizontal in NOWHERE:
        return siting.crs
    words = siting.vertical.strip()
    vertical = crs.vertical or _heights(words)
    if words and not vertical:
        message = f"{path.name}: nobody knows the heights {words!r} that it names"
        intake.report.warning("CRS_UNKNOWN", "", f"{message}; heights are kept as they are")
    return f"{crs.horizontal}+{vertical}" if vertical.startswith("EPSG:") else crs.horizontal


def _heights(words: str) -> str:
    """The code of heights by a name as files have it: "DHHN2016", "NAP height", "EPSG:7837"."""
    for name in (words, f"{words} height") if words else ():
        with suppress(ValueError):
            if known(name).is_vertical:
                return code_of(known(name))
    return ""


# a map


def _helmert(conversion: MapConversion) -> F64:
    """(4, 4): the model's metres -> the map's metres (IFC 4.3, IfcMapConversionScaled)."""
    cosine, sine = conversion.axis
    x, y, z = (conversion.scale * factor for factor in conversion.factors)
    whole = np.eye(4)
    whole[:3, :3] = [[x * cosine, -y * sine, 0], [x * sine, y * cosine, 0], [0, 0, z]]
    whole[:3, 3] = np.array(conversion.offset) * conversion.unit
    return whole


def _mended(
    conversion: MapConversion, length: float, crs: Crs, path: Path, intake: Intake
) -> MapConversion:
    """The conversion with its offset's unit, and its scale as metres on the map to a metre.

    The scale ought to take units along (0.001 from millimetres to metres), and often does not.
    """
    east, north, up = conversion.offset
    unit = conversion.unit or length
    name = path.name
    if crs.horizontal not in NOWHERE:
        metre = known(crs.horizontal).axis_info[0].unit_conversion_factor
        tried = [(u, swap) for swap in (False, True) for u in dict.fromkeys((unit, 1.0, metre))]
        for u, swap in tried:
            x, y = (north, east) if swap else (east, north)
            if is_used_at(known(crs.horizontal), x * u / metre, y * u / metre, 1.0):
                break
        else:
            u, swap = unit, False
        if u != unit:
            message = f"{name}: its eastings and northings lie on the map only when taken as"
            what = "metres" if u == 1.0 else "the map's own unit"
            intake.report.warning("IFC_MAP_UNIT", "", f"{message} {what}; read so")
        if swap:
            message = f"{name}: its eastings and northings lie on the map only when they change"
            intake.report.warning("CRS_AXES_SWAPPED", "", f"{message} places; read so")
            east, north = north, east
        unit = u
    scale = _scale(conversion.scale, conversion.scale * unit / length, name, intake)
    return replace(conversion, offset=(east, north, up), unit=unit, scale=scale)


def _scale(said: float, meant: float, name: str, intake: Intake) -> float:
    low, high = SCALES
    if low <= meant <= high:
        return meant
    if low <= said <= high:
        if said != 1.0:
            message = f"{name}: the scale of its map ({said:g}) leaves out the change of units"
            intake.report.warning("IFC_MAP_SCALE", "", f"{message}; taken as metre to metre")
        return said
    message = f"{name}: the scale of its map ({said:g}) would make a metre {meant:g} m long"
    intake.report.warning("IFC_MAP_SCALE", "", f"{message}; it is left out")
    return 1.0


def _to(crs: Crs, metres: F64) -> F64:
    """(4, 4): a way to metres, carried on to the units of a system."""
    if crs.horizontal in NOWHERE:
        return metres
    system = known(crs.horizontal)
    if not system.is_projected:
        return metres
    plane = system.axis_info[0].unit_conversion_factor
    high = plane
    if crs.vertical == "ellipsoidal":
        high = 1.0
    elif crs.vertical:
        high = known(crs.vertical).axis_info[0].unit_conversion_factor
    return np.diag([1 / plane, 1 / plane, 1 / high, 1.0]) @ metres


# degrees


def _roughly(
    siting: Siting,
    reference: SiteReference,
    name: str,
    crs: Crs,
    middle: F64,
    path: Path,
    intake: Intake,
) -> tuple[str, F64]:
    """By the degrees of the plot, where nothing better is known; it is said that it is rough."""
    longitude, latitude = reference.longitude, reference.latitude
    if any(math.hypot(longitude - x, latitude - y) < CLOSE for x, y in DEFAULTS):
        return name, _to(crs, siting.world)
    if crs.horizontal in NOWHERE:
        zone = min(int((longitude + 180) // 6) + 1, 60)
        crs = Crs(f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}")
        name = crs.horizontal
    system = known(crs.horizontal)
    metre = system.axis_info[0].unit_conversion_factor
    if not system.is_projected or is_used_at(system, middle[0] / metre, middle[1] / metre, 1.0):
        return name, _to(crs, siting.world)
    way = between("EPSG:4326", crs.horizontal)
    (x, east), (y, north) = way.transform([longitude] * 2, [latitude, latitude + 1e-5])
    if not np.isfinite([x, y, east, north]).all():
        return name, _to(crs, siting.world)
    turn = math.atan2(*reference.north) - math.atan2(east - x, north - y)  # both from north
    whole = np.eye(4)
    cosine, sine = math.cos(turn), math.sin(turn)
    whole[:2, :2] = [[cosine, -sine], [sine, cosine]]
    place = np.array([x * metre, y * metre, reference.elevation])
    whole[:3, 3] = place - whole[:3, :3] @ np.array(reference.origin)
    intake.report.warning(
        "IFC_PLACED_ROUGHLY",
        "",
        f"{path.name}: it is on no map (no IfcMapConversion); placed by the latitude and longitude "
        "of its plot, which may be off by 100 m and more, and turned: move it by hand, or export "
        "it with its coordinate system",
    )
    return name, _to(crs, whole)
