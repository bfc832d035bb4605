"""What one thing of a plan is made of: faces, and what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from city.batch import offsets
from city.triangulate import normals, triangulate

F64 = NDArray[np.float64]

# What a face is (CityGML 2.0, section 10.3.2); "" for the faces of what is no building.
SURFACES = (
    "",
    "GroundSurface",
    "WallSurface",
    "RoofSurface",
    "OuterCeilingSurface",
    "OuterFloorSurface",
)
PLAIN, GROUND, WALL, ROOF, CEILING, FLOOR = range(len(SURFACES))


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """The faces of one thing.

    points: (n, 3) local metres, ring after ring, no first point repeated. ring_points: (rings,)
    how many points each ring has. polygon_rings: (polygons,) how many rings each face has, the
    outer one first, anticlockwise seen from outside. surface: (polygons,) uint8, of SURFACES.
    solid: whether the faces close a room without a gap.
    """

    points: F64
    ring_points: NDArray[np.int64]
    polygon_rings: NDArray[np.int64]
    surface: NDArray[np.uint8]
    solid: bool = True

    @classmethod
    def of(
        cls, faces: Sequence[Sequence[F64]], surfaces: Sequence[int], solid: bool = True
    ) -> Body:
        """A body of faces, each a list of rings (k, 3), and what each of them is."""
        rings = [ring for face in faces for ring in face]
        return cls(
            np.concatenate(rings) if rings else np.zeros((0, 3)),
            np.array([len(ring) for ring in rings], np.int64),
            np.array([len(face) for face in faces], np.int64),
            np.array(surfaces, np.uint8),
            solid,
        )

    def __len__(self) -> int:
        """Its faces."""
        return len(self.polygon_rings)

    @property
    def low(self) -> float:
        """The height of its lowest point."""
        return float(self.points[:, 2].min()) if len(self.points) else 0.0

    @property
    def high(self) -> float:
        """The height of its highest point."""
        return float(self.points[:, 2].max()) if len(self.points) else 0.0

    def faces(self) -> list[list[F64]]:
        """The rings of every face."""
        rings = np.split(self.points, np.cumsum(self.ring_points)[:-1]) if len(self) else []
        ends = np.cumsum(self.polygon_rings).tolist()
        return [rings[a:b] for a, b in zip([0, *ends[:-1]], ends, strict=True)] if ends else []

    def polygon_points(self) -> NDArray[np.int64]:
        """(polygons,): how many points each face has."""
        return np.diff(offsets(self.ring_points)[offsets(self.polygon_rings)]).astype(np.int64)

    def area_vectors(self) -> F64:
        """(polygons, 3): the area of each face along its normal, holes taken off.

        Holes count against the outline whichever way they turn: files turn them as they like.
        """
        rings = normals(self.points, offsets(self.ring_points))
        first = offsets(self.polygon_rings)[:-1]
        outer = rings[first]
        if len(rings) == len(outer):
            return np.asarray(outer)
        holes = np.linalg.norm(rings, axis=1)
        holes[first] = 0.0
        owner = np.repeat(np.arange(len(self)), self.polygon_rings)
        whole, cut = np.linalg.norm(outer, axis=1), np.bincount(owner, holes, len(self))
        return np.asarray(outer * (np.maximum(whole - cut, 0) / np.maximum(whole, 1e-30))[:, None])

    def area(self, surface: int | None = None) -> float:
        """Square metres of its faces, or of those of one kind."""
        vectors = self.area_vectors()
        mine = slice(None) if surface is None else self.surface == surface
        return float(np.linalg.norm(vectors[mine], axis=1).sum())

    def triangles(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(t, 3) corners, rows of `points`, and (t,) the face that each triangle fills."""
        rings, polygons = offsets(self.ring_points), offsets(self.polygon_rings)
        wanted = np.ones(len(self), bool)
        corners, counts = triangulate(self.points, rings, polygons, wanted)
        face = np.repeat(np.arange(len(self), dtype=np.int32), counts)
        first = rings[polygons[:-1]].astype(np.int32)
        return corners + first[face][:, None], face

    def volume(self) -> float:
        """Cubic metres that it encloses; 0 where it is no solid."""
        if not self.solid or not len(self):
            return 0.0
        first = offsets(self.ring_points)[offsets(self.polygon_rings)[:-1]]
        apart = self.points[first] - self.points[0]  # a pyramid from there over every face
        return float((apart * self.area_vectors()).sum() / 3.0)

    def turned_over(self) -> Body:
        """The same faces seen from their other sides."""
        starts = np.repeat(offsets(self.ring_points)[:-1].astype(np.int64), self.ring_points)
        ends = starts + np.repeat(self.ring_points, self.ring_points) - 1
        return replace(self, points=self.points[starts + ends - np.arange(len(starts))])

    def moved(self, by: Sequence[float], angle: float = 0.0, about: Sequence[float] = ()) -> Body:
        """The same body turned so many degrees anticlockwise about a place (x, y), then moved."""
        points = self.points
        if angle:
            turn, centre = np.radians(angle), np.array([*about[:2], 0.0])
            c, s = np.cos(turn), np.sin(turn)
            points = (points - centre) @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]) + centre
        return replace(self, points=points + np.asarray(by, np.float64))


def joined(bodies: Sequence[Body]) -> Body:
    """Several bodies as one; a solid where all of them are."""
    if len(bodies) == 1:
        return bodies[0]
    return Body(
        np.concatenate([body.points for body in bodies] or [np.zeros((0, 3))]),
        np.concatenate([body.ring_points for body in bodies] or [np.zeros(0, np.int64)]),
        np.concatenate([body.polygon_rings for body in bodies] or [np.zeros(0, np.int64)]),
        np.concatenate([body.surface for body in bodies] or [np.zeros(0, np.uint8)]),
        bool(bodies) and all(body.solid for body in bodies),
    )
