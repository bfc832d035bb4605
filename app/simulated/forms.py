"""Which form a result takes in a manner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.simulated.form import Form, Ground
from app.simulated.kept import NOWHERE, Line, Manner
from app.simulated.layer import Result
from app.simulated.what import What
from city.simulated.network import Network
from city.simulated.slices import level_slice, skin, upright_slice
from city.simulated.surfaces import draped
from city.simulated.volume import Volume

F64 = NDArray[np.float64]


def ends_of(line: Line, box: F64) -> tuple[F64, F64]:
    """The ends of an upright slice, (2,) local metres each: those of a line, or from west to east
    through the middle of a box (2, 2)."""
    if line == NOWHERE:
        (west, south), (east, north) = box.tolist()
        middle = (south + north) / 2
        line = west, middle, east, middle
    return np.array(line[:2]), np.array(line[2:])


def form_of(manner: Manner, what: What, result: Result, ground: Ground) -> Form:
    """A result in a manner, laid out over the city; takes its time."""
    from app.simulated import sheets, strokes

    thing, kept = what.thing, result.kept
    if isinstance(thing, Network):
        from app.simulated import strokes

        return strokes.Lined(what, ground, kept.width)
    if manner == "water":
        return sheets.Flood(what, ground)
    if manner == "iso":
        return sheets.Enclosing(what, ground, kept.value)
    if manner == "walls":
        return sheets.Walled(what, ground)
    if manner == "contours":
        from app.simulated import strokes

        return strokes.Contoured(what, ground)
    if manner == "arrows":
        from app.simulated import strokes

        return strokes.Blown(what, ground, kept.height)
    if manner == "streamlines":
        return strokes.Streaming(what, ground, kept.height)
    if manner == "flow":
        from app.simulated import strokes

        return strokes.Flowing(what, ground, kept.height)
    if manner == "upright":
        start, end = ends_of(kept.line, thing.shape.box())
        if isinstance(thing.shape, Volume):
            return sheets.Draped(what, upright_slice(thing.shape, start, end))
        return sheets.Hung(what, ground, start, end)
    if isinstance(thing.shape, Volume):
        made = skin(thing.shape) if manner == "skin" else level_slice(thing.shape, kept.height)
        return sheets.Draped(what, made)
    return sheets.Draped(what, draped(thing.shape, ground.over, what.variable.at))
