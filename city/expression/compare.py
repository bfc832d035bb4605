"""Two values of a question beside each other: numbers, texts, dates, in like units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.expression.tree import Node
from city.expression.truth import Mask
from city.expression.units import PLAIN, product
from city.expression.values import Value, as_dates, as_numbers
from city.expression.words import Fault
from city.measured import Measured
from city.search import Folded

Say = Callable[[str], None]
SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


def computed(sign: str, one: Value, other: Value, node: Node) -> Value:
    """A sum, difference, product or quotient; unknown where it is divided by zero."""
    known = one.known & other.known
    with np.errstate(all="ignore"):
        data = ARITHMETIC[sign](one.data, other.data)
    known = known & np.isfinite(data)
    left, right = one.unit or PLAIN, other.unit or PLAIN
    if sign in "+-":
        if left.kind and right.kind and left.kind != right.kind:
            raise Fault(
                f"{_a(left.kind)} and {_a(right.kind)} cannot be added".capitalize(),
                node.at,
                node.end,
            )
        unit = left if left.kind else right
    else:
        unit = product(left, right, sign)
    return Value("number", data, known, unit=unit, literal=one.literal and other.literal)


def _a(kind: str) -> str:
    return f"an {kind}" if kind.startswith("a") else f"a {kind}"


def numbers(value: Value, measured: Measured, say: Say) -> Value:
    """A text attribute as numbers, and a word about it."""
    found = as_numbers(value, measured)
    lost = int(value.known.sum() - found.known.sum())
    rest = f"; {lost:,} of them are none" if lost else ""
    say(f"{value.name} is text: its values are read as numbers{rest}")
    return found


def alike(
    one: Value, other: Value, left: Node, right: Node, measured: Measured, say: Say
) -> tuple[Value, Value]:
    """Two values that can be compared: of one kind, in units of one kind. Raises Fault."""
    if one.kind != other.kind:
        one, other = (
            _towards(one, other, left, measured, say),
            _towards(other, one, right, measured, say),
        )
    if one.kind != other.kind:
        words = f"A {one.kind} cannot be compared with a {other.kind}"
        raise Fault(f"{words}{_instead(one, other)}", left.at, right.end)
    if one.kind == "number":
        units = [v.unit.kind for v in (one, other) if v.unit is not None and v.unit.kind]
        if len(set(units)) > 1:
            raise Fault(
                f"{_a(units[0])} cannot be compared with {_a(units[1])}".capitalize(),
                left.at,
                right.end,
            )
        for value, against in ((one, other), (other, one)):
            if value.name and value.unit in (None, PLAIN) and against.literal and units:
                say(f"{value.name} names no unit that is known: it is taken to be in SI units")
    return one, other


def _towards(value: Value, other: Value, node: Node, measured: Measured, say: Say) -> Value:
    """A text as what it is compared with, where it can be read so."""
    if value.kind != "text":
        return value
    if value.literal:
        assert value.texts is not None
        text = value.texts[0]
        try:
            if other.kind == "number":
                return Value("number", np.array([float(text)]), np.ones(1, bool), literal=True)
            if other.kind == "date":
                data = np.array([text], "datetime64[s]")
                day = "" if "T" in text else "day"
                return Value("date", data, np.ones(1, bool), name=day, literal=True)
        except ValueError:
            what = "no number" if other.kind == "number" else "no date such as 2000-01-31"
            raise Fault(f"“{text}” is {what}", node.at, node.end) from None
        return value
    if other.kind == "number":
        return numbers(value, measured, say)
    if other.kind == "date":
        say(f"{value.name} is text: its values are read as dates")
        return as_dates(value, measured)
    return value


def _instead(one: Value, other: Value) -> str:
    kinds = {one.kind, other.kind}
    if kinds == {"number", "date"}:
        return "; write the date as 2000-01-31, or ask for year(...)"
    if "truth" in kinds:
        return "; write = true or = false"
    return ""


def compared(sign: str, one: Value, other: Value) -> tuple[Mask, Mask]:
    """Whether a comparison holds, and where it is known."""
    known = one.known & other.known
    if one.kind == "text":
        return _texts(sign, one, other), known
    left, right = one.data, other.data
    if one.kind == "date" and "day" in (one.name, other.name):
        left, right = left.astype("datetime64[D]"), right.astype("datetime64[D]")
    with np.errstate(invalid="ignore"):
        return np.asarray(SIGNS[sign](left, right)), known


def _texts(sign: str, one: Value, other: Value) -> Mask:
    """Compare texts in the order of their letters, each distinct one once."""
    assert one.texts is not None and other.texts is not None
    if other.literal:
        wanted = other.texts[0]
        if sign in ("=", "!="):
            same = one.data == one.texts.find(wanted)  # distinct texts, distinct ids
            return np.asarray(same if sign == "=" else ~same)
        holds = np.array([SIGNS[sign](text, wanted) for text in one.texts] or [False], bool)
        return np.asarray(holds[one.data])
    if one.literal:
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(sign, sign)
        return _texts(turned, other, one)
    order = {text: place for place, text in enumerate(sorted({*one.texts, *other.texts}))}
    places = [
        np.array([order[text] for text in value.texts] or [0], np.int64)[value.data]
        for value in (one, other)
        if value.texts is not None
    ]
    return np.asarray(SIGNS[sign](places[0], places[1]))


def worded(value: Value, how: str, pattern: str, node: Node, measured: Measured) -> Mask:
    """like, contains, starts with, ends with: blind to capitals and accents. Raises Fault."""
    if value.kind != "text":
        raise Fault(f"“{how}” looks into texts, and this is a {value.kind}", node.at, node.end)
    texts = value.texts
    assert texts is not None

    if value.literal:
        folded = Folded.of(texts)
    else:
        folded = measured.kept(("folded", value.name), lambda: Folded.of(texts))
    holds = _matching(folded, how, pattern)
    found = holds[value.data] if len(holds) else np.zeros(len(value.data), bool)
    return np.asarray(found)


def _matching(folded: Folded, how: str, pattern: str) -> NDArray[np.bool_]:
    if how == "contains":
        return folded.containing(pattern)
    if how == "starts with":
        return folded.starting(pattern)
    if how == "ends with":
        return folded.ending(pattern)
    return folded.shaped(pattern)
