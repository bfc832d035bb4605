"""A field between stations as a layer over the ground: coloured by its values, hatched where it is
unsure, and nothing where nobody knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from city.base import Base
from city.grid import Grid
from city.interpolate import FEWEST, Field, Variogram, fitted, inverse_distance, kriged
from city.kinds import theme
from city.layer import Ground, Layer, Quantity
from city.layer_colours import Colours
from city.legend import Entry
from city.measure import boxes
from city.query import drawn, plan_faces
from city.scales import Scale
from city.simulate.on_ground import nowhere, with_ground

F64 = NDArray[np.float64]

DEVIATION = "deviation"  # the key of how unsure the values are
LEAST = 4  # stations with a value, without which nothing is estimated between them
# Stations below which nothing can be read off their differences but how large they are: it takes
# thirty pairs for each distance (Journel and Huijbregts, Mining Geostatistics, 1978, page 194).
FEW = 30
SAME = 1e-9  # of a variance: all stations tell the same


def estimated(places: F64, values: F64, grid: Grid) -> tuple[Field, str]:
    """What lies between stations, and by which method, for people. places: (n, 2) local metres.
    values: (n,), NaN where a station says none.

    By ordinary kriging. What few stations have in common is taken to reach half as far as they are
    apart; of fewer than city.interpolate.FEWEST it is inverse distances, which tell no deviation.
    Raises ValueError for fewer than LEAST.
    """
    told = np.isfinite(values) & np.isfinite(places).all(1)
    places, values = places[told], values[told]
    count = len(np.unique(places, axis=0))
    if count < LEAST:
        raise ValueError(f"{count} stations with a value; a field needs {LEAST} or more")
    longest = float(np.hypot(*(places[:, None] - places[None]).T).max())
    if count < FEWEST:
        found = inverse_distance(places, values, grid, longest / 2)
        return found, f"inverse distances of {count} stations"
    variogram = fitted(places, values)
    if count < FEW:
        spread = float(values.var(ddof=1))
        variogram = Variogram(0.0, max(spread, SAME), longest / 2)
    alike = f"alike up to {variogram.range:,.0f} m"
    return kriged(places, values, grid, variogram), f"ordinary kriging of {count} stations, {alike}"


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


def on_top(base: Base, places: F64) -> F64:
    """(n,): the height of the ground at places (n, 2), or of the water over it; NaN where neither
    is known, and what things stand at where none is known at all."""
    import shapely

    found = base.ground(places)
    if not np.isfinite(found).any():
        return base.standing(places)
    spots = shapely.points(places)
    for city in base.cities:
        wet = np.array([theme(kind) == "Water" for kind in city.objects.kinds], bool)
        for lod, mask in drawn(city).items():
            faces, owner = plan_faces(city.shapes[lod], mask & wet[city.objects.kind])
            if not len(faces):
                continue
            spot, face = shapely.STRtree(faces).query(spots, "within").reshape(2, -1)
            level = boxes(city, lod)[owner[face], 1, 2]
            found[spot] = np.fmax(found[spot], level)
    return found


def scaled(layer: Layer, scale: Scale) -> Colours:
    """A field in the colours of the stations that it lies between."""
    quantity = layer.quantities[0]
    number = scale.step(layer.values[quantity.key].astype(np.float64))
    counts = np.bincount(number[number >= 0], minlength=len(scale.words)).tolist()
    paint = (tuple(colour) for colour in scale.colours.tolist())
    classes = tuple(map(Entry, paint, counts, scale.words))
    missing, breaks = int((number < 0).sum()), tuple(scale.edges.tolist())
    return Colours(quantity, layer.badge, classes, missing, number.astype(np.int16), (), breaks)


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
