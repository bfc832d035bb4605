"""A style applied to a city: which class every object falls into, and what each class stands for.

What is counted is who holds a value: a building whose attribute colours its parts counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from city import classify
from city.cloud import PointCloud
from city.expression import Fault, ask
from city.faces import COMPASS, Faces
from city.measured import Measured
from city.model import City
from city.palettes import DEFAULT, OTHER_CLASS, PALETTES, POINT_CLASSES
from city.style import Style, StyleError, Trait, measure_of, rgb
from city.surface_traits import MEASURES as SURFACE_MEASURES
from city.traits import ORDERED, has, values
from city.values import Values

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

NONE, OUTSIDE = -1, -2  # in Legend.number: no value; no object of this layer
USUAL_BREAKS = {  # degrees: roofs from flat over low and steep to a mansard's; round the compass
    "slope": (5.0, 15.0, 30.0, 45.0, 60.0),
    "azimuth": (45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0),
}
REST = (150, 148, 146)  # the values that have no colour of their own
FEW, SOME = 8, 20_000  # so few counts have a colour each; so many of them are looked at
SAMPLE, USUAL = 10_000, (0.02, 0.98)  # points of a survey, and their lowest and highest share
METHODS = {
    "quantile": classify.quantile,
    "equal": classify.equal,
    "natural": classify.natural,
    "pretty": classify.pretty,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One class: its colour, how many objects or faces hold such a value, and which values it has.

    A word, or numbers from low to less than high (the last class up to and with high); low and
    high are the same for a single number. rest: everything that has no entry of its own.
    """

    colour: tuple[int, int, int]
    count: int
    word: str = ""
    low: float = float("nan")
    high: float = float("nan")
    rest: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Legend:
    """What the colours of a layer mean.

    number: (objects,) int16 row of entries, NONE or OUTSIDE; (faces,) where each face has a value
    of its own. missing: how many families of objects, or how many faces, have no value. breaks:
    between the classes of a graduated style. values: None of plain and rule styles.
    """

    style: Style
    entries: tuple[Entry, ...]
    missing: int
    number: NDArray[np.int16]
    values: Values | None = None
    breaks: tuple[float, ...] = ()

    @property
    def faces(self) -> Faces | None:
        """The faces that are coloured one by one; None where objects are."""
        return None if self.values is None else self.values.faces

    @property
    def badge(self) -> str:
        """How its values came about: "measured", "derived" ...; "" where it shows none."""
        if self.values is not None:
            return self.values.badge
        return "measured" if self.style.by is not None and self.style.by.what == "point" else ""

    def rows(self, entry: int) -> NDArray[np.int32]:
        """The objects of one entry, or of NONE; parts with their building, or those with a face."""
        found = self.number == entry
        faces = self.faces
        if faces is None:
            return np.flatnonzero(found).astype(np.int32)
        return np.unique(faces.owner[found & faces.counted])


def legend_of(style: Style, measured: Measured, mine: Mask | None = None) -> Legend:
    """Sort the objects of a city, or those that are `mine` (objects,), as a style says; or their
    faces.

    Raises StyleError where the city has nothing to colour by, or a rule is wrong.
    """
    count = len(measured.city.objects)
    mine = np.ones(count, bool) if mine is None else mine
    if style.kind == "plain":
        number = np.where(mine, 0, OUTSIDE).astype(np.int16)
        return Legend(style, (Entry(rgb(style.colour), int(mine.sum())),), 0, number)
    if style.kind == "rule":
        return _ruled(style, measured, mine)
    trait = style.by
    if trait is None or not has(measured, trait):
        raise StyleError(_lacking(measured, trait))
    known = measured.kept(trait, lambda: values(measured, trait))
    if known.faces is not None:
        asked = mine[known.faces.owner] & known.asked
        return sort(style, known, asked, known.faces.counted)
    return sort(style, known, mine, measured.city.objects.parent < 0)


