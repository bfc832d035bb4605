"""Geometry elements of GML -> rings of numbers, read all at once when a piece is done."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.strings import runs
from importers.citygml.names import HREF, Names, Role, id_of, local_name

SENTINEL = -9.87654321e299  # stands between rings; no coordinate of any Earth
_MARK = f" {SENTINEL!r} "
MAX_DEPTH = 200  # of elements and of links within links


@dataclass(slots=True)
class Use:
    """A polygon's place in a shape; `polygon` is a number, or the id of what is linked to."""

    polygon: int | str
    surface: int = -1
    shell: int = 0
    flip: bool = False


@dataclass(slots=True)
class Faces:
    """The polygons, lines and points of a piece in the order they were met.

    rings: how many rings a polygon has; texts: one coordinate text per ring; dims: its dimension,
    0 where nothing declares it. lines: polygons that are lines or points, which never close.
    """

    elements: list[Any] = field(default_factory=list)
    number_of: dict[Any, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    rings: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dims: list[int] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)  # rings of several curves: ends are doubled
    ring_ids: dict[str, int] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    named_rings: bool = False

    def face(self, element: Any, dim: int) -> int:
        """The number of a polygon."""
        number = self.number_of.get(element)
        if number is not None:
            return number
        number = self.number_of[element] = len(self.elements)
        self.elements.append(element)
        before = len(self.texts)
        declared = element.get("srsDimension")
        dim = int(declared) if declared in ("2", "3") else dim
        for part in element:
            for ring in part:
                self._ring(ring, dim)
        self.rings.append(len(self.texts) - before)
        id = id_of(element)
        if id and self.ids.setdefault(id, number) != number:
            self.twice.append(id)
        return number

    def line(self, element: Any, dim: int) -> int:
        """The number of a line or a point, kept as a polygon of one ring."""
        number = self.number_of.get(element)
        if number is None:
            number = self.number_of[element] = len(self.elements)
            self.elements.append(element)
            self.lines.add(number)
            self._ring(element, dim)
            self.rings.append(1)
            id = id_of(element)
            if id:
                self.ids.setdefault(id, number)
        return number

    def _ring(self, ring: Any, dim: int) -> None:
        if self.named_rings:
            id = id_of(ring)
            if id:
                self.ring_ids[id] = len(self.texts)
        if len(ring) == 1:
            only = ring[0]
            declared = only.get("srsDimension")
            text = only.text
            if text and len(only) == 0 and local_name(only) == "posList":
                self.texts.append(text)
                self.dims.append(int(declared) if declared in ("2", "3") else dim)
                return
        texts = []
        for leaf in ring.iter():
            name = local_name(leaf)
            declared = leaf.get("srsDimension")
            if declared in ("2", "3"):
                dim = int(declared)
            if name == "coordinates":
                texts.append(_plain(leaf))
            elif name == "coord":
                texts.append(" ".join(part.text or "" for part in leaf))
            elif name in ("pos", "posList"):
                texts.append(leaf.text or "")
                if name == "pos" and not declared and not dim:
                    dim = 2 if len(texts[-1].split()) == 2 else 0
        if local_name(ring) == "Ring":
            self.joined.add(len(self.texts))
        self.texts.append(" ".join(texts))
        self.dims.append(dim)


def _plain(coordinates: Any) -> str:
    """GML 2's own notation "x,y,z x,y,z", with the separators that it may name."""
    text = str(coordinates.text or "")
    for name, usual, plain in (("ts", " ", " "), ("cs", ",", " "), ("decimal", ".", ".")):
        text = text.replace(coordinates.get(name, usual), plain)
    return text


@dataclass(slots=True)
class Rings:
    """The numbers of a piece: ring r has points first[r]:first[r] + count[r] of `points` (n, 3).

    unclosed, odd, flat: rings whose last point is not the first, whose numbers do not make points,
    and that came without heights.
    """

    points: NDArray[np.float64]
    first: NDArray[np.int64]
    count: NDArray[np.int64]
    unclosed: NDArray[np.bool_]
    odd: NDArray[np.bool_]
    flat: NDArray[np.bool_]


