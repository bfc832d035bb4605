"""Small towns to draw, at coordinates as large as real ones."""

from __future__ import annotations

import gc

import numpy as np
from vtkmodules.vtkCommonCore import vtkObjectBase

from city.builder import CityBuilder
from city.cloud import PointCloud
from city.frame import Frame
from city.terrain import Terrain
from tests.city.toy import add_box

UTM = Frame("EPSG:25832", "EPSG:7837", (565000.0, 5934000.0, 10.0))
SIZE = (320, 200)


def street(houses=3, lods=("2",)):
    """Houses of 10 x 10 x 8 m in a row, 20 m apart, in UTM."""
    builder = CityBuilder(UTM)
    for k in range(houses):
        row = builder.add_object("Building", f"house {k}")
        for lod in lods:
            add_box(builder, row, (20 * k, 0, 0), (20 * k + 10, 10, 8), lod=lod)
    return builder.freeze()


def cloud(count=1000, name="points"):
    """A field of points at a height of 30 m, all of them ground."""
    rng = np.random.default_rng(7)
    points = np.column_stack([rng.uniform(0, 50, (count, 2)), np.full(count, 30.0)])
    points = points.astype(np.float32)
    extent = np.stack([points.min(0), points.max(0)]).astype(float)
    classes = np.full(count, 2, np.uint8)
    return PointCloud(name, UTM, points, classes, None, None, None, count, {2: count}, extent)


def hill(cells=20):
    """A terrain of 100 x 100 m that rises to the east by one in ten."""
    x = np.linspace(0, 100, cells)
    heights = np.tile(x / 10, (cells, 1)).astype(np.float32)
    return Terrain("hill", UTM, heights, -30.0, 60.0, (100 / (cells - 1), 100 / (cells - 1)))


def vtk_objects():
    """How many VTK objects are alive."""
    gc.collect()
    # by their types: what only points to something that is gone cannot be asked what it is
    return sum(issubclass(type(o), vtkObjectBase) for o in gc.get_objects())


def is_sky(picture):
    """(rows, columns): true where the picture is the calm gradient of the sky."""
    red, green, blue = (picture[..., k].astype(int) for k in range(3))
    return (red <= green) & (green <= blue) & (red > 210)
