"""Small NetCDF files for tests, each as strange as it has to be."""

from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

X, Y = {"standard_name": "projection_x_coordinate", "units": "m"}, {"units": "m", "axis": "Y"}
TIME = {"units": "hours since 2026-07-01 00:00:00"}
RD = {"grid_mapping_name": "oblique_stereographic", "epsg_code": "EPSG:28992"}


Arrays = dict[str, tuple[str, Any, dict[str, Any]]]


def write(path: Path, arrays: Arrays, format: str = "NETCDF4", **more: Any) -> Path:
    """arrays: by name their dimensions, their values as they stand in the file, their attributes.
    A masked value is written as the fill value. more: attributes of the file."""
    with netCDF4.Dataset(path, "w", format=format) as file:
        file.setncatts(more)
        for name, (dims, values, attributes) in arrays.items():
            values, names = np.asanyarray(values), tuple(dims.split())
            for dim, size in zip(names, values.shape, strict=True):
                if dim not in file.dimensions:
                    file.createDimension(dim, size)
            attributes = dict(attributes)
            fill = attributes.pop("_FillValue", None)
            chunks = attributes.pop("chunks", None)
            how = {} if chunks is None else {"chunksizes": chunks, "zlib": True}
            made = file.createVariable(name, values.dtype, names, fill_value=fill, **how)
            made.set_auto_maskandscale(False)
            made.setncatts(attributes)
            made[...] = values
    return path


def grid(**changed: Any) -> Arrays:
    """Depths over 3 steps, 2 rows from the south and 4 columns: step * 100 + row * 10 + column."""
    depth = np.add.outer(np.add.outer(np.arange(3) * 100, np.arange(2) * 10), np.arange(4))
    arrays: dict[str, Any] = {
        "time": ("time", np.arange(3.0), TIME),
        "y": ("y", np.array([436_010.0, 436_030]), Y),
        "x": ("x", np.array([92_010.0, 92_030, 92_050, 92_070]), X),
        "crs": ("", np.int32(0), RD),
        "h": ("time y x", depth.astype(np.float32), {"units": "m", "grid_mapping": "crs"}),
    }
    arrays |= changed
    return {name: told for name, told in arrays.items() if told is not None}
