"""What the colours of a layer mean: steps that can be read off the map, and told apart by anybody.

Numbers have a colour for each step of theirs and not a smooth ramp, so that a place on the map can
be found in the legend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from city.layer import Badge, Quantity, Tone
from city.legend import NONE, Entry
from city.palettes import PALETTES

F64 = NDArray[np.float64]
Classes = NDArray[np.int16]

MOST = 13  # steps of a scale
OF_TIME = (0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0)  # hours: steps that a clock has
USUAL = (0.02, 0.98)  # the shares of the values between which a scale lies, where nothing says it
LOOKED_AT = 100_000  # values of very many, to find those
# Turned round, so that much sun is light and warm, and little is dark and cold.
SEQUENTIAL, DIVERGING, BLUES = "Yellow to blue", "Orange to purple", "Blues"
SAME: tuple[int, int, int] = (240, 239, 236)  # where nothing changes
# How classes are taken: their colours (after ColorBrewer's PuOr, Blues and Oranges), and whether
# they are hatched too, so that nobody has to tell orange from grey.
TONES: Mapping[Tone, tuple[tuple[int, int, int], bool]] = {
    "good": ((198, 219, 239), False),
    "poor": ((178, 171, 164), True),
    "bad": ((224, 130, 20), True),
    "gain": ((33, 113, 181), False),
    "new": ((253, 184, 99), True),
    "same": (SAME, False),
    "slight": ((254, 237, 222), False),
    "clear": ((253, 190, 133), False),
    "grave": ((253, 141, 60), False),
    "worst": ((166, 54, 3), True),
}
PALER = 0.3  # of the way to white that a class goes on from the one before it of the same tone
UNKNOWN: tuple[int, int, int] = (214, 212, 208)  # of places without a value; hatched


@dataclass(frozen=True, slots=True, eq=False)
class Colours:
    """The colours of one quantity of a layer, and the legend that tells what they mean.

    classes: from the lowest to the highest, each with its count of places and its words; below the
    first and above the last lie no values. missing: places without a value. number: (samples,)
    the row in classes, NONE without a value. hatched: rows of the classes with a pattern as well
    as a colour; what has no value is hatched too. breaks: between classes of numbers.
    """

    quantity: Quantity
    badge: Badge
    classes: tuple[Entry, ...]
    missing: int
    number: Classes
    hatched: tuple[int, ...] = ()
    breaks: tuple[float, ...] = ()


def colours_of(
    quantity: Quantity,
    values: NDArray[np.floating],
    badge: Badge = "simulated",
    palette: str | None = None,
    reversed: bool = True,
    step: float | None = None,
) -> Colours:
    """Sort values into classes and colour them as suits what they say.

    values: (samples,), NaN without a value. The scale goes from the quantity's low to its high, or
    to where nearly all values lie; a diverging one lies evenly about zero, with a class of its own
    for what stays as it is. palette: of city.palettes,
    instead of the usual one; reversed: begin at its other end. step: how wide a class is, instead
    of one that makes a legend of at most MOST lines.
    Raises ValueError where the step is no width.
    """
    if step is not None and not step > 0:
        raise ValueError(f"a step of {step:g} is no width of a class; give one over 0")
    known = np.isfinite(values)
    if quantity.scale == "classes":
        return _named(quantity, values, known, badge)
    low, high = _ends(quantity, values[known])
    width = step or step_of(quantity, high - low)
    first, last = np.floor(low / width + 1e-6), np.ceil(high / width - 1e-6)
    last = min(max(last, first + 1), first + 4 * MOST)
    if quantity.scale == "diverging":
        ends = width * np.arange(1, last + 1)
        return _about_zero(quantity, values, known, badge, ends, palette, reversed)
    breaks = width * np.arange(first + 1, last)
    paint = PALETTES[palette or SEQUENTIAL].colours(len(breaks) + 1, reversed)
    return _sorted(quantity, values, known, badge, breaks, (width * first, width * last), paint)


def one_scale(quantities: Sequence[Quantity], values: Sequence[NDArray[np.floating]]) -> Quantity:
    """A quantity of several layers, its ends such that a colour means the same in all of them.

    values: of each layer, (samples,) each. Classes stay as they are.
    """
    first = quantities[0]
    if first.scale == "classes":
        return first
    ends = [
        _ends(one, column[np.isfinite(column)])
        for one, column in zip(quantities, values, strict=True)
    ]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return replace(first, low=-high if first.scale == "diverging" else low, high=high)


def _ends(quantity: Quantity, known: NDArray[np.floating]) -> tuple[float, float]:
    some = known[:: len(known) // LOOKED_AT + 1]
    if quantity.scale == "diverging":
        changed = np.abs(some[np.abs(some) > 0.5 * 10.0**-quantity.decimals])
        reach = float(np.quantile(changed, USUAL[1])) if len(changed) else 1.0
        given = [abs(end) for end in (quantity.low, quantity.high) if end is not None]
        return 0.0, max(given, default=reach)
    low, high = np.quantile(some, USUAL).tolist() if len(some) else (0.0, 1.0)
    low = low if quantity.low is None else quantity.low
    return low, max(high if quantity.high is None else quantity.high, low)


def step_of(quantity: Quantity, span: float) -> float:
    """The finest round step that divides a span into at most MOST."""
    most = MOST / 2 if quantity.scale == "diverging" else MOST
    least = max(span, 10.0**-quantity.decimals) / most * (1 - 1e-9)
    if quantity.unit in ("h", "clock"):
        return next((width for width in OF_TIME if width >= least), float(np.ceil(least)))
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(n * power for n in (1, 2, 5, 10) if n * power >= least * (1 - 1e-9)))


def _about_zero(
    quantity: Quantity,
    values: NDArray[np.floating],
    known: NDArray[np.bool_],
    badge: Badge,
    ends: F64,
    palette: str | None,
    reversed: bool,
) -> Colours:
    """Classes of less and of more, and between them one of what stays as it is."""
    same = min(0.5 * 10.0**-quantity.decimals, float(ends[0]) / 2)
    inner = np.append(same, ends[:-1])
    breaks = np.concatenate([-inner[::-1], np.nextafter(inner, np.inf)])
    count = len(inner)
    paint = PALETTES[palette or DIVERGING].colours(2 * count + 3, reversed)
    # the two palest colours beside the middle would be taken for it
    paint = np.concatenate([paint[:count], [np.array(SAME, np.uint8)], paint[-count:]])
    whole = (-float(ends[-1]), float(ends[-1]))
    found = _sorted(quantity, values, known, badge, breaks, whole, paint)
    classes = list(found.classes)
    classes[count] = replace(classes[count], word="as before")
    return replace(found, classes=tuple(classes))


def _sorted(
    quantity: Quantity,
    values: NDArray[np.floating],
    known: NDArray[np.bool_],
    badge: Badge,
    breaks: F64,
    ends: tuple[float, float],
    paint: NDArray[np.uint8],
) -> Colours:
    number = np.zeros(len(values), np.int16)
    for cut in breaks.tolist():  # few cuts: quicker than a search for each number
        number += values >= cut
    number[~known] = NONE
    times = np.bincount(number[known], minlength=len(breaks) + 1).tolist()
    beyond = values[known]
    low = -np.inf if len(beyond) and beyond.min() < ends[0] - 1e-6 else ends[0]
    high = np.inf if len(beyond) and beyond.max() > ends[1] + 1e-6 else ends[1]
    lows, highs = [low, *breaks.tolist()], [*breaks.tolist(), high]
    classes = tuple(
        Entry((int(r), int(g), int(b)), count, _words(quantity, a, b_), a, b_)
        for (r, g, b), count, a, b_ in zip(paint.tolist(), times, lows, highs, strict=True)
    )
    missing = int((~known).sum())
    return Colours(quantity, badge, classes, missing, number, (), tuple(breaks.tolist()))


def _named(
    quantity: Quantity,
    values: NDArray[np.floating],
    known: NDArray[np.bool_],
    badge: Badge,
) -> Colours:
    names = quantity.names
    number = np.full(len(values), NONE, np.int16)
    number[known] = np.clip(values[known], 0, len(names) - 1)
    times = np.bincount(number[known], minlength=len(names)).tolist()
    tones = [TONES[tone] for tone in quantity.tones]
    blues = PALETTES[BLUES].colours(len(names) + 2)[1 : len(names) + 1].tolist()
    paint = _told_apart(quantity.tones) or blues
    classes = tuple(
        Entry((r, g, b), count, name, float(k), float(k))
        for k, (name, count, (r, g, b)) in enumerate(zip(names, times, paint, strict=True))
    )
    hatched = tuple(k for k, (_, hatch) in enumerate(tones) if hatch)
    return Colours(quantity, badge, classes, int((~known).sum()), number, hatched)


def _told_apart(tones: Sequence[Tone]) -> list[tuple[int, int, int]]:
    """A colour for each class; of several with the same tone the later ones are paler."""
    found = []
    for row, tone in enumerate(tones):
        kept = (1 - PALER) ** tones[:row].count(tone)
        r, g, b = (round(255 - (255 - part) * kept) for part in TONES[tone][0])
        found.append((r, g, b))
    return found


def _words(quantity: Quantity, low: float, high: float) -> str:
    """What values of a class are, in words."""
    unit = "" if quantity.unit == "clock" or not quantity.unit else f" {quantity.unit}"
    if not np.isfinite(low):
        return f"under {value_words(quantity, high)}{unit}"
    if not np.isfinite(high):
        return f"{value_words(quantity, low)}{unit} and more"
    ends = sorted((low, high), key=abs) if quantity.scale == "diverging" else (low, high)
    return f"{value_words(quantity, ends[0])} to {value_words(quantity, ends[1])}{unit}"


def value_words(quantity: Quantity, value: float) -> str:
    """A value as the legend writes it: 2.5, +2.5 in a difference, 14:30 by the clock; no unit."""
    if not np.isfinite(value):
        return "no value"
    if quantity.scale == "classes":
        return quantity.names[int(value)]
    if quantity.unit == "clock":
        minutes = round(value * 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    text = f"{round(value, quantity.decimals + 1) + 0.0:.12g}"
    if quantity.scale == "diverging" and value > 0 and text != "0":
        text = f"+{text}"
    return text.replace("-", "−")
