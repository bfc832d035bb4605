"""One attribute of many objects: a type, a unit, and values only where there are any."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.strings import Strings

Type = Literal["integer", "number", "boolean", "text", "date", "structure"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """An attribute, sparse: `values[k]` belongs to table row `rows[k]`; absent rows have no value.

    rows: (k,) int32, strictly ascending. values: (k,) int64 for integer, float64 for number, bool
    for boolean, datetime64[s] for date; for text and structure int32 codes into `texts`, where a
    structure is a JSON document (a list or an object, such as an address).
    `unit` is as the source spells it ("m", "urn:adv:uom:m"), empty where it gives none.
    """

    type: Type
    rows: NDArray[np.int32]
    values: NDArray[Any]
    texts: Strings | None = None
    unit: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, row: int) -> Any:
        """The value of one row as a plain Python value, or None where there is none."""
        k = int(self.rows.searchsorted(self.rows.dtype.type(row)))  # an int would copy all rows
        if k == len(self.rows) or self.rows[k] != row:
            return None
        return self._plain(k)

    def items(self) -> list[tuple[int, Any]]:
        """Every (row, plain value)."""
        return [(row, self._plain(k)) for k, row in enumerate(self.rows.tolist())]

    def _plain(self, k: int) -> Any:
        value = self.values[k]
        if self.texts is not None:
            text = self.texts[int(value)]
            return json.loads(text) if self.type == "structure" else text
        if self.type == "date":
            moment = str(value)
            return moment[:10] if moment.endswith("T00:00:00") else moment
        return value.item()


def encode(texts: Sequence[str]) -> tuple[NDArray[np.int32], Strings]:
    """Write each distinct text once: (codes, the distinct texts)."""
    seen: dict[str, int] = {}
    codes = np.fromiter((seen.setdefault(t, len(seen)) for t in texts), np.int32, len(texts))
    return codes, Strings.of(seen)
