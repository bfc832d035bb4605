"""Geometry elements of GML -> polygons by number, their coordinates still texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.citygml.names import (
    FACE,
    HREF,
    LINE,
    ORIENTABLE,
    POINT,
    PROPERTY,
    SKIP,
    SOLID,
    Names,
    Role,
    id_of,
    local_name,
)

MAX_DEPTH = 200  # of elements within elements


@dataclass(slots=True)
class Faces:
    """The polygons, lines and points of a piece; a line or a point is a polygon that never closes.

    Polygon n has rings[n] rings. texts: one coordinate text per ring; dims: its dimension, 0 where
    nothing declares it. ids, ring_ids: numbers by gml:id. twice: ids that two polygons have.
    """

    rings: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dims: list[int] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    ring_ids: dict[str, int] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)  # rings of several curves: their ends are double
    twice: list[str] = field(default_factory=list)
    named_rings: bool = False
    rings_twice: bool = False  # whether two rings have the same id
    numbers: dict[Any, int] = field(default_factory=dict)  # by element
    ahead: tuple[NDArray[np.float64], NDArray[np.int64]] | None = None

    def begin(self, rings: list[int], flat: NDArray[np.float64], cuts: NDArray[np.int64]) -> None:
        """Take in polygons whose coordinates were read; they come first, and have no texts.

        cuts: (rings + 1,) where in `flat` the numbers of each ring begin.
        """
        self.rings = rings
        self.texts = [""] * (len(cuts) - 1)
        self.dims = [0] * len(self.texts)
        self.ahead = flat, cuts

    def face(self, element: Any, dim: int) -> int:
        """The number of a polygon."""
        number = self.numbers.get(element)
        if number is not None:
            return number
        before = len(self.texts)
        dim = dimension_of(element, dim)
        for part in element:
            for ring in part:
                self._ring(ring, dim)
        return self._number(element, len(self.texts) - before)

    def line(self, element: Any, dim: int) -> int:
        """The number of a line or a point."""
        number = self.numbers.get(element)
        if number is not None:
            return number
        self._ring(element, dimension_of(element, dim))
        number = self._number(element, 1)
        self.lines.add(number)
        return number

    def plain(self, text: str) -> int:
        """The number of a new polygon of one ring, by its coordinates."""
        self.texts.append(text)
        self.dims.append(3)
        self.rings.append(1)
        return len(self.rings) - 1

    def _number(self, element: Any, rings: int) -> int:
        number = self.numbers[element] = len(self.rings)
        self.rings.append(rings)
        self.name(id_of(element), number)
        return number

    def name(self, id: str, number: int) -> None:
        """Note the id of a polygon; links lead to the first that has it."""
        if id and self.ids.setdefault(id, number) != number:
            self.twice.append(id)

    def _ring(self, ring: Any, dim: int) -> None:
        if self.named_rings:
            id = id_of(ring)
            if id:
                self.rings_twice = self.rings_twice or id in self.ring_ids
                self.ring_ids[id] = len(self.texts)
        texts = []
        for leaf in ring.iter():
            name = local_name(leaf)
            dim = dimension_of(leaf, dim)
            text = _written(leaf, name)
            if text is not None:
                texts.append(text)
            if name == "pos":
                dim = dim or (2 if len(texts[-1].split()) == 2 else 0)
        if local_name(ring) == "Ring":
            self.joined.add(len(self.texts))
        self.texts.append(texts[0] if len(texts) == 1 else " ".join(texts))
        self.dims.append(dim)


def _written(leaf: Any, name: str) -> str | None:
    """The coordinates that an element of this local name holds, None for any other element."""
    if name in ("posList", "pos"):
        return leaf.text or ""
    if name == "coordinates":
        return _plain(leaf)
    return " ".join(part.text or "" for part in leaf) if name == "coord" else None


def place_in(element: Any) -> str:
    """The coordinates of the first place inside an element, in whichever spelling; "" for none."""
    texts = (_written(leaf, local_name(leaf)) for leaf in element.iter())
    return next((text for text in texts if text is not None), "")


def dimension_of(element: Any, usual: int) -> int:
    """What an element's srsDimension says, or the usual where it has none."""
    declared = element.get("srsDimension")
    if declared is None:
        return usual
    return int(declared) if declared in ("2", "3") else usual


def _plain(coordinates: Any) -> str:
    """GML 2's own notation "x,y,z x,y,z", with the separators that it may name."""
    text = str(coordinates.text or "")
    for name, usual, plain in (("ts", " ", " "), ("cs", ",", " "), ("decimal", ".", ".")):
        text = text.replace(coordinates.get(name, usual) or usual, plain)
    return text


@dataclass(slots=True)
class Form:
    """A geometry of an object, or of one of its surfaces, at a level of detail.

    matrix, anchor: of a library object, how it is turned and where it goes, as texts.
    """

    object: int
    surface: int
    lod: str
    type: str
    matrix: str = ""
    anchor: str | None = None


