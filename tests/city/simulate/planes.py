"""Planes by how they are said of roofs: by tilt and azimuth."""

import numpy as np


def normal_of(tilt, azimuth):
    """(..., 3) unit normals: degrees from the level, and clockwise from the grid's north."""
    tilt, azimuth = np.broadcast_arrays(np.radians(tilt), np.radians(azimuth))
    flat = np.sin(tilt)
    return np.stack([np.sin(azimuth) * flat, np.cos(azimuth) * flat, np.cos(tilt)], axis=-1)
