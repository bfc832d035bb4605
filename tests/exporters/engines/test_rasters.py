"""Obstacles and terrain on a grid, read again."""

import numpy as np
import pytest

from importers import Options, read
from tests.exporters.engines.towns import planned, written

NAMES = {"plan", "plan-ground", "plan-obstacles"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("raster")
    assert written("raster", made / "plan.tif", planned(12.5)) == []
    return made


def test_three_grids_twice(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{name}.{end}" for name in NAMES for end in ("tif", "asc")}


@pytest.mark.parametrize("end", ["tif", "asc"])
@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [("plan", 12.5, 25.0), ("plan-ground", 12.5, 12.5), ("plan-obstacles", 0.0, 12.5)],
)
def test_read_again(folder, name, end, lowest, highest):
    reading = read([folder / f"{name}.{end}"], Options("EPSG:28992+5709" if end == "asc" else ""))
    (terrain,) = reading.terrains
    world = terrain.heights + np.float32(reading.frame.origin[2])
    assert terrain.heights.shape == (40, 240) and terrain.step == (1.0, 1.0)
    assert world.min() == pytest.approx(lowest, abs=1e-3)
    assert world.max() == pytest.approx(highest, abs=1e-3)
    assert reading.crs.horizontal == "EPSG:28992"
    west, north = terrain.west + reading.frame.origin[0], terrain.north + reading.frame.origin[1]
    assert (west, north) == pytest.approx((83990.5, 447029.5))
    if name == "plan-obstacles" and end == "tif":
        assert not reading.crs.vertical  # above the ground is no height above a datum


def test_cells_and_volume(tmp_path):
    written("raster", tmp_path / "fine.tif", step=0.5)
    (terrain,) = read([tmp_path / "fine-obstacles.tif"]).terrains
    assert terrain.heights.shape == (80, 480)
    assert terrain.heights.sum() * 0.25 == pytest.approx(300 * 5 + 100 * 25 + 80 * 9, abs=0.1)


def test_the_ascii_grid_is_as_others_read_it(folder):
    lines = (folder / "plan.asc").read_text("ascii").splitlines()
    assert lines[:6] == [
        "ncols 240",
        "nrows 40",
        "xllcorner 83990.000000",
        "yllcorner 446990.000000",
        "cellsize 1.000000",
        "NODATA_value -9999",
    ]
    assert len(lines) == 46 and len(lines[6].split()) == 240
