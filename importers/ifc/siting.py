"""Where a building model says that it stands (buildingSMART's levels of georeferencing)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from importers.ifc.lines import is_line, number, numbers, part, parts, plain_number, text
from importers.ifc.units import PREFIXES, Units, factor
from importers.ifc.values import F64, MapConversion, SiteReference, Siting

DEEP = 100  # placements upon placements


def siting(model: Any, units: Units) -> Siting:
    """All that an opened model says of its place, from the map down to degrees."""
    crs, vertical, conversion = _by_entities(model) or _by_sets(model) or ("", "", None)
    return Siting(
        crs,
        vertical,
        conversion,
        _reference(model, units),
        _world(model, units),
        units.length,
    )


# a map


def _by_entities(model: Any) -> tuple[str, str, MapConversion | None] | None:
    """IfcMapConversion and IfcProjectedCRS, since IFC 4; IfcRigidOperation since 4.3."""
    if model.schema == "IFC2X3":
        return None
    for operation in model.by_type("IfcCoordinateOperation"):
        target = part(operation, "TargetCRS")
        if target is None:
            continue
        values = operation.get_info(recursive=False)
        factors = tuple(plain_number(values.get(f"Factor{axis}"), 1.0) for axis in "XYZ")
        offset = [values.get(name) for name in ("Eastings", "Northings", "OrthogonalHeight")]
        if operation.is_a("IfcRigidOperation"):
            offset = [values.get(n) for n in ("FirstCoordinate", "SecondCoordinate", "Height")]
            if not all(is_line(one, "IfcLengthMeasure") for one in offset[:2]):
                continue
        crs, vertical, unit = _target(target)
        east, north, up = (plain_number(value, 0.0) for value in offset)
        return crs, vertical, _conversion((east, north, up), values, factors, unit)
    return None


def _target(target: Any) -> tuple[str, str, float]:
    """The map's name, its heights' name, and the metres of its unit, 0 where it names none."""
    name = text(target, "Name")
    for words in parts(target, "WellKnownText"):
        name = name or text(words, "WellKnownText")
    unit = part(target, "MapUnit")
    return name, text(target, "VerticalDatum"), factor(unit) if unit else 0.0


def _by_sets(model: Any) -> tuple[str, str, MapConversion | None] | None:
    """ePSet_MapConversion and ePSet_ProjectedCRS, as IFC 2x3 files have it in property sets."""
    found: dict[str, dict[str, Any]] = {}
    for one in model.by_type("IfcPropertySet"):
        name = text(one, "Name").lower()
        if name in ("epset_mapconversion", "epset_projectedcrs") and name not in found:
            singles = parts(one, "HasProperties", "IfcPropertySingleValue")
            wrapped = ((text(p, "Name"), part(p, "NominalValue")) for p in singles)
            found[name] = {key: getattr(v, "wrappedValue", None) for key, v in wrapped}
    values = found.get("epset_mapconversion")
    crs = found.get("epset_projectedcrs", {})
    name, vertical = (str(crs.get(field) or "") for field in ("Name", "VerticalDatum"))
    if values is None:
        return (name, vertical, None) if name else None
    offset = [
        plain_number(values.get(n), 0.0) for n in ("Eastings", "Northings", "OrthogonalHeight")
    ]
    unit = _named_unit(str(crs.get("MapUnit") or ""))
    return name, vertical, _conversion((offset[0], offset[1], offset[2]), values, (), unit)


def _conversion(
    offset: tuple[float, float, float],
    values: dict[str, Any],
    factors: tuple[float, ...],
    unit: float,
) -> MapConversion:
    axis = (
        plain_number(values.get("XAxisAbscissa"), 0.0),
        plain_number(values.get("XAxisOrdinate"), 0.0),
    )
    long = math.hypot(*axis)
    axis = (axis[0] / long, axis[1] / long) if 0 < long < math.inf else (1.0, 0.0)
    x, y, z = factors or (1.0, 1.0, 1.0)
    scale = plain_number(values.get("Scale"), 1.0)
    return MapConversion(offset, axis, scale, (x, y, z), unit if math.isfinite(unit) else 0.0)


def _named_unit(name: str) -> float:
    """Metres of a unit that is named in words: "METRE", "MILLIMETRE", "FOOT"."""
    word = name.upper().replace("METER", "METRE").strip()
    if word in ("FOOT", "FEET"):
        return 0.3048
    if not word.endswith("METRE"):
        return 0.0
    return PREFIXES.get(word.removesuffix("METRE"), 1.0 if word == "METRE" else 0.0)


# degrees


def _reference(model: Any, units: Units) -> SiteReference | None:
    for site in model.by_type("IfcSite"):
        said = [numbers(site, name, 3) for name in ("RefLatitude", "RefLongitude")]
        if not all(said):
            continue
        latitude, longitude = map(degrees, said)
        if abs(latitude) > 90 or abs(longitude) > 180:
            continue
        height = number(site, "RefElevation", 0.0) * units.length
        x, y, z = placement(part(site, "ObjectPlacement"), units.length)[:3, 3].tolist()
        return SiteReference(longitude, latitude, height, (x, y, z), _north(model))
    return None


def degrees(said: list[float]) -> float:
    """Degrees, minutes, seconds and millionths of a second, all of one sign, as degrees."""
    return float(sum(p / by for p, by in zip(said, (1, 60, 3600, 3.6e9), strict=False)))


def _north(model: Any) -> tuple[float, float]:
    for context in _contexts(model):
        ratios = numbers(part(context, "TrueNorth"), "DirectionRatios", 2)
        if ratios:
            x, y = ratios[:2]
            long = math.hypot(x, y)
            if 0 < long < math.inf:
                return x / long, y / long
    return 0.0, 1.0


def _contexts(model: Any) -> list[Any]:
    """The contexts of bodies; of plans there are others."""
    every = model.by_type("IfcGeometricRepresentationContext", include_subtypes=False)
    return [c for c in every if text(c, "ContextType") in ("Model", "")] or list(every)


# placements


def _world(model: Any, units: Units) -> F64:
    """The placement of the model's axes, which the library leaves out."""
    for context in _contexts(model):
        axes = part(context, "WorldCoordinateSystem", "IfcAxis2Placement3D")
        if axes is not None:
            return _matrix(axes, units.length)
    return np.eye(4)


