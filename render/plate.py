"""A finished picture with depths, set into the scene as if it were drawn there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

from render import _bridge

CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
# The picture lies in front of the eye wherever that is.
PLACED = "gl_Position = vec4(tcoord * 2.0 - 1.0, 0.0, 1.0);\n"
# Each pixel of the texture holds colours beside depths of 24 bits, see render.splat.Canvas.
DRAWN = """
  ivec2 plate = textureSize(actortexture, 0) / ivec2(2, 1);
  ivec2 place = ivec2(tcoordVCVSOutput * vec2(plate)) * ivec2(2, 1);
  vec4 deep = texelFetch(actortexture, place + ivec2(1, 0), 0);
  if (deep.a > 0.0) discard;
  gl_FragData[0] = vec4(texelFetch(actortexture, place, 0).rgb, opacity);
  gl_FragDepth = dot(deep.rgb, vec3(255.0, 65280.0, 16711680.0)) / 16777215.0;
"""


class Plate:
    """One actor that shows a picture of the size of the window, hidden by what is nearer."""

    def __init__(self) -> None:
        self.actor = vtkActor()
        self._mapper = vtkPolyDataMapper()
        self._texture = vtkTexture()
        self._texture.InterpolateOff()
        self._texture.SetColorModeToDirectScalars()
        self._pixels = np.zeros((0, 0), np.uint64)
        self._image: Any = None
        self._box: NDArray[np.float32] | None = None
        self.actor.SetMapper(self._mapper)
        self.actor.GetProperty().LightingOff()
        self.actor.ForceOpaqueOn()
        shader = self.actor.GetShaderProperty()
        shader.AddVertexShaderReplacement("//VTK::PositionVC::Impl", True, PLACED, False)
        shader.AddFragmentShaderReplacement("//VTK::TCoord::Impl", True, DRAWN, False)
        shader.AddFragmentShaderReplacement("//VTK::Depth::Impl", True, "", False)

    def bound(self, box: NDArray[np.float32] | None) -> None:
        """Say where in the world the picture's things are: (2, 3), its lowest and highest corner.

        The scene is seen as deep as that, and without it nothing is drawn.
        """
        if box is None or (self._box is not None and np.array_equal(box, self._box)):
            return
        self._box = box
        corners = np.array([box[0], [box[1, 0], *box[0, 1:]], box[1], [*box[0, :2], box[1, 2]]])
        square = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
        self._mapper.SetInputData(_bridge.surface(corners, square, uv=CORNERS))

    def pixels(self, size: tuple[int, int]) -> NDArray[np.uint64]:
        """(rows, columns) to draw into; see render.splat.Canvas."""
        columns, rows = size
        if self._pixels.shape != (rows, columns):
            self._pixels = np.full((rows, columns), 0xFFFFFFFFFFFFFFFF, np.uint64)
            self._image = _bridge.image(self._pixels.view(np.uint8).reshape(rows, 2 * columns, 4))
            self._texture.SetInputData(self._image)
            self.actor.SetTexture(self._texture)
        return self._pixels

    def changed(self) -> None:
        """What `pixels` gave was drawn into: show it."""
        self._image.GetPointData().GetScalars().Modified()
        self._image.Modified()

    def set_opacity(self, opacity: float) -> None:
        self.actor.GetProperty().SetOpacity(opacity)
        self.actor.SetForceOpaque(opacity >= 1)
        self.actor.SetForceTranslucent(opacity < 1)
