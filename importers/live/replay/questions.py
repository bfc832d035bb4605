"""Which entities somebody asks for: NGSI-LD's queries of values and places (GS CIM 009, 4.9 f.)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import shapely

from importers.live.replay.exchange import Problem, milliseconds

Test = Callable[[dict[str, Any]], bool]

TERM = re.compile(r"([A-Za-z_][\w.]*)(?:(==|!=|>=|<=|>|<)(.+))?")
LONGEST = 2_000  # letters of a query
CORNERS = 10_000
EARTH = 6_371_008.8  # metres, mean radius (IUGG)
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}


def question(text: str) -> Test:
    """A test of entities (with system attributes) from comparisons joined by ; (and) and | (or).

    Raises Problem for what is no query, or more than simple comparisons.
    """
    if len(text) > LONGEST:
        raise Problem(400, f"q is longer than {LONGEST:,} letters")
    choices = [[_term(term) for term in _split(choice, ";")] for choice in _split(text, "|")]
    return lambda entity: any(all(test(entity) for test in tests) for tests in choices)


def _split(text: str, mark: str) -> list[str]:
    """Parts of a text at a mark that stands outside quotation marks."""
    return re.findall(rf'(?:"[^"]*"|[^{re.escape(mark)}"])+', text) or [""]


def _term(text: str) -> Test:
    found = TERM.fullmatch(text)
    if found is None:
        raise Problem(
            400, f"q is understood as comparisons joined by ; and |, such as no2>40: {text[:60]}"
        )
    path, sign, operand = found[1].split("."), found[2], found[3]
    if sign is None:
        return lambda entity: _at(entity, path) is not None
    return lambda entity: _compare(_at(entity, path), sign, operand)


def _at(entity: Mapping[str, Any], path: list[str]) -> Any:
    told: Any = entity
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return told.get("value", told.get("object")) if isinstance(told, dict) else told


def _compare(said: Any, sign: str, operand: str) -> bool:
    quoted = operand.startswith('"') and operand.endswith('"') and len(operand) > 1
    wanted: Any = operand[1:-1] if quoted else operand
    if isinstance(said, str):
        moments = milliseconds(said), milliseconds(wanted)
        if None not in moments:
            return COMPARED[sign](*moments)
        return COMPARED[sign](said, wanted)
    if isinstance(said, bool) or not isinstance(said, (int, float)) or quoted:
        return False
    try:
        return COMPARED[sign](said, float(wanted))
    except ValueError:
        return False


# places


def whereabouts(query: Mapping[str, str]) -> Test | None:
    """A test of where entities are, from georel, geometry and coordinates; None where nobody asks.

    near measures along the great circle. Raises Problem for what is no such question.
    """
    relation = query.get("georel")
    if relation is None:
        return None
    if query.get("geoproperty", "location") != "location":
        raise Problem(400, "places are asked for by location alone")
    try:
        told = {"type": query["geometry"], "coordinates": json.loads(query["coordinates"])}
        shape = shapely.geometry.shape(told)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as fault:
        raise Problem(400, "geometry and coordinates must be those of GeoJSON") from fault
    except shapely.errors.ShapelyError as fault:
        raise Problem(400, "coordinates are no such geometry") from fault
    if shape.is_empty or not shape.is_valid or shapely.get_num_coordinates(shape) > CORNERS:
        raise Problem(
            400, f"this geometry is empty, crosses itself, or has over {CORNERS:,} corners"
        )
    near = re.fullmatch(r"near;(max|min)Distance==(\d{1,9}(?:\.\d+)?)", relation)
    if near and shape.geom_type == "Point":
        sign, limit = (1 if near[1] == "max" else -1), float(near[2])
        return lambda entity: _beside(entity, shape, lambda far: sign * (far - limit) <= 0)
    if relation in ("within", "intersects"):
        return lambda entity: _inside(entity, shape)
    raise Problem(400, "georel is understood as near (of a point), within and intersects")


def _beside(entity: Mapping[str, Any], point: Any, holds: Callable[[float], bool]) -> bool:
    place = _place(entity)
    return place is not None and holds(metres(place[0], place[1], point.x, point.y))


def _inside(entity: Mapping[str, Any], shape: Any) -> bool:
    place = _place(entity)
    return place is not None and bool(shape.intersects(shapely.Point(place[:2])))


def _place(entity: Mapping[str, Any]) -> list[float] | None:
    location = entity.get("location")
    return location["value"]["coordinates"] if isinstance(location, dict) else None


def metres(east: float, north: float, east2: float, north2: float) -> float:
    """Metres between two places in degrees, along the great circle (haversine)."""
    a, b = math.radians(north), math.radians(north2)
    across = math.radians(east2 - east) / 2
    square = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(square)))
