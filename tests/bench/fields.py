"""Results of models over time: the first picture of a large file, and what scrubbing holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import netCDF4
import numpy as np

from tests.bench.measure import Row, peak_memory, python

FIRST, MEMORY = 3.0, 1.2

# From a fresh interpreter to the colours' values and the corners that they are drawn between.
SHOW = """
begin = time.perf_counter()
from importers.simulated import read
field = read(sys.argv[1]).fields[0]
values, corners = field.values("h"), field.shape.corners()
figures["seconds"] = time.perf_counter() - begin
"""
SHOW_PEER = """
begin = time.perf_counter()
import xarray
values = xarray.open_dataset(sys.argv[1]).h[0].values
figures["seconds"] = time.perf_counter() - begin
"""
SCRUB = """
from importers.simulated import read
field = read(sys.argv[1]).fields[0]
whole = int(sys.argv[2])
for step in range(field.steps if whole else 0):
    field.values("h", step)
begin = time.perf_counter()
for step in range(field.steps if whole else 0):
    field.values("h", step)
figures["each"] = (time.perf_counter() - begin) / field.steps
"""


def rows(folder: Path) -> Iterator[Row]:
    large = written(folder / "two_gigabytes.nc", 500)
    ours = python(SHOW, large)["seconds"]
    peer = python(SHOW_PEER, large)["seconds"]
    large.unlink()
    yield Row(
        "first picture of a 2 GB NetCDF", ours, peer, "xarray, its values alone",
        "at most 3 s", ours, FIRST, "lower", "s", "ours",
    )  # fmt: skip
    grid = written(folder / "grid.nc", 200)
    _, before = peak_memory(SCRUB, grid, "0")
    figures, peak = peak_memory(SCRUB, grid, "1")
    raw = 200 * 1_000_000 * 4
    held = (peak - before) / raw
    yield Row(
        "1,000 x 1,000 cells, 200 steps, all scrubbed", (peak - before) / 1e6, raw / 1e6,
        "the raw values", "at most 1.2 times", held, MEMORY, "lower", "MB",
    )  # fmt: skip
    frame = 1 / 60
    yield Row(
        "a step that was shown before", figures["each"] * 1e3, frame * 1e3,
        "a frame at 60 a second", "within a frame", figures["each"] / frame, 1.0, "lower", "ms",
    )  # fmt: skip
    grid.unlink()


def written(path: Path, steps: int, west: float = 92_000.0, south: float = 436_000.0) -> Path:
    """A flood over 1,000 by 1,000 cells of 2 m."""
    depth = np.random.default_rng(1).random((1000, 1000), np.float32)
    with netCDF4.Dataset(path, "w") as file:
        for name, length in (("time", steps), ("y", 1000), ("x", 1000)):
            file.createDimension(name, length)
            axis = file.createVariable(name, "f8", (name,))
            axis[:] = np.arange(length) * 2.0 + {"y": south, "x": west}.get(name, 0)
            axis.units = "minutes since 2026-07-14" if name == "time" else "m"
        file.createVariable("crs", "i4").epsg_code = "EPSG:28992"
        h = file.createVariable("h", "f4", ("time", "y", "x"))
        h.setncatts({"units": "m", "grid_mapping": "crs"})
        for step in range(steps):
            h[step] = depth + np.float32(step * 0.01)
    return path
