"""Pictures without a window or a display: the same look, into a file or an array."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import vtkmodules.vtkRenderingOpenGL2 as opengl
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkCamera, vtkRenderWindow

from city.legend import Legend
from city.model import City
from city.palettes import PALETTES
from render import _bridge
from render.draft import draft_of
from render.lens import lens
from render.pick import Thing
from render.point_colours import How
from render.scene import Scene
from render.style import themes_of

View = Callable[[vtkCamera], None]


def draw(
    things: Sequence[Thing] | Mapping[str, Thing],
    path: str | Path,
    size: tuple[int, int] = (1600, 900),
    lod: str | None = None,
    textures: bool = False,
    view: View | None = None,
    sun: NDArray[np.float64] | None = None,
    legend: Legend | None = None,
) -> None:
    """Draw things into a picture file (.png, .jpg), as the window shows them.

    size: columns and rows. lod: one level of detail, or each object's best. view: turns the
    camera; without it the whole is seen obliquely from the south-west. sun: the direction (3,) to
    it; without it a studio's light. legend: colours the objects or the faces of the city, or
    the points of a survey.
    """
    from PIL import Image

    picture = render(things, size, lod=lod, textures=textures, view=view, sun=sun, legend=legend)
    Image.fromarray(picture).save(path)


def render(
    things: Sequence[Thing] | Mapping[str, Thing],
    size: tuple[int, int] = (1600, 900),
    lod: str | None = None,
    textures: bool = False,
    view: View | None = None,
    sun: NDArray[np.float64] | None = None,
    legend: Legend | None = None,
) -> NDArray[np.uint8]:
    """The same as an array (rows, columns, 3), the topmost row first."""
    named = things if isinstance(things, Mapping) else {str(k): t for k, t in enumerate(things)}
    scene = Scene()
    scene.spare_nothing()
    try:
        window = off_screen(scene, size)
        for key, thing in named.items():
            _show(scene, key, thing, lod, textures, legend)
        if view is not None:
            view(scene.renderer.GetActiveCamera())
        else:
            scene.home()
        if sun is not None:
            scene.set_sun(sun)
        scene.rest()
        return taken(scene, window)
    finally:
        scene.close()


def taken(scene: Scene, window: vtkRenderWindow) -> NDArray[np.uint8]:
    """What a window shows of a scene, and the live things over it: (rows, columns, 3), the topmost
    row first."""
    window.Render()
    pixels = _bridge.lowest_first(window).copy()
    if scene.things:
        sees = lens(scene.renderer.GetActiveCamera(), window.GetSize())
        scene.things.draw(pixels, _bridge.lowest_depths_first(window), sees)
    return np.ascontiguousarray(pixels[::-1, :, :3])


def _show(
    scene: Scene, key: str, thing: Thing, lod: str | None, textures: bool, legend: Legend | None
) -> None:
    """Show a thing as the window does: a city as one layer for each of its themes."""
    names = themes_of(thing.objects.kinds) if isinstance(thing, City) else [None]
    for theme in dict.fromkeys(names):
        draft = draft_of(thing, lod, theme) if isinstance(thing, City) else None
        scene.show(f"{key} {theme}", thing, theme, draft)
        scene.set_textures(f"{key} {theme}", textures)
        if legend is not None and isinstance(thing, City):
            scene.set_legend(f"{key} {theme}", legend)
        elif legend is not None and (by := legend.style.by) is not None and by.what == "point":
            ramp = PALETTES[legend.style.palette].colours(256, legend.style.reversed)
            scene.set_point_colouring(f"{key} {theme}", cast("How", by.name), ramp)


def off_screen(scene: Scene, size: tuple[int, int]) -> vtkRenderWindow:
    """A render window of a scene that no display needs to show."""
    # where there is no display, asking for the default would first try one and complain
    headless = (
        getattr(opengl, "vtkEGLRenderWindow", None) if not os.environ.get("DISPLAY") else None
    )
    window: vtkRenderWindow = (headless or vtkRenderWindow)()
    window.SetOffScreenRendering(1)
    window.SetMultiSamples(8)
    window.SetSize(*size)
    window.AddRenderer(scene.renderer)
    return window
