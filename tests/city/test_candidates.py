"""A file that does not say where it lies can often be guessed, and a person asked."""

import numpy as np
import pytest

from city.candidates import candidates


def guessed(low, high):
    extent = np.array([[*low, 0.0], [*high, 30.0]])
    return [crs.horizontal for crs in candidates(extent)]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ((84000, 446000), (86000, 448000), "EPSG:28992"),  # Delft
        ((2678219, 1243078), (2687404, 1253037), "EPSG:2056"),  # Zurich
        ((388662, 5818794), (388700, 5818830), "EPSG:25833"),  # Berlin
        ((4490655, 5322005), (4490700, 5322050), "EPSG:31468"),  # Munich
        ((25512520, 6686001), (25513662, 6687054), "EPSG:3879"),  # Helsinki, east first
        ((6686001, 25512520), (6687054, 25513662), "EPSG:3879"),  # and north first
        ((1842403, 5176404), (1842500, 5176500), "EPSG:3946"),  # Lyon
        ((35.674, 139.711), (35.679, 139.718), "EPSG:6668"),  # Tokyo
        ((300000, 5040000), (300100, 5040100), "EPSG:2950"),  # Montreal
    ],
)
def test_the_true_system_is_among_the_guesses(low, high, expected):
    assert expected in guessed(low, high)


def test_systems_whose_area_is_elsewhere_are_not():
    assert "EPSG:28992" not in guessed((2678219, 1243078), (2687404, 1253037))
    assert "EPSG:6668" not in guessed((51.9, 4.3), (52.0, 4.4))


def test_nothing_fits_what_lies_nowhere():
    assert guessed((np.nan, 0), (1, 1)) == []
    assert guessed((1e12, 1e12), (1e12, 1e12)) == []
