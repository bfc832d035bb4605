"""Surveys that the tests make themselves."""

from pathlib import Path

import laspy
import numpy as np

from city.crs import Crs
from city.frame import Frame
from city.octree import Octree
from city.placement import Placement
from importers import copc
from importers.las_header import read_header


def made(path: Path, xyz: np.ndarray, point_format: int = 3, **columns: object) -> Path:
    header = laspy.LasHeader(point_format=point_format, version="1.4")
    header.scales, header.offsets = np.full(3, 0.001), np.array([85_000.0, 446_000.0, 0.0])
    survey = laspy.LasData(header)
    survey.x, survey.y, survey.z = xyz.T
    for column, values in columns.items():
        survey[column] = values
    survey.write(path)
    return path


def grid() -> np.ndarray:
    """10,000 points, 1 m apart, in rows of 100."""
    x, y = np.meshgrid(np.arange(100.0), np.arange(100.0))
    return np.stack([x.ravel() + 85_000, y.ravel() + 446_000, x.ravel() / 10], axis=1)


def copc_tree(path: Path) -> Octree | None:
    """The octree of a COPC file in its own coordinates."""
    with laspy.open(path) as reader:
        scale, offset = np.array(reader.header.scales), np.array(reader.header.offsets)
        middle = reader.header.mins
    frame = Frame("EPSG:25832", "", (float(middle[0]), float(middle[1]), 0.0))
    return copc.octree(path, read_header(path), scale, offset, Placement(Crs("EPSG:25832"), frame))
