"""The window that a scene is drawn in, out of sight, picture by picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import vtkmodules.vtkInteractionStyle
import vtkmodules.vtkRenderingFreeType
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  the classes that draw
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderWindow

from render.exposure import Exposure, marked
from render.scene import Scene

Pixels = NDArray[np.uint8]


class Window:
    """Draws a scene in any size, (columns, rows); pictures are (rows, columns, 4) uint8, the
    lowest row first."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._window: Any = vtkRenderWindow()  # Any: VTK's hints miss an overload
        self._window.SetOffScreenRendering(1)
        self._window.SetMultiSamples(0)
        self._window.AddRenderer(scene.renderer)
        self._pixels = vtkUnsignedCharArray()

    def resize(self, size: tuple[int, int]) -> None:
        self._window.SetSize(*size)

    def spare(self) -> None:
        """Draw each pixel from one sample."""
        self._window.SetMultiSamples(0)

    def draw(self, size: tuple[int, int]) -> Pixels:
        """What is seen now."""
        columns, rows = size
        self.resize(size)
        self._scene.renderer.ResetCameraClippingRange()
        self._window.Render()
        self._window.GetRGBACharPixelData(0, 0, columns - 1, rows - 1, 0, self._pixels)
        flat: Any = vtk_to_numpy  # has no hints
        drawn: Pixels = flat(self._pixels).reshape(rows, columns, 4).copy()
        return drawn

    def expose(self) -> Exposure:
        """Begin a careful picture, that is drawn a little at a time."""
        return Exposure(self._scene, self._window)

    def mark(self, picture: Pixels) -> Pixels:
        """A finished picture with what marks the selection."""
        return marked(self._scene, self._window, picture)

    def close(self) -> None:
        """Let go of the graphics memory; the scene must be closed before."""
        self._window.Finalize()
