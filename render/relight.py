"""A drawn picture under another sun, without drawing it again: so a day can pass fluently.

What a face reflects follows from its colour in the picture and the light that it was drawn under.
The cost is that of the picture's pixels, however large the city is.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from render.light import AMBIENT, SKY_COLOUR, Sun, behind
from render.shadow import Shade, darkness
from render.sight import MANY, Sight
from render.style import SHADOW

F32 = NDArray[np.float32]

CLEAR = 8  # levels of a colour that tell a point from the sky
BAND = 64  # rows that are lit at once: they stay in the processor's memory


class Relight:
    """A picture without shadows, (rows, columns, 4) uint8 with the lowest row first.

    All suns that it is put under must be seen in one and the same sight.
    """

    def __init__(self, bare: NDArray[np.uint8], sun: Sun) -> None:
        step = 2 if bare[..., 0].size > MANY else 1  # as Sight.quickly does
        self._bare, self._sun = bare[::step, ::step], sun
        self._own = np.zeros((0, 0, 3), np.float32)  # not known yet
        self._gone = np.zeros((0, 0, 1), np.float32)
        self._dots = np.zeros((0, 0), bool)  # where points of a survey are in front of the faces

    def under(self, shade: Shade) -> NDArray[np.uint8]:
        """The same picture, (rows, columns, 4), in the light and with the shadows of a sun."""
        if not len(self._own):
            self._take_apart(shade.sight)
        picture = self._bare.copy()
        sky = self._sky(shade.source)

        def work(first: int) -> None:
            part = slice(first, first + BAND)
            out = self._own[part] * _falling(shade.sight, shade.source, shade.lit, part)
            out += self._gone[part] * sky[part]
            np.clip(out, 0, 255, out=out)
            dark = darkness(shade, part)[..., None]
            out *= 1 - dark
            out += dark * np.array(SHADOW, np.float32)
            picture[part, :, :3] = out

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, range(0, len(picture), BAND)))
        picture[self._dots] = self._bare[self._dots]
        return picture

    def _take_apart(self, sight: Sight) -> None:
        """Find what each pixel would show of its face in a light of strength 1, without the sky."""
        self._gone = np.where(sight.mesh < 0, np.float32(1), 1 - sight.share)[..., None]
        towards = self._sun.direction().astype(np.float32)
        lit = np.maximum(sight.normal @ towards, 0) if self._sun.altitude > 0 else 0 * sight.share
        own = self._bare[..., :3] - self._gone * self._sky(self._sun)
        self._dots = (sight.share == 0) & (sight.mesh >= 0) & (np.abs(own).max(2) > CLEAR)
        falling = _falling(sight, self._sun, lit, slice(None))
        self._own = np.asarray(own / falling, np.float32)

    def _sky(self, sun: Sun) -> F32:
        """(rows, 1, 3): the sky beside the model, and behind faces that fade."""
        low, top = (np.array(colour, np.float32) * 255 for colour in behind(sun))
        up = (np.arange(len(self._bare), dtype=np.float32) + np.float32(0.5)) / len(self._bare)
        return np.asarray(low + (top - low) * up[:, None, None], np.float32)


def _falling(sight: Sight, sun: Sun, lit: F32, part: slice) -> F32:
    """(rows, columns, 3): how much light falls on each face, in red, green and blue."""
    light = sun.light()
    above = np.maximum(sight.normal[part, :, 2], 0)[..., None] * np.array(SKY_COLOUR, np.float32)
    straight = lit[part, :, None] * np.array(light.colour, np.float32)
    return np.asarray(
        np.float32(AMBIENT) + np.float32(light.sky) * above + np.float32(light.sun) * straight
    )