class Forms:
    """Every form of a piece, and which polygons each uses.

    Of forms: object, surface, lod and type, as in Form; library: matrix and anchor by row. Of uses:
    polygon: its number, or a link "#id" to what is used; form: the row of its form. turned: the
    uses that turn the polygon round. shell: by use, where it is not the outer one.
    """

    def __init__(self, names: Names, faces: Faces) -> None:
        self.object: list[int] = []
        self.surface: list[int] = []
        self.lod: list[str] = []
        self.type: list[str] = []
        self.library: dict[int, tuple[str, str | None]] = {}
        self.form: list[int] = []
        self.polygon: list[Any] = []
        self.links: list[int] = []
        self.turned: set[int] = set()
        self.shell: dict[int, int] = {}
        self._names = names
        self._faces = faces
        self._shell = -1
        self._row = -1

    def add(self, form: Form, geometry: Any) -> None:
        """A form with the polygons under a geometry element; one without any is left out."""
        self._row = len(self.object)
        before = len(self.polygon)
        self.gather(geometry)
        if len(self.polygon) > before:
            if form.type == "MultiSurface" and local_name(geometry) in MIXED:
                lines = self._faces.lines
                if all(polygon in lines for polygon in self.polygon[before:]):
                    form.type = "MultiCurve"
            self._append(form)

    def _append(self, form: Form) -> None:
        if form.matrix or form.anchor is not None:
            self.library[len(self.object)] = form.matrix, form.anchor
        self.object.append(form.object)
        self.surface.append(form.surface)
        self.lod.append(form.lod)
        self.type.append(form.type)

    def arrange(self, order: NDArray[np.int64]) -> None:
        """Put the forms, with their uses, in another order: of several, the first may count."""
        rank = np.argsort(order)
        form = rank[np.array(self.form, np.int64)]
        uses = np.argsort(form, kind="stable")
        place = np.argsort(uses).tolist()
        rows = order.tolist()
        self.object = [self.object[k] for k in rows]
        self.surface = [self.surface[k] for k in rows]
        self.lod = [self.lod[k] for k in rows]
        self.type = [self.type[k] for k in rows]
        self.library = {int(rank[k]): how for k, how in self.library.items()}
        self.form = form[uses].tolist()
        self.polygon = [self.polygon[k] for k in uses.tolist()]
        self.links = sorted(place[k] for k in self.links)
        self.turned = {place[k] for k in self.turned}
        self.shell = {place[k]: shell for k, shell in self.shell.items()}

    def link(self, form: Form, href: str) -> None:
        """A form that is a link to a geometry elsewhere."""
        self.form.append(len(self.object))
        self.links.append(len(self.polygon))
        self.polygon.append(href)
        self._append(form)

    def use(self, form: Form, polygons: list[int]) -> None:
        """A form that is made of these polygons."""
        self.form.extend([len(self.object)] * len(polygons))
        self.polygon.extend(polygons)
        if polygons:
            self._append(form)

    def gather(self, geometry: Any) -> None:
        """Append the uses of a geometry element, for the form that is being added."""
        self._shell = -1
        self._one(geometry, self._names(geometry).role, False, 0, 0)

    def _one(self, e: Any, role: Role, flip: bool, dim: int, depth: int) -> None:
        if role is FACE:
            self._use(self._faces.face(e, dim), flip)
        elif role is LINE or role is POINT:
            self._use(self._faces.line(e, dim), flip)
        elif role is not SKIP and depth < MAX_DEPTH:
            self._inside(e, role, flip, dim, depth + 1)

    def _inside(self, e: Any, role: Role, flip: bool, dim: int, depth: int) -> None:
        """Go through what an element that is no polygon itself is made of."""
        href = e.get(HREF)
        if href is not None:
            self._use(href, flip)
            return
        if role is ORIENTABLE and e.get("orientation") == "-":
            flip = not flip
        dim = dimension_of(e, dim)
        known = self._names.known
        for child in e:
            if role is SOLID:
                self._shell += 1
            inner = (known.get(child.tag) or self._names(child)).role
            if inner is PROPERTY and (href := child.get(HREF)) is not None:
                if flip or self._shell > 0:
                    self._use(href, flip)
                else:  # as most do
                    self.links.append(len(self.polygon))
                    self.form.append(self._row)
                    self.polygon.append(href)
            else:
                self._one(child, inner, flip, dim, depth)

    def _use(self, polygon: int | str, flip: bool) -> None:
        if flip:
            self.turned.add(len(self.polygon))
        if self._shell > 0:
            self.shell[len(self.polygon)] = self._shell
        if isinstance(polygon, str):
            self.links.append(len(self.polygon))
        self.form.append(self._row)
        self.polygon.append(polygon)


MIXED = ("MultiGeometry", "GeometricComplex")
