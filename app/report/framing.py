"""How a picture of a report is framed: to scale from above, or aslant; and what is drawn on it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import assets
from app.panels.overlay import round_length
from app.report.words import amount
from city.project import Eye
from exporters.paper.letters import FONT

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

F64 = NDArray[np.float64]
FINE = 180 / 25.4  # pixels to the millimetre of paper
STRIP = 11.0  # mm under a map, for the scale and the north
AWAY = 4000.0  # metres from which a parallel eye looks
PITCH = 38.0  # degrees that one looks down, aslant
STEPS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0)
BAR = 45.0  # mm that a scale bar has at most
INK, PAPER = (28, 28, 28), (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Framing:
    """Where the eye is, and how large the picture comes out on paper.

    wide, high: mm. ratio: n of 1 : n for a map from above, 0 aslant. axes: (2, 3) unit vectors to
    the right and up in the picture.
    """

    eye: Eye
    wide: float
    high: float
    ratio: float
    axes: F64

    @property
    def size(self) -> tuple[int, int]:
        """Pixels across and down."""
        return round(self.wide * FINE), round(self.high * FINE)

    def pixels(self, points: F64) -> F64:
        """(n, 2): where places (n, 3) lie in the picture, from its upper left corner."""
        columns, rows = self.size
        apart = (points - np.array(self.eye.focus)) @ self.axes.T * (rows / self.eye.span)
        return np.stack([columns / 2 + apart[:, 0], rows / 2 - apart[:, 1]], axis=1)

    def north(self, turn: float) -> float:
        """Degrees clockwise from up to the north. turn: of the grid against true north."""
        turned = np.radians(turn)
        ahead = self.axes @ np.array([-np.sin(turned), np.cos(turned), 0.0])
        return float(np.degrees(np.arctan2(ahead[0], ahead[1])))


def from_above(box: F64, wide: float, high: float, full: bool = False) -> Framing:
    """A map of a box (2, 3) at the largest round scale at which it fits into so many mm.

    full: it takes all of the room, with more of what is around the box.
    """
    size = (box[1] - box[0])[:2]
    least = float(max(size[0] / wide, size[1] / high)) * 1000 * 1.02
    power = 10.0 ** np.floor(np.log10(least))
    ratio = float(next((s * power for s in STEPS if s * power >= least), 10 * power))
    needed = np.array([wide, high]) if full else size * 1000 / ratio * 1.06
    wide = float(np.clip(needed[0], min(wide, 0.75 * high), wide))
    high = float(np.clip(needed[1], min(high, 0.5 * wide), high))
    middle = box.mean(0)
    focus = (float(middle[0]), float(middle[1]), float(box[1, 2]))
    eye = Eye((*focus[:2], focus[2] + AWAY), focus, (0.0, 1.0, 0.0), 30.0, high * ratio / 1000)
    return Framing(eye, wide, high, ratio, np.array([[1.0, 0, 0], [0, 1.0, 0]]))


def aslant(box: F64, towards: float, wide: float, high: float) -> Framing:
    """A view over a box (2, 3) in so many mm; towards: degrees clockwise from north that one looks
    to."""
    turned, pitch = np.radians([towards, PITCH])
    level = np.array([np.sin(turned), np.cos(turned), 0.0])
    ahead = np.array([*(level * np.cos(pitch))[:2], -np.sin(pitch)])
    right = np.array([level[1], -level[0], 0.0])
    up = np.cross(right, ahead)
    corners = np.array([[x, y, z] for x in box[:, 0] for y in box[:, 1] for z in box[:, 2]])
    seen = corners @ np.stack([right, up]).T
    low, top = seen.min(0), seen.max(0)
    size = (top - low) * 1.04
    high = float(min(high, max(wide * size[1] / size[0], 0.45 * wide)))
    span = float(max(size[1], size[0] * high / wide))
    middle = box.mean(0)
    shift = (low + top) / 2 - np.stack([right, up]) @ middle
    focus = middle + right * shift[0] + up * shift[1]
    eye = Eye(
        tuple((focus - ahead * AWAY).tolist()), tuple(focus.tolist()), (0.0, 0.0, 1.0), 30.0, span
    )
    return Framing(eye, wide, high, 0.0, np.stack([right, up]))


# what is drawn on it


def finished(
    pixels: NDArray[np.uint8],
    framing: Framing,
    turn: float = 0.0,
    paper: str = "",
    numbers: Sequence[F64] = (),
) -> bytes:
    """A picture as PNG with its scale and north below, and buildings numbered from 1.

    turn: of the grid against true north, in degrees. numbers: (3,) the place of each number.
    """
    from PIL import Image, ImageDraw

    columns, rows = framing.size
    strip = round(STRIP * FINE)
    whole = Image.new("RGB", (columns, rows + strip), PAPER)
    whole.paste(Image.fromarray(pixels), (0, 0))
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, 0, columns - 1, rows - 1), outline=(150, 150, 150))
    if len(numbers):
        _number(pen, framing.pixels(np.array(numbers)), framing.size)
    if framing.ratio:
        _scale(pen, framing, rows, paper)
    _north(pen, (columns - 5 * FINE, rows + 0.5 * strip), framing.north(turn))
    return as_png(whole)


def numbered(
    pixels: NDArray[np.uint8], framing: Framing, places: Sequence[F64]
) -> NDArray[np.uint8]:
    """A picture with numbers from 1 at places (3,)."""
    from PIL import Image, ImageDraw

    if not len(places):
        return pixels
    whole = Image.fromarray(np.ascontiguousarray(pixels))
    _number(ImageDraw.Draw(whole), framing.pixels(np.array(places)), framing.size)
    return np.asarray(whole)


def blank(words: str, wide: float, high: float) -> bytes:
    """A picture of words alone, for what cannot be drawn."""
    from PIL import Image, ImageDraw

    whole = Image.new("RGB", (round(wide * FINE), round(high * FINE)), (232, 232, 232))
    middle = (whole.width / 2, whole.height / 2)
    ImageDraw.Draw(whole).text(middle, words, INK, _font(3.6), anchor="mm", align="center")
    return as_png(whole)


def as_png(picture: object) -> bytes:
    """A picture of PIL's as the bytes of a PNG file."""
    made = io.BytesIO()
    picture.save(made, "PNG", compress_level=1)  # type: ignore[attr-defined]
    return made.getvalue()


