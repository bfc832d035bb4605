"""What a variable of a model is called, in which unit it is shown, and in which colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.palettes import PALETTES
from city.scales import USUAL, Scale, scale_of
from city.series import Measurand
from city.simulated.field import Field, Variable
from city.simulated.network import Network
from city.subjects import Subject, subject_of

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

LOOKED_AT = 5  # moments that say what the values of an unknown quantity are like
SAMPLE = 100_000  # values of each
NARROW = 0.45  # of the usual range of a quantity
SAME = 1e-6  # of its size that a value which is everywhere the same may differ
CLASSES = "Okabe-Ito"  # the palette of what is no number


def subject(variable: Variable) -> Subject:
    """What a variable is about: a known quantity in its own unit, else as the file has it."""
    known = variable.quantity
    if known is not None:
        return Subject(known.key, known.title, known.unit, known)
    if variable.names:
        return Subject(variable.key, variable.title, "")
    unit = "" if variable.unit == "1" else variable.unit
    return subject_of(Measurand(variable.title or variable.key, unit))


def in_shown_unit(variable: Variable, values: F32) -> F32:
    """Values of a variable in the unit of its subject."""
    factor, offset = _linear(variable)
    if (factor, offset) == (1.0, 0.0):
        return values
    return values * np.float32(factor) + np.float32(offset)


def change_in_shown_unit(variable: Variable, values: F32) -> F32:
    """Differences between values of a variable in the unit of its subject: where zero lies does not
    matter."""
    factor, _ = _linear(variable)
    return values if factor == 1.0 else values * np.float32(factor)


def in_file_unit(variable: Variable, value: float) -> float:
    """A value in the unit of a variable's subject, in that of its file."""
    factor, offset = _linear(variable)
    return (value - offset) / factor


def scale(of: Field | Network, key: str, level: int = 0) -> Scale:
    """The colours of a variable, in the unit of its subject; the same at all moments.

    Those of a known quantity, in finer steps where its values reach over a small part of them.
    """
    variable = of.variable(key)
    told = subject(variable)
    if variable.names:
        return classes(variable.names)
    quantity = told.quantity
    if quantity is not None and quantity.states:
        return scale_of(told, np.zeros(0))
    some = [in_shown_unit(variable, values) for values in _samples(of, key, level)]
    values = np.concatenate([*some, np.zeros(0, np.float32)]).astype(np.float64)
    known = values[np.isfinite(values)]
    if quantity is not None and len(known):
        low, high = np.percentile(known, USUAL).tolist()
        if 0 < high - low < NARROW * (quantity.high - quantity.low):
            told = replace(told, quantity=replace(quantity, low=low, high=high))
    if quantity is None and len(known) and np.ptp(known) <= SAME * np.abs(known).max():
        values = known.mean() + np.array([-1.0, 1.0]) * max(abs(known.mean()) / 2, 0.5)
    return scale_of(told, values)


def classes(names: tuple[str, ...]) -> Scale:
    """The colours of classes, one for each name."""
    edges = np.arange(len(names) - 1, dtype=np.float64) + 0.5
    return Scale(edges, PALETTES[CLASSES].colours(len(names)), names)


def _linear(variable: Variable) -> tuple[float, float]:
    """What values are multiplied by, and what is added, to be in the unit that is shown."""
    quantity = variable.quantity
    if quantity is None:
        return 1.0, 0.0
    air = (20.0, 1013.25) if quantity.molar else None
    zero, one = quantity.converted(np.array([0.0, 1.0]), variable.unit, air).tolist()
    return one - zero, zero


def _samples(of: Field | Network, key: str, level: int) -> Iterator[F32]:
    steps = max(len(of.times), 1)
    for step in np.unique(np.linspace(0, steps - 1, LOOKED_AT).astype(int)).tolist():
        values = of.values(key, step, level) if isinstance(of, Field) else of.values[key][step]
        flat = np.asarray(values).ravel()
        yield flat[:: max(len(flat) // SAMPLE, 1)]
