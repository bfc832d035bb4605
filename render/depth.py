"""How deep the picture is: the depth buffer fits what may be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer

from render.ground import Ground
from render.light import Sun

LONGEST_SHADOW = 300.0  # metres
Bounds = Sequence[float]  # west, east, south, north, low, high


def fit_depth(
    renderer: vtkRenderer,
    city: Bounds | None,
    under: Ground | None,
    whole: Bounds | None = None,
) -> float:
    """Fit the depth buffer tightly to what may be seen; returns its nearest depth n, such that
    it changes by n / depth² per metre. under: the backdrop that is seen as well. whole: with what
    lies around the city, however far.

    VTK takes the corner of the box around everything, which may lie behind an eye from which
    nothing is near; but everything is at least as far as the eye is above the city's highest roof.
    And it keeps off an eye to which something is very far, so the city counts for itself.
    """
    camera = renderer.GetActiveCamera()
    boxes = [box for box in (city, whole) if box is not None]
    if boxes:
        near, far = zip(*(_ends(renderer, box, under) for box in boxes), strict=True)
        camera.SetClippingRange(min(near), max(far))
    nearest, farthest = camera.GetClippingRange()
    if camera.GetParallelProjection():  # there depth is even; said as perspective has it
        return float(camera.GetDistance()) ** 2 / max(farthest - nearest, 1e-6)
    return float(nearest)


def _ends(renderer: vtkRenderer, box: Bounds, under: Ground | None) -> tuple[float, float]:
    """The nearest and the farthest depth at which something of a box may be seen."""
    camera = renderer.GetActiveCamera()
    renderer.ResetCameraClippingRange(list(box) if under is None else under.around(box))
    near, far = camera.GetClippingRange()
    if not camera.GetParallelProjection():
        above = camera.GetPosition()[2] - box[5]
        near = min(max(near, above * 0.7), far * 0.9)
    return near, far


def shadow_reach(city: Bounds | None, sun: Sun) -> float:
    """How many metres around what is seen something may stand whose shadow is seen."""
    height = city[5] - city[4] if city is not None else 0.0
    slope = float(np.tan(np.radians(np.clip(sun.altitude, 2, 90))))
    return min(height / slope, LONGEST_SHADOW)
