"""Small zoning plans as files."""

import json
from pathlib import Path

import numpy as np


def square(x, y, size=20.0):
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def geojson(path: Path, features, crs="EPSG:28992") -> Path:
    """features: a ring, or several with holes, and properties."""
    found = [
        {
            "type": "Feature",
            "properties": said,
            "geometry": {
                "type": "Polygon",
                "coordinates": [ring] if np.ndim(ring) == 2 else ring,
            },
        }
        for ring, said in features
    ]
    name = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs[5:]}"}}
    said = {"type": "FeatureCollection", "crs": name, "features": found}
    path.write_text(json.dumps(said))
    return path
