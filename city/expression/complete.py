"""What may come next in a question while it is being typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from city.column import Column
from city.expression.names import ALIASES, PLACES, alias, attribute_named, class_mask, written
from city.expression.parse import SIGNS
from city.expression.words import Fault, Word, words
from city.measured import MEASURES, Measured
from city.search import fold

VALUES = 40  # of an attribute that are offered, the commonest first
MOST = 60
BEFORE_NAME = {"(", ",", "+", "-", "*", "/", "and", "or", "not", "between"}


@dataclass(frozen=True, slots=True)
class Completion:
    """A word that may stand from letter `at` on, and what it is: "attribute", "m", "412 times"."""

    at: int
    text: str
    told: str


def complete(text: str, measured: Measured) -> list[Completion]:
    """What may follow a question that is typed as far as `text`, the likeliest first."""
    try:
        found = words(text)[:-1]
    except Fault:
        return _in_a_text(text, measured)
    begun = found[-1] if found and found[-1].end == len(text) else None
    if begun is not None and begun.kind in ("name", "quoted", "keyword"):
        before, start, at = found[:-1], fold(begun.text), begun.at
    else:
        before, start, at = found, "", len(text)
    offered = _after(before, measured)
    fitting = [(t, told) for t, told in offered if fold(t).strip("\"'").startswith(start)]
    if start:  # then what has it inside
        inside = [(t, told) for t, told in offered if start in fold(t)]
        fitting += [one for one in inside if one not in fitting]
        fitting = [one for one in fitting if one[0] != text[at:]]
    return [Completion(at, t, told) for t, told in fitting[:MOST]]


def _after(before: list[Word], measured: Measured) -> list[tuple[str, str]]:
    """What may stand behind some words, each with what it is."""
    last = before[-1].text if before else ""
    kind = before[-1].kind if before else "keyword"
    if last == ".":
        return list(_names(measured, before[-2].text if len(before) > 1 else ""))
    if last == "(" and len(before) > 1 and before[-2].kind == "name":
        call = before[-2].text.lower()
        if call in PLACES:
            return [("selection", "what is chosen"), *_classes(measured)]
        if call in MEASURES and MEASURES[call].of_surface:
            return [(name, "surface") for name in measured.surfaces]
    if [word.text for word in before[-2:]] == ["in", "("]:
        return list(_values(before[:-2], measured))
    if last in SIGNS:
        return list(_values(before[:-1], measured))
    if not before or (kind in ("sign", "keyword") and last in BEFORE_NAME):
        return [*_names(measured), ("not", "the contrary")]
    if kind == "number":
        return [*((unit, "unit") for unit in ("m", "km", "m2", "ha", "m3")), *_joints()]
    if last == "is":
        return [("missing", "no value"), ("not missing", "some value")]
    if kind == "name":
        return [*((how, "compare") for how in (*SIGNS, *HOWS)), *_joints()]
    return list(_joints())


HOWS = ("in (", "contains", "starts with", "ends with", "like", "between", "is missing")


def _joints() -> Iterator[tuple[str, str]]:
    yield "and", "both hold"
    yield "or", "one of them holds"


def _names(measured: Measured, of: str = "") -> Iterator[tuple[str, str]]:
    """Attributes (of a class, or all), then words everybody uses, measures and classes."""
    city = measured.city
    mask = class_mask(city, of) if of else None
    columns = sorted(city.objects.columns.items(), key=lambda item: -len(item[1]))
    for name, column in columns:
        if mask is None or mask[city.objects.kind[column.rows]].any():
            yield written(name), f"{column.type}{f', {column.unit}' if column.unit else ''}"
    for word in ALIASES:
        given = alias(city, word)
        if given and word not in city.objects.columns:
            yield word, f"stands for {given}"
    for word, measure in MEASURES.items():
        if alias(city, word):
            continue  # said above
        shown = f"{word}(roof)" if measure.of_surface and "roof" in measured.surfaces else word
        yield shown, f"measured{f', {measure.unit}' if measure.unit else ''}"
    if not of:
        yield "within(", "near something"
        yield "intersects(", "touches something"
        yield from _classes(measured)


def _classes(measured: Measured) -> Iterator[tuple[str, str]]:
    for kind, count in measured.city.objects.counts().items():
        yield written(kind), f"class, {count:,} objects"


def _values(before: list[Word], measured: Measured) -> Iterator[tuple[str, str]]:
    """The commonest values of the attribute that stands before a sign."""
    if not before or before[-1].kind not in ("name", "quoted"):
        return
    city, name = measured.city, before[-1].text
    found = attribute_named(city, name) or [alias(city, name)]
    column = city.objects.columns.get(found[0])
    if column is None or column.type in ("number", "structure") or not len(column):
        return
    for text, count in measured.kept(("commonest", found[0]), lambda: _commonest(column)):
        yield text, f"{count:,} times"


def _commonest(column: Column) -> list[tuple[str, int]]:
    values, counts = np.unique(column.values, return_counts=True)
    best = np.argsort(-counts, kind="stable")[:VALUES]
    if column.texts is not None:
        texts = [column.texts[code] for code in values[best].tolist()]
        shown = ["'" + text.replace("'", "''") + "'" for text in texts]
    elif column.type == "boolean":
        shown = [str(bool(value)).lower() for value in values[best]]
    else:
        shown = [str(value).removesuffix("T00:00:00") for value in values[best]]
    return list(zip(shown, counts[best].tolist(), strict=True))


def _in_a_text(text: str, measured: Measured) -> list[Completion]:
    """The values that begin like a text whose quote is still open."""
    at = max(text.rfind("'"), text.rfind("‘"))
    try:
        before = words(text[:at])[:-1] if at >= 0 else []
    except Fault:
        return []
    start = fold(text[at + 1 :])
    offered = _after(before, measured) if before else []
    return [
        Completion(at, shown, told)
        for shown, told in offered
        if shown.startswith("'") and fold(shown[1:]).startswith(start)
    ][:MOST]
