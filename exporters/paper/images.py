"""Pictures made fit for paper: as fine as a printer shows, and no larger."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, NamedTuple

from exporters import WriteError

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS = 220 / 25.4  # to the millimetre; a printed picture looks no sharper beyond
ORIENTATION = 274  # Exif 2.3, table 4
FEW = 256  # colours that a drawing has, which stays without loss; more are a photo's
MOST_PIXELS = 120_000_000  # of which each takes four bytes while it is made smaller


class Fitted(NamedTuple):
    """The bytes of a file, how its name ends, and its place on paper in mm."""

    image: bytes
    suffix: str
    width: float
    height: float


def fit(image: bytes, width: float, height: float, called: str) -> Fitted:
    """A PNG or JPEG as wide as asked on paper, in mm, or narrower where it would be too high.

    Transparent places become white. Raises WriteError for what is no picture.
    """
    opened = _opened(image, called)
    try:
        exif = opened.getexif()  # of a PNG it may stand at the end
        across, down = opened.size
        if exif.get(ORIENTATION, 1) > 4:  # lies on its side
            across, down = down, across
        width = min(width, height * across / down)
        height = width * down / across
        fine = (max(1, round(width * DOTS)), max(1, round(height * DOTS)))
        if opened.format == "JPEG" and across <= fine[0] and not exif:
            opened.load()
            return Fitted(image, "jpg", width, height)
        opened.draft("RGB", (2 * max(fine), 2 * max(fine)))
        return Fitted(*_written(opened, fine), width, height)
    except (OSError, SyntaxError, ValueError) as fault:
        raise WriteError(f"the picture {called!r} is damaged: {fault}") from fault


def _opened(image: bytes, called: str) -> Image:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted below
            opened = Image.open(io.BytesIO(image), formats=("PNG", "JPEG"))
            if opened.width * opened.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            return opened
    except UnidentifiedImageError as fault:
        raise WriteError(f"the picture {called!r} is neither PNG nor JPEG") from fault
    except Image.DecompressionBombError as fault:
        most = MOST_PIXELS // 1_000_000
        raise WriteError(f"the picture {called!r} has over {most} million pixels") from fault


def _written(opened: Image, fine: tuple[int, int]) -> tuple[bytes, str]:
    from PIL import Image, ImageOps

    whole = ImageOps.exif_transpose(opened)
    if whole.mode != "RGB":
        over = whole.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        whole = Image.alpha_composite(white, over).convert("RGB")
    drawn = whole.getcolors(FEW) is not None
    if whole.width > fine[0]:
        whole = whole.resize(fine, Image.Resampling.LANCZOS, reducing_gap=3.0)
    made = io.BytesIO()
    if drawn:
        whole.save(made, "PNG", compress_level=3)
        return made.getvalue(), "png"
    whole.save(made, "JPEG", quality=90, subsampling=0)
    return made.getvalue(), "jpg"
