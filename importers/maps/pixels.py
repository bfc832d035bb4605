"""A downloaded picture -> its pixels, without trusting it."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from importers.maps.fetch import MapFault

LARGEST = 8192  # pixels on a side
KINDS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF")


def decoded(data: bytes) -> NDArray[np.uint8]:
    """(rows, columns, 4) RGBA. Raises MapFault for what is no picture, a broken or a huge one."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as image:
            if max(image.size) > LARGEST:
                raise MapFault(f"a picture of {image.width} by {image.height} is too large")
            return np.asarray(image.convert("RGBA"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise MapFault("what came is not a picture that can be read") from fault
