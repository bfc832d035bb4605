"""A camera without a lens's faults: from places to a picture, and from a picture to lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Triple = tuple[float, float, float]
UP: Triple = (0.0, 0.0, 1.0)
FILM = 36.0, 24.0  # millimetres of 35 mm film, after which focal lengths are compared


@dataclass(frozen=True, slots=True)
class Camera:
    """Where a camera stands and what its picture shows: a projection through one point.

    position, focus: metres; focus is looked at, and lies in the middle of the picture unless
    `centre` says otherwise. up: a direction that is up in the picture. angle: degrees that the
    picture is high. size: columns and rows of pixels. centre: where the line to the focus meets
    the picture (the principal point), in pixels from its upper left corner; None: in its middle.
    """

    position: Triple
    focus: Triple
    up: Triple = UP
    angle: float = 40.0
    size: tuple[int, int] = (3000, 2000)
    centre: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        numbers = [*self.position, *self.focus, *self.up, self.angle, *(self.centre or ())]
        if not np.isfinite(numbers).all():
            raise ValueError("a camera needs numbers for its position, direction and angle")
        if min(self.size) < 1:
            raise ValueError(f"a picture of {self.size[0]} x {self.size[1]} pixels shows nothing")
        if not 0.1 <= self.angle <= 170:
            raise ValueError(f"a picture {self.angle:g}° high is none: it takes 0.1 to 170°")
        if self.position == self.focus:
            raise ValueError("the camera stands where it looks: it needs another place to look at")

    @property
    def length(self) -> float:
        """Pixels from the point of projection to the picture (the focal length)."""
        return self.size[1] / 2 / float(np.tan(np.radians(self.angle) / 2))

    @property
    def middle(self) -> tuple[float, float]:
        """Pixels, where the line to the focus meets the picture."""
        return self.centre or (self.size[0] / 2, self.size[1] / 2)

    def axes(self) -> F64:
        """(3, 3): unit vectors to the right, down and ahead, row by row."""
        ahead = np.subtract(self.focus, self.position)
        ahead = ahead / np.linalg.norm(ahead)
        right = np.cross(ahead, self.up)
        if np.linalg.norm(right) < 1e-9:  # looking straight up or down: north is up, or south
            right = np.cross(ahead, (0.0, 1.0, 0.0))
        right /= np.linalg.norm(right)
        return np.stack([right, np.cross(ahead, right), ahead])

    def project(self, points: F64) -> F64:
        """(n, 2): pixels from the upper left corner that show places (n, 3); NaN behind it."""
        right, down, ahead = self.axes() @ (points - np.asarray(self.position)).T
        depth = np.where(ahead > 1e-9, ahead, np.nan)
        x, y = self.middle
        return np.stack([x + self.length * right / depth, y + self.length * down / depth], axis=1)

    def rays(self, pixels: F64) -> F64:
        """(n, 3): unit vectors from the camera to what pixels (n, 2) show."""
        x, y = self.middle
        inwards = np.c_[pixels[:, 0] - x, pixels[:, 1] - y, np.full(len(pixels), self.length)]
        found = inwards @ self.axes()
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))

    def grid(self) -> F64:
        """(rows x columns, 2): the middles of all pixels, row by row."""
        x, y = np.arange(self.size[0]) + 0.5, np.arange(self.size[1]) + 0.5
        return np.stack([axis.ravel() for axis in np.meshgrid(x, y)], axis=1)


def angle_of(focal: float, sensor: float) -> float:
    """Degrees that a sensor or film, so many millimetres across, sees at a focal length in mm."""
    if not (focal > 0 and sensor > 0):
        raise ValueError("a focal length and a sensor are more than 0 mm")
    return float(np.degrees(2 * np.arctan(sensor / 2 / focal)))


def angle_as_film(focal: float, size: tuple[int, int]) -> float:
    """Degrees that a picture of so many columns and rows is high, at a focal length compared to
    35 mm film by the pictures' diagonals (CIPA DCG-001, 35 mm film equivalent)."""
    return angle_of(focal, float(np.hypot(*FILM)) * size[1] / float(np.hypot(*size)))


def upright_angle(across: float, size: tuple[int, int]) -> float:
    """Degrees that a picture is high which is `across` degrees wide."""
    if not 0.1 <= across <= 170:
        raise ValueError(f"a picture {across:g}° wide is none: it takes 0.1 to 170°")
    half = np.tan(np.radians(across) / 2) * size[1] / size[0]
    return float(np.degrees(2 * np.arctan(half)))


def looking(position: Triple, azimuth: float, pitch: float = 0.0) -> Triple:
    """A place 100 m ahead of a camera, looking so many degrees clockwise from the grid's north
    and so many above the horizon."""
    turn, rise = np.radians(azimuth), np.radians(pitch)
    level = np.cos(rise)
    way = np.array([np.sin(turn) * level, np.cos(turn) * level, np.sin(rise)]) * 100
    x, y, z = (np.asarray(position) + way).tolist()
    return x, y, z
