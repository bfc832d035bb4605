"""Where a photograph was taken: a camera that shows the model as the picture shows the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.camera import UP, Camera, Triple

F64 = NDArray[np.float64]

KEPT = "photo_matches"  # where a project keeps them, by name
PAIRS = 4  # of pixels and places, that a camera is found by at least: 8 numbers for 7 unknown
ROUNDS = 100
STEP = 1e-4  # radians, metres or parts of a length, over which slopes are measured
FAR = 100.0  # metres ahead at which a found camera looks


@dataclass(frozen=True, slots=True)
class PhotoMatch:
    """A photograph and the camera that it was taken with, as a project keeps it.

    path: of the picture. size: its columns and rows. position, focus, up, angle, centre: as
    `Camera` has them, in the world's coordinates of the project. moment: ISO 8601, "" where nobody
    knows when it was taken.
    """

    path: str
    size: tuple[int, int]
    position: Triple
    focus: Triple
    up: Triple = UP
    angle: float = 40.0
    moment: str = ""
    centre: tuple[float, float] | None = None

    @classmethod
    def of(cls, path: str, camera: Camera, moment: str = "") -> PhotoMatch:
        """A photograph taken with a camera whose coordinates are the world's."""
        c = camera
        return cls(path, c.size, c.position, c.focus, c.up, c.angle, moment, c.centre)

    def camera(self) -> Camera:
        return Camera(self.position, self.focus, self.up, self.angle, self.size, self.centre)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for a file."""
        return {
            "path": self.path,
            "size": list(self.size),
            "position": list(self.position),
            "focus": list(self.focus),
            "up": list(self.up),
            "angle": self.angle,
            "moment": self.moment,
            "centre": None if self.centre is None else list(self.centre),
        }


def read_photo_match(said: Any) -> PhotoMatch | None:
    """What a file says of a photograph; None for one that is not to be understood."""
    if not isinstance(said, Mapping):
        return None
    try:
        width, height = (int(n) for n in said["size"])
        position, focus, up = (_triple(said[name]) for name in ("position", "focus", "up"))
        middle = said.get("centre")
        centre = None if middle is None else (float(middle[0]), float(middle[1]))
        moment = str(said.get("moment", ""))
        if moment:
            datetime.fromisoformat(moment)
        camera = Camera(position, focus, up, float(said["angle"]), (width, height), centre)
        return PhotoMatch.of(str(said["path"]), camera, moment)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None


def photo_matches(settings: Mapping[str, Any]) -> dict[str, PhotoMatch]:
    """The photographs that a project keeps in its settings, by their names."""
    said = settings.get(KEPT)
    if not isinstance(said, Mapping):
        return {}
    found = ((str(name), read_photo_match(one)) for name, one in said.items())
    return {name: one for name, one in found if one is not None}


def _triple(values: Any) -> Triple:
    x, y, z = (float(value) for value in values)
    return x, y, z


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """A camera found from pairs of pixels and places.

    error: pixels between the pixels given and where the camera shows their places (root of the
    mean square); apart: (n,) pixels of each pair.
    """

    camera: Camera
    error: float
    apart: F64 = field(repr=False)


def matched(first: Camera, pixels: F64, places: F64, keep_angle: bool = False) -> Matched:
    """The camera that shows places (n, 3) at pixels (n, 2), found from a first guess.

    Position, direction (with its tilt) and focal length are fitted by least squares of the
    pixels, the principal point stays. keep_angle: whether the focal length is known and stays too.
    The equations are those of collinearity (Luhmann et al., Close-Range Photogrammetry and 3D
    Imaging), solved by Gauss and Newton's steps, damped after Marquardt (J. SIAM 11, 1963,
    431-441). Raises ValueError where pairs lack, do not tell a camera, or lead nowhere.
    """
    pixels, places = np.asarray(pixels, float), np.asarray(places, float)
    _check(pixels, places)
    origin = np.asarray(first.position)  # counted from there, so that no digit is lost
    here = replace(first, position=(0.0, 0.0, 0.0), focus=_triple(first.focus - origin))
    near = places - origin
    known = slice(None, 6 if keep_angle else 7)
    fits, damping = _apart(here, pixels, near), 1e-3
    if not np.isfinite(fits).all():
        raise ValueError("a place lies behind the camera: turn the first guess towards it")
    for _ in range(ROUNDS):
        slopes = _slopes(here, pixels, near)[:, known]
        normal, towards = slopes.T @ slopes, -slopes.T @ fits
        better = None
        while better is None and damping < 1e12:
            scaled = normal + damping * np.diag(np.maximum(np.diag(normal), 1e-12))
            step = np.zeros(7)
            step[known] = np.linalg.solve(scaled, towards)
            better = _if_better(here, step, pixels, near, fits)
            damping *= 0.2 if better else 5
        if better is None:
            break
        gain = (fits @ fits) - (better[1] @ better[1])
        here, fits = better
        damping = max(damping, 1e-12)
        if gain <= 1e-14 * max(float(fits @ fits), 1e-12):
            break
    _check_told(_slopes(here, pixels, near)[:, known])
    apart = np.linalg.norm(fits.reshape(-1, 2), axis=1)
    camera = replace(
        here, position=_triple(here.position + origin), focus=_triple(here.focus + origin)
    )
    return Matched(camera, float(np.sqrt((apart**2).mean())), apart)


def _check(pixels: F64, places: F64) -> None:
    if pixels.ndim != 2 or pixels.shape[1:] != (2,) or places.shape != (len(pixels), 3):
        raise ValueError("to each pixel (x, y) belongs one place (x, y, z)")
    if len(pixels) < PAIRS:
        raise ValueError(f"{len(pixels)} pairs are given: a camera is found from {PAIRS} or more")
    if not (np.isfinite(pixels).all() and np.isfinite(places).all()):
        raise ValueError("a pixel or a place is no number")


def _check_told(slopes: F64) -> None:
    """Raises ValueError where some motion of the camera changes nothing in the picture."""
    scale = np.linalg.norm(slopes, axis=0)
    values = np.linalg.svd(slopes / np.maximum(scale, 1e-12), compute_uv=False)
    if not scale.all() or values[-1] < 1e-7 * values[0]:
        raise ValueError(
            "these pairs do not tell one camera: choose places that do not lie along one line, "
            "and at more than one distance"
        )


def _moved(camera: Camera, step: F64) -> Camera | None:
    """A camera moved by metres (3), turned by radians about its own axes (3), and with a length
    larger by a logarithm; None where that is none."""
    axes = camera.axes()
    angle = float(np.linalg.norm(step[3:6]))
    turned = axes
    if angle > 0:
        x, y, z = step[3:6] / angle
        cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
        turn = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
        turned = turn.T @ axes  # Rodrigues' formula
    position = np.asarray(camera.position) + step[:3]
    half = np.tan(np.radians(camera.angle) / 2) * np.exp(-step[6])
    try:
        return replace(
            camera,
            position=_triple(position),
            focus=_triple(position + turned[2] * FAR),
            up=_triple(-turned[1]),
            angle=float(np.degrees(2 * np.arctan(half))),
        )
    except ValueError:
        return None


def _apart(camera: Camera, pixels: F64, places: F64) -> F64:
    """(2 n,): pixels from where they are to where the camera shows them."""
    return np.asarray((camera.project(places) - pixels).ravel())


def _slopes(camera: Camera, pixels: F64, places: F64) -> F64:
    """(2 n, 7): how pixels change with each motion of the camera."""
    columns = []
    for k in range(7):
        step = np.zeros(7)
        step[k] = STEP
        ahead, back = _moved(camera, step), _moved(camera, -step)
        if ahead is None or back is None:
            raise ValueError("the camera found sees nothing: begin with a better guess")
        columns.append((_apart(ahead, pixels, places) - _apart(back, pixels, places)) / (2 * STEP))
    found = np.stack(columns, axis=1)
    if not np.isfinite(found).all():
        raise ValueError("a place lies where the camera stands: begin with a better guess")
    return found


def _if_better(
    camera: Camera, step: F64, pixels: F64, places: F64, fits: F64
) -> tuple[Camera, F64] | None:
    """The camera after a step, where that brings pixels nearer."""
    if not np.isfinite(step).all() or np.abs(step[6]) > 2:
        return None
    there = _moved(camera, step)
    if there is None:
        return None
    new = _apart(there, pixels, places)
    return (there, new) if np.isfinite(new).all() and new @ new < fits @ fits else None
