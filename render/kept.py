"""A drawn picture with its depths, kept in the graphics memory, so that more is drawn over it."""

from __future__ import annotations

from typing import Any

import vtkmodules.vtkRenderingOpenGL2 as opengl

READ, DRAW = 0x8CA8, 0x8CA9  # OpenGL's names of the framebuffers that are read and written
COLOUR_AND_DEPTH, NEAREST = 0x4000 | 0x100, 0x2600
BYTES, DEEP = 3, 32  # VTK_UNSIGNED_CHAR of each colour, and bits of a depth, as windows have them


class Kept:
    """One picture of a window; copying it takes half a millisecond without a graphics card."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self._frame: Any = opengl.vtkOpenGLFramebufferObject()
        self._size = (0, 0)

    def take(self) -> None:
        """Keep what has been drawn."""
        size = tuple(self._window.GetSize())
        if size != self._size:
            self._frame.SetContext(self._window)
            self._frame.PopulateFramebuffer(*size, True, 1, BYTES, True, DEEP, 0, False)
            self._size = size
        self._copy(self._window.GetRenderFramebuffer(), self._frame)

    def lay_back(self) -> None:
        """Put it back into the window; what keeps the colours and the depths draws over it."""
        self._copy(self._frame, self._window.GetRenderFramebuffer())

    def _copy(self, one: Any, other: Any) -> None:
        columns, rows = self._size
        state, whole = self._window.GetState(), (0, columns, 0, rows)
        self._window.MakeCurrent()
        state.PushFramebufferBindings()
        one.Bind(READ)
        other.Bind(DRAW)
        opengl.vtkOpenGLFramebufferObject.Blit(whole, whole, COLOUR_AND_DEPTH, NEAREST)
        state.PopFramebufferBindings()

    def close(self) -> None:
        """Let go of the graphics memory, while the window has it."""
        if self._size != (0, 0):
            self._frame.ReleaseGraphicsResources(self._window)
            self._size = (0, 0)