def numbers(texts: list[str]) -> tuple[NDArray[np.float64], NDArray[np.int64], set[int]]:
    """All numbers of many texts at once: (numbers, (texts + 1,) offsets, texts with a fault)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)
            flat = np.fromstring(_MARK.join(texts), sep=" ")
        cuts = np.flatnonzero(flat == SENTINEL)
        if len(cuts) == len(texts) - 1:
            keep = flat != SENTINEL
            ends = np.append(cuts - np.arange(len(cuts)), len(flat) - len(cuts))
            return flat[keep], np.concatenate([[0], ends]).astype(np.int64), set()
    except (DeprecationWarning, ValueError):
        pass
    found, faulty = [], set()
    for number, text in enumerate(texts):
        values = []
        for word in text.split():
            try:
                values.append(float(word))
            except ValueError:
                values.append(np.nan)
                faulty.add(number)
        found.append(np.array(values))
    lengths = np.cumsum([0, *map(len, found)])
    return np.concatenate([np.zeros(0), *found]), lengths.astype(np.int64), faulty


def read_rings(faces: Faces, default: int) -> Rings:
    """The rings of a piece as points, closing points dropped, missing heights zero.

    default: the dimension where a ring and what it stands in declare none.
    """
    flat, cuts, faulty = numbers(faces.texts) if faces.texts else (np.zeros(0), np.zeros(1), set())
    start = cuts[:-1].astype(np.int64)
    length = np.diff(cuts).astype(np.int64)
    dims = np.array(faces.dims, np.int64)
    dims = np.where(dims == 0, _dimension(flat, start, length, default), dims)
    odd = length % dims != 0
    odd[list(faulty)] = True
    count = length // dims
    ring = np.repeat(np.arange(len(count)), count)
    where = np.repeat(start, count) + _step(count) * dims[ring]
    points = np.zeros((len(where), 3))
    if len(where):
        points[:, 0] = flat[where]
        points[:, 1] = flat[where + 1]
        deep = dims[ring] == 3
        points[deep, 2] = flat[where[deep] + 2]
    first = np.cumsum(count) - count
    owner = np.repeat(np.arange(len(faces.rings)), faces.rings)
    line = np.zeros(len(faces.rings), bool)
    line[list(faces.lines)] = True
    closing = ~line[owner] & (count > 1)
    full = np.flatnonzero(closing)
    same = (points[first[full]] == points[first[full] + count[full] - 1]).all(1)
    count[full[same]] -= 1
    closing[full[same]] = False
    rings = Rings(points, first, count, closing, odd, dims == 2)
    for number in faces.joined:
        _without_doubles(rings, number)
    return rings


def _step(count: NDArray[np.int64]) -> NDArray[np.int64]:
    return runs(np.zeros(len(count), np.int64), count)


def _dimension(
    flat: NDArray[np.float64], start: NDArray[np.int64], length: NDArray[np.int64], default: int
) -> NDArray[np.int64]:
    """The dimension of rings that declare none: the default, unless only the other one closes."""
    other = 5 - default
    closes = {}
    for dim in (default, other):
        fits = (length % dim == 0) & (length > dim)
        place = np.flatnonzero(fits)
        for axis in range(dim):
            ahead = flat[start[place] + axis]
            fits[place] &= ahead == flat[start[place] + length[place] - dim + axis]
        closes[dim] = fits
    wrong = ~closes[default] & (closes[other] | ((length % default != 0) & (length % other == 0)))
    return np.where(wrong, other, default)


def _without_doubles(rings: Rings, number: int) -> None:
    """Drop the points that a ring made of several curves has twice, where the curves meet."""
    first, count = int(rings.first[number]), int(rings.count[number])
    own = rings.points[first : first + count]
    keep = np.ones(count, bool)
    keep[1:] = (own[1:] != own[:-1]).any(1)
    rest = own[keep]
    rings.points[first : first + len(rest)] = rest
    rings.count[number] = len(rest)


class Gatherer:
    """Walks a geometry element and lists the polygons, lines and points it is made of."""

    def __init__(self, names: Names, faces: Faces) -> None:
        self.names = names
        self.faces = faces
        self._uses: list[Use] = []
        self._shell = -1

    def gather(self, geometry: Any, dim: int = 0) -> list[Use]:
        """The uses of a geometry; a link is listed by the id it names."""
        self._uses, self._shell = [], -1
        self._walk(geometry, self.names(geometry).role, False, dim, 0)
        return self._uses

    def _walk(self, e: Any, role: Role, flip: bool, dim: int, depth: int) -> None:
        if role is Role.FACE:
            self._use(self.faces.face(e, dim), flip)
        elif role is Role.LINE or role is Role.POINT:
            self._use(self.faces.line(e, dim), flip)
        elif depth < MAX_DEPTH and role is not Role.SKIP:
            href = e.get(HREF)
            if href is not None and len(e) == 0:
                self._use(href, flip)
                return
            if role is Role.ORIENTABLE and e.get("orientation") == "-":
                flip = not flip
            declared = e.get("srsDimension")
            dim = int(declared) if declared in ("2", "3") else dim
            for child in e:
                if role is Role.SOLID:
                    self._shell += 1
                self._walk(child, self.names(child).role, flip, dim, depth + 1)

    def _use(self, polygon: int | str, flip: bool) -> None:
        self._uses.append(Use(polygon, -1, max(self._shell, 0), flip))
