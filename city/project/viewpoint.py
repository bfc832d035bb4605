"""A view worth coming back to: where the eye stood and what it saw, in the world's coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from city.crs import NOWHERE, Crs, crs_title
from city.frame import Frame
from city.placement import Placement

Triple = tuple[float, float, float]
UP: Triple = (0.0, 0.0, 1.0)
ARM = 100.0  # metres beside the focus where the direction of "up" is looked for


@dataclass(frozen=True, slots=True)
class Eye:
    """Where the eye stands, what it looks at, which way is up: in metres.

    angle: degrees of the picture's height. span: metres from the bottom to the top of the picture
    in a parallel view, 0 in perspective. horizontal, vertical: the system of the coordinates;
    both empty in the local metres of a frame.
    """

    position: Triple
    focus: Triple
    up: Triple = UP
    angle: float = 30.0
    span: float = 0.0
    horizontal: str = ""
    vertical: str = ""

    def in_world(self, frame: Frame) -> Eye:
        """The same eye, whose coordinates were local metres of `frame`, in the world's."""
        position, focus = frame.to_world(np.array([self.position, self.focus]))
        return replace(
            self,
            position=_triple(position),
            focus=_triple(focus),
            horizontal=frame.horizontal,
            vertical=frame.vertical,
        )

    def stretched(self, factor: float) -> Eye:
        """The same eye over a city that is drawn so many times as high."""
        (x, y, z), (u, v, w) = self.position, self.focus
        return replace(self, position=(x, y, z * factor), focus=(u, v, w * factor))

    def in_frame(self, frame: Frame) -> Eye:
        """The same eye in local metres of `frame`, converted where it comes from another system.

        Raises ValueError, in plain words, where nothing leads from the one to the other.
        """
        here = Crs(self.horizontal, self.vertical)
        arm = np.add(self.focus, np.multiply(self.up, ARM))
        points = places_in_frame(np.array([self.position, self.focus, arm]), here, frame)
        up = points[2] - points[1]
        size = float(np.linalg.norm(up))
        if not (np.isfinite(points).all() and size > 0):
            raise ValueError(f"it lies where {crs_title(frame)} does not reach")
        return replace(
            self,
            position=_triple(points[0]),
            focus=_triple(points[1]),
            up=_triple(up / size),
            horizontal="",
            vertical="",
        )


def places_in_frame(world: Any, crs: Crs, frame: Frame) -> Any:
    """World coordinates (n, 3) of a system, east first, as local metres (n, 3) of a frame.

    Raises ValueError, in plain words, where one of the two is the local metres of some site.
    """
    same = crs.horizontal == frame.horizontal
    if not same and (crs.horizontal in NOWHERE or frame.horizontal in NOWHERE):
        raise ValueError(
            f"it was made in {crs_title(crs)}, and nothing leads from there to {crs_title(frame)}"
        )
    return Placement(crs, frame, north_first=False)(np.asarray(world, np.float64))


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A saved view: the eye, which layers show, how they are coloured, when, and what is cut off.

    visible: by layer. styles: by layer, a style as JSON; a layer without one is not listed.
    moment: ISO 8601 with its time zone, "" where none was set. section: what is cut away, as its
    owner describes it. thumbnail: a small PNG. panes: how plans are seen together, likewise.
    """

    ident: str
    name: str
    eye: Eye
    visible: Mapping[str, bool] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    moment: str = ""
    section: Any = None
    thumbnail: bytes = b""
    panes: Any = None


def _triple(values: Any) -> Triple:
    x, y, z = (float(value) for value in values)
    return x, y, z
