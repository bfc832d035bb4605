"""The light on the model: one sun, and a soft sky over everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkLight, vtkProperty, vtkRenderer


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


# Shares of a face's colour: what it shows in full shade, what the sky from above adds, and what
# the sun adds where it falls straight on it. They sum to a little over 1: sunlit walls glow.
AMBIENT = 0.35
SKY = 0.24
SUN = 0.65
SUN_COLOUR = (1.0, 0.975, 0.94)
SKY_COLOUR = (0.94, 0.97, 1.0)


def illuminate(renderer: vtkRenderer, sun: Sun) -> None:
    """Put the sun and the sky over a renderer, instead of all other lights."""
    renderer.AutomaticLightCreationOff()
    renderer.RemoveAllLights()
    sky = np.array([0.0, 0.0, 1.0])
    for towards, share, colour in (
        (sun.direction(), SUN, SUN_COLOUR),
        (sky, SKY, SKY_COLOUR),
    ):
        light = vtkLight()
        light.SetLightTypeToSceneLight()
        light.PositionalOff()
        light.SetFocalPoint(0, 0, 0)
        light.SetPosition(*towards)
        light.SetIntensity(share)
        light.SetColor(*colour)
        renderer.AddLight(light)


def matte(surface: vtkProperty) -> None:
    """Plaster: no gloss, lit evenly over each face."""
    surface.SetInterpolationToGouraud()
    surface.SetAmbient(AMBIENT)
    surface.SetDiffuse(1.0)
    surface.SetSpecular(0.0)
