"""Live things, drawn over finished pictures: what moves costs its own pixels, and never the city's.

Whoever draws the city hands over the picture and its depths; a thing is hidden where the city is
nearer. So neither the sun nor its shadows darken a sign, and at rest nothing else is drawn anew.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from city.glyphs import F32, Glyphs, Ribbons, Trails
from render.lens import Lens
from render.ribbons import Pieces, pieces
from render.signs import FAR, bodies, signs, trail_strokes
from render.strokes import FLAWED, Eye, Strokes, stamps

Pixels = NDArray[np.uint8]
F64 = NDArray[np.float64]
Whole = NDArray[np.int32]

BANDS = 6  # of rows: whoever has drawn one takes the next
SLACK = 3.0  # pixels beside a thing where it can still be pointed at


@dataclass(slots=True)
class Shown:
    """What is shown under a key. panes: those that show it; None: all do. last: how its ribbons
    were seen, with what heights were multiplied by and the planes of the cut."""

    glyphs: Glyphs
    trails: Trails | None
    panes: frozenset[int] | None
    ribbons: Ribbons | None = None
    last: tuple[Lens, float, bytes, Pieces] | None = None


class Things:
    """Live things under names, in local metres. stretch: what heights are multiplied by. planes:
    (n, 4) of a cut, see city.cutaway, None for none."""

    def __init__(self) -> None:
        self._shown: dict[str, Shown] = {}
        self.stretch = 1.0
        self.planes: NDArray[np.float64] | None = None
        self._memory: tuple[F32, Whole, Whole] | None = None
        self._other = ThreadPoolExecutor(1)  # draws beside whoever calls

    def __bool__(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self._shown)

    def show(
        self,
        key: str,
        glyphs: Glyphs,
        trails: Trails | None = None,
        panes: frozenset[int] | None = None,
        ribbons: Ribbons | None = None,
    ) -> None:
        """Show things, where they came along, and ribbons under them, instead of what the key
        showed before."""
        self._shown[key] = Shown(glyphs, trails, panes, ribbons)

    def move(
        self,
        key: str,
        points: NDArray[np.floating],
        heading: NDArray[np.floating] | None = None,
        trails: Trails | None = None,
    ) -> None:
        """Show the things of a key at other places (n, 3), with headings (n,) where given."""
        shown = self._shown[key]
        shown.glyphs, shown.trails = shown.glyphs.at(points, heading), trails

    def hide(self, key: str) -> None:
        """Take the things of a key away, if they are there."""
        self._shown.pop(key, None)

    def get_ready(self) -> None:
        """Load the compiled loops, which takes some seconds the first time; on any thread."""
        import render.ink
        import render.ribbon_loops
        import render.ribbon_ways  # noqa: F401

    def draw(self, pixels: Pixels, depths: F32, lens: Lens, panes: tuple[int, ...] = (0,)) -> None:
        """Draw over a picture (rows, columns, 4), the lowest row first, with its depths of 0 to 1.

        lens: how it is seen, in the picture's size. panes: that it shows.
        """
        from render.ink import strokes
        from render.ribbon_loops import lay, wear

        eye = Eye(lens)
        lines = self._pieces(eye, panes)
        made = self._strokes(eye, panes).ordered()
        if not len(made.kind) and not len(lines.at):
            return
        dots = stamps(FAR[0] * eye.unit)
        whole = pixels.view(np.uint32)[..., 0]
        # so that each has about as many strokes
        shares = np.quantile(np.append(made.at[:, 1], lines.at[:, 1]), np.arange(1, BANDS) / BANDS)
        inner = np.clip(shares, 0, len(pixels)).astype(int).tolist()
        left = list(pairwise([0, *inner, len(pixels)]))
        found = self._found(pixels.shape[:2]) if len(lines.at) else None

        def work() -> None:
            with suppress(IndexError):
                while True:
                    first, last = left.pop()
                    if found is not None:
                        lay(lines.at, first, last, depths, *found)
                        wear(lines.at, lines.paint, first, last, *found, pixels, whole)
                    strokes(
                        *(made.kind, made.at, made.paint, made.look, dots),
                        *(first, last, depths, pixels, whole),
                    )

        beside = self._other.submit(work)
        work()
        if not beside.cancel():
            beside.result()

    def close(self) -> None:
        """Let go of everything."""
        self._shown.clear()
        self._other.shutdown()

    def _strokes(self, eye: Eye, panes: tuple[int, ...]) -> Strokes:
        made = [Strokes.none()]
        for shown in self._seen(panes).values():
            if shown.trails is not None:
                kept = self._kept(shown.trails.points)
                made.append(trail_strokes(self._trails(shown.trails), eye, kept))
            glyphs = self._glyphs(shown.glyphs)
            if self.planes is not None:
                glyphs = glyphs.only(self._kept(glyphs.points))
            made.append(signs(glyphs, eye))
        return Strokes.joined(made)

    def _pieces(self, eye: Eye, panes: tuple[int, ...]) -> Pieces:
        """Ribbons, which lie under everything else; as they were made where the eye has not moved
        since."""
        made = []
        for shown in self._seen(panes).values():
            if shown.ribbons is None:
                continue
            last = shown.last
            if last is None or not last[0].same(eye.lens) or last[1:3] != (self.stretch, self._cut):
                ribbons = pieces(self._ribbons(shown.ribbons), eye, self.planes)
                last = shown.last = eye.lens, self.stretch, self._cut, ribbons
            made.append(last[3])
        return Pieces.joined(made)

    @property
    def _cut(self) -> bytes:
        return b"" if self.planes is None else self.planes.tobytes()

    def _found(self, size: tuple[int, int]) -> tuple[F32, Whole, Whole]:
        """What the loops of ribbons remember of each pixel, as they leave it behind."""
        if self._memory is None or self._memory[0].shape != size:
            deepest, owner = np.zeros(size, np.float32), np.full(size, -1, np.int32)
            self._memory = deepest, owner, np.zeros((size[0], 2), np.int32)
        return self._memory

    def _seen(self, panes: tuple[int, ...]) -> dict[str, Shown]:
        mine = frozenset(panes)
        every = self._shown.items()
        return {key: one for key, one in every if one.panes is None or one.panes & mine}

    def _glyphs(self, glyphs: Glyphs) -> Glyphs:
        """Things as high as they are drawn."""
        if self.stretch == 1:
            return glyphs
        points = glyphs.points * np.array([1, 1, self.stretch], np.float32)
        return replace(glyphs, points=points, height=glyphs.height * np.float32(self.stretch))

    def _trails(self, trails: Trails) -> Trails:
        points = trails.points * np.array([1, 1, self.stretch], np.float32)
        return replace(trails, points=points)

    def _ribbons(self, ribbons: Ribbons) -> Ribbons:
        if self.stretch == 1:
            return ribbons
        return replace(ribbons, points=ribbons.points * np.array([1, 1, self.stretch], np.float32))

    def _kept(self, points: F32) -> NDArray[np.bool_]:
        """(n,): which are not cut away."""
        if self.planes is None:
            return np.ones(len(points), bool)
        return np.asarray((points @ self.planes[:, :3].T >= -self.planes[:, 3]).all(1))

    def glyphs_of(self, key: str) -> Glyphs | None:
        """What is shown under a key; None for nothing."""
        return self._shown[key].glyphs if key in self._shown else None

    def places_of(self, key: str, lens: Lens, depths: F32) -> tuple[F64, F64, F64]:
        """Where the things of a key are seen, (n, 2) from the lower left corner, NaN for what lies
        beside the picture; the pixels that each is wide to all sides, (n,); and its depth, (n,),
        NaN where something hides it."""
        if key not in self._shown:
            return np.zeros((0, 2)), np.zeros(0), np.zeros(0)
        glyphs = self._glyphs(self._shown[key].glyphs)
        _, top, radius = bodies(glyphs, Eye(lens))
        places, depth = top[:, :2].astype(np.float64), top[:, 2].astype(np.float64)
        column, row = (np.clip(places, 0, np.array(lens.size) - 1)).astype(np.int64).T
        inside = (places >= 0).all(1) & (places < np.array(lens.size)).all(1) & (depth != FLAWED)
        places[~inside] = np.nan
        hidden = depths[row, column] < depth
        depth[~inside | hidden | ~self._kept(glyphs.points)] = np.nan
        return places, radius.astype(np.float64), depth

    def near(
        self, x: float, y: float, lens: Lens, panes: tuple[int, ...] = (0,)
    ) -> list[tuple[str, int, NDArray[np.float64]]]:
        """The keys and rows of what lies under a pixel, x from the left and y from the lowest row,
        the closest to it first, with the place (3,) of each as it is drawn."""
        eye = Eye(lens)
        found = []
        for key, shown in self._seen(panes).items():
            glyphs = self._glyphs(shown.glyphs)
            one, other, radius = bodies(glyphs, eye)
            away = _away(np.array([x, y], np.float32) + np.float32(0.5), one[:, :2], other[:, :2])
            close = away <= radius + SLACK * eye.unit
            close &= self._kept(glyphs.points) & (one[:, 2] != FLAWED) & (other[:, 2] != FLAWED)
            for row in np.flatnonzero(close).tolist():
                top = glyphs.points[row] + np.array([0, 0, glyphs.height[row]])
                found.append((float(away[row]), key, row, top))
        found.sort(key=lambda one: one[:3])
        return [one[1:] for one in found]


def _away(place: F32, one: F32, other: F32) -> F32:
    """(n,): how far a place (2,) is from lines, each from one place (n, 2) to another."""
    way, off = other - one, place - one
    length = np.maximum((way * way).sum(1), np.float32(1e-6))
    share = np.clip((off * way).sum(1) / length, 0, 1)
    return np.asarray(np.linalg.norm(off - way * share[:, None], axis=1), np.float32)