def placement(one: Any, length: float) -> F64:
    """(4, 4): where a thing's own axes lie in the model, in metres."""
    whole = np.eye(4)
    for _ in range(DEEP):
        axes = part(one, "RelativePlacement", "IfcAxis2Placement3D")
        if axes is not None:
            whole = _matrix(axes, length) @ whole
        one = part(one, "PlacementRelTo", "IfcLocalPlacement")
        if one is None:
            break
    return whole


def _matrix(axes: Any, length: float) -> F64:
    """(4, 4) of an IfcAxis2Placement3D: its third axis upright, its first as near as it can be."""
    upright = _direction(part(axes, "Axis"), (0.0, 0.0, 1.0))
    first = _direction(part(axes, "RefDirection"), (1.0, 0.0, 0.0))
    first = first - (first @ upright) * upright
    size = float(np.linalg.norm(first))
    found = np.eye(4)
    if size > 1e-9:
        first = first / size
        found[:3, :3] = np.stack([first, np.cross(upright, first), upright], axis=1)
    place = numbers(part(axes, "Location"), "Coordinates", 3)
    if place:
        found[:3, 3] = np.array(place[:3]) * length
    return found


def _direction(direction: Any, otherwise: tuple[float, float, float]) -> F64:
    ratios = numbers(direction, "DirectionRatios", 3)
    vector = np.array(ratios[:3] or otherwise, np.float64)
    size = float(np.linalg.norm(vector))
    return vector / size if 0 < size < math.inf else np.array(otherwise)
