"""Polygons given to the shapes of their objects: the geometry of a piece."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from city.builder import CityBuilder
from city.finding import Severity
from city.frame import on_earth
from city.placement import Placement
from city.strings import runs
from importers.citygml.document import Shift
from importers.citygml.links import Links, Uses
from importers.citygml.rings import Rings, read_rings

I64 = NDArray[np.int64]
SOLID_TYPES = ("Solid", "MultiSolid", "CompositeSolid")
LINE_TYPES = ("MultiCurve", "MultiPoint", "TerrainIntersection")
IDENTITY = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"


@dataclass(slots=True)
class Placed:
    """Where the polygons of a piece ended up: the builder's polygon k draws `number` k, maybe
    turned round."""

    rings: Rings
    polygon: list[int] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    turned: list[bool] = field(default_factory=list)


class Shaping:
    """Turns the forms that a walk has found into shapes of a builder."""

    def __init__(self, links: Links, placement: Placement | Shift, dimension: int) -> None:
        self.links = links
        self.builder: CityBuilder = links.walk.builder
        self.faces = links.walk.faces
        self.forms = links.walk.forms
        self._low = np.full(3, np.inf)
        self._high = np.full(3, -np.inf)
        self._placement = placement
        self._dimension = dimension

    def extent(self) -> NDArray[np.float64] | None:
        """(2, 3): lowest and highest corner in the file's own system, east first."""
        corners = np.stack([self._low, self._high])
        if not np.isfinite(corners).all():
            return None
        east_first = self._placement.east_first(corners)
        return np.stack([east_first.min(0), east_first.max(0)])

    # shapes

    def settle(self) -> Placed:
        """Give every polygon to a shape: once to a solid where one has it, else to its surface's.

        A polygon inside a surface, or linked from one, gets that surface wherever its object uses
        it (the view that CityJSON takes of the same model).
        """
        uses = self.links.uses()
        rings = read_rings(self.faces, self._dimension)
        placed = Placed(rings)
        if not self.forms.object:
            return placed
        library = np.zeros(len(self.forms.object), bool)
        library[list(self.forms.library)] = True
        self._judge(rings, uses)
        far = library[uses.form]
        if far.any():
            self._library(uses.take(far), placed)
            uses = uses.take(~far)
        surface = self._surfaces(uses)
        kept = self._once(uses)
        uses, surface = uses.take(kept), surface[kept]
        self._add(uses, self._shapes(uses), surface, placed)
        return placed

    def _columns(self, uses: Uses) -> tuple[I64, I64]:
        """The object and the surface of each use."""
        objects = np.array(self.forms.object, np.int64)
        surfaces = np.array(self.forms.surface, np.int64)
        return objects[uses.form], surfaces[uses.form]

    def _surfaces(self, uses: Uses) -> I64:
        """The surface of each use: its own, or that which the same object gives the polygon."""
        object, surface = self._columns(uses)
        key = object * (len(self.faces.rings) + 1) + uses.polygon
        own = np.flatnonzero(surface >= 0)
        if not len(own):
            return surface
        order = own[np.argsort(key[own], kind="stable")]
        bare = np.flatnonzero(surface < 0)
        at = np.minimum(np.searchsorted(key[order], key[bare]), len(order) - 1)
        found = key[order[at]] == key[bare]
        surface[bare[found]] = surface[order[at[found]]]
        return surface

    def _once(self, uses: Uses) -> NDArray[np.bool_]:
        """Which uses stay: all of solids, then each polygon once for an object and a level."""
        forms = self.forms
        lods: dict[str, int] = {}
        code = np.array([lods.setdefault(lod, len(lods)) for lod in forms.lod], np.int64)
        rank = np.array(
            [
                0 if type in SOLID_TYPES else 1 if surface < 0 else 2
                for type, surface in zip(forms.type, forms.surface, strict=True)
            ],
            np.int64,
        )[uses.form]
        object, _ = self._columns(uses)
        key = (object * len(lods) + code[uses.form]) * (len(self.faces.rings) + 1) + uses.polygon
        order = np.lexsort((rank, key))
        kept = np.ones(len(order), bool)
        repeated = key[order[1:]] == key[order[:-1]]
        kept[order[1:][repeated]] = False
        kept[rank == 0] = True
        return kept

    def _shapes(self, uses: Uses) -> I64:
        """The shape of each use: one for each form of an object, one for all its surfaces."""
        builder = self.builder
        forms = self.forms
        shape = np.full(len(forms.object), -1, np.int64)
        shared: dict[tuple[int, str, str], int] = {}
        for row in np.unique(uses.form).tolist():
            object, lod, type = forms.object[row], forms.lod[row], forms.type[row]
            if forms.surface[row] < 0:
                shape[row] = builder.add_shape(object, lod, type)
                continue
            key = (object, lod, type if type in LINE_TYPES else "MultiSurface")
            known = shared.get(key)
            if known is None:
                known = shared[key] = builder.add_shape(*key)
            shape[row] = known
        return shape[uses.form]

    def _library(self, uses: Uses, placed: Placed) -> None:
        """Library objects: their polygons turned by a matrix and put at a reference point."""
        count = len(self.forms.object)
        turn = np.zeros((count, 3, 4))
        anchor = np.zeros((count, 3))
        anchored = np.zeros(count, bool)
        bad = np.zeros(count, bool)
        for row in np.unique(uses.form).tolist():
            turned, placed_at = self.forms.library[row]
            matrix = _numbers(turned or IDENTITY)
            point = _numbers("0 0 0" if placed_at is None else placed_at)
            if len(matrix) < 12 or len(point) < 2:
                bad[row] = True
                message = "the matrix or the reference point of its library object is incomplete"
                self.links.tell("error", "BAD_PLACEMENT", self.forms.object[row], message)
                continue
            turn[row].flat[:] = matrix[:12]
            anchor[row, : len(point[:3])] = point[:3]
            anchored[row] = placed_at is not None
        if anchored.any():
            anchor[anchored] = self._place(anchor[anchored])
        uses = uses.take(~bad[uses.form])
        _, surface = self._columns(uses)
        self._add(uses, self._shapes(uses), surface, placed, (turn, anchor, anchored))

    def _place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        places = on_earth(points)
        finite = points if places.all() else points[places]
        if len(finite):  # axis by axis, which is many times quicker than row by row
            self._low = np.minimum(self._low, [axis.min() for axis in finite.T])
            self._high = np.maximum(self._high, [axis.max() for axis in finite.T])
        return self._placement(points)

    def _add(
        self,
        uses: Uses,
        shape: I64,
        surface: I64,
        placed: Placed,
        library: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]] | None = None,
    ) -> None:
        """Hand polygons to the builder, with their points in local metres."""
        rings = placed.rings
        per = np.diff(rings.start)[uses.polygon]
        ring = runs(rings.start[uses.polygon], per)
        owner = np.repeat(np.arange(len(per)), per)
        full = rings.count[ring] > 0
        ring, owner = ring[full], owner[full]
        kept = np.bincount(owner, minlength=len(per))
        some = kept > 0
        count = rings.count[ring]
        where = _points_of(ring, uses.turned[owner], rings)
        points = rings.points.take(where, axis=0)
        if library is None:
            points = self._place(points)
        else:
            turn, anchor, anchored = library
            form = np.repeat(uses.form[owner], count)
            points = np.einsum("nij,nj->ni", turn[form, :, :3], points) + turn[form, :, 3]
            free = ~anchored[form]
            points[~free] += anchor[form[~free]]
            if free.any():
                points[free] = self._place(points[free])
        first = self.builder.add_polygons(
            shape[some], kept[some], count, points, surface[some], uses.shell[some]
        )
        placed.polygon.extend(range(first, first + int(some.sum())))
        placed.number.extend(uses.polygon[some].tolist())
        placed.turned.extend(uses.turned[some].tolist())

    # the doctor

    def _judge(self, rings: Rings, uses: Uses) -> None:
        """Say what is wrong with the rings of this piece, object by object."""
        owner = rings.owner()
        face = ~rings.line[owner]
        few = face & (rings.count < 3)
        broken = np.zeros(len(owner), bool)
        if not on_earth(rings.points).all():
            ring = np.repeat(np.arange(len(owner)), rings.count)
            place = _points_of(np.arange(len(owner)), np.zeros(len(owner), bool), rings)
            broken[ring[~on_earth(rings.points[place])]] = True
        bare = (np.diff(rings.start) == 0) & ~rings.line
        if bare.any():
            message = "a polygon has no ring, so there is nothing of it"
            self._blame(uses.form[bare[uses.polygon]], "warning", "TOO_FEW_POINTS", message)
        faults: tuple[tuple[NDArray[np.bool_], Severity, str, str], ...] = (
            (rings.unclosed & ~few, "warning", "UNCLOSED_RING", "a ring does not end as it begins"),
            (rings.odd, "error", "BAD_COORDINATES", "a ring has a number too few, or a word"),
            (
                broken,
                "error",
                "NOT_FINITE",
                "a ring has coordinates that are no numbers or no place on Earth",
            ),
            (few, "error", "TOO_FEW_POINTS", "a ring has fewer than three points"),
            (rings.flat & face, "note", "NO_HEIGHTS", "a ring comes without heights; taken as 0"),
        )
        for wrong, severity, code, message in faults:
            if wrong.any():
                bad = np.zeros(len(rings.line), bool)
                bad[owner[wrong]] = True
                self._blame(uses.form[bad[uses.polygon]], severity, code, message)

    def _blame(self, rows: I64, severity: Severity, code: str, message: str) -> None:
        times: dict[int, int] = {}
        for row in rows.tolist():
            object = self.forms.object[row]
            times[object] = times.get(object, 0) + 1
        for object, n in times.items():
            more = f" ({n} times)" if n > 1 else ""
            self.links.tell(severity, code, object, message + more)


def _points_of(ring: I64, turned: NDArray[np.bool_], rings: Rings) -> I64:
    """The rows of the points of some rings, backwards where a ring is turned round."""
    count = rings.count[ring]
    if not turned.any():
        return runs(rings.first[ring], count)
    step = runs(np.zeros(len(ring), np.int64), count)
    back = np.repeat(count - 1, count) - step
    return np.repeat(rings.first[ring], count) + np.where(np.repeat(turned, count), back, step)


def _numbers(text: str) -> list[float]:
    try:
        return [float(word) for word in text.split()]
    except ValueError:
        return []
