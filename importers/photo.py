"""What a photograph says of itself: how large it is, and where, when and how it was taken."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from city.camera import Camera, Triple, angle_as_film, angle_of, looking
from city.crs import NOWHERE
from city.crs_names import between
from city.frame import Frame
from city.place import place_of
from importers.intake import ReadError

# Tags of Exif 2.32 (CIPA DC-008-2019).
EXIF, GPS = 0x8769, 0x8825
ORIENTATION, TAKEN, OFFSET, FOCAL, AS_FILM = 0x0112, 0x9003, 0x9011, 0x920A, 0xA405
SIDEWAYS = (5, 6, 7, 8)  # orientations whose columns are shown as rows
LARGEST = 500_000_000  # pixels
ANGLE = 50.0  # degrees high, where nobody says how much a picture shows


@dataclass(frozen=True, slots=True)
class Photo:
    """What a picture's file says. It is somebody's word: clocks are set wrong, and positions in
    streets are tens of metres off.

    size: columns and rows as it is shown. lon, lat: degrees (WGS 84), height: metres above the
    sea. azimuth: degrees clockwise from true north. focal: mm; as_film: mm of 35 mm film. moment:
    ISO 8601, with its offset where that is said. None or "" for what is not said.
    """

    path: Path
    size: tuple[int, int]
    lon: float | None = None
    lat: float | None = None
    height: float | None = None
    azimuth: float | None = None
    magnetic: bool = False
    focal: float | None = None
    as_film: float | None = None
    moment: str = ""


def read_photo(path: Path) -> Photo:
    """What a picture says of itself. Raises ReadError where it is no picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, about tags that are no use here
            with Image.open(path) as picture:
                size = picture.size
                tags = picture.getexif()
                inner, gps = dict(tags.get_ifd(EXIF)), dict(tags.get_ifd(GPS))
                sideways = tags.get(ORIENTATION) in SIDEWAYS
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError) as fault:
        raise ReadError(f"{path.name} is no picture that can be read: save it as JPEG") from fault
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise ReadError(f"{path.name} cannot be read: {fault}") from fault
    if size[0] * size[1] > LARGEST:
        raise ReadError(f"{path.name} has more than {LARGEST // 1_000_000} million pixels")
    azimuth = _number(gps.get(17))
    return Photo(
        path,
        (size[1], size[0]) if sideways else size,
        _degrees(gps.get(4), gps.get(3), "W", 180),
        _degrees(gps.get(2), gps.get(1), "S", 90),
        _height(gps),
        None if azimuth is None or not 0 <= azimuth <= 360 else azimuth,
        _text(gps.get(16)) == "M",
        _positive(inner.get(FOCAL)),
        _positive(inner.get(AS_FILM)),
        _moment(inner),
    )


def proposed(photo: Photo, frame: Frame, eye: Triple, sensor: float = 0.0) -> Camera:
    """A camera to begin with, in local metres: what the picture says, and else what is given.

    eye: local metres at which somebody stands who knows nothing better, their height included; a
    position of the picture counts in plan only, as heights of pictures are far too rough. sensor:
    mm that the camera's sensor is high, for a focal length that is not compared to film.
    """
    east, north, height = eye
    turn = 0.0
    if photo.lon is not None and photo.lat is not None and frame.horizontal not in NOWHERE:
        x, y = between("EPSG:4326", frame.horizontal).transform(photo.lon, photo.lat)
        if math.isfinite(x) and math.isfinite(y):
            east, north = x - frame.origin[0], y - frame.origin[1]
    position = east, north, height
    place = place_of(frame, np.array(position))
    if place is not None:
        turn = place.turn
    angle = ANGLE
    if photo.as_film is not None:
        angle = angle_as_film(photo.as_film, photo.size)
    elif photo.focal is not None and sensor > 0:
        angle = angle_of(photo.focal, sensor)
    focus = looking(position, (photo.azimuth or 0.0) - turn)
    return Camera(position, focus, angle=min(max(angle, 1.0), 150.0), size=photo.size)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def _positive(value: Any) -> float | None:
    number = _number(value)
    return number if number is not None and number > 0 else None


def _text(value: Any) -> str:
    words = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    return words.strip("\0 ") if isinstance(words, str) else ""


def _degrees(value: Any, side: Any, minus: str, most: float) -> float | None:
    """Degrees, minutes and seconds with the letter of their side, as one number."""
    try:
        parts = [_number(part) for part in value]
    except TypeError:
        return None
    if len(parts) != 3 or not _text(side):
        return None
    degrees, minutes, seconds = (part or 0.0 for part in parts)
    if parts[0] is None:
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not 0 <= found <= most:
        return None
    return -found if _text(side).upper() == minus else found


def _height(gps: dict[int, Any]) -> float | None:
    height = _number(gps.get(6))
    below = gps.get(5) in (1, b"\x01")
    return None if height is None else -height if below else height


def _moment(inner: dict[int, Any]) -> str:
    """When the picture was taken, by the camera's clock."""
    words, offset = _text(inner.get(TAKEN)), _text(inner.get(OFFSET))
    try:
        taken = datetime.strptime(words, "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return ""
    try:
        return datetime.fromisoformat(taken.isoformat() + offset).isoformat()
    except ValueError:
        return taken.isoformat()
