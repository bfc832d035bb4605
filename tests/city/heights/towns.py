"""Towns on a slope, floating by as much as one likes."""

import numpy as np

from city.builder import CityBuilder
from city.cloud import PointCloud
from city.frame import Frame
from city.terrain import Terrain
from tests.city.toy import FRAME, add_box


def ground(x, y):
    """A slope of 2 % to the east and 1 % to the north."""
    return 3.0 + 0.02 * x + 0.01 * y


def houses(lift, frame=FRAME, count=10, flat=False):
    """count x count houses of 8 m, 20 m apart, whose floors lie `lift` above their middle."""
    builder = CityBuilder(frame)
    for i in range(count):
        for j in range(count):
            x, y = 20.0 * i, 20.0 * j
            z = lift if flat else ground(x + 4, y + 4) + lift
            row = builder.add_object("Building", f"house {i} {j}")
            add_box(builder, row, (x, y, z), (x + 8, y + 8, z + 6))
    return builder


def grid(frame=FRAME, holes=False):
    """The slope every 2 m; with holes, nothing is known under the houses."""
    x, y = np.meshgrid(np.arange(-20.0, 222.0, 2.0), np.arange(220.0, -22.0, -2.0))
    heights = ground(x, y).astype(np.float32)
    if holes:
        inside = (x % 20 <= 8) & (y % 20 <= 8)
        heights[inside] = np.nan
    return Terrain("slope", frame, heights, -20.0, 220.0, (2.0, 2.0))


def tin(frame=FRAME):
    """The slope as two large triangles of a city's relief."""
    builder = CityBuilder(frame)
    row = builder.add_object("TINRelief", "land")
    shape = builder.add_shape(row, "1", "MultiSurface")
    corners = [(-20.0, -20.0), (220.0, -20.0), (220.0, 220.0), (-20.0, 220.0)]
    p = [np.array([x, y, ground(x, y)]) for x, y in corners]
    builder.add_polygon(shape, [np.array([p[0], p[1], p[2]])])
    builder.add_polygon(shape, [np.array([p[0], p[2], p[3]])])
    return builder.freeze()


def survey(frame=FRAME):
    """200,000 points of the slope, and as many roofs 9 m above it, unevenly spread."""
    chance = np.random.default_rng(1)
    places = chance.uniform(-20, 220, (400_000, 2))
    classes = np.where(np.arange(400_000) % 2, 2, 6).astype(np.uint8)
    z = ground(places[:, 0], places[:, 1]) + np.where(classes == 6, 9.0, 0.0)
    points = np.column_stack([places, z]).astype(np.float32)
    box = np.stack([points.min(0), points.max(0)]).astype(float)
    counts = {2: 200_000, 6: 200_000}
    return PointCloud("strip", frame, points, classes, None, None, None, 400_000, counts, box)


BERLIN = Frame("EPSG:25833", "EPSG:7837", (390000.0, 5819000.0, 0.0))
