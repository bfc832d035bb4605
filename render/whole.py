"""What the eye takes in when it looks at the whole city: its shape, without what lies far off."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from city.cloud import PointCloud
from render.buildings import CityActors
from render.layer import Layer
from render.neighbourhood import densest
from render.terrain import TerrainActors

Points = NDArray[np.float64]

SAMPLE = 50_000  # points
USUAL = 0.995  # of the points of a survey lie no higher than what it shows
OUTLIERS = 0.015  # of the objects, on each side
FEW = 100  # objects: among so few none is an outlier
STRAY = 0.25  # of the width of all others, beyond them: what is nearer belongs to the city


def shape_of(layers: Iterable[Layer], stretch: float) -> Points | None:
    """(n, 3) points of what is visible: its buildings, and the ground and surveys round them.

    stretch: what heights are multiplied by. None where nothing is visible.
    """
    visible = [layer for layer in layers if layer.visible]
    drafts = [y.drawn.draft for y in visible if isinstance(y.drawn, CityActors)]
    built = [draft.outline() for draft in drafts if draft.blocks]
    lies = [draft.outline() for draft in drafts if not draft.blocks]
    around = [_reach(layer) for layer in visible if not isinstance(layer.drawn, CityActors)]
    if built:
        around += [_thin(points) for points, _ in lies]
    outlines = [outline for outline in built or lies if len(outline[0])]
    higher = np.array([1, 1, stretch])
    rest: Points = np.concatenate([np.zeros((0, 3)), *around]) * higher
    if not outlines:
        return rest if len(rest) else None
    shapes, boxes = (np.concatenate(parts) for parts in zip(*outlines, strict=True))
    city = middle(shapes * higher, boxes * higher)
    low, high = city[:, :2].min(0), city[:, :2].max(0)
    room = STRAY * (high - low).max()
    near = ((rest[:, :2] >= low - room) & (rest[:, :2] <= high + room)).all(1)
    return np.concatenate([city, rest[near]])


def _reach(layer: Layer) -> Points:
    """How far a terrain or a survey goes: a sample of its points; of the survey without those that
    are stray echoes high in the air, and with the foot of its box."""
    if isinstance(layer.drawn, TerrainActors):
        return _thin(layer.drawn.points[np.unique(layer.drawn.triangles)])
    if layer.box is None:
        return np.zeros((0, 3))
    (west, south, low), (east, north, _) = layer.box.tolist()
    foot = low / layer.stretch
    corners = [[x, y, foot] for x in (west, east) for y in (south, north)]
    if not isinstance(layer.thing, PointCloud) or not len(layer.thing):
        return np.array(corners)
    points = _thin(layer.thing.points)
    return np.concatenate([corners, points[points[:, 2] <= np.quantile(points[:, 2], USUAL)]])


def _thin(points: NDArray[np.floating]) -> Points:
    return np.asarray(points[:: max(1, len(points) // SAMPLE)], np.float64)


def middle(points: NDArray[np.floating], boxes: NDArray[np.floating]) -> Points:
    """An even sample of points (n, 3), without those of objects far outside, which would make all
    others small, and of a sparse city where it is densest; boxes: (o, 2, 3) of the objects.
    """
    sample = _thin(points)
    if len(boxes) >= FEW:
        low = np.quantile(boxes[:, 0, :2], OUTLIERS, axis=0)
        high = np.quantile(boxes[:, 1, :2], 1 - OUTLIERS, axis=0)
        low, high = low - STRAY * (high - low), high + STRAY * (high - low)
        inside = ((sample[:, :2] >= low) & (sample[:, :2] <= high)).all(1)
        sample = sample[inside] if inside.any() else sample
        boxes = boxes[((boxes[:, 1, :2] >= low) & (boxes[:, 0, :2] <= high)).all(1)]
    near = densest(boxes)
    return sample if near is None else np.asarray(boxes[near], np.float64).reshape(-1, 3)
