"""The shadows of a scene, found on any thread for where its camera is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkRenderer

from city.progress import Progress
from city.rays import Rays
from render import camera as eye
from render.buildings import CityActors
from render.casters import casters
from render.cloud import CloudActors
from render.cut_open import CutOpen
from render.effort import Effort
from render.ground import Ground
from render.layer import Layer
from render.light import Sun
from render.panes import Panes
from render.passing import Passing
from render.shadow import Shade, shade
from render.sight import Sight, look, stride
from render.tree import Cut

# whether places (n, 3) with normals (n, 3) tell a value
Covered = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.bool_]]


class Shading:
    """Sends rays through a renderer's picture; what its camera sees is looked at only once.

    effort: says what is drawn, and so casts shadows; cut: the cut that it is open along; covering:
    says of some panes where no shadow may change a colour; picture: of the panes, whose shadows it
    finds.
    """

    def __init__(
        self,
        renderer: vtkRenderer,
        effort: Effort,
        cut: CutOpen,
        covering: Callable[[tuple[int, ...]], Covered | None],
        panes: Panes,
        picture: int,
    ) -> None:
        self._renderer, self._effort, self._cut = renderer, effort, cut
        self._covering, self._panes, self._picture = covering, panes, picture
        self._rays: tuple[list[Cut], Rays] | None = None  # and what of the cities is in them
        self._sight: tuple[object, Sight] | None = None  # what was seen last, and from where
        self._passing: tuple[Sight, Passing] | None = None  # the same, for suns that pass

    def forget(self) -> None:
        """Something else is drawn than before: look anew."""
        self._rays = self._sight = self._passing = None

    def finding(
        self,
        layers: Iterable[Layer],
        ground: Ground | None,
        stretch: float,
        sun: Sun,
        soft: bool,
        most: int | None,
    ) -> Callable[..., Shade | None]:
        """A job that finds the shadows of layers, and of the backdrop, as `Scene.shading` says."""
        layers = self._panes.seen_in(layers, self._picture)
        columns, rows = self._renderer.GetSize()
        share = 1.0 if most is None else min(float(np.sqrt(most / max(columns * rows, 1))), 1.0)
        size = (round(columns * share), round(rows * share))
        rays = self._traced(layers, ground, stretch)
        solid = any(layer.solid and layer.box is not None for layer in layers)
        camera = eye.copy(self._renderer.GetActiveCamera())
        clip, covered = self._cut.clip, self._covering(self._panes.of(self._picture))
        drawn = [layer.drawn for layer in layers if layer.visible]
        clouds = [cloud.depths(size) for cloud in drawn if isinstance(cloud, CloudActors)]
        stand = (rays, size, *eye.sees(camera))

        def find(progress: Progress | None = None) -> Shade | None:
            if min(size) < 1 or not solid:
                return None
            held = progress or Progress()
            if self._sight is None or self._sight[0] != stand:
                sight = look(rays, camera, size, held, clip)
                if ground is not None:
                    sight = sight.fading(0, ground.share)
                if covered is not None:
                    sight = sight.telling(covered)
                self._sight = stand, sight
            sight = self._sight[1]
            step = 1 if soft else stride(sight.depth.size)
            found = shade(rays, sight, sun, held) if soft else self._pass(rays, sight, sun, held)
            for depths in clouds:
                if depths is not None:
                    nearer = depths[::step, ::step]
                    found = replace(found, sight=found.sight.behind(nearer))
            return found

        return find

    def _pass(self, rays: Rays, sight: Sight, sun: Sun, progress: Progress) -> Shade:
        """What a passing sun shines on."""
        if self._passing is None or self._passing[0] is not sight:
            self._passing = sight, Passing(sight.quickly())
        return self._passing[1].shade(rays, sun, progress)

    def _traced(self, layers: Sequence[Layer], ground: Ground | None, stretch: float) -> Rays:
        """The rays' scene of what is drawn; as long as that is the same, the one there is."""
        solid = [layer for layer in layers if layer.solid]
        cities = [layer.drawn for layer in solid if isinstance(layer.drawn, CityActors)]
        cuts = self._effort.casters(cities)
        if self._rays is None or not _same(cuts, self._rays[0]):
            cut, sides = self._cut, [self._panes.side(layer) for layer in solid]
            made = casters(solid, sides, cuts, ground, cut.clip, cut.caps, stretch)
            self._rays = cuts, made
        return self._rays[1]


def _same(cuts: Sequence[Cut], others: Sequence[Cut]) -> bool:
    return len(cuts) == len(others) and all(map(Cut.same, cuts, others))
