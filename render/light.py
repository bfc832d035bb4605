"""The light on the model: one sun, and a soft sky over everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkLight, vtkProperty, vtkRenderer

from render.style import NIGHT_LOW, NIGHT_TOP, SKY_LOW, SKY_TOP


@dataclass(frozen=True, slots=True)
class Sun:
    """Where the sun stands: degrees clockwise from north, and above the horizon."""

    azimuth: float = 268.0
    altitude: float = 32.0

    @classmethod
    def at(cls, towards: NDArray[np.float64]) -> Sun:
        """The sun in a direction (3,) from the model, of any length."""
        x, y, z = towards.tolist()
        azimuth = float(np.degrees(np.arctan2(x, y)) % 360)
        return cls(azimuth, float(np.degrees(np.arctan2(z, np.hypot(x, y)))))

    def direction(self) -> NDArray[np.float64]:
        """The unit vector from the model towards the sun."""
        azimuth, altitude = np.radians(self.azimuth), np.radians(self.altitude)
        level = np.cos(altitude)
        return np.array([np.sin(azimuth) * level, np.cos(azimuth) * level, np.sin(altitude)])

    def light(self) -> Light:
        """How strong the sun and the sky are while the sun stands so high; none of it by night."""
        clear = _clearness(self.altitude) / _clearness(Sun().altitude)
        dusk = float(np.clip((self.altitude + 6) / 12, 0, 1))  # civil twilight ends at -6 degrees
        warm = float(np.clip(1 - clear, 0, 1)) ** 2
        level = max(float(np.sin(np.radians(self.altitude))), 1e-3)
        share = min(SUN * clear**SOFTER, (BRIGHTEST - AMBIENT - SKY) / level)
        share = share if self.altitude > 0 else 0.0
        colour = tuple(c + (low - c) * warm for c, low in zip(SUN_COLOUR, LOW_SUN, strict=True))
        return Light(share, SKY * (0.4 + 0.6 * dusk), dusk, colour)


@dataclass(frozen=True, slots=True)
class Light:
    """What sun and sky add to a face: their shares, the sun's colour; day: 0 at night, 1 by day."""

    sun: float
    sky: float
    day: float
    colour: tuple[float, ...]


# Shares of a face's colour: what it shows in full shade, what the sky from above adds, and what
# the sun adds where it falls straight on it. They sum to a little over 1: sunlit walls glow.
AMBIENT = 0.35
SKY = 0.24
SUN = 0.65
SOFTER = 0.6  # a low sun fades less on paper than in nature, or nobody saw its long shadows
BRIGHTEST = 0.95  # of its colour that open ground shows under a high sun: more would be white
SUN_COLOUR = (1.0, 0.975, 0.94)
LOW_SUN = (1.0, 0.82, 0.62)
SKY_COLOUR = (0.94, 0.97, 1.0)


def _clearness(altitude: float) -> float:
    """The share of sunlight that comes through clear air, for the sun's altitude in degrees.

    Meinel & Meinel, Applied Solar Energy, 1976; the length of its way through the air from Kasten &
    Young, Applied Optics 28(22), 1989.
    """
    h = max(altitude, 0.0)
    way = 1 / (np.sin(np.radians(h)) + 0.50572 * (h + 6.07995) ** -1.6364)
    return float(0.7 ** (way**0.678))


def behind(sun: Sun) -> tuple[list[float], list[float]]:
    """The sky behind the model at its lower and its upper edge: red, green and blue from 0 to 1."""
    day = sun.light().day
    low, top = (
        [(n + (d - n) * day) / 255 for d, n in zip(light, dark, strict=True)]
        for light, dark in ((SKY_LOW, NIGHT_LOW), (SKY_TOP, NIGHT_TOP))
    )
    return low, top


def illuminate(renderer: vtkRenderer, sun: Sun) -> None:
    """Put the sun and the sky over a renderer, instead of all other lights."""
    renderer.AutomaticLightCreationOff()
    renderer.RemoveAllLights()
    low, top = behind(sun)
    renderer.SetBackground(*low)
    renderer.SetBackground2(*top)
    now, above = sun.light(), np.array([0.0, 0.0, 1.0])
    for towards, share, colour in (
        (sun.direction(), now.sun, now.colour),
        (above, now.sky, SKY_COLOUR),
    ):
        light = vtkLight()
        light.SetLightTypeToSceneLight()
        light.PositionalOff()
        light.SetFocalPoint(0, 0, 0)
        light.SetPosition(*towards)
        light.SetIntensity(share)
        light.SetColor(*colour)
        renderer.AddLight(light)


def shares(normals: NDArray[np.floating], sun: Sun) -> NDArray[np.float32]:
    """(n, 3): what a matte face shows of its colour, by its normal (n, 3), as `illuminate` does."""
    now = sun.light()
    level = np.maximum(normals @ sun.direction(), 0)[:, None] * now.sun
    above = np.maximum(normals[:, 2:], 0) * now.sky
    light = AMBIENT + level * np.array(now.colour) + above * np.array(SKY_COLOUR)
    return np.asarray(light, np.float32)


def matte(surface: vtkProperty) -> None:
    """Plaster: no gloss, lit evenly over each face."""
    surface.SetInterpolationToGouraud()
    surface.SetAmbient(AMBIENT)
    surface.SetDiffuse(1.0)
    surface.SetSpecular(0.0)
