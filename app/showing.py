"""What the picture shows: the layers as the document says they look, and what lies on them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.on_the_table import PLANNED, Layer
from app.tasks import Task, Tasks
from city.cutaway import Cutaway
from city.glyphs import Glyphs, Ribbons, Trails
from city.imagery import Imagery
from city.layer import Layer as Values
from city.layer_colours import Colours
from city.legend import Legend
from city.palettes import PALETTES
from city.simulated.surfaces import Surface
from city.style import Style

STUDY = "study"  # its name in the scene


class Showing:
    """Puts layers into a scene and takes them out; each change is drawn a moment later.

    scene: a render.scene.Scene, which only the viewport knows. _lods: the level of detail chosen
    for each layer. _stretch: how many times as high as it is everything is drawn. _sight: whose
    eyes it is seen with.
    """

    scene: Any
    _tasks: Tasks
    _lods: dict[str, str | None]
    _stretch: float = 1.0
    _sight: str = ""

    def settle_soon(self) -> None:
        """Something but the eye has changed: draw it well, a moment from now."""
        raise NotImplementedError

    def draw_soon(self) -> None:
        """Something changes fast: draw it now as while the eye moves, and well once it rests."""
        raise NotImplementedError

    def draw_over(self) -> None:
        """Draw the live things where they are now, over the city as it was drawn last."""
        raise NotImplementedError

    def show_layer(self, layer: Layer, then: Callable[[], None]) -> Task | None:
        """Put a layer into the scene as the document says it looks; a worker makes it ready."""

        def put(draft: Any) -> None:
            self.scene.show(layer.key, layer.thing, layer.theme, draft)
            if self._stretch != 1.0:
                self.scene.set_exaggeration(self._stretch)
            self.look(layer)
            then()

        job = self.scene.drafting(layer.thing, layer.lod, layer.theme)
        if job is None:
            put(None)
            return None
        return self._tasks.start("", job, put)

    def look(self, layer: Layer) -> None:
        """Let a layer that is in the scene look as the document says."""
        key = layer.key
        if layer.lods:
            self._lods[key] = layer.lod
            self.scene.set_lod(key, layer.lod)
        if layer.textured:
            self.scene.set_textures(key, layer.textures)
        self.scene.set_opacity(key, layer.opacity)
        self.scene.set_visible(key, layer.visible)
        self.settle_soon()

    def remove(self, key: str) -> None:
        self.scene.remove(key)
        self.settle_soon()

    def mark(self, key: str, rows: NDArray[np.int32] | None) -> None:
        """Colour the chosen objects of a city's layer, or none."""
        self.scene.set_chosen(key, rows)
        self.settle_soon()

    def colour(self, key: str, legend: Legend | None) -> None:
        """Colour a city's layer as its legend says; None: as it is by itself."""
        self.scene.set_legend(key, legend)
        self.settle_soon()

    def wear(self, key: str, legend: Legend | None, colours: NDArray[np.uint8]) -> None:
        """Colour the objects of a city's layer (objects, 4) over what its legend says; where the
        last is 0, as that says."""
        self.scene.set_legend(key, legend, colours)
        self.settle_soon()

    def show_at_once(self, layer: Layer) -> None:
        """Put a small layer into the scene, in place of what it showed before, without a worker."""
        planned = layer.group == PLANNED
        self.scene.show(layer.key, layer.thing, layer.theme, None, planned)
        self.look(layer)

    def tint(self, key: str, colours: NDArray[np.uint8] | None) -> None:
        """Colour the objects of a city's layer (objects, 4); where the last is 0, as they are."""
        self.scene.set_colours(key, colours)
        self.settle_soon()

    def colour_points(self, key: str, style: Style | None) -> None:
        """Colour a survey by its points' class, height, echo or own colour; None: as it comes."""
        how = style.by.name if style is not None and style.by is not None else None
        ramp = PALETTES[style.palette].colours(256, style.reversed) if style is not None else None
        self.scene.set_point_colouring(key, how, ramp)
        self.settle_soon()

    def show_only(self, key: str, mask: NDArray[np.bool_] | None) -> None:
        """Show only some objects of a city's layer, (objects,) bool; None: all."""
        self.scene.set_shown(key, mask)
        self.settle_soon()

    def set_panes(self, key: str, panes: frozenset[int] | None) -> None:
        """Show a layer in some panes alone; None: in all."""
        self.scene.set_panes(key, panes)
        self.settle_soon()

    def show_part(self, key: str, of: str, rows: NDArray[np.bool_], panes: frozenset[int]) -> None:
        """Show some objects, (objects,), of a city's layer in some panes once more."""
        self.scene.show_part(key, of, rows, panes)
        self.settle_soon()

    def set_opacity(self, key: str, opacity: float) -> None:
        """Draw a layer so opaque, from 0 to 1."""
        self.scene.set_opacity(key, opacity)
        self.settle_soon()

    def set_suns(self, towards: Mapping[int, NDArray[np.float64]]) -> None:
        """Let the sun shine on some panes from directions (3,) of their own, once all is drawn."""
        if self.scene.set_suns(towards):
            self.settle_soon()

    def exaggerate(self, factor: float) -> None:
        """Draw everything so many times as high as it is."""
        self._stretch = factor
        self.scene.set_exaggeration(factor)
        self.settle_soon()

    def cut(self, cutaway: Cutaway | None) -> None:
        """Cut the city open, or make it whole again."""
        self.scene.set_cutaway(None if cutaway is None else cutaway.planes())
        self.settle_soon()

    def lay_map(self, whole: Imagery | None, near: Imagery | None, strength: float) -> None:
        """Lay a map over the ground, and a finer picture where it is known; None takes it away."""
        self.scene.lay_map(whole, near, strength)
        self.settle_soon()

    def lay_study(self, values: Values, colours: Colours) -> None:
        """Lay a study over the city, and the solar modules that it has laid out."""
        self.scene.studies.show(STUDY, values, colours)
        self.scene.show_modules(STUDY, values.traces.get("panels"))
        self.settle_soon()

    def take_study_off(self) -> None:
        """Show the city without a study again."""
        self.scene.studies.remove(STUDY)
        self.scene.show_modules(STUDY, None)
        self.settle_soon()

    def look_at_study(self, visible: bool, opacity: float) -> None:
        """Show the study that lies over the city, or not, and how strongly."""
        self.scene.studies.set_visible(STUDY, visible)
        self.scene.studies.set_opacity(STUDY, opacity)
        self.settle_soon()

    def put_study(self, panes: frozenset[int] | None, visible: bool, opacity: float) -> None:
        """Show the study of the plan on the table in its panes alone; None: in all."""
        self.scene.studies.set_panes(STUDY, panes)
        self.look_at_study(visible, opacity)

    def lay_pane_study(
        self, key: str, values: Values, colours: Colours, panes: frozenset[int] | None
    ) -> None:
        """Lay a study over some panes; None: over all."""
        self.scene.studies.show(key, values, colours)
        self.scene.studies.set_panes(key, panes)
        self.scene.show_modules(key, values.traces.get("panels"))
        self.settle_soon()

    def look_at_pane_study(self, key: str, visible: bool, opacity: float) -> None:
        """Show a study of some panes, or not, and how strongly."""
        self.scene.studies.set_visible(key, visible)
        self.scene.studies.set_opacity(key, opacity)
        self.settle_soon()

    def take_pane_study_off(self, key: str) -> None:
        """Take a study of some panes away."""
        self.scene.studies.remove(key)
        self.scene.show_modules(key, None)
        self.settle_soon()

    def show_things(
        self,
        key: str,
        glyphs: Glyphs,
        trails: Trails | None = None,
        panes: frozenset[int] | None = None,
        ribbons: Ribbons | None = None,
    ) -> None:
        """Show live things, where they came along, and lines, instead of those of the key before.

        panes: that show them; None: all do.
        """
        first = not self.scene.things
        self.scene.show_things(key, glyphs, trails, panes, ribbons)
        if first:  # the picture's depths were not asked for
            self.settle_soon()
        else:
            self.draw_over()

    def move_things(
        self,
        key: str,
        points: NDArray[np.floating],
        heading: NDArray[np.floating] | None = None,
        trails: Trails | None = None,
    ) -> None:
        """Show the live things of a key at other places (n, 3), with headings (n,) if given."""
        self.scene.move_things(key, points, heading, trails)
        self.draw_over()

    def lay_sheet(self, key: str, surface: Surface, panes: frozenset[int] | None) -> None:
        """Lay a surface over the city, in some panes or, None, in all; it is painted apart."""
        self.scene.sheets.lay(key, surface, panes)

    def paint_sheet(
        self, key: str, rgba: NDArray[np.uint8], heights: NDArray[np.float32] | None
    ) -> None:
        """Paint a surface, (values, 4), and lift its points to heights (n,) where some are given;
        it is drawn at once, and well a moment later."""
        if heights is not None:
            self.scene.sheets.lift(key, heights)
        self.scene.sheets.paint(key, rgba)
        self.draw_soon()

    def look_at_sheet(self, key: str, opacity: float) -> None:
        """Show a surface so strongly."""
        self.scene.sheets.set_opacity(key, opacity)
        self.settle_soon()

    def take_sheet_off(self, key: str) -> None:
        """Take a surface away."""
        self.scene.sheets.take_off(key)
        self.settle_soon()

    def get_ready(self) -> None:
        """Let a worker load what finds light and draws live things, so that nobody waits for it."""
        self._tasks.start("", lambda progress: self.scene.get_ready(), lambda done: None)

    def hide_things(self, key: str) -> None:
        """Take live things away, if they are there."""
        self.scene.hide_things(key)
        self.draw_over()

    def see_as(self, sight: str) -> None:
        """Show the picture as eyes of city.colour_vision.SIGHT see it; "" for most people's."""
        self._sight = sight
        self.settle_soon()
