"""Coats put on the polygons of a piece: materials, and pictures with their texture coordinates."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from city.strings import runs
from importers.citygml.appearance import Coat, read_uv
from importers.citygml.shapes import Placed, Shaping


class Painting:
    """Paints the polygons of a piece, which materials and textures name by their ids."""

    def __init__(self, shaping: Shaping, placed: Placed) -> None:
        self.builder = shaping.builder
        self.faces = shaping.faces
        self.placed = placed
        self._polygons = shaping.links.polygons
        number = np.array(placed.number, np.int64)
        self._order = np.argsort(number, kind="stable")
        self._number = number[self._order]
        self._uses: dict[int, list[int]] | None = None

    def paint(self, coats: Iterable[Coat]) -> None:
        """Put on every coat what of this piece it is meant for; the rest is another piece's."""
        painted: dict[str, tuple[list[int], list[int]]] = {}
        ids = self.faces.ids
        for coat in coats:
            if coat.material is not None:
                row = self.builder.add_material(coat.material)
                numbers, materials = painted.setdefault(coat.theme, ([], []))
                for target in coat.targets:
                    number = ids.get(target)
                    numbers += self._polygons(target) if number is None else (number,)
                materials += [row] * (len(numbers) - len(materials))
            elif coat.texture is not None:
                self._texture(coat)
        polygon = np.array(self.placed.polygon, np.int64)
        for theme, (numbers, materials) in painted.items():
            first = np.searchsorted(self._number, numbers, "left")
            times = np.searchsorted(self._number, numbers, "right") - first
            rows = np.repeat(np.array(materials, np.int64), times)
            self.builder.paint_polygons(theme, polygon[self._order[runs(first, times)]], rows)

    def _places(self, number: int) -> list[int]:
        """Where a polygon was placed."""
        if self._uses is None:
            self._uses = {}
            for k, one in enumerate(self.placed.number):
                self._uses.setdefault(one, []).append(k)
        return self._uses.get(number, [])

    def _texture(self, coat: Coat) -> None:
        assert coat.texture is not None
        texts = {id: text for id, text in coat.rings.items() if id in self.faces.ring_ids}
        given = dict(
            zip((self.faces.ring_ids[id] for id in texts), read_uv([*texts.values()]), strict=True)
        )
        row = -1
        for target in coat.targets:
            for number in self._polygons(target):
                for k in self._places(number):
                    if row < 0:
                        row = self.builder.add_texture(coat.texture)
                    matrix = coat.matrices.get(target)
                    uv = self._uv(number, given, matrix, self.placed.turned[k])
                    self.builder.paint(coat.theme, self.placed.polygon[k], texture=row, uv=uv)

    def _uv(
        self,
        number: int,
        given: dict[int, NDArray[np.float64]],
        matrix: list[float] | None,
        flip: bool,
    ) -> NDArray[np.float64] | None:
        """The texture coordinates of a polygon's points, in the order the builder has them."""
        rings = self.placed.rings
        first, last = rings.start[number : number + 2].tolist()
        parts = []
        for ring in range(first, last):
            count = int(rings.count[ring])
            start = int(rings.first[ring])
            uv = np.full((count, 2), np.nan)
            if matrix is not None:
                uv = _project(matrix, rings.points[start : start + count])
            elif ring in given and len(given[ring]) in (count, count + 1):
                uv = given[ring][:count]
            parts.append(uv[::-1] if flip else uv)
        return np.concatenate(parts) if parts else None


def _project(matrix: list[float], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """World coordinates through a TexCoordGen's 3 x 4 matrix (CityGML 2.0 section 9.4)."""
    m = np.array(matrix).reshape(3, 4)
    seen = points @ m[:, :3].T + m[:, 3]
    with np.errstate(all="ignore"):
        return np.asarray(seen[:, :2] / seen[:, 2:])
