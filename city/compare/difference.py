"""What two states of a city do not have in common, object by object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from city.base import Spot
from city.body import Body
from city.changes import told
from city.thing import Thing
from city.view import View

F64 = NDArray[np.float64]
Found = Thing | Spot | None
Sort = Literal["added", "removed", "shape", "attributes", "both", "renamed"]
SORTS: tuple[Sort, ...] = ("added", "removed", "shape", "attributes", "both", "renamed")
MEASURES = {"height": "m", "footprint": "m²", "floor": "m²", "volume": "m³"}
SUMMED = ("footprint", "floor", "volume")
MOST = 4  # attributes that are told one by one


class Said(NamedTuple):
    """An attribute that is not the same on both sides; None where it is not said."""

    name: str
    a: Any
    b: Any


class Sum(NamedTuple):
    """What came, what went, and by how much what stayed has grown."""

    added: float = 0.0
    removed: float = 0.0
    changed: float = 0.0

    @property
    def net(self) -> float:
        return self.added - self.removed + self.changed


@dataclass(frozen=True, eq=False)
class Difference:
    """Every object that is not the same in two states of a city; a is the earlier one, or the one
    that is compared with.

    a, b: the states, as views. In columns, one row for each object: ids: as a and as b name it, ""
    where it is not there. kinds: its class. sort: (n,) uint8, of SORTS. found: where it stands in
    each state. said: the attributes that differ. sizes: by name of MEASURES (n, 2) on both sides,
    NaN for unknown. moved: (n, 3) metres from a to b, NaN for what did not move as a whole. sums:
    by name of SUMMED. told: what somebody should know of how this was compared.
    """

    a: View
    b: View
    ids: Sequence[tuple[str, str]]
    kinds: Sequence[str]
    sort: NDArray[np.uint8]
    found: Sequence[tuple[Found, Found]]
    said: Sequence[Sequence[Said]]
    sizes: Mapping[str, F64]
    moved: F64
    sums: Mapping[str, Sum] = field(default_factory=dict)
    told: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[int]) -> Difference:
        """Some of the objects only; the sums are still those of all."""
        return replace(
            self,
            ids=[self.ids[k] for k in rows],
            kinds=[self.kinds[k] for k in rows],
            sort=self.sort[list(rows)],
            found=[self.found[k] for k in rows],
            said=[self.said[k] for k in rows],
            sizes={name: size[list(rows)] for name, size in self.sizes.items()},
            moved=self.moved[list(rows)],
        )

    def ident(self, row: int) -> str:
        """The id of an object as it is now, or as it was where it is gone."""
        was, now = self.ids[row]
        return now or was

    def sort_of(self, row: int) -> Sort:
        return SORTS[int(self.sort[row])]

    def totals(self) -> dict[str, dict[Sort, int]]:
        """How many objects of each class differ, by sort; the classes in alphabetical order."""
        counted = Counter(zip(self.kinds, self.sort.tolist(), strict=True))
        return {
            kind: {s: counted[kind, k] for k, s in enumerate(SORTS) if (kind, k) in counted}
            for kind in sorted(set(self.kinds))
        }

    def counts(self) -> dict[Sort, int]:
        """How many objects differ, by sort."""
        found = np.bincount(self.sort, minlength=len(SORTS)).tolist()
        return dict(zip(SORTS, found, strict=True))

    def attributes(self) -> dict[str, int]:
        """For how many objects each attribute differs, the most frequent first."""
        return dict(Counter(one.name for said in self.said for one in said).most_common())

    def words(self, row: int) -> str:
        """What is other than it was, in words; "" for what came or went."""
        sort = self.sort_of(row)
        if sort in ("added", "removed"):
            return ""
        was, now = self.ids[row]
        said = self.said[row]
        parts = [f"id {was} → {now}"] if was != now else []
        parts += [told(said[:MOST])] if said else []
        parts += [f"{len(said) - MOST} more attributes"] if len(said) > MOST else []
        parts += [self._shape_words(row)] if sort in ("shape", "both") else []
        return "; ".join(parts)

    def _shape_words(self, row: int) -> str:
        (low, high), (a, b) = (self.sizes[name][row].tolist() for name in ("height", "footprint"))
        far = float(np.linalg.norm(self.moved[row]))
        words = told((), (low, high), (a, b), far)
        if not words and far > 0:
            words = f"moved by {100 * far:.0f} cm"
        return words or "another shape"

    def body(self, row: int, side: Literal[0, 1]) -> Body | None:
        """The faces of an object in a (0) or in b (1), None where it is not there."""
        found = self.found[row][side]
        return None if found is None else (self.a, self.b)[side].body(found)
