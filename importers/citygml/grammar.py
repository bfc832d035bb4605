"""The plain grammar of a city model: which elements may be read in columns, and which may not.

This is the one place that decides. What has anything unusual inside, an address, nested data, a
property of an extension, library objects, turned surfaces, becomes an odd unit: a whole property
of a feature, or a whole feature, which is cut out and read as a tree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from importers.citygml.lexicon import Lexicon, Sort
from importers.citygml.names import KEPT
from importers.citygml.tape import I64, Mask, NotPlain, Tape

_MODEL = len(Sort)  # the sort of what is above the first row: the model itself
_INSIDE = {
    _MODEL: (Sort.MEMBER, Sort.SKIP),
    Sort.MEMBER: (Sort.FEATURE,),
    Sort.FEATURE: (Sort.PROPERTY, Sort.GENERIC, Sort.LOD, Sort.SKIP),
    Sort.PROPERTY: (Sort.FEATURE,),
    Sort.GENERIC: (Sort.VALUE,),
    Sort.LOD: (Sort.COLLECTION, Sort.SOLID, Sort.FACE, Sort.LINE),
    Sort.COLLECTION: (Sort.STEP, Sort.SKIP),
    Sort.SOLID: (Sort.STEP, Sort.SKIP),
    Sort.STEP: (Sort.COLLECTION, Sort.SOLID, Sort.FACE, Sort.LINE),
    Sort.FACE: (Sort.EDGE,),
    Sort.EDGE: (Sort.RING,),
    Sort.RING: (Sort.PLACES, Sort.PLACE),
    Sort.LINE: (Sort.PLACES, Sort.PLACE),
}
_ALLOWED = np.zeros((_MODEL + 1, len(Sort)), bool)
for _outer, _inner in _INSIDE.items():
    _ALLOWED[_outer, list(_inner)] = True


@dataclass(slots=True)
class Judged:
    """A tape with what its elements are.

    sort: as Sort, by context; the last entry stands for the model, above those without a parent.
    live: what is to be read in columns. odd: the rows of the units to be read as trees, none
    inside another. id, href: by element, its attribute's row, -1 where it has none.
    """

    tape: Tape
    lexicon: Lexicon
    sort: NDArray[np.int8]
    live: Mask
    odd: I64
    id: I64
    href: I64

    def rows(self, *sorts: Sort) -> I64:
        """The live elements of some sorts, in the order of the document."""
        found = self.live & (self.sort[:-1] == sorts[0])
        for other in sorts[1:]:
            found |= self.live & (self.sort[:-1] == other)
        return np.flatnonzero(found)

    def ids(self, rows: I64) -> list[str]:
        """The gml:id of some elements, "" where they have none."""
        return self.tape.optional(self.id[rows])


def judge(tape: Tape, lexicon: Lexicon) -> Judged:
    """Say of every element what it is; raises NotPlain where a tree is needed for the whole."""
    _whole(tape, lexicon)
    sort = _sorts(tape, lexicon)
    above = sort[tape.parent]
    own = sort[:-1]
    skipped = tape.inside(np.flatnonzero(own == Sort.SKIP))
    wrong = ~_ALLOWED[above, own]
    id, href = tape.attribute(lexicon.ids), tape.attribute(lexicon.hrefs)
    wrong |= _unlike(tape, lexicon, own, above, href)
    wrong[tape.entities] = True
    wrong &= ~np.append(skipped, False)[tape.parent]
    starts = (above == Sort.MEMBER) | (above == Sort.FEATURE)
    units = _units(tape, lexicon, own, starts, np.flatnonzero(wrong))
    judged = Judged(tape, lexicon, sort, ~skipped, units, id, href)
    _cut_out(judged, units)
    twice = _repeated(judged)
    if len(twice):
        _cut_out(judged, np.concatenate([units, twice]))
    return judged


def _whole(tape: Tape, lexicon: Lexicon) -> None:
    """Coordinates have three dimensions, prefixes mean the same throughout, and nothing is said
    in the notes of our own writer, which turn things into others."""
    if KEPT.encode() in tape.data:
        raise NotPlain
    flat = lexicon.number("srsDimension")
    which = np.flatnonzero(tape.attributes.name == flat)
    begin = tape.attributes.begin[which]
    text = np.frombuffer(tape.data, np.uint8)
    if (tape.attributes.end[which] != begin + 1).any() or (text[begin] != ord("3")).any():
        raise NotPlain
    for number, space in lexicon.declared.items():
        anew = tape.values(np.flatnonzero(tape.attributes.name == number))
        if any(said != space for said in anew):
            raise NotPlain


def _sorts(tape: Tape, lexicon: Lexicon) -> NDArray[np.int8]:
    """What each element is by its name and by what it stands in."""
    sort = np.append(lexicon.sort[tape.name], np.int8(_MODEL))
    above = sort[tape.parent]
    own = sort[:-1]
    geometry = (above == Sort.COLLECTION) | (above == Sort.SOLID)
    own[(own == Sort.PROPERTY) & geometry] = Sort.STEP
    own[(own == Sort.PROPERTY) & (above == Sort.FACE)] = Sort.EDGE
    own[(above == Sort.GENERIC) & lexicon.holds_value[tape.name]] = Sort.VALUE
    tops = np.flatnonzero(above == _MODEL)
    member = lexicon.holds_members[tape.name[tops]]
    own[tops] = np.where(member, Sort.MEMBER, Sort.SKIP)
    return sort


def _unlike(
    tape: Tape, lexicon: Lexicon, own: NDArray[np.int8], above: NDArray[np.int8], href: I64
) -> Mask:
    """What is allowed where it stands, but not as it is: too many children, none, a link."""
    children = np.bincount(tape.parent + 1, minlength=len(own) + 1)[1:]
    linked = href >= 0
    wrong = linked & np.isin(own, (Sort.COLLECTION, Sort.SOLID, Sort.FACE, Sort.LINE))
    wrong |= linked & (own == Sort.STEP) & ~tape.leaf
    wrong |= (own == Sort.EDGE) & (children != 1)
    wrong |= (own == Sort.FACE) & (children == 0)
    lists = np.bincount(tape.parent[own == Sort.PLACES], minlength=len(own))
    ring = (own == Sort.RING) | (own == Sort.LINE)
    wrong |= ring & ((children == 0) | ((lists > 0) & (children > 1)))
    simple = np.flatnonzero((own == Sort.PROPERTY) & tape.leaf)
    full = tape.close[simple] > tape.inner[simple]
    speaks = linked[simple] | full
    wrong[simple] |= (linked[simple] & ~full) | (lexicon.boundary[tape.name[simple]] & speaks)
    _generics(tape, lexicon, own, children, wrong)
    return wrong


def _generics(
    tape: Tape, lexicon: Lexicon, own: NDArray[np.int8], children: I64, wrong: Mask
) -> None:
    """A generic attribute has a name of its own and one value, which is no list or object."""
    generic = np.flatnonzero(own == Sort.GENERIC)
    if not len(generic):
        return
    name = tape.attribute([lexicon.number("name")])[generic]
    bad = (name < 0) | (children[generic] != 1)
    value = np.minimum(generic + 1, len(own) - 1)
    bad |= own[value] != Sort.VALUE
    first = np.frombuffer(tape.data, np.uint8)[np.minimum(tape.inner[value], len(tape.data) - 1)]
    bad |= (first == ord("{")) | (first == ord("[")) | (first <= ord(" "))
    named = name[name >= 0]
    bad[name >= 0] |= tape.attributes.begin[named] == tape.attributes.end[named]
    wrong[generic[bad]] = True


def _units(tape: Tape, lexicon: Lexicon, own: NDArray[np.int8], starts: Mask, wrong: I64) -> I64:
    """The units around some elements. Relief keeps the level of its geometry in the feature."""
    at = _climb(tape, starts, wrong)
    while len(relief := np.flatnonzero((own[at] == Sort.LOD) & lexicon.needs_level[tape.name[at]])):
        at[relief] = _climb(tape, starts, tape.parent[at[relief]].astype(np.int64))
    return np.unique(at)


def _climb(tape: Tape, starts: Mask, at: I64) -> I64:
    while len(on := np.flatnonzero(~starts[at])):
        at = at.copy()
        at[on] = tape.parent[at[on]]
        if (at < 0).any():
            raise NotPlain
    return at


def _cut_out(judged: Judged, units: I64) -> None:
    tape = judged.tape
    deep = tape.depth(units)
    judged.live &= deep == 0
    judged.odd = units[deep[units] == 1]


def _repeated(judged: Judged) -> I64:
    """Attributes of which their feature has several by the same name: they make a list."""
    tape, lexicon = judged.tape, judged.lexicon
    generic = judged.rows(Sort.GENERIC)
    plain = judged.rows(Sort.PROPERTY)
    plain = plain[tape.leaf[plain]]
    titles = dict(lexicon.locals)
    which = tape.attribute([lexicon.number("name")])[generic]
    named = [titles.setdefault(title, len(titles)) for title in tape.values(which)]
    if not all(title.isprintable() for title in titles):
        raise NotPlain  # parsers mend line breaks
    row = np.concatenate([generic, plain])
    title = np.concatenate([np.array(named, np.int64), lexicon.title[tape.name[plain]]])
    key = tape.parent[row] * np.int64(len(titles)) + title
    order = np.argsort(key, kind="stable")
    same = key[order[1:]] == key[order[:-1]]
    again = np.zeros(len(row), bool)
    again[order[1:][same]] = True
    again[order[:-1][same]] = True
    return row[again]
