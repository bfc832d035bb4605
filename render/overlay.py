"""A picture laid over the scene, pixel upon pixel: the shadows of a camera at rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import (
    vtkCoordinate,
    vtkPolyDataMapper2D,
    vtkRenderer,
    vtkTexture,
    vtkTexturedActor2D,
)

from render import _bridge

CORNERS = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float32)


class Overlay:
    """Lies in front of the model, and behind whatever the window adds later."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._actor = vtkTexturedActor2D()
        place = vtkCoordinate()
        place.SetCoordinateSystemToNormalizedViewport()
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(
            _bridge.surface(CORNERS, np.array([[0, 1, 2], [0, 2, 3]]), uv=CORNERS[:, :2])
        )
        mapper.SetTransformCoordinate(place)
        self._actor.SetMapper(mapper)
        self._texture = vtkTexture()
        self._texture.InterpolateOff()
        self._texture.SetColorModeToDirectScalars()
        self._actor.SetTexture(self._texture)
        self._actor.GetProperty().SetDisplayLocationToForeground()
        self._actor.VisibilityOff()
        renderer.AddViewProp(self._actor)

    def show(self, picture: NDArray[np.uint8], rows: int) -> None:
        """Lay a picture (.., .., 4), lowest row first, over a scene with so many rows of pixels."""
        self._texture.SetInterpolate(rows != len(picture))
        self._texture.SetInputData(_bridge.image(picture))
        self._actor.VisibilityOn()

    def hide(self) -> None:
        self._actor.VisibilityOff()

    def close(self) -> None:
        self._actor.SetTexture(None)  # type: ignore[arg-type]
        self._actor.SetMapper(None)  # type: ignore[arg-type]
