"""Links between geometries followed to the polygons behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.finding import Finding, Severity
from importers.citygml.columns import Columns
from importers.citygml.features import Walk
from importers.citygml.geometry import Forms
from importers.citygml.names import id_of, with_ids
from importers.citygml.tape import NotPlain

I64 = NDArray[np.int64]
End = tuple[int, bool, int]  # a polygon, whether it is turned round, its shell
MAX_CHAIN = 50  # links that lead to links
MAX_ENDS = 5_000_000  # polygons behind one link; more is a trap, no city


@dataclass(slots=True)
class Uses:
    """The uses of polygons by forms, as columns."""

    form: I64
    polygon: I64
    turned: NDArray[np.bool_]
    shell: I64

    def take(self, rows: NDArray[Any]) -> Uses:
        return Uses(self.form[rows], self.polygon[rows], self.turned[rows], self.shell[rows])


class Links:
    """Knows what every id of a piece stands for. loose: ids that links name and nobody has."""

    def __init__(self, walk: Walk, root: Any, columns: Columns | None = None) -> None:
        self.walk = walk
        self.loose: set[str] = set()
        self._columns = columns
        self._root = root
        self._index: dict[str, Any] | None = None
        self._reached: dict[str, list[End]] = {}
        self._lost: dict[tuple[str, int], list[str]] = {}

    def ids(self) -> list[str]:
        """The id of every element of this piece that has one."""
        return [*self._elements(), *(self._columns.named() if self._columns else ())]

    def _elements(self) -> dict[str, Any]:
        if self._root is None:
            return {}
        if self._index is None:
            self._index = {}
            for e in with_ids(self._root):
                self._index.setdefault(id_of(e), e)
        return self._index

    def uses(self) -> Uses:
        """Every use of a polygon by a form, links followed."""
        forms = self.walk.forms
        polygon, form, turned, shell = forms.polygon, forms.form, forms.turned, forms.shell
        ids = self.walk.faces.ids
        far = []
        for k in forms.links:
            link = polygon[k]
            number = ids.get(link[1:]) if link[:1] == "#" else None
            if number is None:
                number = -1
                far.append((k, link))
            polygon[k] = number
        for k, link in far:
            for number, flip, inner in self._follow(link, forms.object[form[k]], ()):
                if flip != (k in turned):
                    turned.add(len(polygon))
                if inner or k in shell:
                    shell[len(polygon)] = inner or shell[k]
                polygon.append(number)
                form.append(form[k])
        self._tell_lost()
        flips = np.zeros(len(polygon), bool)
        flips[list(turned)] = True
        shells = np.zeros(len(polygon), np.int64)
        shells[list(shell)] = list(shell.values())
        uses = Uses(np.array(form, np.int64), np.array(polygon, np.int64), flips, shells)
        return uses.take(uses.polygon >= 0) if far else uses

    def polygons(self, id: str) -> list[int]:
        """The polygons that an id stands for, in this piece; none for one of another piece."""
        known = self.walk.faces.ids
        if id in known:
            return [known[id]]
        here = self._inside(id)
        if here is None:
            return []
        return [p if isinstance(p, int) else known.get(p[1:], -1) for p in here.polygon]

    def _inside(self, id: str) -> Forms | None:
        """What the element with an id is made of, None where there is none."""
        found = self._columns.gather(id) if self._columns else None
        e = self._elements().get(id)
        if e is not None:
            if found is not None:  # which is the first, only a tree of the whole can tell
                raise NotPlain
            found = Forms(self.walk.names, self.walk.faces)
            found.gather(e)
        return found

    def _follow(self, href: str, object: int, chain: tuple[str, ...]) -> list[End]:
        id = href.removeprefix("#")
        known = self.walk.faces.ids
        if href.startswith("#") and id in known:
            return [(known[id], False, 0)]
        if id in self._reached:
            return self._reached[id]
        if id in chain or len(chain) > MAX_CHAIN:
            self.tell("warning", "CYCLIC_XLINK", object, f"the link to {href} leads back to itself")
            return []
        here = self._inside(id) if href.startswith("#") else None
        if here is None:
            if href.startswith("#"):
                self.loose.add(id)
            code = "DANGLING_XLINK" if href.startswith("#") else "EXTERNAL_XLINK"
            self._lost.setdefault((code, object), []).append(href)
            return []
        ends: list[End] = []
        for k, polygon in enumerate(here.polygon):
            flip, shell = k in here.turned, here.shell.get(k, 0)
            if isinstance(polygon, int):
                ends.append((polygon, flip, shell))
                continue
            behind = self._follow(polygon, object, (*chain, id))
            if len(ends) + len(behind) > MAX_ENDS:
                self.tell("error", "XLINK_TRAP", object, f"behind {href} there are too many links")
                break
            ends.extend((number, flip != also, shell or inner) for number, also, inner in behind)
        self._reached[id] = ends
        return ends

    # the doctor

    def tell(self, severity: Severity, code: str, object: int, message: str) -> None:
        id = self.walk.builder.objects.ids[object]
        self.walk.findings.append(Finding(severity, code, id, message))

    def _tell_lost(self) -> None:
        for (code, object), links in self._lost.items():
            which = links[0] if len(links) == 1 else f"{links[0]} and {len(links) - 1} others"
            if code == "EXTERNAL_XLINK":
                message = f"links out of the file are not followed: {which}"
                self.tell("warning", code, object, message)
            else:
                message = f"geometry is missing, for nothing in the file has the id: {which}"
                self.tell("error", code, object, message)
