"""What a question to SensorThings asks for: filters, order, pages and what to expand
(OGC 18-088, 9.3; OData 4.0 part 2), as far as clients of cities use it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from importers.live.replay.exchange import Problem, milliseconds

Row = dict[str, Any]

COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
CLAUSE = re.compile(r"\(?\s*([\w@./]+)\s+(eq|ne|gt|ge|lt|le)\s+('(?:[^']|'')*'|[^\s()']+)\s*\)?")
TIMES = ("phenomenonTime", "resultTime")
DEEPEST = 4  # expansions within expansions
KNOWN = frozenset(
    ("$filter", "$orderby", "$top", "$skip", "$count", "$select", "$expand", "$resultFormat")
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """path sign value, such as result gt 25; moments are milliseconds since 1970."""

    path: str
    sign: str
    value: str | float

    def holds(self, said: Any) -> bool:
        """Whether it holds for what a row says."""
        if isinstance(said, str) != isinstance(self.value, str) or said is None:
            return False
        return bool(COMPARED[self.sign](said, self.value))


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for of one list. orders: paths, and whether downwards. told: as asked."""

    filters: tuple[Comparison, ...] = ()
    orders: tuple[tuple[str, bool], ...] = ()
    top: int = 100
    skip: int = 0
    count: bool = False
    select: frozenset[str] = frozenset()
    expand: Mapping[str, Options] = field(default_factory=dict)
    data_array: bool = False
    told: Mapping[str, str] = field(default_factory=dict)

    def interval(self) -> tuple[int, int]:
        """The moments that the filters leave: from one until before another."""
        start, end = 0, 1 << 60
        for one in self.filters:
            if one.path in TIMES and not isinstance(one.value, str):
                moment = int(one.value)
                if one.sign in ("eq", "ge", "gt"):
                    start = max(start, moment + (one.sign == "gt"))
                if one.sign in ("eq", "le", "lt"):
                    end = min(end, moment + (one.sign != "lt"))
        return start, end


def options_of(told: Mapping[str, str], most: int, deep: int = 0) -> Options:
    """Options as parameters tell them. Raises Problem for what is not understood.

    most: rows of one page.
    """
    if unknown := [name for name in told if name.startswith("$") and name not in KNOWN]:
        raise Problem(501, f"the replay does not know {unknown[0][:60]}")
    if deep > DEEPEST:
        raise Problem(400, f"at most {DEEPEST} expansions within each other are answered")
    return Options(
        tuple(_comparison(text) for text in _split(told.get("$filter", ""), " and ")),
        tuple(_order(text) for text in _split(told.get("$orderby", ""), ",")),
        min(_whole(told, "$top", 100), most),
        _whole(told, "$skip", 0),
        told.get("$count") == "true",
        frozenset(_split(told.get("$select", ""), ",")),
        _expansions(told.get("$expand", ""), most, deep),
        told.get("$resultFormat") == "dataArray",
        told,
    )


def _whole(told: Mapping[str, str], name: str, fallback: int) -> int:
    text = told.get(name, str(fallback))
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Problem(400, f"{name} is no whole number")
    return int(text)


def _split(text: str, mark: str) -> list[str]:
    """Parts of a text at a mark that stands outside quotation marks and parentheses."""
    parts, depth, quoted, begin = [], 0, False, 0
    for at, letter in enumerate(text):
        quoted ^= letter == "'"
        if not quoted:
            depth += (letter == "(") - (letter == ")")
        if not quoted and depth == 0 and text.startswith(mark, at):
            parts.append(text[begin:at])
            begin = at + len(mark)
    return [part.strip() for part in (*parts, text[begin:]) if part.strip()]


def _comparison(text: str) -> Comparison:
    found = CLAUSE.fullmatch(text)
    if found is None:
        raise Problem(
            501, f"$filter is understood as comparisons joined by and, not as {text[:100]}"
        )
    path, sign, told = found[1], found[2], found[3]
    path = re.sub(r"(^|/)id$", r"\1@iot.id", path)
    if told.startswith("'"):
        return Comparison(path, sign, told[1:-1].replace("''", "'"))
    try:
        return Comparison(path, sign, float(told))
    except ValueError:
        moment = milliseconds(told)
    if moment is None:
        raise Problem(400, f"this is no value: {told[:60]}")
    return Comparison(path, sign, float(moment))


def _order(text: str) -> tuple[str, bool]:
    found = re.fullmatch(r"([\w@./]+)(?:\s+(asc|desc))?", text)
    if found is None:
        raise Problem(400, f"$orderby is not understood: {text[:60]}")
    return re.sub(r"(^|/)id$", r"\1@iot.id", found[1]), found[2] == "desc"


def _expansions(text: str, most: int, deep: int) -> dict[str, Options]:
    found: dict[str, Options] = {}
    for part in _split(text, ","):
        path, _, inner = part.partition("(")
        given = dict(one.partition("=")[::2] for one in _split(inner.removesuffix(")"), ";"))
        if strange := [name for name in given if not name.startswith("$")]:
            raise Problem(400, f"$expand is not understood: {strange[0][:60]}")
        way, _, onwards = path.partition("/")
        if onwards:
            within = f"({inner}" if inner else ""
            given = {"$expand": f"{onwards}{within}"}
        found[way.strip()] = options_of(given, most, deep + 1)
    return found


def said(row: Row, path: str, through: Callable[[Row, str], Row | None]) -> Any:
    """What a row says at a path, which may lead on to what it belongs to."""
    name, _, onwards = path.partition("/")
    if not onwards:
        return row.get(name)
    inner = row.get(name)
    inner = inner if isinstance(inner, dict) else through(row, name)
    return None if inner is None else said(inner, onwards, through)


def ordered(
    rows: list[Row],
    orders: tuple[tuple[str, bool], ...],
    through: Callable[[Row, str], Row | None],
) -> list[Row]:
    """Rows in order; those that say nothing come first."""
    for path, down in reversed(orders):

        def place(row: Row, path: str = path) -> tuple[bool, str, float, str]:
            value = said(row, path, through)
            number = float(value) if isinstance(value, (int, float)) else 0.0
            return value is not None, type(value).__name__, number, str(value)

        rows = sorted(rows, key=place, reverse=down)
    return rows
