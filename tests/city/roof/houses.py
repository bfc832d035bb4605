"""Footprints to raise roofs over, and what must be true of every building."""

from collections import Counter

import numpy as np
import shapely

from city.body import GROUND, ROOF, WALL
from city.roof.outline import outline
from city.roof.wavefront import Wavefront


def plan(*rings):
    return [np.array(ring, float) for ring in rings]


RECTANGLE = plan([(0, 0), (10, 0), (10, 6), (0, 6)])
SQUARE = plan([(0, 0), (8, 0), (8, 8), (0, 8)])
ANGLE = plan([(0, 0), (10, 0), (10, 4), (4, 4), (4, 10), (0, 10)])
TEE = plan([(0, 0), (12, 0), (12, 4), (8, 4), (8, 10), (4, 10), (4, 4), (0, 4)])
PLUS = plan(
    [(3, 0), (6, 0), (6, 3), (9, 3), (9, 6), (6, 6), (6, 9), (3, 9), (3, 6), (0, 6), (0, 3), (3, 3)]
)
COURT = plan([(0, 0), (10, 0), (10, 10), (0, 10)], [(3, 3), (3, 7), (7, 7), (7, 3)])
TEETH = [(10, 6), (8, 6), (8, 2), (6, 2), (6, 6), (4, 6), (4, 2), (2, 2), (2, 6), (0, 6)]
COMB = plan([(0, 0), (10, 0), *TEETH])


def rings_of(polygon):
    return [shapely.get_coordinates(ring)[:-1] for ring in (polygon.exterior, *polygon.interiors)]


def ngon(corners, radius=5.0, inner=None):
    """A regular polygon, or a star where every second corner lies at another radius."""
    turns = 2 * np.pi * np.arange(corners) / corners
    far = np.where(np.arange(corners) % 2, inner or radius, radius)
    return [np.c_[far * np.cos(turns), far * np.sin(turns)]]


def left(wave, found):
    """The nodes that a wavefront left behind."""
    return np.array(wave.nodes)[len(found.points) :] + np.append(wave.origin, 0)


def moved(rings, upright=()):
    """The nodes that a footprint's edges leave behind on their way inwards."""
    found = outline(rings)
    weights = np.ones(len(found.points))
    weights[list(upright)] = 0
    wave = Wavefront(found, weights)
    wave.run()
    return left(wave, found)


def places(nodes):
    """Where nodes are, in order."""
    return sorted({tuple(np.round(node, 6).tolist()) for node in nodes})


def closed(body):
    """Every edge of a face is the edge of exactly one other face, the other way round."""
    edges = Counter()
    for face in body.faces():
        for ring in face:
            points = [tuple(point) for point in ring.tolist()]
            edges.update(zip(points, [*points[1:], points[0]], strict=True))
    return all(count == 1 and a != b and edges.get((b, a)) == 1 for (a, b), count in edges.items())


def slopes(body):
    """Degrees from level of each roof face."""
    vectors = body.area_vectors()[body.surface == ROOF]
    return np.degrees(np.arctan2(np.hypot(vectors[:, 0], vectors[:, 1]), vectors[:, 2]))


def is_a_building(body, rings, slope=None, walls=3.0):
    """Closed, outward, flat of face, over all of its footprint; of this slope (degrees), with walls
    of at least so many metres."""
    footprint = shapely.Polygon(rings[0], rings[1:])
    size = max(np.ptp(rings[0], axis=0))
    assert body.solid and closed(body)
    vectors = body.area_vectors()
    assert np.abs(vectors.sum(0)).max() < 1e-6 * footprint.area
    assert body.surface.tolist().count(GROUND) == 1
    down, up = vectors[body.surface == GROUND, 2].sum(), vectors[body.surface == ROOF, 2]
    assert abs(down + footprint.area) < 1e-6 * footprint.area
    assert abs(up.sum() - footprint.area) < 1e-6 * footprint.area
    assert (up > 0).all()
    assert np.abs(vectors[body.surface == WALL, 2]).max() < 1e-7 * footprint.area
    for face, vector in zip(body.faces(), vectors, strict=True):
        points = np.concatenate(face) - face[0][0]
        assert np.abs(points @ vector).max() < 1e-7 * size * np.linalg.norm(vector)
    assert body.volume() > footprint.area * walls * (1 - 1e-6)
    if slope is not None:
        seen = slopes(body)[up > 1e-6 * footprint.area]
        assert np.abs(seen - slope).max() < 1e-6 * slope
