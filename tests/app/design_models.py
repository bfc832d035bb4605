"""Small design models as files: a tower of 10 x 8 x 30, in whatever unit."""

import json
from pathlib import Path

import numpy as np

BOX = [(x, y, z) for z in (0, 1) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
SIDES = ((3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))


def corners(low=(0, 0, 0), size=(10, 8, 30), unit=1.0):
    return (np.array(BOX) * size + low) / unit


def tower_obj(path: Path, low=(0, 0, 0), unit=1.0) -> Path:
    """An OBJ, z up; unit: metres that a length of 1 means."""
    lines = [f"v {x} {y} {z}" for x, y, z in corners(low, unit=unit).tolist()]
    lines += ["f " + " ".join(str(k + 1) for k in side) for side in SIDES]
    path.write_text("\n".join(["# a tower", "o tower", *lines]))
    return path


def tower_cityjson(path: Path, low, crs="EPSG:28992") -> Path:
    """A CityJSON that says where it lies."""
    city = {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {"scale": [0.001] * 3, "translate": [0, 0, 0]},
        "metadata": {"referenceSystem": f"https://www.opengis.net/def/crs/EPSG/0/{crs[5:]}"},
        "vertices": np.round(corners(low) * 1000).astype(int).tolist(),
        "CityObjects": {
            "tower": {
                "type": "Building",
                "geometry": [
                    {"type": "Solid", "lod": "2", "boundaries": [[[list(s)] for s in SIDES]]}
                ],
            }
        },
    }
    path.write_text(json.dumps(city))
    return path
