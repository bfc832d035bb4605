"""The maps of a report: values from above, to scale, and aslant, each with its legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.report.case import Case, State
from app.report.framing import STRIP, Framing, aslant, finished, from_above
from app.report.stage import Stage
from app.report.words import amount, quarter, unit_of
from city.layer import FACADE, GROUND, ROOF, WINDOW, Layer
from city.layer_colours import UNKNOWN, Colours, colours_of
from city.report import Block, Hatch, Legend, Picture, Swatch

F64 = NDArray[np.float64]
ROOM = 0.9  # of a page's tallest picture
BELOW = 6.8  # mm for each point of the text that headings, caption and legend of a map take
LOOKS = (25.0, 205.0)  # degrees: to the north-north-east, which shows what the sun lights, and back
TIGHT = 6.0  # metres around the area that are shown too


def is_flat(layer: Layer, quantity: str) -> bool:
    """Whether it has values that are seen from above."""
    return _has(layer, quantity, (ROOF, GROUND))


def is_upright(layer: Layer, quantity: str) -> bool:
    """Whether it has values on façades."""
    return _has(layer, quantity, (FACADE, WINDOW))


def _has(layer: Layer, quantity: str, sorts: tuple[int, ...]) -> bool:
    known = np.isfinite(layer.values[quantity])
    return bool(np.isin(layer.samples.sort[known], sorts).any())


def coloured(layer: Layer, quantity: str) -> Colours:
    """Colours that are told apart on grey paper too: of a change, what is less is striped."""
    found = colours_of(layer.quantity(quantity), layer.values[quantity], layer.badge)
    if found.quantity.scale != "diverging":
        return found
    less = tuple(k for k, one in enumerate(found.classes) if one.low < 0 and one.high < 0.0)
    return replace(found, hatched=less)


def legend_of(colours: Colours, words: str = "no value") -> Legend:
    """What colours mean. words: for places without a value."""
    quantity = colours.quantity
    hatch: dict[bool, Hatch] = {True: "rising", False: ""}
    swatches = [
        Swatch(_hex(one.colour), one.word, hatch[row in colours.hatched])
        for row, one in enumerate(colours.classes)
        if one.count or quantity.scale == "sequential"
    ]
    if colours.missing:
        swatches.append(Swatch(_hex(UNKNOWN), words, "falling"))
    unit = unit_of(quantity)
    return Legend(tuple(swatches), f"{quantity.title} ({unit})" if unit else quantity.title)


def _hex(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def map_of(
    case: Case,
    stage: Stage,
    state: State,
    layer: Layer,
    quantity: str,
    name: str,
    look: float | None = None,
    ids: Sequence[str] = (),
    missing: str = "no value",
) -> list[Block]:
    """A map of one quantity with its legend.

    look: degrees clockwise from north that one looks to, aslant; None: from above. name: what it
    shows, in words. ids: of buildings that bear a number from 1. missing: what no value means.
    """
    colours = coloured(layer, quantity)
    stage.turn_to(state.view)
    stage.lay(layer, colours)
    framing = framed(case, look)
    numbers = places_of(layer, ids)
    turn = case.place.turn if case.place is not None else 0.0
    pixels = stage.picture(framing.eye, framing.size)
    stage.lay(None)
    image = finished(pixels, framing, turn, case.paper, numbers)
    how = f"from above, 1 : {amount(framing.ratio)}"
    if look is not None:
        how = f"seen towards the {quarter(look)}"
    caption = f"{name}, {how}."
    if ids:
        caption += " Numbers are those of the table of buildings."
    shown = ", ".join(one.word for one in colours.classes if one.count)
    picture = Picture(
        image, f"{caption} Classes shown: {shown}.", caption, framing.wide / case.sheet.measure
    )
    return [picture, legend_of(colours, missing)]


def framed(case: Case, look: float | None = None) -> Framing:
    """The area of a study on a page, from above or aslant."""
    box = case.box.copy()
    box[0, :2] -= TIGHT
    box[1, :2] += TIGHT
    sheet = case.sheet
    left = sheet.height - sheet.top - sheet.bottom - BELOW * sheet.letter
    room = (sheet.measure, min(sheet.tallest * ROOM, left) - STRIP)
    return from_above(box, *room) if look is None else aslant(box, look, *room)


def places_of(layer: Layer, ids: Sequence[str]) -> list[F64]:
    """(3,): where the number of each building stands, on top of its middle."""
    samples, found = layer.samples, []
    rows = {name: row for row, name in enumerate(samples.owners)}
    for name in ids:
        mine = samples.points[samples.owner == rows.get(name, -2)]
        if len(mine):
            found.append(np.array([*mine[:, :2].mean(0), mine[:, 2].max()]))
    return found
