"""Results of models over the sample city: a flood that rises, heat, and wind at heights."""

from pathlib import Path

import numpy as np
from netCDF4 import Dataset

MIDDLE = (90_700.0, 436_050.0)  # EPSG:28992
WIDE, STEP = 700.0, 10.0


def grid():
    half = np.arange(-WIDE / 2, WIDE / 2 + 1, STEP)
    return MIDDLE[0] + half, MIDDLE[1] + half


def begun(path: Path, title: str, steps: int) -> tuple[Dataset, np.ndarray, np.ndarray]:
    """A CF file with a grid, a clock and a coordinate system."""
    x, y = grid()
    made = Dataset(path, "w")
    made.Conventions, made.title, made.source = "CF-1.11", title, "Invented for this test"
    for name, size in (("time", steps), ("y", len(y)), ("x", len(x))):
        made.createDimension(name, size)
    clock = made.createVariable("time", "f8", ("time",))
    clock.units, clock.standard_name = "minutes since 2026-07-14 12:00:00", "time"
    clock[:] = np.arange(steps) * 30
    for name, axis in (("x", x), ("y", y)):
        told = made.createVariable(name, "f8", (name,))
        told.units, told.standard_name = "m", f"projection_{name}_coordinate"
        told[:] = axis
    made.createVariable("crs", "i4").spatial_ref = "EPSG:28992"
    return made, *np.meshgrid(x - MIDDLE[0], y - MIDDLE[1])


def put(made: Dataset, name: str, unit: str, values: np.ndarray, standard: str = "") -> None:
    told = made.createVariable(name, "f4", ("time", "y", "x"), zlib=True)
    told.units, told.grid_mapping, told.long_name = unit, "crs", name.replace("_", " ")
    if standard:
        told.standard_name = standard
    told[:] = values


def flood(path: Path, deepest: float = 2.0, steps: int = 9) -> Path:
    """Water from the south-west, that rises and falls again."""
    made, x, y = begun(path, "Breach of the quay", steps)
    with made:
        high = np.sin(np.linspace(0.15, np.pi - 0.15, steps))[:, None, None]
        slope = (x + y) / WIDE + 0.35
        depth = np.maximum(deepest * high - 2.2 * slope, 0.0)
        put(made, "water_depth", "m", depth)
    return path


def heat(path: Path, cooler: float = 0.0, steps: int = 5) -> Path:
    """A warm afternoon; a park in the middle may be so much cooler."""
    made, x, y = begun(path, "Hot afternoon", steps)
    with made:
        day = np.linspace(0, 3, steps)[:, None, None]
        warm = 27 + day + 1.5 * np.sin(x / 120) * np.cos(y / 150)
        warm = warm - cooler * np.exp(-(x**2 + y**2) / 90**2) * (x**2 + y**2 < 200**2)
        put(made, "air_temperature", "degC", warm, "air_temperature")
        wind = np.stack([4 + y / 200, 1.5 * np.sin(x / 150)])
        both = np.broadcast_to(wind[:, None], (2, steps, *x.shape))
        put(made, "eastward_wind", "m s-1", both[0], "eastward_wind")
        put(made, "northward_wind", "m s-1", both[1], "northward_wind")
    return path


def plume(path: Path, steps: int = 3) -> Path:
    """What a chimney in the middle emits: it rises, widens and drifts to the east."""
    made, x, y = begun(path, "Plume of a chimney", steps)
    heights = np.arange(2.0, 80, 4)
    with made:
        made.createDimension("height", len(heights))
        above = made.createVariable("height", "f8", ("height",))
        above.units, above.standard_name, above.positive = "m", "height", "up"
        above[:] = heights
        told = made.createVariable("NO2", "f4", ("time", "height", "y", "x"), zlib=True)
        told.units, told.grid_mapping, told.long_name = "ug m-3", "crs", "Nitrogen dioxide"
        along = np.maximum(x + 150, 0)
        wide = 15 + along / 6
        for step in range(steps):
            middle = 25 + along / 12
            for k, height in enumerate(heights):
                spread = np.exp(-(y**2) / (2 * wide**2) - (height - middle) ** 2 / (2 * wide**2))
                told[step, k] = 60 * (step + 1) * spread * (along > 0) * 15 / wide
    return path
