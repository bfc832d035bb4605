"""What blows or flows: vectors of a field at places that one chooses, and as arrows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from city.glyphs import Glyphs
from city.scales import Scale
from city.simulated.field import Field
from city.simulated.mesh import Mesh
from city.simulated.points import Points
from city.simulated.raster import Raster
from city.simulated.volume import Volume

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.int64]
Shape = Raster | Mesh | Points | Volume

REACH = 0.9  # of how far arrows are apart that the longest one is long
CALM = 0.02  # of the strongest, up to which nothing moves that one would see


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where n places lie among the cells or nodes of a field: worked out once for all its moments.

    rows: (n, k) of its values. share: (n, k) how much each of them counts there; nothing where a
    place lies outside.
    """

    rows: Rows
    share: F32

    @classmethod
    def of(cls, shape: Shape, points: F64, at: str = "cells") -> Places:
        """Those of points of local metres, (n, 2), or (n, 3) in a volume.

        at: what values belong to, as a variable has it. They pass over between the centres of a
        raster's cells, the nodes of a mesh and single places; a face or a cell in space has one
        value all over, and in a volume the nearest node counts.
        """
        if isinstance(shape, Raster | Points) or (isinstance(shape, Mesh) and at == "nodes"):
            rows, share = shape.around(points)
        else:
            found = shape.cells(points)
            if isinstance(shape, Volume) and at == "nodes":
                found = shape.nearest_node(points)
            rows, share = np.maximum(found, 0)[:, None], (found >= 0)[:, None].astype(np.float64)
        return cls(rows, share.astype(np.float32))

    def values(self, of: F32) -> F32:
        """(n, c) what columns (cells or nodes, c) are at the places, NaN where nothing is.

        Beside a gap those around it count that are known, if the nearest of them is.
        """
        around = of[self.rows]
        known = np.asarray(np.isfinite(around).all(-1))
        share = self.share * known
        whole = share.sum(1)
        nearest = np.take_along_axis(known, self.share.argmax(1)[:, None], axis=1)[:, 0]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = share / whole[:, None]
            mixed = (np.where(known[..., None], around, 0) * share[..., None]).sum(1)
        mixed[~nearest | (whole <= 0)] = np.nan
        return np.asarray(mixed, np.float32)


def spread(box: F64, across: int = 40) -> tuple[F64, float]:
    """Places for about so many arrows from west to east of what is seen, (n, 2) local metres, and
    how many metres they lie apart.

    box: (2, 2) the south-western and the north-eastern corner. They lie on round metres, so that
    they stay where they are while the view moves.
    """
    wide = max(float(np.ptp(box, axis=0).max()), 1e-6) / max(across, 1)
    power = 10.0 ** np.floor(np.log10(wide))
    apart = next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= wide * 0.999)
    east, north = (
        np.arange(np.ceil(low / apart), np.floor(high / apart) + 1) * apart for low, high in box.T
    )
    return np.stack([axis.ravel() for axis in np.meshgrid(east, north)], axis=1), apart


def columns(field: Field, key: str, moment: np.datetime64, level: int = 0) -> F32:
    """(cells or nodes, 2) a vector's parts to the east and to the north at a moment, as `Field.at`
    has values: each part linear between two steps; NaN before the first and after the last."""

    def told(step: int) -> F32:
        vectors = field.vectors(key, step, level)[..., :2]
        return vectors.reshape(-1, 2)

    if not len(field.times):
        return told(0)
    after = int(np.searchsorted(field.times, moment, "right"))
    before = after - 1
    first = told(max(before, 0))
    if before < 0 or moment > field.times[-1]:
        return np.full_like(first, np.nan)
    share = 0.0
    if after < len(field.times):
        share = (moment - field.times[before]) / (field.times[after] - field.times[before])
    if not share:
        return first
    second = told(after)
    mixed = first + (second - first) * np.float32(share)
    return np.where(np.isnan(mixed), first if share < 0.5 else second, mixed)


def vectors(field: Field, key: str, moment: np.datetime64, points: F64, level: int = 0) -> F32:
    """(n, 2) a vector's parts to the east and to the north at points of local metres, (n, 2), or
    (n, 3) in a volume; NaN where there is none."""
    part = field.variable(field.variable(key).parts[0])
    return Places.of(field.shape, points, part.at).values(columns(field, key, moment, level))


def arrows(
    told: F32,
    points: F64,
    *,
    apart: float,
    scale: Scale,
    strongest: float,
) -> Glyphs:
    """Vectors (n, 2) as arrows that lie at points (n, 3) of local metres; none where there is none.

    apart: metres between the points; the strongest is nearly as long. scale: their colours.
    strongest: the largest length, of all moments that are to be compared.
    """
    known = np.isfinite(told).all(1) & np.isfinite(points).all(1)
    east, north = told[known].T.astype(np.float64)
    strength = np.hypot(east, north)
    share = np.minimum(strength / (strongest or 1.0), 1.0)
    return Glyphs.of(
        "arrow",
        points[known],
        scale.of(strength),
        size=np.where(share > CALM, share * REACH * apart, 0),
        heading=np.degrees(np.arctan2(east, north)) % 360,
    )
