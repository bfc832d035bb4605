"""What of the ground a camera has in sight, in plan."""

from __future__ import annotations

import numpy as np
from vtkmodules.vtkRenderingCore import vtkCamera

from render.camera import Bounds, pixel, rays, scale

FAR_OFF = 3.0  # times as long is a pixel of the ground that needs no finer map


def outline_in_sight(
    camera: vtkCamera, size: tuple[int, int], bounds: Bounds
) -> list[tuple[float, float]]:
    """The four corners of a picture on the level ground, in plan, no farther than the city goes."""
    columns, rows = size
    x = np.array([0.0, columns - 1, columns - 1, 0.0])
    y = np.array([0.0, 0.0, rows - 1, rows - 1])
    starts, ways = rays(camera, size, x, y)
    far = 1.5 * float(np.hypot(bounds[1] - bounds[0], bounds[3] - bounds[2]))
    slope = np.where(np.abs(ways[:, 2]) > 1e-9, ways[:, 2], 1e-9)
    away = (bounds[4] - starts[:, 2]) / slope
    level = np.maximum(np.hypot(ways[:, 0], ways[:, 1]), 1e-9)
    away = np.where(away > 0, np.minimum(away, far / level), far / level)
    ends = starts + ways * away[:, None]
    return [(float(a), float(b)) for a, b in ends[:, :2]]


def ground_in_sight(
    camera: vtkCamera, size: tuple[int, int], bounds: Bounds
) -> tuple[tuple[float, float, float, float], float] | None:
    """West, south, east, north of the level ground in a picture, and metres per pixel there.

    size: columns and rows. bounds: of what there is; the ground is at its lowest height. What is
    so far away that its pixels are FAR_OFF times as long as the nearest is left out; None where no
    ground is seen.
    """
    columns, rows = size
    x, y = np.meshgrid(np.linspace(0, columns - 1, 17), np.linspace(0, rows - 1, 17))
    starts, ways = rays(camera, size, x.ravel(), y.ravel())
    down = ways[:, 2] < -1e-4
    away = (bounds[4] - starts[down, 2]) / ways[down, 2]
    places = (starts[down] + ways[down] * away[:, None])[:, :2]
    low, high = np.array([bounds[0], bounds[2]]), np.array([bounds[1], bounds[3]])
    seen = (away > 0) & ((places >= low) & (places <= high)).all(1)
    if not seen.any():
        return None
    parallel = camera.GetParallelProjection()
    metres = (
        np.full(seen.sum(), scale(camera, rows)) if parallel else pixel(camera, rows) * away[seen]
    )
    near = metres <= FAR_OFF * metres.min()
    (west, south), (east, north) = places[seen][near].min(0), places[seen][near].max(0)
    room = 0.05 * max(east - west, north - south, 10.0)
    box = (float(west - room), float(south - room), float(east + room), float(north + room))
    return box, float(np.median(metres[near]))
