"""Draws a LiDAR survey: fewer points while the camera moves, all of them when it rests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from city.cloud import PointCloud
from render import _bridge
from render.buildings import View
from render.style import class_colours

MOVING = 150_000  # points; the first of a cloud are an even sample of all
RESTING = 3_000_000
SIZES = (1.0, 9.0)  # pixels
LOWEST = 0.78  # how bright the lowest points are, to the highest


class CloudActors:
    """The actors of one point cloud: an even sample, and the rest of it."""

    def __init__(self, cloud: PointCloud) -> None:
        self.points = cloud.points[:RESTING]
        colours = cloud_colours(cloud)[:RESTING]
        spans = [(0, MOVING), (MOVING, len(self.points))]
        self.actors: list[vtkActor] = [
            dots_actor(self.points[a:b], colours[a:b]) for a, b in spans if a < len(self.points)
        ]
        low, high = cloud.extent
        self._centre = (low + high) / 2
        # the distance between neighbours, were all points spread evenly over the ground
        area = float(np.prod(np.maximum(high - low, 0.1)[:2]))
        self._spacing = float(np.sqrt(area / max(len(self.points), 1)))
        self.visible = True

    def width(self) -> int:
        """How many pixels wide a point is drawn."""
        return max(1, round(self.actors[0].GetProperty().GetPointSize())) if self.actors else 1

    def set_visible(self, visible: bool) -> None:
        self.visible = visible
        for actor in self.actors:
            actor.SetVisibility(visible)

    def set_opacity(self, opacity: float) -> None:
        for actor in self.actors:
            actor.GetProperty().SetOpacity(opacity)

    def look_from(self, view: View) -> None:
        """Make points as large as the gaps between them, seen from where the eye is."""
        away = max(float(np.linalg.norm(self._centre - view.eye)), 1.0)
        size = float(np.clip(1.3 * self._spacing / (view.pixel * away), *SIZES))
        for actor in self.actors:
            actor.GetProperty().SetPointSize(size)
        for actor in self.actors[1:]:
            actor.SetVisibility(self.visible and view.detailed)


def cloud_colours(cloud: PointCloud) -> NDArray[np.uint8]:
    """(n, 3): the survey's own colours, or else its classes'."""
    if cloud.colour is not None and cloud.colour.any():
        return cloud.colour
    colours = class_colours(cloud.classes)
    if not len(cloud):
        return colours
    # low points darker than high ones: without light on them nothing else shows their shape
    height = cloud.points[:, 2]
    low, high = np.quantile(height[:: max(1, len(height) // 10_000)], [0.02, 0.98])
    share = np.clip((height - low) / max(float(high - low), 1.0), 0, 1)
    return np.asarray(colours * (LOWEST + (1 - LOWEST) * share)[:, None]).astype(np.uint8)


def dots_actor(points: NDArray[np.float32], colours: NDArray[np.uint8]) -> vtkActor:
    """An actor of unlit points."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(_bridge.dots(points, colours))
    mapper.SetScalarModeToUsePointData()
    mapper.SetColorModeToDirectScalars()
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
    return actor
