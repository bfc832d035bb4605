"""Which object of one city is which of another: by its id, or else by what it looks like."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from city.compare.faces import TOLERANCE, Faces, signatures
from city.measure import boxes
from city.model import City
from city.progress import Progress
from city.query import lod_rank

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
F64 = NDArray[np.float64]
NONE = -1
ALIKE = {  # classes that formats call otherwise, by the name that CityGML 2.0 gives them
    "TransportSquare": "Square",
    "BuildingRoom": "Room",
    "BuildingStorey": "Storey",
    "TunnelHollowSpace": "HollowSpace",
    "IntBuildingInstallation": "BuildingInstallation",
    "IntBridgeInstallation": "BridgeInstallation",
    "IntTunnelInstallation": "TunnelInstallation",
    "BridgeConstructiveElement": "BridgeConstructionElement",
}
AGAIN = re.compile(r"(.+)#\d+")  # the second object of an id, as the reader tells it apart


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Pairs of objects that are the same one.

    to_b: (objects of a,) its row in b, -1 for none. to_a: the reverse. by_look: (objects of a,)
    whether it was found by its shape, not by its id. own: (objects of a,) and (objects of b,)
    which have an id of their own.
    """

    to_b: Rows
    to_a: Rows
    by_look: Mask
    own: tuple[Mask, Mask]


def matched(a: City, b: City, progress: Progress) -> Match:
    """Find the objects of a in b, both in one frame.

    An id that a file gives counts before all. What has none, or one that the other file does not
    know, is looked for by its faces, then by its box; buildings whose parts were found that way
    are found by these.
    """
    own = _has_own_id(a), _has_own_id(b)
    finder = _Finder(a, b)
    finder.by_id(*own)
    if finder.left():
        progress.report(0, 3, "Looking for objects by their shape")
        finder.by_faces(progress)
        finder.by_box(progress)
        finder.by_parts()
        finder.by_given_name(*own)
    return Match(finder.to_b, finder.to_a, finder.by_look, own)


def class_of(kind: str) -> str:
    """A class without the prefix of its extension, called alike whatever the format is."""
    name = kind.rsplit(":", 1)[-1].lstrip("+")
    return ALIKE.get(name, name)


def _has_own_id(city: City) -> Mask:
    """Which objects have an id that their file gives them, and nothing else has.

    Others are called by their class and a number when they are read: "Building-7".
    """
    ids, objects = list(city.objects.ids), city.objects
    stems = tuple(f"{kind}-" for kind in objects.kinds)
    codes = objects.kind.tolist()
    suspect = [
        row
        for row, ident in enumerate(ids)
        if ident.startswith(stems[codes[row]]) or "#" in ident or not ident
    ]
    own = np.ones(len(ids), bool)
    if suspect:
        known = set(ids)
        for row in suspect:
            again = AGAIN.fullmatch(ids[row])
            counted = ids[row].removeprefix(stems[codes[row]]).isdigit()
            own[row] = bool(ids[row]) and not counted and not (again and again[1] in known)
    return own


