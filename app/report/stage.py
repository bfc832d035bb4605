"""The city out of sight, before a plan and with it, to be drawn as often as a report needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.pieces import Pieces
from app.plan_layers import ADDED, CHANGED, PLAN, colour_of
from city.layer import Layer
from city.layer_colours import Colours
from city.project import Eye
from city.view import View

if TYPE_CHECKING:
    from app.on_the_table import Layer as Shown
    from render.scene import Scene

F64 = NDArray[np.float64]
Tints = NDArray[np.uint8] | None
STUDY = "study"


class Stage:
    """The city as some views have it, one of which is seen at a time."""

    def __init__(self, views: Sequence[View], year: float) -> None:
        """views: of one base. year: to which trees have grown."""
        from render.picture import off_screen
        from render.scene import Scene

        self._scene = Scene()
        self._scene.spare_nothing()
        self._window = off_screen(self._scene, (64, 64))
        self._keys: dict[int, dict[str, Tints]] = {}
        self._over: dict[str, Tints] = {}
        self._seen: View | None = None
        self._cities = _show_base(self._scene, views[0])
        for number, view in enumerate(views):
            self._keys[id(view)] = _show_plan(self._scene, view, str(number), year)
        self.turn_to(views[0])

    def turn_to(self, view: View) -> None:
        """Let the city be as one of the views has it."""
        if view is self._seen:
            return
        self._seen = view
        for keys, gone in zip(self._cities, view.gone, strict=True):
            for key in keys:
                self._scene.set_shown(key, ~gone if gone.any() else None)
        for of, shown in self._keys.items():
            for key in shown:
                self._scene.set_visible(key, of == id(view))

    def lay(self, layer: Layer | None, colours: Colours | None = None) -> None:
        """Lay the values of a layer over the city, or nothing."""
        self._scene.studies.remove(STUDY)
        if layer is not None and colours is not None:
            self._scene.studies.show(STUDY, layer, colours)

    def lay_over(self, layers: Mapping[str, Shown]) -> None:
        """Lay things over the city as it is seen, in place of others; what a plan has built or
        changed loses its colour meanwhile."""
        for key in self._over:
            self._scene.remove(key)
        self._over = {key: one.tints for key, one in layers.items()}
        for key, one in layers.items():
            self._scene.show(key, one.thing, one.theme, planned=True)
            self._scene.set_opacity(key, one.opacity)
            self._scene.set_colours(key, one.tints)
        for keys in self._keys.values():
            for key, tints in keys.items():
                if tints is not None:
                    self._scene.set_colours(key, _plain(tints) if layers else tints)

    def mark(self, keys: Collection[str]) -> None:
        """Let some of what lies over the city wear the opposite of its colour, and the rest its
        own: where a picture is another one then, they are seen."""
        for key, tints in self._over.items():
            if tints is not None:
                turned = np.where([True, True, True, False], 255 - tints, tints)
                self._scene.set_colours(key, turned if key in keys else tints)

    def picture(self, eye: Eye, size: tuple[int, int], sun: F64 | None = None) -> NDArray[np.uint8]:
        """What an eye sees, (rows, columns, 3). sun: (3,) towards it; None: a studio's light."""
        from render import _bridge
        from render.viewpoint import look_through

        self._window.SetSize(*size)
        look_through(self._scene.renderer.GetActiveCamera(), eye)
        self._scene.set_sun(sun)
        self._scene.rest()
        self._window.Render()
        return _bridge.pixels(self._window)

    def close(self) -> None:
        """Let go of all that was drawn; the stage is of no use afterwards."""
        self._scene.close()


def _show_base(scene: Scene, view: View) -> list[list[str]]:
    """Show the cities of the base, a layer for each theme; returns the keys of each."""
    from city.kinds import theme

    found = []
    for number, city in enumerate(view.base.cities):
        names = dict.fromkeys(theme(kind) for kind in city.objects.kinds)
        found.append([f"{number}/{name}" for name in names])
        for key, name in zip(found[-1], names, strict=True):
            scene.show(key, city, name)
    return found


def _plain(tints: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Colours without those of what was added or changed."""
    told = [(tints[:, :3] == colour).all(1) for colour in (ADDED, CHANGED)]
    return np.where(np.logical_or(*told)[:, None], np.uint8(0), tints)


def _show_plan(scene: Scene, view: View, name: str, year: float) -> dict[str, Tints]:
    """Show what a view has besides the cities of its base: its ground, and what is built."""
    keys: dict[str, Tints] = {}
    for number, terrain in enumerate(view.terrains()):
        keys[f"{name}/ground/{number}"] = None
        scene.show(f"{name}/ground/{number}", terrain)
    pieces = Pieces(PLAN, colour_of, drawn=lambda one: one.attributes.get("function") != "zone")
    pieces.take(view.things)
    pieces.make(view.base.frame, np.inf, year)
    for layer in pieces.layers:
        key = f"{name}/{layer.key}"
        keys[key] = layer.tints
        scene.show(key, layer.thing, layer.theme, planned=True)
        scene.set_colours(key, layer.tints)
    return keys
