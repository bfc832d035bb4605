"""Pictures become as fine as paper shows, whatever comes."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from exporters import WriteError
from exporters.paper.images import MOST_PIXELS, fit


def picture(size=(400, 200), form="PNG", mode="RGB", **options) -> bytes:
    rng = np.random.default_rng(7)
    noise = rng.integers(0, 256, (size[1], size[0], 4), np.uint8)
    made = io.BytesIO()
    Image.fromarray(noise, "RGBA").convert(mode).save(made, form, **options)
    return made.getvalue()


def read(fitted) -> Image.Image:
    return Image.open(io.BytesIO(fitted.image))


def test_a_large_photo_becomes_as_fine_as_print():
    fitted = fit(picture((3000, 1500)), 100, 200, "x")
    assert (fitted.width, fitted.height, fitted.suffix) == (100, 50, "jpg")
    assert read(fitted).size == (866, 433)  # 100 mm at 220 to the inch


def test_a_small_jpeg_stays_as_it_is():
    image = picture(form="JPEG")
    assert fit(image, 100, 200, "x").image == image


def test_a_picture_that_is_too_high_becomes_narrower():
    fitted = fit(picture((200, 400)), 100, 60, "x")
    assert (fitted.width, fitted.height) == (30, 60)


def test_a_drawing_keeps_its_colours_exactly():
    made = io.BytesIO()
    Image.new("RGB", (50, 50), (68, 119, 170)).save(made, "PNG")
    fitted = fit(made.getvalue(), 100, 200, "x")
    assert fitted.suffix == "png"
    assert read(fitted).getcolors() == [(2500, (68, 119, 170))]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1", "I;16"])
def test_every_kind_of_png_becomes_opaque_colour(mode):
    if mode == "I;16":
        made = io.BytesIO()
        Image.fromarray(np.full((9, 9), 40_000, np.uint16)).save(made, "PNG")
        image = made.getvalue()
    else:
        image = picture((30, 30), mode=mode)
    assert read(fit(image, 100, 200, "x")).mode == "RGB"


def test_transparent_places_become_white():
    made = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(made, "PNG")
    assert read(fit(made.getvalue(), 10, 10, "x")).getcolors() == [(81, (255, 255, 255))]


def test_a_photo_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[274] = 6
    fitted = fit(picture((400, 200), "JPEG", exif=exif), 100, 500, "x")
    assert (fitted.width, fitted.height) == (100, 200)
    assert read(fitted).size == (200, 400)
    assert not read(fitted).getexif()


def bomb() -> bytes:
    """The head of a PNG of 20,000 times 20,000."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\x0d"
        + head
        + struct.pack(">I", zlib.crc32(head))
        + b"\0\0\0\0IEND\xaeB`\x82"
    )


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (b"", "neither PNG nor JPEG"),
        (b"<svg/>", "neither PNG nor JPEG"),
        (picture(form="GIF", mode="P"), "neither PNG nor JPEG"),
        (picture()[:3000], "is damaged"),
        (picture(form="JPEG")[:3000], "is damaged"),
        (bomb(), f"over {MOST_PIXELS // 1_000_000} million pixels"),
    ],
)
def test_what_is_no_picture_is_said(image, said):
    with pytest.raises(WriteError) as fault:
        fit(image, 100, 200, "The square")
    assert "'The square'" in str(fault.value)
    assert said in str(fault.value)