class _Finder:
    """Pairs of rows, found one way after the other."""

    def __init__(self, a: City, b: City) -> None:
        self._a, self._b = a, b
        self.to_b = np.full(len(a.objects), NONE, np.intp)
        self.to_a = np.full(len(b.objects), NONE, np.intp)
        self.by_look = np.zeros(len(a.objects), bool)
        self._levels = sorted(set(a.shapes) & set(b.shapes), key=lod_rank, reverse=True)
        names = dict.fromkeys(class_of(kind) for kind in (*a.objects.kinds, *b.objects.kinds))
        code = {name: k for k, name in enumerate(names)}
        self._kinds = [
            np.array([code[class_of(k)] for k in city.objects.kinds] or [0])[city.objects.kind]
            for city in (a, b)
        ]

    def left(self) -> bool:
        """Whether both cities still have objects that were not found in the other."""
        return bool((self.to_b < 0).any() and (self.to_a < 0).any())

    def _join(self, row: int, other: int, look: bool) -> None:
        self.to_b[row], self.to_a[other] = other, row
        self.by_look[row] = look

    def by_id(self, own_a: Mask, own_b: Mask) -> None:
        there = {
            ident: row
            for row, (ident, own) in enumerate(
                zip(self._b.objects.ids, own_b.tolist(), strict=True)
            )
            if own
        }
        rows = [
            there.get(ident, NONE) if own else NONE
            for ident, own in zip(self._a.objects.ids, own_a.tolist(), strict=True)
        ]
        self.to_b[:] = rows
        found = np.flatnonzero(self.to_b >= 0)
        self.to_a[self.to_b[found]] = found

    def by_faces(self, progress: Progress) -> None:
        """Pair what has the same faces, the finest level of detail first."""
        for lod in self._levels:
            progress.check()
            keys = []
            for side, (city, to) in enumerate(((self._a, self.to_b), (self._b, self.to_a))):
                shapes = city.shapes[lod]
                has = np.diff(shapes.object_shapes) > 0
                rows = np.flatnonzero(has & (to < 0))
                marks = signatures(Faces.of(shapes, rows))
                kinds = self._kinds[side][rows].tolist()
                keys.append(list(zip(rows.tolist(), marks.tolist(), kinds, strict=True)))
            there = defaultdict(list)
            for row, mark, kind in reversed(keys[1]):
                there[mark, kind].append(row)
            for row, mark, kind in keys[0]:
                if mark and there[mark, kind]:
                    self._join(row, there[mark, kind].pop(), True)

    def by_box(self, progress: Progress) -> None:
        """Pair what fills the same box: the same footprint's extent and the same height."""
        for lod in self._levels:
            progress.check()
            sides = []
            for city, to in ((self._a, self.to_b), (self._b, self.to_a)):
                found = boxes(city, lod)
                rows = np.flatnonzero((to < 0) & np.isfinite(found).all((1, 2)))
                sides.append((rows, found[rows].reshape(-1, 6)))
            (rows_a, box_a), (rows_b, box_b) = sides
            if not len(rows_a) or not len(rows_b):
                continue
            places = [shapely.points((box[:, :2] + box[:, 3:5]) / 2) for box in (box_a, box_b)]
            tree = shapely.STRtree(places[1])
            here, there = tree.query(places[0], "dwithin", 2 * TOLERANCE)
            same = np.abs(box_a[here] - box_b[there]).max(1, initial=0) <= TOLERANCE
            same &= self._kinds[0][rows_a[here]] == self._kinds[1][rows_b[there]]
            pairs = zip(rows_a[here[same]].tolist(), rows_b[there[same]].tolist(), strict=True)
            for row, other in pairs:
                if self.to_b[row] < 0 and self.to_a[other] < 0:
                    self._join(row, other, True)

    def by_parts(self) -> None:
        """Pair what was not found, but has parts that were: level after level upwards."""
        parents = self._a.objects.parent, self._b.objects.parent
        while True:
            rows = np.flatnonzero(self.to_b >= 0)
            above, other = parents[0][rows], parents[1][self.to_b[rows]]
            both = (above >= 0) & (other >= 0)
            above, other = above[both], other[both]
            new = (self.to_b[above] < 0) & (self.to_a[other] < 0)
            new &= self._kinds[0][above] == self._kinds[1][other]
            if not new.any():
                return
            for row, there in zip(above[new].tolist(), other[new].tolist(), strict=True):
                if self.to_b[row] < 0 and self.to_a[there] < 0:
                    self._join(row, there, True)

    def by_given_name(self, own_a: Mask, own_b: Mask) -> None:
        """Pair what the reader has named alike, where it stands in about the same place."""
        rows = np.flatnonzero((self.to_b < 0) & ~own_a).tolist()
        others = np.flatnonzero((self.to_a < 0) & ~own_b).tolist()
        there = {self._b.objects.ids[row]: row for row in others}
        named = [(row, there.get(self._a.objects.ids[row], NONE)) for row in rows]
        pairs = [(row, other) for row, other in named if other >= 0]
        if not pairs:
            return
        boxes_a, boxes_b = _reach(self._a), _reach(self._b)
        for row, other in pairs:
            one, two = boxes_a[row], boxes_b[other]
            if np.isfinite(one).all() != np.isfinite(two).all():
                continue
            if not ((one[1, :2] < two[0, :2]) | (two[1, :2] < one[0, :2])).any():
                self._join(row, other, False)


def _reach(city: City) -> F64:
    """(objects, 2, 3): the box of each object over all its levels of detail, NaN for none."""
    found = np.full((len(city.objects), 2, 3), np.nan)
    for lod in city.shapes:
        level = boxes(city, lod)
        found[:, 0] = np.fmin(found[:, 0], level[:, 0])
        found[:, 1] = np.fmax(found[:, 1], level[:, 1])
    return found
