"""What a legend says: titles, units, classes and values in a planner's words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePath

import numpy as np

from app.wording import (
    attribute_word,
    kind_word,
    meant,
    number,
    point_class_word,
    unit_word,
    value_text,
)
from city.legend import Entry, Legend
from city.measured import MEASURES
from city.model import Source
from city.style import Style, Trait, measure_of
from city.surface_traits import MEASURES as SURFACE_MEASURES
from city.values import Values

CLASS_WORDS = {
    "kind": "Class",
    "lod": "Level of detail",
    "facing": "Where the roof faces",
    "source": "Source file",
}
POINT_WORDS = {"class": "Class", "height": "Height", "intensity": "Intensity", "rgb": "Own colours"}
SURFACE_WORDS = {"roof": "the roof", "wall": "the walls"}
SURFACE_CLASSES = {"kind": "Kind of surface", "facing": "Where {} faces"}
BADGES = {
    "measured": "as the source gives it",
    "derived": "worked out from the geometry",
    "simulated": "the result of a simulation",
    "assumed": "worked out with values that are assumed",
    "LIVE": "as its platform says it now",
    "STALE": "nothing new for three times as long as usual",
    "REPLAY": "as it was told then",
    "FORECAST": "as it is foretold",
    "WAITING": "nothing has been told yet",
    "OFF": "not asked before you say so",
    "SIMULATED": "as a model says it would be",
}
METHOD_WORDS = {
    "quantile": "Equally many in each",
    "equal": "Equally wide",
    "natural": "Natural breaks",
    "pretty": "Round numbers",
    "own": "Own breaks",
}


def trait_word(trait: Trait) -> str:
    """What a trait is called: "area(roof)" -> "Surface area of the roof"."""
    if trait.what in ("attribute", "surface attribute"):
        return attribute_word(trait.name)
    if trait.what == "class":
        return CLASS_WORDS.get(trait.name, trait.name)
    if trait.what == "point":
        return POINT_WORDS.get(trait.name, trait.name)
    name, surface = measure_of(trait)
    if trait.what == "surface":
        each = f"each {surface}"
        if name in SURFACE_CLASSES:
            return SURFACE_CLASSES[name].format(each)
        return f"{SURFACE_MEASURES[name].title} of {each}" if name in SURFACE_MEASURES else name
    title = MEASURES[name].title if name in MEASURES else trait.name
    if not surface or name == "slope":
        return title
    return f"{title} of {SURFACE_WORDS.get(surface, surface)}"


def style_words(style: Style | None) -> str:
    """What a style does, for the name of a step: "Colour by height"."""
    if style is None:
        return "Plaster again"
    if style.kind == "rule":
        return "Colour by rules"
    if style.by is None or style.kind == "plain":
        return "Colour"
    return f"Colour by {trait_word(style.by).lower()}"


def title(legend: Legend, layer: str) -> str:
    """The legend's heading: what the layer is coloured by, and the unit of its numbers."""
    trait = legend.style.by if legend.style.kind in ("graduated", "categorised") else None
    if trait is None:
        return layer
    unit = unit_word(legend.values.unit) if legend.values is not None else ""
    unit = "m" if trait == Trait("point", "height") else unit
    return trait_word(trait) + (f" ({unit})" if unit else "")


def source_words(sources: Sequence[Source]) -> str:
    """The names of files, the first two of many."""
    names = list(dict.fromkeys(PurePath(source.path).name for source in sources))
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def entry_word(legend: Legend, entry: Entry) -> str:
    """What one class is called: "10 – 20", "1900 – 1949", "Gabled", "other values"."""
    if entry.rest:
        return "other values"
    known, trait = legend.values, legend.style.by
    if known is None and trait is not None and trait.what == "point":
        places = 1 if trait.name == "height" else 0
        return point_class_word(int(entry.word)) if entry.word else number(entry.low, places)
    if known is None:
        return entry.word or "all"
    if legend.style.kind == "categorised":
        if not math.isnan(entry.low):
            return plain_number(known, entry.low)
        return value_word(known.trait, entry.word, known.meanings)
    last = entry is legend.entries[-1]
    low, high = entry.low, entry.high
    if known.whole or known.dated:
        ends = [low, high if last else high - 1]
        texts = [plain_number(known, end) for end in ends]
        return texts[0] if ends[1] <= ends[0] else " – ".join(texts)
    places = decimals(legend.breaks)
    step = 10.0**places
    if entry is legend.entries[0]:  # so that no value lies outside of what is written
        low = math.floor(low * step) / step
    if last:
        high = math.ceil(high * step) / step
    return f"{number(low, places)} – {number(high, places)}"


def value_word(trait: Trait, word: str, meanings: Mapping[str, str]) -> str:
    """A value of a trait in words; codes by what they mean."""
    if word in meanings:
        return meant(word, meanings)
    if measure_of(trait)[0] == "kind" and trait.what in ("class", "surface"):
        return kind_word(word)
    if trait.what == "class" and trait.name == "lod":
        return f"LoD {word}" if word else "not given"
    return word


def value_words(known: Values, row: int) -> str:
    """An object's or a face's value with what it is: "Height 12.3 m", or "Height: no data"."""
    name = trait_word(known.trait)
    if known.codes is not None:
        code = int(known.codes[row])
        if code < 0:
            return f"{name}: no data"
        return f"{name}: {value_word(known.trait, known.words[code], known.meanings)}"
    assert known.numbers is not None
    value = float(known.numbers[row])
    if math.isnan(value):
        return f"{name}: no data"
    unit = unit_word(known.unit)
    text = plain_number(known, value) if known.whole or known.dated else number(round(value, 2))
    return f"{name} {text} {unit}".rstrip()


def plain_number(known: Values, value: float) -> str:
    """A number of a trait: a date, a whole number (years without a separator), or a decimal."""
    if not math.isfinite(value):
        return "–"
    if known.dated:
        try:
            return str(date(1970, 1, 1) + timedelta(days=math.floor(value)))
        except OverflowError:
            return "–"
    if known.whole:
        return value_text(int(value)) if abs(value) < 10_000 else number(int(value))
    return number(value)


def decimals(breaks: tuple[float, ...]) -> int:
    """How many decimals all breaks need, three at most."""
    if not breaks:
        return 1
    found = next((d for d in range(3) if np.allclose(breaks, np.round(breaks, d), rtol=1e-12)), 3)
    return int(found)
