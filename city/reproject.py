"""A city in another coordinate system."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from city.crs import NOWHERE, Crs, crs_title
from city.model import City, frozen
from city.placement import Placement, metric_frame


def reproject(city: City, to: Crs) -> City:
    """The same city with its points in the system `to`, which must be projected in metres.

    Heights change only where both height systems are known and a way between them is installed.
    Raises ValueError, in plain words, when the city has no known place or `to` is not in metres.
    """
    here = Crs(city.frame.horizontal, city.frame.vertical)
    if here.horizontal in NOWHERE:
        raise ValueError("the city lies in local metres, so it cannot be put into another system")
    if to.horizontal in NOWHERE:
        raise ValueError("a city whose place is known cannot be put into local metres")
    if not to.vertical:
        to = Crs(to.horizontal, here.vertical)
    extent = city.extent()
    corners = np.zeros((0, 3)) if extent is None else city.frame.to_world(extent)
    middle = Placement(here, replace(city.frame, horizontal=to.horizontal, origin=(0, 0, 0)), False)
    frame = metric_frame(to, middle(corners), north_first=False)
    if frame.horizontal != to.horizontal:
        raise ValueError(
            f"{crs_title(to)} is not in true metres; name a projected system such as EPSG:25832"
        )
    way = Placement(here, frame, north_first=False)
    shapes = {
        lod: replace(level, points=way(city.frame.to_world(level.points)))
        for lod, level in city.shapes.items()
    }
    moved: City = frozen(replace(city, frame=frame, shapes=shapes))
    return moved
