"""Make the patterns of what differs in assets/patterns/, which faces wear in the window.

    python packaging/make_patterns.py [assets/patterns]

Each is one period of a pattern that goes on beyond its sides, in the colour of its sort of
difference (app/difference_layers.py) with an ink that eyes tell from it without colours too.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROOT = Path(__file__).parents[1]
SIDE, FINE = 64, 8  # pixels of a picture's side, and samples for each of them a way
PEN = 0.2  # of a period that a stripe is wide
DOT = 0.19  # of a period: the radius of a dot
INK, LIGHT = 0.5, 0.6  # of a colour that a dark stripe has; of the way to white, a light one
DARK = 125.0  # of 255, as eyes take it: below that stripes are light


def inked(form: str) -> NDArray[np.float64]:
    """(SIDE, SIDE) how much of each pixel is ink."""
    at = (np.arange(SIDE * FINE) + 0.5) / (SIDE * FINE)
    x, y = at, at[:, None]
    rising, falling = (x + y) % 1 < PEN, (x - y) % 1 < PEN
    found = {
        "rising": rising,
        "crossed": rising | falling,
        "dotted": (x - 0.5) ** 2 + (y - 0.5) ** 2 < DOT**2,
        "level": np.broadcast_to(y < PEN, rising.shape),
    }[form]
    return found.reshape(SIDE, FINE, SIDE, FINE).mean((1, 3))


def pattern(form: str, colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(SIDE, SIDE, 3) one period of a pattern over a colour."""
    ground = np.array(colour, np.float64)
    dark = ground @ (0.299, 0.587, 0.114) < DARK
    ink = ground + LIGHT * (255 - ground) if dark else INK * ground
    share = inked(form)[..., None]
    return np.round(share * ink + (1 - share) * ground).astype(np.uint8)


def main(folder: Path) -> None:
    sys.path.insert(0, str(ROOT))
    from app.difference_layers import LOOKS

    folder.mkdir(exist_ok=True)
    for sort, look in LOOKS.items():
        if look.now:  # what is gone is a ghost
            picture = Image.fromarray(pattern(look.hatch, look.colour))
            picture.save(folder / f"{sort}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "assets" / "patterns")
