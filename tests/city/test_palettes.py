"""Palettes are what their authors published, and stay legible for every kind of colour vision."""

import itertools

import numpy as np
import pytest

from city.colour_vision import SIGHT, difference, lab, seen
from city.palettes import DEFAULT, PALETTES

EYES = ("Protanopia", "Deuteranopia", "Tritanopia")


def hexes(colours):
    return [bytes(c).hex() for c in colours.tolist()]


def apart(colours, pairs, sights):
    """The least CIEDE2000 between any of the pairs, as the eyes of each kind see them."""
    views = [colours, *(seen(colours, sight) for sight in sights)]
    return min(float(difference(lab(v[a]), lab(v[b]))) for v in views for a, b in pairs)


def test_the_ends_and_the_anchors_are_the_published_ones():
    for name, low, high in (("viridis", "440154", "fde725"), ("cividis", "00224e", "fee838")):
        assert (PALETTES[name].anchors[0], PALETTES[name].anchors[-1]) == (low, high)
        assert hexes(PALETTES[name].colours(5))[-1] == high
    assert hexes(PALETTES["Orange to purple"].colours(11))[5] == "f7f7f7"
    assert hexes(PALETTES["Okabe-Ito"].colours(3)) == ["e69f00", "56b4e9", "009e73"]


@pytest.mark.parametrize(
    ("name", "entry", "expected"),  # of matplotlib 3.10's 256 colours, at places between anchors
    [
        ("viridis", 25, (72, 36, 117)),
        ("viridis", 60, (61, 78, 138)),
        ("viridis", 110, (39, 128, 142)),
        ("viridis", 145, (31, 161, 136)),
        ("viridis", 200, (112, 207, 87)),
        ("cividis", 25, (8, 51, 112)),
        ("cividis", 145, (141, 136, 120)),
        ("cividis", 230, (229, 207, 82)),
        ("magma", 60, (74, 16, 121)),
        ("magma", 145, (210, 66, 111)),
        ("magma", 230, (254, 207, 146)),
    ],
)
def test_between_the_anchors_a_scale_keeps_to_its_256_colours(name, entry, expected):
    anchors = np.array([list(bytes.fromhex(a)) for a in PALETTES[name].anchors], float)
    at = entry / 255 * (len(anchors) - 1)
    mixed = np.array([np.interp(at, np.arange(len(anchors)), c) for c in anchors.T])
    assert float(difference(lab(mixed), lab(np.array(expected)))) < 2


def test_reversed_and_a_single_class():
    there = PALETTES["viridis"].colours(6)
    assert (PALETTES["viridis"].colours(6, reversed=True) == there[::-1]).all()
    assert PALETTES["viridis"].colours(1).shape == (1, 3)
    assert PALETTES["viridis"].colours(0).shape == (0, 3)
    front = PALETTES["Okabe-Ito"].colours(4)
    assert (PALETTES["Okabe-Ito"].colours(4, reversed=True) == front[::-1]).all()
    again = PALETTES["Okabe-Ito"].colours(10)
    assert (again[8:] == again[:2]).all()


@pytest.mark.parametrize("name", [n for n, p in PALETTES.items() if p.use != "qualitative"])
def test_classes_of_a_scale_stay_apart_for_all_eyes(name):
    """Neighbours differ by at least 6 at five classes, 4 at seven; 1 is just noticeable."""
    for count, least in ((5, 6.0), (7, 4.0)):
        neighbours = list(itertools.pairwise(range(count)))
        assert apart(PALETTES[name].colours(count), neighbours, EYES) > least


def test_the_default_scale_stays_apart_in_greyscale_too():
    for name in (DEFAULT["sequential"], "cividis", "magma"):
        colours = PALETTES[name].colours(7)
        assert apart(colours, list(itertools.pairwise(range(7))), SIGHT) > 5
        light = lab(colours)[:, 0]
        assert (np.diff(light) > 0).all()


@pytest.mark.parametrize("name", [n for n, p in PALETTES.items() if p.use == "qualitative"])
def test_sets_say_whether_they_are_safe(name):
    """Any two of a safe set differ by at least 7; of the others, some do not."""
    palette = PALETTES[name]
    count = len(palette.anchors)
    least = apart(palette.colours(count), list(itertools.combinations(range(count), 2)), EYES)
    assert (least > 7) == palette.safe


def test_the_defaults_are_safe_and_everything_names_its_source():
    assert all(PALETTES[name].safe and PALETTES[name].use == use for use, name in DEFAULT.items())
    assert all(p.source and p.licence for p in PALETTES.values())
