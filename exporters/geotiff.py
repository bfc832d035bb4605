"""Terrain -> GeoTIFF (OGC 19-008r4): heights as they are, with their system and their owner."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np

from city.terrain import Terrain


def write(terrain: Terrain, path: Path) -> None:
    """Write the heights of a terrain, NaN where unknown. Raises OSError where that cannot be.

    A frame of local metres names no system.
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    frame, (wide, deep) = terrain.frame, terrain.step
    rows, columns = terrain.heights.shape
    west = terrain.west + frame.origin[0] - wide / 2
    north = terrain.north + frame.origin[1] + deep / 2
    owner = terrain.source.attribution or terrain.source.licence
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # rasterio's, about affine 3
        try:
            with rasterio.open(
                path,
                "w",
                driver="GTiff",
                width=columns,
                height=rows,
                count=1,
                dtype="float32",
                nodata=np.nan,
                compress="deflate",
                crs=_system(frame.horizontal, frame.vertical),
                transform=rasterio.Affine(wide, 0.0, west, 0.0, -deep, north),
            ) as file:
                file.write(terrain.heights + np.float32(frame.origin[2]), 1)
                if owner:
                    file.update_tags(TIFFTAG_COPYRIGHT=owner)
        except RasterioError as fault:
            raise OSError(str(fault)) from fault


def _system(horizontal: str, vertical: str) -> str | None:
    """Both systems in one name, None for local metres."""
    if horizontal in ("", "local"):
        return None
    code = vertical.removeprefix("EPSG:")
    whole = horizontal.startswith("EPSG:") and vertical.startswith("EPSG:")
    return f"{horizontal}+{code}" if whole else horizontal
