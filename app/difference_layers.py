"""How what differs looks over the city: what came, what went, and what is other than it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.difference_patterns import patterned
from app.legend_picture import Line
from app.on_the_table import Layer
from app.pieces import layer_of
from app.plan_layers import ADDED, CHANGED, GHOST, GONE
from city.body import Body
from city.compare import SORTS, Difference, Sort
from city.forms import Shape
from city.outcome import city_of
from city.progress import Progress
from city.report import Hatch
from city.thing import Thing

SAID, NAMED = (240, 200, 50), (70, 78, 92)  # of other attributes, of another id
PREFIX = "differences"
MOST = 5_000  # objects that a window shows, which must not freeze; of more the first
YIELDS = 128  # how opaque a tint is that gives way to a picture (Scene.set_colours)
SWELL = 0.08  # metres by which what is shown stands in front of what is there
EVERY = 200  # objects after which somebody may stop it
TOP = 0.05  # how steeply a face may stand to be seen from above: its share of the upward way


@dataclass(frozen=True, slots=True)
class Look:
    """How a sort of difference is told: in words, by a sign, by a colour and its hatching, and by
    what is shown.

    was: that what it was before is shown, to be seen through. tops: that only what lies on top of
    it wears the colour.
    """

    title: str
    sign: str
    colour: tuple[int, int, int]
    hatch: Hatch
    was: bool = False
    now: bool = True
    tops: bool = False


LOOKS: dict[Sort, Look] = {
    "added": Look("Added", "+", ADDED, "rising"),
    "removed": Look("Removed", "−", GONE, "falling", was=True, now=False),
    "shape": Look("Another shape", "△", CHANGED, "crossed", was=True),
    "attributes": Look("Other attributes", "≠", SAID, "dotted", tops=True),
    "both": Look("Shape and attributes", "◆", CHANGED, "crossed", was=True),
    "renamed": Look("Another id", "→", NAMED, "level", tops=True),
}


def layers_of(
    difference: Difference, progress: Progress, most: int | None = None, hatched: bool = True
) -> dict[str, Layer]:
    """The layers that show what differs; those of one sort and side together.

    most: objects that are shown, None for all. hatched: whether what is there now wears the
    pattern of its sort as well as its colour.
    """
    found: dict[str, Layer] = {}
    rows = np.arange(len(difference))[:most]
    frame = difference.a.base.frame
    for sort in SORTS:
        look, mine = LOOKS[sort], rows[difference.sort[rows] == SORTS.index(sort)].tolist()
        for side, shown in (("was", look.was), ("now", look.now)):
            things = list(_things(difference, mine, side, look, progress)) if shown else []
            if not things:
                continue
            city = city_of(things, frame)
            worn = hatched and side == "now"
            city = patterned(city, sort) if worn else city
            strength = YIELDS if worn else 255
            tints = np.full((len(city.objects), 4), (*_colour(look, side), strength), np.uint8)
            key = f"{PREFIX}/{sort}/{side}"
            layer = layer_of(key, city, tints, GHOST if side == "was" else 1.0)
            found[key] = replace(layer, textured=worn, textures=worn)
    return found


def _colour(look: Look, side: str) -> tuple[int, int, int]:
    """What was is told in the colour of what is gone."""
    return GONE if side == "was" else look.colour


def _things(
    difference: Difference, rows: Sequence[int], side: str, look: Look, progress: Progress
) -> Iterator[Thing]:
    for number, row in enumerate(rows):
        if number % EVERY == 0:
            progress.report(number, len(rows), "Drawing what differs")
        body = difference.body(row, 0 if side == "was" else 1)
        if body is None or not len(body):
            continue
        if side == "now":
            body = _on_top(body) if look.tops else _covering(body)
        ident = difference.ids[row][0 if side == "was" else 1]
        yield Thing(ident, "Building", Shape(body))


def _covering(body: Body) -> Body:
    """A body whose faces all stand a little in front of themselves, so that they hide it."""
    vectors = body.area_vectors()
    size = np.maximum(np.linalg.norm(vectors, axis=1), 1e-12)[:, None]
    steps = np.repeat(SWELL * vectors / size, body.polygon_points(), axis=0)
    return replace(body, points=body.points + steps)


def _on_top(body: Body) -> Body:
    """The faces of a body that are seen from above, lifted a little; all of them where none is."""
    vectors = body.area_vectors()
    up = vectors[:, 2] > TOP * np.maximum(np.linalg.norm(vectors, axis=1), 1e-12)
    faces = [face for face, seen in zip(body.faces(), up, strict=True) if seen]
    if not faces:
        return _covering(body)
    return Body.of(faces, body.surface[up].tolist(), False).moved((0.0, 0.0, SWELL))


def legend_lines(difference: Difference, a: str, b: str) -> list[Line]:
    """What the colours mean, with how many objects there are of each sort. a: "" where the name of
    b says it all."""
    counts = difference.counts()
    lines = [
        Line(
            f"{LOOKS[sort].sign}  {LOOKS[sort].title}{' (roof)' if LOOKS[sort].tops else ''}",
            "class",
            colour=LOOKS[sort].colour,
            count=f"{number:,}",
            hatched=sort == "removed",
            pattern=sort if LOOKS[sort].now else "",
        )
        for sort, number in counts.items()
        if number
    ]
    heading = f"{b} against {a}" if a else b
    return [Line(heading, "heading"), *lines] if lines else []
