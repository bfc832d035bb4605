"""What buildings cover, and buildings as blocks over that."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.body import ROOF, Body
from city.forms import Massing
from city.outline import Rings, polygon_of, polygons_of
from city.roof import Roof, massing
from city.solid import NotClosed, united
from city.thing import Thing

F64 = NDArray[np.float64]


def closed(body: Body) -> Body:
    """A body that can be cut. Where its faces do not close, its outline as a block."""
    try:
        return united([body])
    except NotClosed:
        rings = outline_of(body)
        return massing(rings, body.low, body.high, Roof())


def footprint_of(thing: Thing) -> Any:
    """What a thing covers, as a shapely polygon or several. ValueError where it covers nothing."""
    if isinstance(thing.form, Massing):
        return polygon_of(thing.form.rings)
    return seen_from_above(thing.body)


def outline_of(body: Body) -> Rings:
    """The outline of a body seen from above; of several pieces the largest."""
    pieces = polygons_of(seen_from_above(body))
    return max(pieces, key=lambda rings: float(polygon_of(rings).area))


def seen_from_above(body: Body) -> Any:
    """What a body covers, as a shapely polygon or several. ValueError where it covers nothing."""
    level = np.abs(body.area_vectors()[:, 2]) > 1e-6
    flat = [
        shapely.Polygon(face[0][:, :2], [ring[:, :2] for ring in face[1:]])
        for face, seen in zip(body.faces(), level, strict=True)
        if seen
    ]
    if not flat:
        raise ValueError("has no floor and no roof")
    whole = shapely.union_all(shapely.make_valid(np.array(flat, object)), grid_size=1e-6)
    pieces = [polygon_of(rings) for rings in polygons_of(whole)]
    if not pieces:
        raise ValueError("covers no ground")
    return pieces[0] if len(pieces) == 1 else shapely.MultiPolygon(pieces)


def covered(body: Body, roof: Roof) -> Body:
    """The outline of a body up to its lowest eaves, under another roof."""
    rings = outline_of(body)
    tops = [face[0] for face, kind in zip(body.faces(), body.surface, strict=True) if kind == ROOF]
    eaves = min((float(ring[:, 2].min()) for ring in tops), default=body.high)
    return massing(rings, body.low, max(eaves, body.low + 1.0), roof)
