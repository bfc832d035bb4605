"""The same view of every plan, side by side, and what differs in colours with patterns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.difference_layers import LOOKS, MOST, layers_of
from app.on_the_table import Layer
from app.plan_layers import GONE
from app.report import framing
from app.report.compare_looks import Look, below, cell, columns, looks_of
from app.report.framing import as_png, numbered
from app.report.stage import Stage
from app.two_plans import TwoPlans
from city.compare import Difference
from city.progress import Progress
from city.report import (
    Block,
    Hatch,
    Heading,
    Legend,
    PageBreak,
    Paragraph,
    Picture,
    Pictures,
    Swatch,
)
from exporters.paper.sheet import Sheet

F64 = NDArray[np.float64]
PERIOD, PEN, DOT = 1.5, 0.32, 0.34  # mm: from stripe to stripe, a stripe, the radius of a dot
INK, LIGHT = 0.35, 0.55  # of a colour that a dark stripe has; of the way to white, a light one
DARK = 125.0  # of 255, as eyes take it: below that stripes are light
NEWS = 12  # steps of a colour by which a picture is another one


def picture_blocks(
    two: TwoPlans,
    stage: Stage,
    sheet: Sheet,
    paper: str,
    views: Sequence[str],
    box: F64,
    places: Sequence[F64],
    progress: Progress,
) -> list[Block]:
    """A page for each view. box: (2, 3) around what differs. views: names of saved ones. places:
    (3,) of what bears numbers."""
    layers = layers_of(two.difference, progress, MOST, hatched=False)
    count = len(two.states) + 1
    room = cell(sheet, count)
    looks, told = looks_of(two, box, room, paper, views)
    if len(two.difference) > MOST:
        told.append(f"Of {len(two.difference):,} objects that differ {MOST:,} are drawn.")
    larger = looks
    if count == 3 and columns(sheet, count) == 2:  # what differs has a row to itself
        larger, _ = looks_of(two, box, (sheet.measure, below(sheet) - room[1]), paper, views)
    found: list[Block] = []
    for number, (look, large) in enumerate(zip(looks, larger, strict=True)):
        progress.report(number, len(looks), "Drawing the plans")
        cells = [*_states(two, stage, look), _differing(two, stage, large, layers, places)]
        breaks = columns(sheet, count) == 2 or number % 2 == 0
        found += [PageBreak()] if breaks else []
        found += [Heading(look.name, 2), *_laid(cells, look, large, sheet)]
        found += legend_blocks(two.difference)
    first: list[Block] = [PageBreak(), Heading("The same views of every plan")]
    return [*first, *(Paragraph(words) for words in told), *found[1:]]


Named = tuple[str, Picture]


def _states(two: TwoPlans, stage: Stage, look: Look) -> list[Named]:
    """The city as it is and with each plan."""
    found = []
    for one in two.states:
        stage.turn_to(two.views[one.ident])
        pixels = stage.picture(look.eye, look.size)
        found.append((one.name, Picture(_png(pixels), f"{one.name}. {look.about}")))
    return found


def _differing(
    two: TwoPlans,
    stage: Stage,
    look: Look,
    layers: Mapping[str, Layer],
    places: Sequence[F64],
) -> Named:
    """What differs, with numbers where it is a map."""
    stage.turn_to(two.views[two.b.ident])
    pixels = hatched(stage, look, layers)
    if look.framing is not None and look.framing.ratio:
        pixels = numbered(pixels, look.framing, places)
    counts = {sort: n for sort, n in two.difference.counts().items() if n}
    words = ", ".join(f"{LOOKS[sort].title.lower()}: {n}" for sort, n in counts.items())
    name = f"What differs: {two.b.name} against {two.a.name}"
    return name, Picture(_png(pixels), f"{name}. {words or 'Nothing differs'}. {look.about}")


def _laid(cells: Sequence[Named], look: Look, large: Look, sheet: Sheet) -> list[Block]:
    """Pictures in rows; a last one that is larger has the width of the page."""
    many = columns(sheet, len(cells))
    found: list[Block] = []
    for first in range(0, len(cells), many):
        row = cells[first : first + many]
        if len(row) < many:
            (name, picture), wide = row[0], large.size[0] / framing.FINE
            width = min(wide / sheet.measure, 1.0)
            found.append(replace(picture, caption=f"{name}. {large.about}", width=width))
            continue
        last = first + many >= len(cells)
        about = look.about if last or large is not look else ""
        heads, pictures = zip(*row, strict=True)
        found.append(Pictures((pictures,), heads, caption=about))
    return found


def legend_blocks(difference: Difference) -> list[Block]:
    """What colours and patterns mean, with how many there are of each."""
    swatches = []
    counts = difference.counts()
    was = any(number and LOOKS[sort].was for sort, number in counts.items())
    for sort, number in counts.items():
        if number and sort != "removed":
            words = f"{LOOKS[sort].sign} {LOOKS[sort].title}: {number:,}"
            swatches.append(Swatch(_hex(LOOKS[sort].colour), words, LOOKS[sort].hatch))
    if was:
        gone = counts["removed"]
        words = f"− Removed: {gone:,}" if gone else "As it was before"
        if gone and counts["shape"] + counts["both"]:
            words += ", or as it was before"
        swatches.append(Swatch(_hex(GONE), words, LOOKS["removed"].hatch))
    if not swatches:
        return [Paragraph("Nothing differs.")]
    return [Legend(tuple(swatches), "What differs")]


def _hex(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def hatched(stage: Stage, look: Look, layers: Mapping[str, Layer]) -> NDArray[np.uint8]:
    """What differs over the city, each sort in its colour and with its pattern."""
    stage.lay_over(layers)
    pixels = stage.picture(look.eye, look.size)
    drawn = pixels.copy()
    for hatch, keys in _patterns(layers):
        stage.mark(keys)
        turned = stage.picture(look.eye, look.size)
        seen = np.abs(turned.astype(np.int16) - pixels).max(2) > NEWS
        inked = seen & _striped(hatch, seen.shape)
        drawn[inked] = _inked(pixels[inked])
    stage.lay_over({})
    return drawn


def _inked(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Colours (n, 3) as a stripe has them, dark on light and light on dark."""
    dark = colours @ np.array([0.299, 0.587, 0.114]) < DARK
    lit = colours + LIGHT * (255.0 - colours)
    return np.where(dark[:, None], lit, INK * colours).astype(np.uint8)


def _patterns(layers: Mapping[str, Layer]) -> Iterator[tuple[Hatch, list[str]]]:
    """The keys of the layers that wear each pattern."""
    of: dict[Hatch, list[str]] = {}
    for key in layers:
        _, sort, side = key.split("/")
        hatch = LOOKS["removed" if side == "was" else sort].hatch  # type: ignore[index]
        of.setdefault(hatch, []).append(key)
    yield from of.items()


def _striped(hatch: Hatch, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which pixels of a picture a pattern inks, if it were all over it."""
    period, pen, dot = (max(x * framing.FINE, 1.0) for x in (PERIOD, PEN, DOT))
    y, x = np.mgrid[: shape[0], : shape[1]]
    rising, falling = ((x + sign * y) % (period * 2**0.5) < pen * 2**0.5 for sign in (1, -1))
    if hatch == "dotted":
        apart = [one % period - period / 2 for one in (x, y)]
        return np.asarray(np.hypot(*apart) < dot)
    if hatch == "level":
        return np.asarray(y % period < pen)
    return np.asarray({"rising": rising, "falling": falling}.get(hatch, rising | falling))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    return as_png(Image.fromarray(np.ascontiguousarray(pixels)))
