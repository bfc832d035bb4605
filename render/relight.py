"""A drawn picture under another sun, without drawing it again: so a day can pass fluently.

What a face reflects follows from its colour in the picture and the light that it was drawn under.
The cost is that of the picture's pixels, however large the city is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.light import AMBIENT, SKY_COLOUR, Sun, behind
from render.shadow import Shade, darkness
from render.sight import stride
from render.style import SHADOW

F32 = NDArray[np.float32]

CLEAR = 8  # levels of a colour that tell a point from the sky
BAND = 32  # rows that are lit at once: they stay in the processor's memory


def laying(shade: Shade, sun: Sun) -> Callable[[NDArray[np.uint8]], NDArray[np.uint8]]:
    """What lays shadows over a picture, (rows, columns, 4), that was drawn under a sun; where they
    are those of another sun, it is put under that one.
    """
    if shade.source != sun:
        return lambda picture: Relight(picture, sun).under(shade)
    overlay = shade.overlay()
    return lambda picture: shaded(picture, overlay)


def shaded(picture: NDArray[np.uint8], overlay: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture darkened by another one, both (.., .., 4), that is laid over all of it."""
    if overlay.shape != picture.shape:
        rows, columns = picture.shape[:2]
        overlay = np.asarray(
            Image.fromarray(overlay).resize((columns, rows), Image.Resampling.BILINEAR)
        )
    found = picture.copy()
    weight = overlay[..., 3:].astype(np.uint16)
    mixed = picture[..., :3] * (255 - weight) + overlay[..., :3] * weight
    found[..., :3] = (mixed + 127) // 255
    return found


class Relight:
    """A picture without shadows, (rows, columns, 4) uint8 with the lowest row first.

    All suns that it is put under must be seen in one and the same sight.
    """

    def __init__(self, bare: NDArray[np.uint8], sun: Sun) -> None:
        step = stride(bare[..., 0].size)  # as Sight.quickly does
        self._bare, self._sun = np.ascontiguousarray(bare[::step, ::step]), sun

    def under(self, shade: Shade) -> NDArray[np.uint8]:
        """The same picture, (rows, columns, 4), in the light and with the shadows of a sun."""
        from render.loops import relight

        sight, upright = shade.sight, np.empty_like(self._bare)
        suns = self._sun, shade.source
        towards = self._sun.direction().astype(np.float32)
        light = np.stack([_strength(sun) for sun in suns])
        sky = np.stack([self._sky(sun) for sun in suns])
        cover = np.array(SHADOW, np.float32)

        def work(first: int) -> None:
            part = slice(first, first + BAND)
            relight(
                *(self._bare[part], sight.normal[part], sight.mesh[part], sight.share[part]),
                *(sight.told[part], shade.lit[part], darkness(shade, part)),
                *(towards, light, sky, cover, CLEAR, first, upright),
            )

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, range(0, len(upright), BAND)))
        return upright[::-1]  # the window's pictures stand upright again, without a copy

    def _sky(self, sun: Sun) -> F32:
        """(rows, 3): the sky beside the model, and behind faces that fade."""
        low, top = (np.array(colour, np.float32) * 255 for colour in behind(sun))
        up = (np.arange(len(self._bare), dtype=np.float32) + np.float32(0.5)) / len(self._bare)
        return np.asarray(low + (top - low) * up[:, None], np.float32)


def _strength(sun: Sun) -> F32:
    """(3, 3): light on any face, on one that lies level, and on one that faces the sun; red, green
    and blue of each."""
    light = sun.light()
    parts = [AMBIENT] * 3, np.array(SKY_COLOUR) * light.sky, np.array(light.colour) * light.sun
    return np.array(parts, np.float32)
