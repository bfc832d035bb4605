"""A survey that is too large to be drawn at once, as a file."""

import numpy as np

from city.octree import OctreeFile
from city.records import POINT

WIDE = 1000.0


def octree(folder, count=400_000):
    """Points all over a square kilometre, the north as buildings."""
    rng = np.random.default_rng(4)
    points = np.zeros(count, POINT)
    points["x"], points["y"] = rng.uniform(0, WIDE * 0.999, (2, count))
    points["z"] = 10 * np.sin(points["x"] / 50)
    points["code"] = np.where(points["y"] > WIDE / 2, 6, 2)
    path = folder / "survey.points"
    with path.open("wb") as file:
        growing = OctreeFile(file, False)
        growing.add(points, np.array([0, 0, -10.0]), WIDE)
        return growing.finish(path)
