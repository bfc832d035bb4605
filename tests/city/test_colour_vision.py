"""The published pairs of CIEDE2000, what Machado's matrices do, and what a picture becomes."""

import numpy as np
import pytest

from city.colour_vision import SIGHT, difference, gamma, lab, linear, seen

# Sharma, Wu, Dalal (2005), table 1: two colours in CIELAB and their difference
SHARMA = """
50 2.6772 -79.7751 50 0 -82.7485 2.0425
50 3.1571 -77.2803 50 0 -82.7485 2.8615
50 2.8361 -74.0200 50 0 -82.7485 3.4412
50 -1.3802 -84.2814 50 0 -82.7485 1.0000
50 -1.1848 -84.8006 50 0 -82.7485 1.0000
50 -0.9009 -85.5211 50 0 -82.7485 1.0000
50 0 0 50 -1 2 2.3669
50 -1 2 50 0 0 2.3669
50 2.4900 -0.0010 50 -2.4900 0.0009 7.1792
50 2.4900 -0.0010 50 -2.4900 0.0010 7.1792
50 2.4900 -0.0010 50 -2.4900 0.0011 7.2195
50 2.4900 -0.0010 50 -2.4900 0.0012 7.2195
50 -0.0010 2.4900 50 0.0009 -2.4900 4.8045
50 -0.0010 2.4900 50 0.0010 -2.4900 4.8045
50 -0.0010 2.4900 50 0.0011 -2.4900 4.7461
50 2.5 0 50 0 -2.5 4.3065
50 2.5 0 73 25 -18 27.1492
50 2.5 0 61 -5 29 22.8977
50 2.5 0 56 -27 -3 31.9030
50 2.5 0 58 24 15 19.4535
50 2.5 0 50 3.1736 0.5854 1.0000
50 2.5 0 50 3.2972 0 1.0000
50 2.5 0 50 1.8634 0.5757 1.0000
50 2.5 0 50 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""

# An independent implementation (colorspacious 1.1.2, severity 100, rounded and cut off)
OTHERS = [
    ("Protanopia", (255, 0, 0), (109, 95, 0)),
    ("Protanopia", (0, 158, 115), (154, 146, 113)),
    ("Protanopia", (230, 159, 0), (185, 162, 0)),
    ("Deuteranopia", (255, 0, 0), (163, 144, 0)),
    ("Deuteranopia", (31, 119, 180), (69, 108, 179)),
    ("Tritanopia", (0, 158, 115), (0, 158, 146)),
    ("Tritanopia", (230, 159, 0), (251, 140, 135)),
]


def test_the_published_pairs_of_ciede2000():
    table = np.array(SHARMA.split(), float).reshape(-1, 7)
    assert len(table) == 34
    there = difference(table[:, :3], table[:, 3:6])
    back = difference(table[:, 3:6], table[:, :3])
    assert there == pytest.approx(table[:, 6], abs=5e-5)
    assert back == pytest.approx(table[:, 6], abs=5e-5)


def test_lab_of_known_colours():
    """Lindbloom's table of sRGB's primaries, and the ends of the grey axis."""
    known = {
        (255, 0, 0): (53.2408, 80.0925, 67.2032),
        (0, 255, 0): (87.7347, -86.1827, 83.1793),
        (0, 0, 255): (32.2970, 79.1875, -107.8602),
        (0, 0, 0): (0, 0, 0),
        (255, 255, 255): (100, 0, 0),
    }
    for rgb, expected in known.items():
        assert lab(np.array(rgb)) == pytest.approx(expected, abs=0.01)


def test_light_there_and_back():
    steps = np.arange(256)
    assert gamma(linear(steps)) == pytest.approx(steps, abs=1e-9)
    assert linear(np.array([0, 255])).tolist() == [0, 1]


@pytest.mark.parametrize(("sight", "colour", "expected"), OTHERS)
def test_colours_as_others_simulate_them(sight, colour, expected):
    assert np.abs(seen(np.array(colour, np.uint8), sight).astype(int) - expected).max() <= 1


@pytest.mark.parametrize("sight", SIGHT)
def test_grey_stays_grey(sight):
    grey = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    assert np.abs(seen(grey, sight).astype(int) - grey).max() <= 1


def test_greyscale_has_the_luminance_of_each_colour():
    """0.2126 of red's light is sRGB 127; green and blue likewise."""
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    grey = seen(colours, "Greyscale")
    assert grey.shape == (1, 3, 3)
    assert grey[0].tolist() == [[127] * 3, [220] * 3, [76] * 3]


def test_red_and_green_come_closer_to_eyes_without_red_or_green_cones():
    pair = np.array([[200, 60, 40], [80, 130, 40]], np.uint8)
    normal = difference(*lab(pair))
    for sight in ("Protanopia", "Deuteranopia"):
        assert difference(*lab(seen(pair, sight))) < 0.5 * normal
    assert difference(*lab(seen(pair, "Tritanopia"))) > 0.7 * normal