def _scale(pen: ImageDraw, framing: Framing, rows: int, paper: str) -> None:
    """A bar in four fields, and the scale in words."""
    metres = round_length(BAR * framing.ratio / 1000)
    long = metres * 1000 / framing.ratio * FINE
    top, thick = rows + 6.2 * FINE, 1.3 * FINE
    for field in range(4):
        box = (field * long / 4, top, (field + 1) * long / 4, top + thick)
        pen.rectangle(box, fill=INK if field % 2 == 0 else PAPER, outline=INK)
    pen.text((0, top - 0.8 * FINE), "0", INK, _font(2.9), anchor="ls")
    pen.text((long, top - 0.8 * FINE), f"{metres:g} m", INK, _font(2.9), anchor="rs")
    told = f"1 : {amount(framing.ratio)} on {paper}"
    pen.text((long + 6 * FINE, top + thick), told, INK, _font(2.9), anchor="ls")


def _north(pen: ImageDraw, middle: tuple[float, float], angle: float) -> None:
    """An arrow to the north, its right half open, and an N before its point."""
    turned = np.radians(angle)
    turn = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    form = np.array([[0, -3.6], [-1.7, 2.6], [0, 1.5], [1.7, 2.6], [-4.6, 0.0]]) * FINE
    tip, left, notch, right, _ = ((float(x), float(y)) for x, y in form @ turn + np.array(middle))
    pen.polygon((tip, left, notch), fill=INK, outline=INK)
    pen.polygon((tip, right, notch), fill=PAPER, outline=INK)
    pen.text((middle[0] - 5.0 * FINE, middle[1]), "N", INK, _font(3.4, bold=True), anchor="mm")


def _number(pen: ImageDraw, places: F64, size: tuple[int, int]) -> None:
    """Numbers in discs, so that none hides another one."""
    radius = 2.4 * FINE
    taken: list[tuple[float, float]] = []
    for number, (x, y) in enumerate(places.tolist(), 1):
        if not (radius < x < size[0] - radius and radius < y < size[1] - radius):
            continue
        while any(abs(x - a) < 2 * radius and abs(y - b) < 2 * radius for a, b in taken):
            y -= 0.5 * radius
        taken.append((x, y))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), PAPER, INK, 2)
        pen.text((x, y), str(number), INK, _font(3.0, bold=True), anchor="mm")


@cache
def _font(millimetres: float, bold: bool = False) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.truetype(str(assets.path(FONT)), round(millimetres * FINE))
    font.set_variation_by_axes([600 if bold else 400])
    return font
