"""Edits that give buildings another form: push, set back, cut, split, merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from city.base import Base, Spot
from city.blocks import closed, footprint_of
from city.edits.edit import Edit, count, edit
from city.edits.parts import (
    IDENT,
    IDS,
    LINE,
    RING,
    Coordinates,
    Each,
    Line,
    Number,
    Whole,
    Word,
    part,
)
from city.edits.rules import HEIGHT, each, free, stand_in
from city.forms import Massing, Shape
from city.ident import fresh
from city.outline import SMALLEST, clean_rings, polygon_of, polygons_of, rings_of
from city.reshape import face_at, pushed
from city.roof import Roof, massing
from city.solid import cut, kept, united
from city.strips import cleaned
from city.thing import Form, Thing
from city.view import Site

F64 = NDArray[np.float64]
TOUCH = 0.1  # metres apart at which two buildings touch
DEEP = 1000.0  # metres above and below everything that a courtyard is cut through


@edit("push")
@dataclass(frozen=True)
class Push(Edit):
    """Push a face of a building out, or in."""

    object: str = part(IDENT)
    at: tuple[float, ...] = part(Coordinates(3), words="a place on the face")
    metres: float = part(Number(-1000, 1000, "metres"), words="outwards; inwards if negative")

    def apply(self, site: Site) -> None:
        each(site, (self.object,), self._pushed)

    def _pushed(self, site: Site, thing: Thing) -> Thing:
        body = thing.body
        face = face_at(body, site.local([self.at])[0])
        return replace(thing, form=Shape(pushed(body, face, self.metres)))

    def words(self) -> str:
        way = "out" if self.metres > 0 else "in"
        return f"pushed a face {way} by {abs(self.metres):g} m"

    def touches(self) -> frozenset[str]:
        return frozenset([self.object])


@edit("set_back")
@dataclass(frozen=True)
class SetBack(Edit):
    """Let the walls of drawn buildings stand back from a storey upwards."""

    objects: tuple[str, ...] = part(IDS)
    storey: int = part(Whole(2, 200))
    metres: float = part(Number(0.1, 100, "metres"))

    def apply(self, site: Site) -> None:
        each(site, self.objects, self._set_back)

    def _set_back(self, site: Site, thing: Thing) -> Thing:
        form = thing.form
        if not isinstance(form, Massing):
            raise ValueError("was not drawn from an outline, so it has no storeys to set back")
        if self.storey > form.storeys:
            raise ValueError(f"has only {count(form.storeys, 'storey')}")
        fresh_form = replace(form, setbacks=(*form.setbacks, (self.storey, self.metres)))
        fresh_form.tiers()
        return replace(thing, form=fresh_form)

    def words(self) -> str:
        what = count(len(self.objects), "building")
        return f"set {what} back by {self.metres:g} m from storey {self.storey}"

    def touches(self) -> frozenset[str]:
        return frozenset(self.objects)


@edit("cut")
@dataclass(frozen=True)
class Cut(Edit):
    """Cut a courtyard or a passage out of a building."""

    object: str = part(IDENT)
    outline: Line = part(RING, words="of what is cut away, seen from above")
    bottom: float | None = part(HEIGHT, None, "height that the cut begins at; none: below all")
    top: float | None = part(HEIGHT, None, "height that the cut ends at; none: above all")

    def apply(self, site: Site) -> None:
        each(site, (self.object,), self._cut)

    def _cut(self, site: Site, thing: Thing) -> Thing:
        outline = clean_rings(site.local(self.outline))
        if footprint_of(thing).intersection(polygon_of(outline)).area < SMALLEST:
            raise ValueError("does not lie under the outline")
        form = thing.form
        if isinstance(form, Massing) and self.bottom is None and self.top is None:
            left = polygons_of(polygon_of(form.rings).difference(polygon_of(outline)))
            if not left:
                raise ValueError("would have nothing left")
            if len(left) == 1:
                return replace(thing, form=replace(form, rings=left[0]))
        body, up = thing.body, site.base.frame.origin[2]
        low = body.low - DEEP if self.bottom is None else self.bottom - up
        high = body.high + DEEP if self.top is None else self.top - up
        if high <= low:
            raise ValueError("is cut from a height that lies above the end of the cut")
        tool = massing(outline, low, high, Roof())
        return replace(thing, form=Shape(cut(closed(body), tool)))

    def words(self) -> str:
        whole = self.bottom is None and self.top is None
        return f"cut a {'courtyard' if whole else 'passage'} into a building"

    def touches(self) -> frozenset[str]:
        return frozenset([self.object])


@edit("split")
@dataclass(frozen=True)
class Split(Edit):
    """Split a building in two along a line."""

    object: str = part(IDENT)
    line: Line = part(LINE, words="across the building, from outside to outside")
    ids: tuple[str, ...] = part(Each(IDENT, 0, 2, "ids"), (), "of the parts left and right of it")

    def settled(self, base: Base) -> Edit:
        missing = 2 - len(self.ids)
        return replace(self, ids=(*self.ids, *(fresh("part") for _ in range(missing))))

    def apply(self, site: Site) -> None:
        for found in site.find_all((self.object,)):
            thing = stand_in(site, found)
            line = site.local(self.line)
            outline = footprint_of(thing)
            halves = _halves(outline, line)
            parts = [self._part(thing, half) for half in halves]
            _take_away(site, found)
            for ident, form in zip(self.ids, parts, strict=True):
                free(site, ident)
                site.put(replace(thing, id=ident, form=form, was=None))

    def _part(self, thing: Thing, half: Any) -> Form:
        form = thing.form
        if isinstance(form, Massing):
            pieces = polygons_of(polygon_of(form.rings).intersection(half))
            if len(pieces) == 1:
                return replace(form, rings=pieces[0])
        body = thing.body
        tool = massing(rings_of(half), body.low - DEEP, body.high + DEEP, Roof())
        return Shape(kept(closed(body), tool))

    def words(self) -> str:
        return "split a building in two"

    def touches(self) -> frozenset[str]:
        return frozenset([self.object, *self.ids])


@edit("merge")
@dataclass(frozen=True)
class Merge(Edit):
    """Make one building of several that touch."""

    objects: tuple[str, ...] = part(Each(IDENT, 2, 1000, "ids"))
    id: str = part(Word(1000), "", "what it is called; as the first if left out")

    def apply(self, site: Site) -> None:
        found = site.find_all(self.objects)
        if len(found) < 2:
            raise ValueError("there are not two buildings left to merge")
        things = [stand_in(site, one) for one in found]
        covered = shapely.union_all([footprint_of(thing).buffer(TOUCH / 2) for thing in things])
        if covered.geom_type != "Polygon":
            raise ValueError("the buildings do not touch")
        form = _merged(things)
        for one in found:
            _take_away(site, one)
        ident = self.id or self.objects[0]
        site.put(replace(things[0], id=ident, form=form, was=None))

    def words(self) -> str:
        return f"merged {count(len(self.objects), 'building')}"

    def touches(self) -> frozenset[str]:
        return frozenset([*self.objects, *([self.id] if self.id else [])])


def _halves(outline: Any, line: F64) -> tuple[Any, Any]:
    """What lies left and right of a line, within a wide frame around an outline."""
    from shapely.ops import split

    line = cleaned(line)  # without a way to go on, GEOS would crash
    start, end = line[0] - line[1], line[-1] - line[-2]
    reach = float(np.hypot(*np.ptp(np.array(outline.bounds).reshape(2, 2), axis=0))) + 10
    long = np.vstack(
        [
            line[0] + start / np.hypot(*start) * reach * 4,
            line,
            line[-1] + end / np.hypot(*end) * reach * 4,
        ]
    )
    frame = outline.envelope.buffer(reach, join_style="mitre")
    parts = [one for one in split(frame, shapely.LineString(long)).geoms if one.area > 1]
    if len(parts) != 2:
        raise ValueError("the line does not cross it from side to side")
    left = [one for one in parts if _left_of(one, long)]
    right = [one for one in parts if one not in left]
    if len(left) != 1 or not all(one.intersection(outline).area > 0.25 for one in parts):
        raise ValueError("the line does not cross it from side to side")
    return left[0], right[0]


def _left_of(shape: Any, line: F64) -> bool:
    """Whether a shape beside a line lies to its left."""
    middle = len(line) // 2
    along = line[middle] - line[middle - 1]
    at = (line[middle] + line[middle - 1]) / 2
    step = np.array([-along[1], along[0]]) / np.hypot(*along) * 1e-3
    return bool(shape.contains(shapely.Point(*(at + step))))


def _take_away(site: Site, found: Thing | Spot) -> None:
    if isinstance(found, Spot):
        site.vanish(found)
    else:
        del site.things[found.id]


def _merged(things: Sequence[Thing]) -> Form:
    forms = [thing.form for thing in things]
    if all(isinstance(form, Massing) for form in forms):
        same = {(f.base, f.storeys, f.storey_height, f.roof, f.setbacks) for f in forms}  # type: ignore[attr-defined]
        whole = polygons_of(
            shapely.union_all([polygon_of(f.rings) for f in forms], grid_size=1e-6)  # type: ignore[attr-defined]
        )
        if len(same) == 1 and len(whole) == 1:
            return replace(forms[0], rings=clean_rings(whole[0][0], whole[0][1:]))  # type: ignore[type-var]
    return Shape(united([closed(thing.body) for thing in things]))
