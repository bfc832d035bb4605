"""How deep the picture is: the depth buffer fits what may be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer

from render.ground import Ground
from render.light import Sun

LONGEST_SHADOW = 300.0  # metres
Bounds = Sequence[float]  # west, east, south, north, low, high


def fit_depth(renderer: vtkRenderer, city: Bounds | None, under: Ground | None) -> float:
    """Fit the depth buffer tightly to what may be seen; returns its nearest depth n, such that
    it changes by n / depth² per metre. under: the backdrop that is seen as well.

    VTK takes the corner of the box around everything, which may lie behind an eye from which
    nothing is near; but everything is at least as far as the eye is above the city's highest roof.
    """
    camera = renderer.GetActiveCamera()
    if city is not None:
        renderer.ResetCameraClippingRange(list(city) if under is None else under.around(city))
    near, far = camera.GetClippingRange()
    if camera.GetParallelProjection():  # there depth is even; said as perspective has it
        return float(camera.GetDistance()) ** 2 / max(far - near, 1e-6)
    if city is not None:
        above = camera.GetPosition()[2] - city[5]
        near = min(max(near, above * 0.7), far * 0.9)
        camera.SetClippingRange(near, far)
    return float(near)


def shadow_reach(city: Bounds | None, sun: Sun) -> float:
    """How many metres around what is seen something may stand whose shadow is seen."""
    height = city[5] - city[4] if city is not None else 0.0
    slope = float(np.tan(np.radians(np.clip(sun.altitude, 2, 90))))
    return min(height / slope, LONGEST_SHADOW)
