"""Local metres from degrees: held against the projections themselves."""

import numpy as np
import pytest

from city.crs_names import between
from city.frame import Frame
from city.sheet import sheet

PLACES = {
    "EPSG:25833": (370_000, 5_812_000, 30),  # Berlin
    "EPSG:28992": (121_000, 487_000, 0),  # Amsterdam
    "EPSG:31370": (150_000, 170_000, 0),  # Brussels
    "EPSG:2193": (1_750_000, 5_427_000, 0),  # Wellington
    "EPSG:32701": (195_000, 8_000_000, 0),  # near Fiji, where 180 degrees lies on the sheet
}


@pytest.mark.parametrize("crs", PLACES)
def test_a_sheet_says_what_the_projection_says(crs):
    frame = Frame(crs, "", PLACES[crs])
    here = sheet(frame)
    rng = np.random.default_rng(7)
    east = here.east + here.wide * rng.uniform(-0.99, 0.99, 500)
    east = (east + 180) % 360 - 180
    north = here.north + here.tall * rng.uniform(-0.99, 0.99, 500)
    x, y = between("EPSG:4326", crs).transform(east, north)
    expected = np.stack([x, y], 1) - PLACES[crs][:2]
    assert np.abs(here.metres(east, north) - expected).max() < 0.01
    if crs == "EPSG:32701":
        assert east.min() < -179 and east.max() > 179


def test_what_lies_beyond_the_sheet_is_nowhere():
    here = sheet(Frame("EPSG:25833", "", (370_000, 5_812_000, 0)))
    east, north = (
        np.array([here.east, 0, here.east]),
        np.array([here.north, here.north, -here.north]),
    )
    metres = here.metres(east, north)
    assert np.abs(metres[0]).max() < 0.001 and np.isnan(metres[1:]).all()
    assert here.metres(np.zeros(0), np.zeros(0)).shape == (0, 2)


@pytest.mark.parametrize("crs", ["", "local", "EPSG:32661"])  # the last one's origin is the pole
def test_nothing_lies_on_the_sheet_of_a_city_of_nowhere(crs):
    frame = Frame(crs, "", (2_000_000, 2_000_000, 0))
    assert np.isnan(sheet(frame).metres(np.array([0.0, 90.0]), np.array([89.0, 0.0]))).all()
