"""Draws a surface of values: one actor, whose colours and heights change without making it anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer, vtkTexture

from city.simulated.surfaces import Surface
from render import _bridge
from render.actors import box_actor
from render.lens import Lens

F32 = NDArray[np.float32]
Bytes = NDArray[np.uint8]

# Pixels that it is drawn nearer than it is: what lies on the ground, over studies, and the rest.
GROUND_LIFT, LIFT = 2.5, 0.3
SLOPE = 0.45  # pixels that a face seen at a glance is nearer, where samples share a depth
LARGEST = 8192  # texels a side of a picture
OPAQUE = 0xFF000000  # what the colours of all that cannot be seen through are, as whole numbers
DEPTHS_ONLY = 0.003  # opacity of what is not seen, but hides what is behind it


class Spread:
    """A surface on a renderer. box: (2, 3) around it, None where there is nothing of it."""

    def __init__(self, renderer: vtkRenderer, surface: Surface) -> None:
        self._renderer, self.surface = renderer, surface
        self.visible, self.opacity = True, 1.0
        self.panes: frozenset[int] | None = None  # those that show it; None: all do
        self._count = _count(surface)
        self.seen = np.zeros(0, bool)  # which of its values have a colour
        self._stretch, self._clear = 1.0, False
        self._form = np.ones(len(surface.points), np.float32)
        if surface.shaded:
            from render.form import form_of

            self._form = form_of(surface.points, surface.triangles, surface.lies)
        grey = np.repeat(np.round(self._form * 255).astype(np.uint8)[:, None], 3, axis=1)
        self._poly = _bridge.surface(
            surface.points.copy(), surface.triangles, colours=grey, uv=surface.uv
        )
        self._soft = surface.smooth or _blends(surface)
        self.actors = [_actor(self._poly)]
        if not surface.lies:  # of what may lie behind itself, only what is nearest is seen through
            self.actors.insert(0, _actor(self._poly))
            _bridge.keep_depths(self.actors[0])
            self.actors[0].GetProperty().SetOpacity(DEPTHS_ONLY)
        self._texture: vtkTexture | None = None
        if surface.picture is not None:
            self._texture = _texture(surface.smooth)
            for actor in self.actors:
                actor.SetTexture(self._texture)
        used = np.zeros(len(surface.points), bool)
        used[surface.triangles] = True
        self._used = slice(None) if used.all() else np.flatnonzero(used)
        self._fit()
        self._pass()
        for actor in self.actors:
            renderer.AddActor(actor)

    @property
    def tells(self) -> bool:
        """Whether its colours are read off the ground, as those of water are not."""
        return self.surface.lies and self.surface.shaded

    def shows_in(self, pane: int) -> bool:
        """Whether it is visible in a pane."""
        return self.visible and (self.panes is None or pane in self.panes)

    def paint(self, rgba: Bytes) -> bool:
        """Colour it: (values, 4), a colour for each. Returns whether it tells elsewhere than
        before.

        Raises ValueError for too few colours.
        """
        if len(rgba) < self._count:
            raise ValueError(f"{len(rgba)} colours for {self._count} values")
        before, self.seen = self.seen, np.ones(len(rgba), bool)
        self._clear = False
        if len(rgba) and np.ascontiguousarray(rgba).view(np.uint32).min() < OPAQUE:
            self.seen = rgba[:, 3] > 0
            self._clear = bool(self._soft or (rgba[self.seen, 3] < 255).any())
        surface = self.surface
        if self._texture is not None and surface.picture is not None:
            pixels = rgba.reshape(*surface.picture, 4)[::-1]
            thin = -(-max(surface.picture) // LARGEST)
            self._texture.SetInputData(_bridge.image(pixels[::thin, ::thin]))
        else:
            _bridge.paint(self._poly, _mixed(rgba, surface, self._form))
        self._pass()
        return self.tells and not np.array_equal(before, self.seen)

    def lift(self, heights: NDArray[np.floating]) -> None:
        """Give its points other heights, (n,) local metres."""
        _bridge.set_heights(self._poly, heights)
        self._fit()

    def set_visible(self, visible: bool) -> None:
        self.visible = visible
        self._pass()

    def set_opacity(self, opacity: float) -> None:
        """From 0, nothing, to 1."""
        self.opacity = opacity
        self.actors[-1].GetProperty().SetOpacity(opacity)
        self._pass()

    def set_stretch(self, factor: float) -> None:
        """Multiply heights."""
        self._stretch = factor

    def look_through(self, lens: Lens) -> None:
        """Draw it some pixels nearer than it is, so that it wins over what it lies on."""
        near = (GROUND_LIFT if self.surface.lies else LIFT) * lens.pixel
        if lens.parallel:
            share, shift = 1.0, -near * lens.matrix[2, :3] / np.linalg.norm(lens.matrix[2, :3])
        else:  # smaller about the eye: each point stays where it is seen, and comes as much nearer
            share, shift = 1 - near, lens.eye * near
        for actor in self.actors:
            actor.SetScale(share, share, share * self._stretch)
            actor.SetPosition(*shift)
            actor.GetMapper().SetRelativeCoincidentTopologyPolygonOffsetParameters(-SLOPE, 0)

    def _fit(self) -> None:
        points = _bridge.points(self._poly)[self._used]
        self.box = None
        if len(points):  # column by column, which is far quicker than row by row
            ends = [(axis.min(), axis.max()) for axis in points.T]
            self.box = np.array(ends, np.float32).T

    def _pass(self) -> None:
        """Draw it with what is solid, or after that where it is seen through."""
        shown = self.visible and len(self.seen) > 0  # nothing before it is painted
        seen_through = self.opacity < 1 or self._clear
        for actor in self.actors:
            actor.SetForceOpaque(not seen_through)
            actor.SetForceTranslucent(seen_through)
            actor.SetVisibility(shown)
        if len(self.actors) > 1:
            self.actors[0].SetVisibility(shown and seen_through)

    def close(self) -> None:
        """Take it off the renderer."""
        for actor in self.actors:
            self._renderer.RemoveActor(actor)
        self.actors.clear()


def _actor(poly: object) -> vtkActor:
    actor = box_actor(poly)
    actor.GetProperty().BackfaceCullingOff()
    return actor


def _texture(smooth: bool) -> vtkTexture:
    texture = vtkTexture()
    texture.SetColorModeToDirectScalars()
    texture.SetInterpolate(smooth)
    texture.RepeatOff()
    texture.EdgeClampOn()
    return texture


def _count(surface: Surface) -> int:
    """How many values it shows, at least."""
    if surface.picture is not None:
        return surface.picture[0] * surface.picture[1]
    assert surface.value is not None
    return int(surface.value.max(initial=-1)) + 1


def _blends(surface: Surface) -> bool:
    """Whether colours pass into one another, so that some may be half clear."""
    if surface.value is None or surface.share is not None:
        return surface.share is not None
    corners = surface.value[surface.triangles]
    return bool((corners != corners[:, :1]).any())


def _mixed(rgba: Bytes, surface: Surface, form: F32) -> Bytes:
    """(n, 4) the colour of each point, of those of the values (v, 4)."""
    assert surface.value is not None
    if surface.share is not None:
        mixed = np.einsum("nk,nkc->nc", surface.share, rgba[surface.value].astype(np.float32))
        mixed[:, :3] *= form[:, None]
        return np.asarray(np.round(mixed), np.uint8)
    from render.form import worn

    return worn(rgba, surface.value, form)
