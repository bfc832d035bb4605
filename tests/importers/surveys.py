"""Surveys that the tests make themselves."""

from pathlib import Path

import laspy
import numpy as np


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
