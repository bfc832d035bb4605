"""Links resolved, polygons given to the shapes of their objects: the geometry of a piece."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.builder import CityBuilder
from city.placement import Placement
from city.strings import runs
from importers.citygml.features import Form, Walk
from importers.citygml.geometry import Gatherer, Rings, Use, read_rings
from importers.citygml.names import IDS

SOLID_TYPES = ("Solid", "MultiSolid", "CompositeSolid")
IDENTITY = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"


@dataclass(slots=True)
class Placed:
    """Where the polygons of a piece ended up: builder polygon k draws `number[k]`, maybe turned."""

    rings: Rings
    first_ring: NDArray[np.int64]
    polygon: list[int] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    flip: list[bool] = field(default_factory=list)


class Shaping:
    """Turns the forms that a walk has found into shapes of a builder."""

    def __init__(self, walk: Walk, root: Any, placement: Placement, dimension: int) -> None:
        self.walk = walk
        self.builder: CityBuilder = walk.builder
        self.faces = walk.found.faces
        self.gatherer = Gatherer(walk.names, self.faces)
        self.loose: set[str] = set()
        self.low = np.full(3, np.inf)
        self.high = np.full(3, -np.inf)
        self._root = root
        self._placement = placement
        self._dimension = dimension
        self._index: dict[str, Any] | None = None
        self._reached: dict[str, list[Use]] = {}

    # links

    def element(self, id: str) -> Any:
        """The element of this piece with an id, or None."""
        return self.ids().get(id)

    def ids(self) -> dict[str, Any]:
        """Every element of this piece that has an id, by it."""
        if self._index is None:
            self._index = {}
            for key in IDS:
                for e in self._root.iterfind(f".//*[@{key}]"):
                    self._index.setdefault(e.get(key), e)
        return self._index

    def extent(self) -> NDArray[np.float64] | None:
        """(2, 3): lowest and highest corner in the file's own system, east first."""
        corners = np.stack([self.low, self.high])
        if not np.isfinite(corners).all():
            return None
        turned = self._placement.east_first(corners)
        return np.stack([turned.min(0), turned.max(0)])

    def resolve(self, uses: list[Use], object: int, chain: tuple[str, ...] = ()) -> list[Use]:
        """The same uses with every link replaced by the polygons it leads to."""
        found: list[Use] = []
        for use in uses:
            if isinstance(use.polygon, int):
                found.append(use)
                continue
            id = use.polygon.removeprefix("#")
            number = self.faces.ids.get(id)
            if number is not None:
                found.append(Use(number, use.surface, use.shell, use.flip))
                continue
            for end in self._follow(use.polygon, object, chain):
                flip = use.flip != end.flip
                found.append(Use(end.polygon, use.surface, use.shell or end.shell, flip))
        return found

    def _follow(self, href: str, object: int, chain: tuple[str, ...]) -> list[Use]:
        id = href.removeprefix("#")
        if id in self._reached:
            return self._reached[id]
        if id in chain or len(chain) > 50:
            self._tell(
                "warning", "CYCLIC_XLINK", object, f"the link to {href} leads back to itself"
            )
            return []
        e = self.element(id) if href.startswith("#") else None
        if e is None:
            if href.startswith("#"):
                self.loose.add(id)
                message = f"nothing in the file has the id {id}, which a link names"
                self._tell("error", "DANGLING_XLINK", object, message)
            else:
                message = f"a link leads out of the file, to {href}; it is not followed"
                self._tell("warning", "EXTERNAL_XLINK", object, message)
            return []
        ends = self.resolve(self.gatherer.gather(e), object, (*chain, id))
        self._reached[id] = ends
        return ends

    def _tell(self, severity: Any, code: str, object: int, message: str) -> None:
        from city.finding import Finding

        id = self.builder.objects.ids[object]
        self.walk.found.findings.append(Finding(severity, code, id, message))

    # shapes

    def settle(self) -> Placed:
        """Give every polygon to a shape: once to a solid where one has it, else to its surface's.

        A polygon inside a surface, or linked from one, gets that surface wherever its object uses
        it (the view that CityJSON takes of the same model).
        """
        forms = self.walk.found.forms
        for form in forms:
            form.uses = self.resolve(form.uses, form.object)
        meant: dict[tuple[int, Any], int] = {}
        for form in forms:
            if form.surface >= 0:
                for use in form.uses:
                    meant[form.object, use.polygon] = form.surface
        taken: set[tuple[int, str, Any]] = set()
        own = [form for form in forms if form.surface < 0]
        own.sort(key=lambda form: form.type not in SOLID_TYPES)
        rings = read_rings(self.faces, self._dimension)
        placed = Placed(rings, _starts(self.faces.rings))
        shapes: list[int] = []
        uses: list[Use] = []
        for form in own:
            self._own_form(form, meant, taken, shapes, uses, placed)
        gathered: dict[tuple[int, str, str], int] = {}
        for form in forms:
            if form.surface < 0:
                continue
            if form.matrix or form.anchor is not None:
                self._library(form, placed)
                continue
            for use in form.uses:
                key = (form.object, form.lod, use.polygon)
                if key in taken:
                    continue
                taken.add(key)
                bag = (form.object, form.lod, _plain(form.type))
                shape = gathered.get(bag)
                if shape is None:
                    shape = gathered[bag] = self.builder.add_shape(*bag)
                shapes.append(shape)
                uses.append(Use(use.polygon, form.surface, 0, use.flip))
        self._add(shapes, uses, placed, None)
        self._judge(rings, placed, forms)
        return placed

    def _own_form(
        self,
        form: Form,
        meant: dict[tuple[int, Any], int],
        taken: set[tuple[int, str, Any]],
        shapes: list[int],
        uses: list[Use],
        placed: Placed,
    ) -> None:
        if form.matrix or form.anchor is not None:
            self._library(form, placed)
            return
        solid = form.type in SOLID_TYPES
        kept = [
            use for use in form.uses if solid or (form.object, form.lod, use.polygon) not in taken
        ]
        if not kept:
            return
        shape = self.builder.add_shape(form.object, form.lod, form.type)
        for use in kept:
            taken.add((form.object, form.lod, use.polygon))
            use.surface = meant.get((form.object, use.polygon), -1)
            shapes.append(shape)
            uses.append(use)

    def _library(self, form: Form, placed: Placed) -> None:
        """A library object's polygons, turned by its matrix and put at its reference point."""
        matrix = _numbers(form.matrix or IDENTITY)
        anchor = _numbers(form.anchor or "0 0 0")
        if len(matrix) < 12 or len(anchor) < 2:
            message = "the matrix or the reference point of its library object is incomplete"
            self._tell("error", "BAD_PLACEMENT", form.object, message)
            return
        if not form.uses:
            return
        shape = self.builder.add_shape(form.object, form.lod, form.type)
        turn = np.zeros((3, 4))
        turn.flat[:] = matrix[:12]
        point = np.zeros((1, 3))
        point[0, : min(len(anchor), 3)] = anchor[:3]
        goes = turn, self._place(point) if form.anchor is not None else None
        self._add([shape] * len(form.uses), form.uses, placed, goes)

    def _place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        finite = points[np.isfinite(points).all(1)]
        if len(finite):
            self.low = np.minimum(self.low, finite.min(0))
            self.high = np.maximum(self.high, finite.max(0))
        return self._placement(points)

    def _add(
        self,
        shapes: list[int],
        uses: list[Use],
        placed: Placed,
        goes: tuple[NDArray[np.float64], NDArray[np.float64] | None] | None,
    ) -> None:
        if not uses:
            return
        rings = placed.rings
        number = np.array([use.polygon for use in uses], np.int64)
        flip = np.array([use.flip for use in uses], bool)
        per = np.diff(placed.first_ring)[number]
        ring = runs(placed.first_ring[:-1][number], per)
        owner = np.repeat(np.arange(len(uses)), per)
        full = rings.count[ring] > 0
        ring, owner = ring[full], owner[full]
        kept = np.bincount(owner, minlength=len(uses))
        some = kept > 0
        count = rings.count[ring]
        step = runs(np.zeros(len(ring), np.int64), count)
        turned = np.repeat(flip[owner], count)
        last = np.repeat(count - 1, count)
        where = np.repeat(rings.first[ring], count) + np.where(turned, last - step, step)
        points = rings.points[where]
        if goes is None:
            points = self._place(points)
        else:
            turn, anchor = goes
            points = points @ turn[:, :3].T + turn[:, 3]
            points = self._place(points) if anchor is None else points + anchor
        first = self.builder.add_polygons(
            np.array(shapes)[some],
            kept[some],
            count,
            points,
            np.array([use.surface for use in uses])[some],
            np.array([use.shell for use in uses])[some],
        )
        good = np.flatnonzero(some)
        placed.polygon.extend(range(first, first + len(good)))
        placed.number.extend(number[good].tolist())
        placed.flip.extend(flip[good].tolist())

    # the doctor

    def _judge(self, rings: Rings, placed: Placed, forms: list[Form]) -> None:
        """Say what is wrong with the rings of this piece, object by object."""
        finite = np.isfinite(rings.points).all(axis=1).reshape(-1)
        ring = np.repeat(np.arange(len(rings.count)), rings.count)
        broken = np.zeros(len(rings.count), bool)
        place = np.repeat(rings.first, rings.count) + runs(
            np.zeros(len(rings.count), np.int64), rings.count
        )
        broken[ring[~finite[place]]] = True
        owner = np.repeat(np.arange(len(self.faces.rings)), self.faces.rings)
        line = np.zeros(len(self.faces.rings), bool)
        line[list(self.faces.lines)] = True
        few = ~line[owner] & (rings.count < 3)
        for wrong, severity, code, message in (
            (
                rings.unclosed & ~few,
                "warning",
                "UNCLOSED_RING",
                "a ring does not end where it begins",
            ),
            (rings.odd, "error", "BAD_COORDINATES", "a ring has a number too few or a word in it"),
            (broken, "error", "NOT_FINITE", "a ring has coordinates that are no numbers"),
            (few, "error", "TOO_FEW_POINTS", "a ring has fewer than three points"),
            (rings.flat & ~line[owner], "note", "NO_HEIGHTS", "a ring comes without heights"),
        ):
            if wrong.any():
                self._blame(set(owner[wrong].tolist()), severity, code, message, forms)

    def _blame(
        self, polygons: set[int], severity: str, code: str, message: str, forms: list[Form]
    ) -> None:
        told: dict[int, int] = {}
        for form in forms:
            hits = sum(use.polygon in polygons for use in form.uses)
            if hits:
                told[form.object] = told.get(form.object, 0) + hits
        for object, times in told.items():
            more = f" ({times} times)" if times > 1 else ""
            self._tell(severity, code, object, message + more)


def _plain(type: str) -> str:
    return type if type in ("MultiCurve", "MultiPoint", "TerrainIntersection") else "MultiSurface"


def _numbers(text: str) -> list[float]:
    try:
        return [float(word) for word in text.split()]
    except ValueError:
        return []


def _starts(counts: list[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.array(counts, np.int64))]).astype(np.int64)
