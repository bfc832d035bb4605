"""Things of the city as signs: where each is now, how it looks, and where it came along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
Sort = Literal["disc", "column", "vehicle", "arrow"]
Edge = Literal["dark", "light", ""]

WIDE = {"disc": 24.0, "column": 12.0, "vehicle": 12.0, "arrow": 24.0}  # metres, where nobody says
HIGH = {"disc": 20.0, "arrow": 0.0}  # metres of their stems, where nobody says
TALL = 0.3, 1.5, 3.2  # of its length, and metres at least and at most, that a vehicle is high


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """n things that are drawn alike: discs on stems, columns, vehicles, or arrows that lie flat.

    points: (n, 3) local metres, where each stands on the ground; the middle of an arrow. colour:
    (n, 3) uint8. size: (n,) metres: how wide a disc or a column is, how long a vehicle or an arrow;
    an arrow of none is a dot. height: (n,) metres of the stem, the column or the vehicle. heading:
    (n,) degrees clockwise from north, NaN where nobody knows. spread: (n,) metres that the place
    may be off, 0 for none that are known. stale: (n,) what has not been said anew for long. alert:
    (n,) what somebody should look at.
    """

    sort: Sort
    points: F32
    colour: NDArray[np.uint8]
    size: F32
    height: F32
    heading: F32
    spread: F32
    stale: NDArray[np.bool_]
    alert: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        sort: Sort,
        points: Any,
        colour: Any,
        *,
        size: Any = None,
        height: Any = None,
        heading: Any = np.nan,
        spread: Any = 0.0,
        stale: Any = False,
        alert: Any = False,
    ) -> Glyphs:
        """From columns, or single values that hold for all of them.

        Raises ValueError where a column is of another length, and where a place is no number.
        """
        places = np.ascontiguousarray(points, np.float32).reshape(-1, 3)
        if not np.isfinite(places).all():
            raise ValueError("what is drawn needs a place")
        count = len(places)
        size = WIDE[sort] if size is None else size
        if height is None:
            height = HIGH[sort] if sort in HIGH else np.clip(np.multiply(size, TALL[0]), *TALL[1:])
        said = (size, height, heading, spread, stale, alert)
        kinds = (np.float32,) * 4 + (np.bool_,) * 2
        paint = np.broadcast_to(np.asarray(colour, np.uint8), (count, 3))
        columns: Any = (
            np.broadcast_to(np.asarray(one, kind), (count,))
            for one, kind in zip(said, kinds, strict=True)
        )
        return cls(sort, places, paint, *columns)

    def __len__(self) -> int:
        return len(self.points)

    def at(self, points: Any, heading: Any = None) -> Glyphs:
        """The same things at other places, (n, 3), and with other headings, (n,), where given."""
        places = np.ascontiguousarray(points, np.float32).reshape(-1, 3)
        if len(places) != len(self):
            raise ValueError(f"{len(self)} things cannot be at {len(places)} places")
        turned = self.heading if heading is None else np.asarray(heading, np.float32)
        return replace(self, points=places, heading=np.broadcast_to(turned, (len(self),)))

    def only(self, rows: NDArray[Any]) -> Glyphs:
        """Some of them."""
        return Glyphs(self.sort, *(getattr(self, name)[rows] for name in self.__slots__[1:]))


@dataclass(frozen=True, slots=True, eq=False)
class Trails:
    """Where k moving things came along, each a line that fades towards its older end, or ways that
    do not fade.

    points: (m, 3) local metres, the oldest of each first. starts: (k + 1,) where each begins in
    `points`, and where the last ends. colour: (k, 3) uint8. width: pixels.
    """

    points: F32
    starts: NDArray[np.int64]
    colour: NDArray[np.uint8]
    width: float = 3.0
    fading: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Ribbons:
    """k lines with widths of their own and an edge: streets, pipes, contours.

    points: (m, 3) local metres. starts: (k + 1,) where each begins in `points`, and where the last
    ends. colour: (k, 3) uint8 one of each, or (m, 3) that of what follows each point. width: (k,)
    pixels, or metres if `metres` says so; what is not wider than 0 is not drawn. least: pixels that
    a line in metres is wide at least. aside: (k,) how many half widths it lies to the right of its
    points, as one goes along it. apart: (k,) metres that its points lie there already, and need not
    be moved. edge: its outline.
    """

    points: F32
    starts: NDArray[np.int64]
    colour: NDArray[np.uint8]
    width: F32
    metres: bool
    least: float
    aside: F32
    apart: F32
    edge: Edge

    @classmethod
    def of(
        cls,
        points: Any,
        starts: Any,
        colour: Any,
        width: Any,
        *,
        metres: bool = False,
        least: float = 2.0,
        aside: Any = 0.0,
        apart: Any = 0.0,
        edge: Edge = "dark",
    ) -> Ribbons:
        """From columns, or single values that hold for all lines.

        Raises ValueError where a column is of another length.
        """
        places = np.ascontiguousarray(points, np.float32).reshape(-1, 3)
        begins = np.ascontiguousarray(starts, np.int64)
        count = len(begins) - 1
        paint = np.asarray(colour, np.uint8)
        if count < 0 or begins[0] != 0 or begins[-1] != len(places) or (np.diff(begins) < 0).any():
            raise ValueError("each line needs a place where its points begin")
        if paint.ndim == 1 or len(paint) != len(places):
            paint = np.broadcast_to(paint, (count, 3))
        wide, off, there = (
            np.broadcast_to(np.asarray(one, np.float32), (count,)) for one in (width, aside, apart)
        )
        return cls(places, begins, paint, wide, metres, least, off, there, edge)

    def __len__(self) -> int:
        return len(self.starts) - 1
