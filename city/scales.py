"""The colours of live values: a few steps that a legend can name, over what is usual."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from city.palettes import PALETTES
from city.subjects import Subject

STEPS = 6
UNKNOWN = (150, 154, 160)  # of a gap
PALETTE = "viridis"  # of what nobody knows
USUAL = (2.0, 98.0)  # percent of its values that its steps reach over

F64 = NDArray[np.float64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Steps of colour. edges: (n - 1,) values that lie between them. colours: (n, 3). words: what
    each step stands for, without the unit."""

    edges: F64
    colours: Bytes
    words: tuple[str, ...]

    def step(self, values: F64) -> NDArray[np.int64]:
        """(m,) which step each value is in, -1 for a gap."""
        found = np.zeros(len(values), np.int64)
        for edge in self.edges.tolist():  # few: quicker than a search for each value
            found += values >= edge
        found[np.isnan(values)] = -1
        return found

    def of(self, values: F64) -> Bytes:
        """(m, 3) the colour of each value."""
        return np.vstack([self.colours, np.array([UNKNOWN], np.uint8)])[self.step(values)]


def scale_of(subject: Subject, values: F64) -> Scale:
    """The scale of a subject: what its quantity says, or else what its values (m,) are like."""
    quantity = subject.quantity
    if quantity is not None and quantity.states:
        count = len(quantity.states)
        edges = np.arange(count - 1, dtype=np.float64) + 0.5
        return Scale(edges, _colours(quantity.palette, count, quantity.reversed), quantity.states)
    if quantity is not None:
        low, high, name, turned = quantity.low, quantity.high, quantity.palette, quantity.reversed
    else:
        known = values[np.isfinite(values)]
        low, high = np.percentile(known, USUAL).tolist() if len(known) else (0.0, 1.0)
        name, turned = PALETTE, False
    low, high = _round(low, high)
    edges = np.linspace(low, high, STEPS + 1)[1:-1]
    digits = _digits(edges)
    told = [f"{edge:.{digits}f}".replace("-", "\N{MINUS SIGN}") for edge in edges.tolist()]
    words = (
        f"< {told[0]}",
        *(f"{a} to {b}" for a, b in pairwise(told)),
        f"≥ {told[-1]}",
    )
    return Scale(edges, _colours(name, STEPS, turned), words)


def diverging(most: float, palette: str) -> Scale:
    """Steps alike on both sides of zero, up to about so much; one in the middle for no change, and
    the colours of a decrease first."""
    _, end = _round(0.0, most * STEPS / 3)
    step = end / STEPS
    edges = step * np.array([-2.0, -1.0, -1e-3, 1e-3, 1.0, 2.0])
    digits = _digits(edges[[0, 1, 4, 5]])
    one, two = (f"{edge:.{digits}f}" for edge in edges[4:].tolist())
    minus = "\N{MINUS SIGN}"
    words = (
        *(f"< {minus}{two}", f"{minus}{two} to {minus}{one}", f"{minus}{one} to 0", "no change"),
        *(f"0 to {one}", f"{one} to {two}", f"≥ {two}"),
    )
    return Scale(edges, _colours(palette, len(words), True), words)


def _colours(name: str, count: int, turned: bool) -> Bytes:
    return PALETTES.get(name, PALETTES[PALETTE]).colours(count, turned)


def _round(low: float, high: float) -> tuple[float, float]:
    """Ends that give steps of plain numbers: 1, 2, 2.5 or 5 times a power of ten."""
    wide = max(high - low, 1e-9 * max(abs(low), abs(high), 1.0)) / STEPS
    power = 10.0 ** np.floor(np.log10(wide))
    step = next(s for s in (1.0, 2.0, 2.5, 5.0, 10.0) if s * power >= wide * 0.999) * power
    first = float(np.floor(low / step + 1e-9) * step)
    return first, first + STEPS * step


def _digits(edges: F64) -> int:
    """Decimals that tell the edges exactly, at most six."""
    return next((d for d in range(7) if np.allclose(edges, np.round(edges, d), atol=1e-9)), 6)
