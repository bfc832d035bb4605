"""Maps that lie on the disk: a GeoTIFF, such as an orthophoto."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from importers.maps.fetch import MapFault
from importers.maps.tiles import Box

MOST = 6000  # pixels on a side that are read at once


@dataclass(frozen=True, slots=True)
class Orthophoto:
    """A picture file with a place on Earth; its overviews are used where it has some."""

    title: str
    crs: str
    path: Path
    attribution: str = ""

    def picture(self, box: Box, metres: float, progress: Progress) -> tuple[NDArray[np.uint8], Box]:
        """What the file shows of a box, (rows, columns, 4), and that box. Raises MapFault."""
        import rasterio
        from affine import Affine
        from rasterio.enums import Resampling
        from rasterio.vrt import WarpedVRT

        west, south, east, north = box
        step = max(metres, (east - west) / MOST, (north - south) / MOST)
        columns = max(math.ceil((east - west) / step), 1)
        rows = max(math.ceil((north - south) / step), 1)
        east, south = west + columns * step, north - rows * step
        progress.report(0, 1, f"Map: {self.title}")
        place = Affine(step, 0, west, 0, -step, north)
        try:
            with (
                rasterio.open(self.path) as file,
                WarpedVRT(
                    file,
                    crs=file.crs,
                    transform=place,
                    width=columns,
                    height=rows,
                    resampling=Resampling.average,
                    add_alpha=file.nodata is None and file.count in (1, 3),
                ) as window,
            ):
                colours = window.read([1, 2, 3] if file.count >= 3 else [1, 1, 1])
                there = window.dataset_mask()
        except (rasterio.errors.RasterioError, OSError, ValueError) as fault:
            raise MapFault(f"{self.path.name} cannot be read: {fault}", lasting=True) from fault
        picture = np.dstack([*(_byte(band) for band in colours), there])
        return np.asarray(picture, np.uint8), (west, south, east, north)


def orthophoto(path: Path) -> Orthophoto:
    """A picture file as a map. Raises MapFault where it is none, or has no place on Earth."""
    import rasterio

    try:
        with rasterio.open(path) as file:
            if file.crs is None:
                raise MapFault(f"{path.name} does not say where on Earth it lies", lasting=True)
            code = file.crs.to_epsg()
            crs = f"EPSG:{code}" if code else file.crs.to_wkt()
            owner = file.tags().get("TIFFTAG_COPYRIGHT", "")
    except (rasterio.errors.RasterioError, OSError) as fault:
        raise MapFault(
            f"{path.name} is not a picture with a place on Earth", lasting=True
        ) from fault
    return Orthophoto(path.stem, crs, path, owner)


def _byte(band: NDArray[np.generic]) -> NDArray[np.uint8]:
    """A band of more than 8 bits within its own range."""
    if band.dtype == np.uint8:
        return np.asarray(band)
    values = np.asarray(band, np.float32)
    low, high = np.nanpercentile(values, [2, 98])
    share = (values - low) / max(float(high - low), 1e-9)
    return np.asarray(np.nan_to_num(np.clip(share, 0, 1)) * 255, np.uint8)