def sort(style: Style, known: Values, mine: Mask, root: Mask) -> Legend:
    """Sort values into the classes of a graduated or categorised style.

    mine: (n,) of what is coloured. root: (n,) what counts as missing where it has no value.
    """
    counted = mine & known.holder
    if style.kind == "graduated":
        if known.numbers is None:
            raise StyleError(f"{known.trait.name} has no numbers here; give each value a colour")
        number, entries, breaks = _graduated(style, known, known.numbers, counted)
    else:
        number, entries = _categorised(style, known, counted)
        breaks = ()
    missing = int(np.count_nonzero((number == NONE) & mine & root))
    number[~mine] = OUTSIDE
    return Legend(style, entries, missing, number, known, breaks)


def _ruled(style: Style, measured: Measured, mine: Mask) -> Legend:
    """The first rule that is true of a whole thing colours it and its parts."""
    number = np.where(mine, NONE, OUTSIDE).astype(np.int16)
    entries = []
    for place, rule in enumerate(style.rules):
        try:
            answer = ask(rule.where, measured)
        except Fault as fault:
            raise StyleError(f"rule {place + 1}, {rule.where}: {fault.message}") from fault
        free = number == NONE
        rows = answer.rows()
        number[rows[free[rows]]] = place
        word = rule.title or rule.where
        entries.append(Entry(rgb(rule.colour), int((answer.mask & free).sum()), word))
    root = measured.city.objects.parent < 0
    return Legend(style, tuple(entries), int(((number == NONE) & root).sum()), number)


