"""Bring a city into the system of another, so that they can be compared place by place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from city.crs import NOWHERE, Crs, crs_title
from city.frame import Frame
from city.model import City, frozen
from city.reproject import reproject

ROOM = 1000.0  # metres round a city that another one without a system may lie in


def placed(city: City, other: City) -> tuple[City, list[str]]:
    """A city in the frame of another one, and what somebody should know of it.

    ValueError, in plain words, where nothing leads from one system to the other.
    """
    here, there = city.frame, other.frame
    titles = f"A is in {crs_title(there)} and B in {crs_title(here)}"
    told: list[str] = []
    if here.horizontal != there.horizontal and not {here.horizontal, there.horizontal} & {*NOWHERE}:
        city = _turned(city, there, titles)
        told.append(f"{titles}; B was put into the system of A")
    elif here.horizontal != there.horizontal:
        _see_that_they_meet(city, other, titles)
        told.append(f"{titles}; their coordinates were compared as they are")
    if here.vertical != there.vertical and (city.frame.vertical != there.vertical or not told):
        told.append(
            f"heights of A are above {there.vertical or 'nobody knows what'}, of B above "
            f"{here.vertical or 'nobody knows what'}; they were compared as they are"
        )
    return _moved(city, there), told


def _turned(city: City, frame: Frame, titles: str) -> City:
    from pyproj.exceptions import ProjError

    to = Crs(frame.horizontal, frame.vertical)
    try:
        found = reproject(city, to)
    except ProjError as fault:
        raise ValueError(f"{titles}, and nothing leads from there to here: {fault}") from fault
    points = [shapes.points for shapes in found.shapes.values()]
    if points and not any(np.isfinite(p).all(1).any() for p in points if len(p)):
        raise ValueError(
            f"{titles}, but B lies where the system of A is not used; name the right one with --crs"
        )
    return found


def _see_that_they_meet(city: City, other: City, titles: str) -> None:
    """ValueError where coordinates of two cities cannot be of one system."""
    extents = [(c.extent(), c.frame) for c in (city, other)]
    boxes = [frame.to_world(extent) for extent, frame in extents if extent is not None]
    if len(boxes) < 2:
        return
    (low, high), (least, most) = boxes
    if ((low > most + ROOM) | (least > high + ROOM))[:2].any():
        raise ValueError(
            f"{titles}, and their coordinates lie apart; say with --crs what system they are in"
        )


def _moved(city: City, frame: Frame) -> City:
    """A city of the same system counted from another origin."""
    way = np.subtract(city.frame.origin, frame.origin)
    shapes = city.shapes
    if way.any():
        shapes = {lod: replace(s, points=s.points + way) for lod, s in city.shapes.items()}
    if city.frame == frame:
        return city
    found: City = frozen(replace(city, frame=frame, shapes=shapes))
    return found
