import os

import numpy as np
import pytest

from city.frame import Frame
from city.heights.geoid import levels_at, separation, where
from tests.city.toy import FRAME

# EGM96 at places, from the 15-minute grid of the NGA itself (interpolated there, metres)
KNOWN = {
    (4.45, 51.90): 43.61,
    (13.40, 52.50): 39.58,
    (24.94, 60.17): 17.88,
    (-74.0, 40.70): -32.77,
    (0.0, 90.0): 13.61,
    (0.0, -90.0): -29.53,
}


@pytest.mark.parametrize(("place", "metres"), KNOWN.items())
def test_sea_level_over_the_ellipsoid(place, metres):
    assert separation(*place) == pytest.approx(metres, abs=0.1)


def test_it_goes_on_round_the_earth():
    assert separation(-0.1, 50) == pytest.approx(separation(359.9, 50))
    assert separation(180, 10) == pytest.approx(separation(-180, 10))


def test_a_frame_lies_somewhere_or_nowhere():
    lon, lat = where(FRAME)
    assert (lon, lat) == pytest.approx((4.35, 52.0), abs=0.05)
    assert where(Frame("local")) is None


def test_the_levels_of_delft_and_the_grid_they_need_by_name():
    levels = levels_at(4.35, 52.0, ("EPSG:5709",))
    nap = levels[0]
    assert (nap.code, nap.name) == ("EPSG:5709", "NAP height")
    assert "nlgeo" in nap.grid
    if nap.above is not None:  # where the grid is installed: 43.4 m, by NSGI
        assert nap.above == pytest.approx(43.4, abs=0.3)


def test_a_grid_that_is_installed_is_used(tmp_path, monkeypatch):
    """A grid of one height everywhere, under the name that PROJ asks for."""
    import subprocess
    import sys

    import rasterio
    from affine import Affine

    heights = np.full((73, 144), 43.25, np.float32)
    with rasterio.open(
        tmp_path / "us_nga_egm96_15.tif",
        "w",
        driver="GTiff",
        width=144,
        height=73,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=Affine(2.5, 0, -181.25, 0, -2.5, 91.25),
    ) as file:
        file.write(heights, 1)
        file.update_tags(
            1, DESCRIPTION="geoid_undulation", TYPE="VERTICAL_OFFSET_GEOGRAPHIC_TO_VERTICAL"
        )
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import pyproj, sys; pyproj.datadir.append_data_dir(sys.argv[1]);"
            "from city.heights.geoid import levels_at;"
            "level = levels_at(4.35, 52.0, ('EPSG:5773',))[0]; print(level.above, level.grid)",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "PROJ_NETWORK": "OFF"},
    )
    above, name = found.stdout.split()
    assert float(above) == pytest.approx(43.25, abs=0.01)
    assert name == "us_nga_egm96_15.tif"
