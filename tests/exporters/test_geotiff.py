"""A terrain as GeoTIFF, and back."""

import numpy as np
import pytest

from city.frame import Frame
from city.model import Source
from city.terrain import Terrain
from exporters import geotiff
from importers import Options, read

RNG = np.random.default_rng(1)


def terrain(frame, attribution="City of Delft"):
    heights = RNG.uniform(-2, 8, (12, 20)).astype(np.float32)
    heights[3, 4:6] = np.nan
    source = Source("x.tif", "GeoTIFF", attribution=attribution)
    return Terrain("x", frame, heights, 12.5, 400.0, (5.0, 2.5), source)


@pytest.mark.parametrize(
    ("horizontal", "vertical"), [("EPSG:28992", "EPSG:5709"), ("EPSG:28992", ""), ("local", "")]
)
def test_heights_come_back_where_they_were(tmp_path, horizontal, vertical):
    frame = Frame(horizontal, vertical, (84000.0, 447000.0, 0.0))
    before = terrain(frame)
    geotiff.write(before, tmp_path / "a.tif")
    crs = "local" if horizontal == "local" else ""
    reading = read(tmp_path / "a.tif", Options(crs=crs))
    (after,) = reading.terrains
    assert (reading.frame.horizontal, reading.frame.vertical) == (horizontal, vertical)
    assert np.array_equal(after.heights, before.heights, equal_nan=True)
    assert after.step == before.step
    assert after.west + after.frame.origin[0] == pytest.approx(84012.5, abs=1e-9)
    assert after.north + after.frame.origin[1] == pytest.approx(447400.0, abs=1e-9)
    assert after.source.attribution == "City of Delft"


def test_heights_are_the_worlds(tmp_path):
    frame = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 100.0))
    before = terrain(frame, "")
    geotiff.write(before, tmp_path / "a.tif")
    (after,) = read(tmp_path / "a.tif").terrains
    assert np.nanmax(after.heights) + after.frame.origin[2] == pytest.approx(
        np.nanmax(before.heights) + 100, abs=1e-4
    )


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(OSError, match="no"):
        geotiff.write(terrain(Frame("local")), tmp_path / "no" / "a.tif")
