"""The plain features of a piece read in columns: all of one kind, all of one name, together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.column import Type
from importers.citygml.attributes import generic_value, plain_value, typed
from importers.citygml.decimals import decimals
from importers.citygml.features import Walk, type_by_name
from importers.citygml.geometry import Forms
from importers.citygml.grammar import Judged
from importers.citygml.lexicon import Sort
from importers.citygml.names import GENERIC_TYPES, Meaning, Role
from importers.citygml.tape import I64, NotPlain


class Columns:
    """Takes the live rows of a judged tape into a walk's builder, faces and forms."""

    def __init__(self, judged: Judged, walk: Walk) -> None:
        self.judged = judged
        self.tape = judged.tape
        self.walk = walk
        self._names = judged.tape.name
        self._meanings = judged.lexicon.meanings
        self.forms: I64 = np.zeros(0, np.int64)  # the row of each form
        self._named: dict[str, int] | None = None
        # by row, of features: the object that each is or belongs to, and the surface that it is;
        # -1 for none, as for the row that is one too many: it stands for what is above the tape
        self._object = np.full(len(self.tape.name) + 1, -1, np.int64)
        self._surface = np.full(len(self.tape.name) + 1, -1, np.int64)

    def read(self) -> None:
        """Everything but what was judged odd."""
        self._features()
        self._simple()
        self._generic()
        self._polygons()
        self._forms()

    def about(self) -> dict[str, str]:
        """What the model says of itself: its name, its description."""
        tape = self.tape
        rows = np.flatnonzero((tape.parent < 0) & tape.leaf & (tape.close > tape.inner))
        if np.isin(rows, tape.entities).any():
            raise NotPlain
        found: dict[str, str] = {}
        for number, text in zip(self._names[rows].tolist(), self._texts(rows), strict=True):
            found.setdefault(self._meanings[number].local, text)
        return found

    def named(self) -> dict[str, int]:
        """Every element on the tape that has an id, by it; what was judged odd is left out."""
        if self._named is None:
            tape, judged = self.tape, self.judged
            rows = np.flatnonzero((judged.id >= 0) & ~tape.inside(judged.odd))
            self._named = {}
            for id, row in zip(judged.ids(rows), rows.tolist(), strict=True):
                self._named.setdefault(id, row)
        return self._named

    def gather(self, id: str) -> Forms | None:
        """The uses of polygons inside the element with an id, None where there is none."""
        row = self.named().get(id)
        if row is None:
            return None
        stop = self.tape.stop[row]
        judged = self.judged
        strange = not judged.live[row] or judged.sort[row] in (Sort.EDGE, Sort.RING)
        if strange or ((judged.odd > row) & (judged.odd < stop)).any():
            raise NotPlain
        begin, end = np.searchsorted(self._use, (row, stop)).tolist()
        forms = Forms(self.walk.names, self.walk.faces)
        forms.polygon = self._polygon[begin:end]
        shell = self._shells[self._use[begin:end]] - self._shells[row] - 1
        forms.shell = {k: int(n) for k, n in enumerate(shell) if n > 0}
        return forms

    def owner(self, row: int) -> tuple[int, int] | None:
        """The object and the surface to which a unit belongs, None for one that is a feature."""
        above = int(self.tape.parent[row])
        if self.judged.sort[above] == Sort.MEMBER:
            return None
        return int(self._object[above]), int(self._surface[above])

    # features

    def _features(self) -> None:
        tape, judged = self.tape, self.judged
        rows = judged.rows(Sort.FEATURE)
        holder = tape.parent[rows]
        top = judged.sort[holder] == Sort.MEMBER
        what = [self._meanings[n] for n in self._names[rows].tolist()]
        is_surface = np.array([m.role is Role.SURFACE for m in what], bool) & ~top
        above = np.where(top, -1, tape.parent[holder])
        self._object[rows[~is_surface]] = np.arange(int((~is_surface).sum()))
        self._surface[rows[is_surface]] = np.arange(int(is_surface.sum()))
        kinds = [m.kind for m in what]
        ids = judged.ids(rows)
        walls = np.flatnonzero(is_surface)
        bodies = np.flatnonzero(~is_surface)
        # a surface belongs to the object that its feature above is, or that one belongs to
        up = above[walls]
        while len(on := np.flatnonzero(self._object[up] < 0)):
            up[on] = tape.parent[tape.parent[up[on]]]
        self._object[rows[walls]] = self._object[up]
        builder = self.walk.builder
        builder.add_objects(
            [kinds[k] for k in bodies.tolist()],
            [ids[k] for k in bodies.tolist()],
            self._object[above[bodies]],
        )
        builder.add_surfaces(
            self._object[rows[walls]],
            [kinds[k] for k in walls.tolist()],
            [ids[k] for k in walls.tolist()],
            self._surface[above[walls]],
        )

    # attributes

    def _simple(self) -> None:
        rows = self.judged.rows(Sort.PROPERTY)
        rows = rows[self.tape.leaf[rows] & (self.tape.close[rows] > self.tape.inner[rows])]
        unit = self._said("uom", rows)
        space = self._said("codeSpace", rows)
        texts = self._texts(rows)
        for number, mine in _groups(self._names[rows]):
            what = self._meanings[number]
            several = _alike(mine, unit, space)
            for (uom, code_space), some in several:
                self._fill(what, rows[some], [texts[k] for k in some.tolist()], uom, code_space)

    def _fill(self, what: Meaning, rows: I64, texts: list[str], uom: str, space: str) -> None:
        """One simple property of many features; `rows` are its elements."""
        unit = uom if what.type == "number" else ""
        if what.type is None or "" in texts or not self._all(what, rows, texts, unit):
            for row, text in zip(rows.tolist(), texts, strict=True):
                if text:
                    table, place = self._place(row)
                    found = plain_value(text, what, uom, space, self._bad(row))
                    table.set(place, what.local, *found)
        if space and what.type in (None, "text"):
            self.walk.code_spaces.add((what.local, space))

    def _all(self, what: Meaning, rows: I64, texts: list[str], unit: str) -> bool:
        """Set a property of many features at once; False when a value is not what it should be."""
        if what.local.startswith("yearOf"):
            return False
        return what.type is not None and self._set(what.local, what.type, rows, texts, unit)

    def _set(self, name: str, type: Type, rows: I64, texts: list[str], unit: str) -> bool:
        try:
            values = _converted(type, texts)
        except ValueError:
            return False
        above = self.tape.parent[rows]
        surface = self._surface[above]
        of_surface = surface >= 0
        builder = self.walk.builder
        if not of_surface.any():
            builder.objects.fill(name, type, self._object[above].tolist(), values, unit)
        elif of_surface.all():
            builder.surfaces.fill(name, type, surface.tolist(), values, unit)
        else:
            for table, place, mine in (
                (builder.objects, self._object[above], ~of_surface),
                (builder.surfaces, surface, of_surface),
            ):
                some = [values[k] for k in np.flatnonzero(mine).tolist()]
                table.fill(name, type, place[mine].tolist(), some, unit)
        return True

    def _generic(self) -> None:
        rows = self.judged.rows(Sort.GENERIC)
        if not len(rows):
            return
        name = self._said("name", rows)
        assert name is not None
        unit = self._said("uom", rows + 1)
        texts = self._texts(rows + 1)
        for number, mine in _groups(self._names[rows]):
            local = self._meanings[number].local
            type = GENERIC_TYPES.get(local.lower(), "text")
            for (title, uom), some in _alike(mine, name, unit):
                uom = uom if type == "number" else ""
                own = [texts[k] for k in some.tolist()]
                kept = some
                if type != "text" and "" in own:
                    kept = np.array([k for k in some.tolist() if texts[k]], np.int64)
                    own = [text for text in own if text]
                if self._set(title, type, rows[kept], own, uom):
                    continue
                for row, text in zip(rows[kept].tolist(), own, strict=True):
                    table, place = self._place(row)
                    table.set(place, title, *generic_value(title, type, text, uom, self._bad(row)))

    def _texts(self, rows: I64) -> list[str]:
        """The texts of leaves, without space around and without entities or carriage returns."""
        texts = [
            text.strip() for text in self.tape.texts(self.tape.inner[rows], self.tape.close[rows])
        ]
        if b"\r" in self.tape.data:
            return [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
        return texts

    def _said(self, name: str, rows: I64) -> list[str] | None:
        """What an attribute says in each row, "" where it is not; None where it never is."""
        number = self.judged.lexicon.number(name)
        if number < 0:
            return None
        which = self.tape.attribute([number])[rows]
        return self.tape.optional(which) if (which >= 0).any() else None

    def _place(self, row: int) -> tuple[Any, int]:
        """The table, and the row in it, of the feature that a property belongs to."""
        above = self.tape.parent[row]
        surface = int(self._surface[above])
        if surface >= 0:
            return self.walk.builder.surfaces, surface
        return self.walk.builder.objects, int(self._object[above])

    def _bad(self, row: int) -> Any:
        object = int(self._object[self.tape.parent[row]])
        return lambda *fault: self.walk.bad_value(object, *fault)

    # geometry

    def _polygons(self) -> None:
        """Number polygons and lines, and read the coordinates of all of them."""
        tape, judged, faces = self.tape, self.judged, self.walk.faces
        rows = judged.rows(Sort.FACE, Sort.LINE)
        line = judged.sort[rows] == Sort.LINE
        rings = judged.rows(Sort.RING, Sort.LINE)
        leaves = judged.rows(Sort.PLACES, Sort.PLACE)
        number = np.full(len(tape.name), -1, np.int64)
        number[rows] = np.arange(len(rows))
        own = np.where(judged.sort[rings] == Sort.LINE, rings, tape.parent[tape.parent[rings]])
        counts = np.bincount(number[own], minlength=len(rows))
        try:
            flat, place = decimals(tape.data, tape.inner[leaves], tape.close[leaves])
        except ValueError:
            raise NotPlain from None
        cuts = np.append(np.searchsorted(place, tape.inner[rings]), len(flat))
        faces.begin(counts.tolist(), flat, cuts)
        faces.lines.update(np.flatnonzero(line).tolist())
        named = np.flatnonzero(judged.id[rows] >= 0)
        faces.ids = dict(zip(judged.ids(rows[named]), named.tolist(), strict=True))
        if len(faces.ids) < len(named) or "" in faces.ids:
            raise NotPlain
        if faces.named_rings:
            with_id = np.flatnonzero((judged.id[rings] >= 0) & (judged.sort[rings] == Sort.RING))
            faces.ring_ids = dict(zip(judged.ids(rings[with_id]), with_id.tolist(), strict=True))
            if len(faces.ring_ids) < len(with_id):
                raise NotPlain
        self._number = number

    def _forms(self) -> None:
        """The geometries of features, and which polygons each is made of or links to."""
        tape, judged, forms = self.tape, self.judged, self.walk.forms
        own = judged.sort[:-1]
        above = judged.sort[tape.parent]
        linked = judged.live & (judged.href >= 0) & tape.leaf
        is_link = linked & (own == Sort.LOD)
        is_form = judged.live & (above == Sort.LOD) | is_link
        is_use = judged.live & ((own == Sort.FACE) | (own == Sort.LINE))
        is_use |= is_link | (linked & (own == Sort.STEP))
        shells = np.cumsum(judged.live & (above == Sort.SOLID))
        use = np.flatnonzero(is_use)
        form = np.flatnonzero(is_form)
        of = np.cumsum(is_form)[use] - 1
        full = np.bincount(of, minlength=len(form)) > 0
        renumber = np.cumsum(full) - 1
        shell = np.maximum(shells[use] - shells[form[of]] - 1, 0)
        self.forms = form[full]
        self._add_forms(self.forms, is_link)
        polygon: list[Any] = self._number[use].tolist()
        far = np.flatnonzero(judged.href[use] >= 0)
        for k, href in zip(far.tolist(), tape.values(judged.href[use[far]]), strict=True):
            polygon[k] = href
        forms.links.extend(far.tolist())
        forms.form.extend(renumber[of].tolist())
        forms.polygon.extend(polygon)
        self._use, self._polygon, self._shells = use, polygon, shells
        inner = np.flatnonzero(shell)
        forms.shell.update(zip(inner.tolist(), shell[inner].tolist(), strict=True))

    def _add_forms(self, rows: I64, is_link: NDArray[np.bool_]) -> None:
        tape, forms = self.tape, self.walk.forms
        linked = is_link[rows]
        lod = np.where(linked, rows, tape.parent[rows])
        feature = tape.parent[lod]
        forms.object.extend(self._object[feature].tolist())
        forms.surface.extend(self._surface[feature].tolist())
        what = [self._meanings[n] for n in self._names[lod].tolist()]
        kind = [self._meanings[n] for n in self._names[rows].tolist()]
        levels = [m.lod for m in what]
        far = self.judged.lexicon.needs_level[self._names[lod]]
        for k in np.flatnonzero(far).tolist():
            levels[k] = self._level(int(feature[k]))
        forms.lod.extend(levels)
        forms.type.extend(
            type_by_name(m.local) if link else "TerrainIntersection" if m.terrain else g.shape
            for m, g, link in zip(what, kind, linked.tolist(), strict=True)
        )

    def _level(self, feature: int) -> str:
        """The level of detail that a relief says in a property of its own."""
        tape = self.tape
        row = feature + 1
        while row < tape.stop[feature]:
            if self._meanings[tape.name[row]].local == "lod":
                if not tape.leaf[row]:
                    raise NotPlain
                return tape.texts(tape.inner[row : row + 1], tape.close[row : row + 1])[0].strip()
            row = int(tape.stop[row])
        return ""


def _groups(names: I64) -> list[tuple[int, I64]]:
    return [(int(n), np.flatnonzero(names == n)) for n in np.unique(names)]


def _alike(
    rows: I64, one: Sequence[str] | None, other: Sequence[str] | None
) -> list[tuple[tuple[str, str], I64]]:
    """Rows grouped by what two attributes say in them."""
    if one is None and other is None:
        return [(("", ""), rows)]
    found: dict[tuple[str, str], list[int]] = {}
    for k in rows.tolist():
        key = (one[k] if one else "", other[k] if other else "")
        found.setdefault(key, []).append(k)
    return [(key, np.array(some, np.int64)) for key, some in found.items()]


def _converted(type: Type, texts: list[str]) -> list[Any]:
    """Texts as values of a type; ValueError when one is none."""
    if type == "text":
        return texts
    if type == "number":
        values = list(map(float, texts))
        if not all(map(math.isfinite, values)):
            raise ValueError
        return values
    return [typed(type, text) for text in texts]
