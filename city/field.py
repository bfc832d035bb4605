"""A field between stations as a layer over the ground: coloured by its values, hatched where it is
unsure, and nothing where nobody knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.interpolate import Field
from city.layer import Ground, Layer, Quantity
from city.layer_colours import Colours
from city.simulate.on_ground import nowhere, with_ground

F64 = NDArray[np.float64]

DEVIATION = "deviation"  # the key of how unsure the values are


def field_layer(field: Field, heights: F64, quantity: Quantity, method: str) -> Layer:
    """A field over the ground. heights: of the ground, (rows, columns) local metres, NaN where that
    is unknown. method: for people, as in "ordinary kriging of 9 stations".

    Its values are under the quantity's key, how unsure they are under DEVIATION.
    """
    known = np.where(np.isfinite(field.value), heights, np.nan).astype(np.float32)
    samples = with_ground(nowhere(), Ground(field.grid, known))
    unsure = replace(quantity, key=DEVIATION, title=f"{quantity.title}, standard deviation")
    values = {
        quantity.key: field.value.ravel()[samples.cell].astype(np.float32),
        DEVIATION: field.deviation.ravel()[samples.cell].astype(np.float32),
    }
    facts = (("Method", method),)
    return Layer(
        "field", quantity.title, samples, (quantity, unsure), values, badge="derived", facts=facts
    )


def doubted(colours: Colours, layer: Layer, most: float) -> Colours:
    """Colours of a field's values, hatched where these are unsure by more than so many of their
    unit: each class that has such places has one more for them."""
    unsure = (layer.values[DEVIATION] > most) & (colours.number >= 0)
    doubts = np.bincount(colours.number[unsure], minlength=len(colours.classes))
    number, classes = colours.number.copy(), list(colours.classes)
    hatched = list(colours.hatched)
    for row in np.flatnonzero(doubts).tolist():
        sure, count = classes[row], int(doubts[row])
        classes[row] = replace(sure, count=sure.count - count)
        number[unsure & (colours.number == row)] = len(classes)
        hatched.append(len(classes))
        classes.append(replace(sure, count=count, word=f"{sure.word}, unsure"))
    return replace(colours, classes=tuple(classes), number=number, hatched=tuple(hatched))
