"""What each object of a city, or each of its faces, has of something they can be coloured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from city.column import Column
from city.faces import Faces
from city.strings import Strings
from city.style import Trait

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
Badge = Literal["measured", "derived", "simulated", "assumed"]


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """What each object has of a trait, or each face of a trait of surfaces: (n,) of one of them.

    numbers: (n,) NaN for none; None where the trait has no numbers. codes: (n,) rows of `words`,
    -1 for none; None where every value would be a word of its own. holder: (n,) true where the
    value is the object's own, and where a face counts. unit: as the source spells it. whole: all
    numbers are whole ones. dated: the numbers are days since 1 January 1970. faces: whose values
    these are; None for objects. asked: (faces,) which of them the trait speaks of. meanings: of the
    words that are codes, as a code list beside the model has them.
    """

    trait: Trait
    numbers: F64 | None
    codes: I32 | None
    words: tuple[str, ...]
    holder: NDArray[np.bool_]
    unit: str = ""
    whole: bool = False
    dated: bool = False
    badge: Badge = "measured"
    faces: Faces | None = None
    asked: NDArray[np.bool_] | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)


def column_values(
    trait: Trait,
    column: Column,
    at: NDArray[np.integer],
    holder: NDArray[np.bool_],
    meanings: Mapping[str, str],
) -> Values:
    """The values of an attribute; at: (n,) the place of each one's value, -1 for none.

    meanings: of its codes, none where it has no code list. Codes are no numbers, if all digits.
    """
    has = at >= 0
    codes: I32 | None = None
    numbers: F64 | None = None
    words: tuple[str, ...] = ()
    dated = column.type == "date"
    if column.texts is not None:
        words, codes, numbers = _words(column, column.texts, at, has)
        numbers = None if meanings else numbers
    elif column.type == "boolean":
        words = ("no", "yes")
        codes = np.where(has, column.values.astype(np.int32)[at], -1)
    else:
        given = column.values.astype("datetime64[s]").astype(np.int64) / 86_400 if dated else None
        plain = column.values if given is None else given
        numbers = np.where(has, plain.astype(np.float64)[at], np.nan)
    known = numbers[has] if numbers is not None else np.zeros(0)
    whole = column.type == "integer" or bool(len(known) and (known == np.floor(known)).all())
    whole = whole and not dated
    return Values(
        trait, numbers, codes, words, holder, column.unit, whole, dated, meanings=meanings
    )


def _words(
    column: Column, texts: Strings, at: NDArray[np.integer], has: NDArray[np.bool_]
) -> tuple[tuple[str, ...], I32, F64 | None]:
    """Texts as codes; and as numbers too, where every one of them is a number."""
    words = tuple(texts)
    codes = np.where(has, column.values[at].astype(np.int32), -1)
    try:
        table = np.array([float(word.replace(",", ".")) for word in words])
    except ValueError:
        return words, codes, None
    if not len(table) or not np.isfinite(table).all():
        return words, codes, None
    return words, codes, np.where(codes >= 0, table[codes], np.nan)
