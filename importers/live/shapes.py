"""A place for what is no point: somewhere on it."""

from __future__ import annotations

from typing import Any


def middle(geometry: Any) -> tuple[float, ...] | None:
    """A place on a GeoJSON line or area: half-way along the line, inside the area, in the
    coordinates that it is written in; of several the longest line, the largest area. None for what
    is no geometry, or has no extent.
    """
    import orjson
    import shapely

    try:
        shape = shapely.from_geojson(orjson.dumps(geometry), on_invalid="ignore")
    except (TypeError, shapely.errors.GEOSException):
        return None
    if shape is None or shape.is_empty:
        return None
    parts = shapely.get_parts(shape)
    if shape.geom_type in ("LineString", "MultiLineString"):
        longest = parts[shapely.length(parts).argmax()]
        found = longest.interpolate(0.5, normalized=True)
    elif shape.geom_type in ("Polygon", "MultiPolygon"):
        found = shapely.point_on_surface(parts[shapely.area(parts).argmax()])
    else:
        found = shapely.point_on_surface(shape)
    return None if found.is_empty else (found.x, found.y)