def points_legend(style: Style, cloud: PointCloud) -> Legend:
    """What the colours of a survey's points mean: its classes, or values along a scale.

    A survey that lacks what it should be coloured by shows its classes, and its legend says so.
    """
    nobody = np.zeros(0, np.int16)
    how = style.by.name if style.by is not None else ""
    if not cloud.has(how):
        how, style = "class", replace(style, by=Trait("point", "class"))
    if how == "class":
        ranked = sorted(cloud.class_counts.items(), key=lambda item: -item[1])
        entries = [
            Entry(POINT_CLASSES.get(code, OTHER_CLASS), count, str(code)) for code, count in ranked
        ]
        return Legend(style, tuple(entries), 0, nobody)
    known = cloud.points[:, 2] + cloud.frame.origin[2] if how == "height" else cloud.intensity
    if how not in ("height", "intensity") or known is None or not len(known):
        return Legend(style, (), 0, nobody)
    ends = np.quantile(known[:: max(1, len(known) // SAMPLE)], USUAL)
    colours = PALETTES[style.palette].colours(5, style.reversed).tolist()
    places = np.linspace(ends[0], ends[1], 5).tolist()
    scale = [Entry(_three(c), 0, "", v, v) for c, v in zip(colours, places, strict=True)]
    return Legend(style, tuple(scale), 0, nobody)


def breaks_of(style: Style, numbers: F64) -> F64:
    """Where the classes of a graduated style lie among finite numbers."""
    if style.method == "own":
        return np.array(style.breaks, np.float64)
    if not len(numbers):
        return np.zeros(0)
    found = METHODS[style.method](numbers, style.classes)
    return found if style.method == "pretty" else classify.tidy(found, numbers)


def _graduated(
    style: Style, known: Values, numbers: F64, counted: Mask
) -> tuple[NDArray[np.int16], tuple[Entry, ...], tuple[float, ...]]:
    finite = np.isfinite(numbers)
    held = numbers[counted & finite]
    breaks = breaks_of(style, held)
    number = np.zeros(len(numbers), np.int16)
    for cut in breaks.tolist():  # few cuts: quicker than a search for each number
        number += numbers >= cut
    number[~finite] = NONE
    times = np.bincount(number[counted & finite], minlength=len(breaks) + 1).tolist()
    low, high = (float(held.min()), float(held.max())) if len(held) else (np.nan, np.nan)
    lows = [min(low, *breaks[:1].tolist()) if len(breaks) else low, *breaks.tolist()]
    highs = [*breaks.tolist(), max(high, *breaks[-1:].tolist()) if len(breaks) else high]
    colours = PALETTES[style.palette].colours(len(lows), style.reversed).tolist()
    entries = tuple(
        Entry(_three(colour), count, "", a, b)
        for colour, count, a, b in zip(colours, times, lows, highs, strict=True)
    )
    return number, entries if len(held) else (), tuple(breaks.tolist())


def _categorised(
    style: Style, known: Values, counted: Mask
) -> tuple[NDArray[np.int16], tuple[Entry, ...]]:
    """The most frequent values with a colour each, in the order of their numbers if they have any,
    and all others together."""
    codes, singles = _coded(known)
    words = known.words or tuple(_plain(value) for value in singles)
    held = counted & (codes >= 0)
    times = np.bincount(codes[held], minlength=len(words))
    own = dict(style.own)
    chosen = [code for code, word in enumerate(words) if word in own]
    ranked = np.argsort(-times, kind="stable").tolist()
    fresh = [c for c in ranked if times[c] and words[c] not in own]
    listed = chosen + fresh[: max(style.classes - len(chosen), 0)]
    if measure_of(known.trait)[0] in ORDERED or known.numbers is not None:
        listed.sort(key=lambda code: singles[code] if len(singles) else code)
    else:
        listed.sort(key=ranked.index)
    colours = iter(PALETTES[style.palette].colours(len(fresh), style.reversed).tolist())
    entries = []
    table = np.full(len(words) + 1, len(listed), np.int16)
    table[-1] = NONE
    for row, code in enumerate(listed):
        word = words[code]
        colour = rgb(own[word]) if word in own else _three(next(colours))
        value = float(singles[code]) if len(singles) and not known.words else np.nan
        table[code] = row
        entries.append(Entry(colour, int(times[code]), word, value, value))
    rest = int(times.sum()) - sum(entry.count for entry in entries)
    if rest:
        entries.append(Entry(REST, rest, rest=True))
    return table[codes], tuple(entries)


def _coded(known: Values) -> tuple[NDArray[np.integer], F64]:
    """Codes of all values, and the number that each code stands for (none for words alone)."""
    if known.codes is not None:
        if known.numbers is None:
            return known.codes, np.zeros(0)
        singles = np.full(len(known.words), np.nan)
        singles[known.codes] = known.numbers
        return known.codes, singles
    assert known.numbers is not None
    finite = np.isfinite(known.numbers)
    singles, codes = np.unique(known.numbers[finite], return_inverse=True)
    every = np.full(len(finite), -1, np.int64)
    every[finite] = codes
    return every, singles


def _plain(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:g}"


def _three(colour: Sequence[int]) -> tuple[int, int, int]:
    red, green, blue = colour
    return red, green, blue


def _lacking(measured: Measured, trait: Trait | None) -> str:
    if trait is None:
        return "the style does not say what it colours by"
    if trait.what in ("attribute", "surface attribute"):
        whose = "surface" if trait.of_surfaces else "object"
        city = measured.city
        known = sorted((city.surfaces if trait.of_surfaces else city.objects).columns)
        listed = ", ".join(known[:6]) + (f" and {len(known) - 6} more" if len(known) > 6 else "")
        return f"no {whose} here has the attribute {trait.name}; there is {listed or 'none'}"
    return f"nothing here can be coloured by the {trait.what} {trait.name}"


def usual_style(city: City, trait: Trait, before: Style | None = None) -> Style:
    """The style that suits a trait: classes for sizes, a colour each for words and few counts.

    before: the style until now, whose missing colour and opacity are kept. Nothing is measured.
    """
    base = Style() if before is None else Style(missing=before.missing, opacity=before.opacity)
    name, _ = measure_of(trait)
    table = city.surfaces if trait.of_surfaces else city.objects
    column = table.columns.get(trait.name) if trait.what.endswith("attribute") else None
    if trait.what == "surface" and name in USUAL_BREAKS:
        return replace(base, kind="graduated", by=trait, method="own", breaks=USUAL_BREAKS[name])
    sizes = trait.what == "measure" or (trait.what == "surface" and name in SURFACE_MEASURES)
    sizes |= column is not None and column.texts is None and column.type != "boolean"
    few = column is not None and column.type == "integer" and len(set(column.values[:SOME])) <= FEW
    if sizes and not few:
        return replace(base, kind="graduated", by=trait)
    most = len(COMPASS) + 1 if name == "facing" else FEW
    palette = DEFAULT["sequential" if few or name == "lod" else "qualitative"]
    return replace(base, kind="categorised", by=trait, classes=most, palette=palette)
