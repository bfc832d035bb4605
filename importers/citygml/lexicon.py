"""The names that a file uses, by number, and the sort of thing that each of them names."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.citygml.names import GML, HREF, IDS, TIN_PARTS, Meaning, Role, meaning

I64 = NDArray[np.int64]
MOST = 1000  # different names; a file with more is no city
_NAME = re.compile(rb"(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)$")


class Sort(IntEnum):
    """What an element is in the plain grammar of `plain`; OTHER has no place in it."""

    OTHER = 0
    SKIP = 1
    MEMBER = 2  # of the model
    FEATURE = 3
    PROPERTY = 4
    GENERIC = 5
    VALUE = 6  # of a generic attribute
    LOD = 7
    COLLECTION = 8  # of polygons or lines
    SOLID = 9
    STEP = 10  # a property inside a geometry
    FACE = 11
    EDGE = 12  # a property of a polygon
    RING = 13
    LINE = 14
    PLACES = 15  # a posList
    PLACE = 16  # a pos


_BY_ROLE = {
    Role.SKIP: Sort.SKIP,
    Role.OBJECT: Sort.FEATURE,
    Role.SURFACE: Sort.FEATURE,
    Role.FACE: Sort.FACE,
    Role.SOLID: Sort.SOLID,
    Role.LOD: Sort.LOD,
    Role.GENERIC: Sort.GENERIC,
}
_GML_SORTS = {
    "posList": Sort.PLACES,
    "pos": Sort.PLACE,
    "LinearRing": Sort.RING,
    "LineString": Sort.LINE,
    "LineStringSegment": Sort.LINE,
}
_MIXED = ("MultiGeometry", "GeometricComplex", "genericAttribute")


class UnknownName(Exception):
    """A name that is none in XML, or whose prefix the file has not declared, or one too many."""


class Lexicon:
    """The names of a file, as they are met: tags and attributes alike.

    Number 0 stands for none. By number: what a name means, its sort, whether it is of a value, of
    members or of a boundary, whether the level of its geometry stands elsewhere, and its local name
    as a number in `locals`. ids, hrefs: the numbers of the attributes that are one.
    declared: the namespaces that have been declared already, by the number of the attribute that
    declares one anew, as some programs do in every feature.
    """

    def __init__(self, spaces: dict[str | None, str]) -> None:
        self.names = [b""]
        self.meanings = [Meaning(Role.SKIP, "", "")]
        self.locals: dict[str, int] = {}
        self.ids: list[int] = []
        self.hrefs: list[int] = []
        self.declared: dict[int, str] = {}
        self._sorts = [Sort.SKIP]
        self.spaces = {"xml": "http://www.w3.org/XML/1998/namespace", **spaces}
        self._hashes = np.zeros(1, np.uint64)
        self._bits = 10
        self._at: I64 = np.zeros(1 << self._bits, np.int64)
        self._tell()

    def number(self, name: str) -> int:
        """The number of an attribute without a prefix, -1 where the file has none of this name."""
        return self.names.index(name.encode()) if name.encode() in self.names else -1

    def numbers(self, hashes: NDArray[np.uint64], begin: I64, length: I64, data: Any) -> I64:
        """The numbers of names, of which each is known by its hash; new ones are learned."""
        while True:
            found = self._at[(hashes >> np.uint64(64 - self._bits)).astype(np.int64)]
            new = np.flatnonzero(self._hashes[found] != hashes)
            if not len(new):
                return found
            some, first = np.unique(hashes[new], return_index=True)
            try:
                for hash, place in zip(some, new[first].tolist(), strict=True):
                    start = int(begin[place])
                    self._learn(data[start : start + int(length[place])])
                    self._hashes = np.append(self._hashes, hash)
            finally:
                self._spread()
                self._tell()

    def _learn(self, name: bytes) -> None:
        parts = _NAME.match(name)
        if not parts or len(self.names) > MOST:
            raise UnknownName
        prefix = parts.group(1).decode() if parts.group(1) else None
        local = parts.group(2).decode()
        if prefix == "xmlns" or name == b"xmlns":
            self.declared[len(self.names)] = self.spaces.get(local if prefix else None, "")
            prefix = None
        space = self.spaces.get(prefix, "")
        if prefix and not space:
            raise UnknownName
        tag = f"{{{space}}}{local}" if space else local
        number = len(self.names)
        if tag in IDS:
            self.ids.append(number)
        if tag == HREF:
            self.hrefs.append(number)
        what = meaning(tag, prefix)
        self.names.append(name)
        self.meanings.append(what)
        self._sorts.append(sort_of(what, space))

    def _spread(self) -> None:
        """Give each hash a slot of its own, found by its first bits."""
        while True:
            slots = (self._hashes[1:] >> np.uint64(64 - self._bits)).astype(np.int64)
            if len(np.unique(slots)) == len(slots):
                break
            self._bits += 1
        self._at = np.zeros(1 << self._bits, np.int64)
        self._at[slots] = np.arange(1, len(self._hashes))

    def _tell(self) -> None:
        """What there is to know of each name, as columns."""
        known = self.meanings
        self.sort = np.array(self._sorts, np.int8)
        self.holds_value = np.array([m.local == "value" for m in known])
        self.holds_members = np.array(
            [
                m.role is not Role.SKIP and m.local.lower().endswith(("member", "members"))
                for m in known
            ]
        )
        self.boundary = np.array([m.boundary for m in known])
        self.needs_level = np.array([not m.lod and m.local != "geometry" for m in known])
        self.title = np.array(
            [self.locals.setdefault(m.local, len(self.locals)) for m in known], np.int64
        )


def sort_of(what: Meaning, space: str) -> Sort:
    """The place in the plain grammar of an element with this meaning."""
    if space in GML and what.local in _GML_SORTS:
        return _GML_SORTS[what.local]
    if what.local in _MIXED or what.local in TIN_PARTS:
        return Sort.OTHER
    if what.role is Role.PROPERTY:
        return Sort.PROPERTY if what.known else Sort.OTHER
    if what.role is Role.GEOMETRY:
        return Sort.COLLECTION
    return _BY_ROLE.get(what.role, Sort.OTHER)
