"""Which coordinate systems the numbers of a file without one could be in."""

from __future__ import annotations

import numpy as np

from city.crs import Crs, Points, is_used_at
from city.crs_names import known

# National and regional systems in which cities publish their models, roughly by how many do.
LIKELY = (
    *(28992, 25832, 25833, 31467, 31466, 31468, 31469, 3068, 2056, 21781, 31370, 3812, 2154),
    *range(3942, 3951),  # France, CC42 to CC50
    *(31254, 31255, 31256, 31287, 25829, 25830, 25831, 25834, 25835, 27700, 2157, 29903),
    *(3067, *range(3873, 3886), 3006, *range(3007, 3015), 3301, 3059, 3346),  # the north
    *(2180, *range(2176, 2180), 5514, 23700, 3794, 3765, 3844, 7801, 2100, 3763, 3003, 3004),
    *(7791, 7792, 2169, 6870, 6316, 3857),
    *(*range(6669, 6688), 5186, 3826, 2326, 3414),  # east Asia: Japan's plane zones
    *(2193, *range(7849, 7857), *range(28349, 28357)),
    *(2263, 2249, 2227, 2229, 3435, 6350, 2950, 2952, *range(26910, 26920)),
    *(31982, 31983, 2039, 2326, 32755, 32756),
)
DEGREES = (4326, 4258, 6668)


def candidates(extent: Points, most: int = 24) -> list[Crs]:
    """Systems in whose area of use both corners of `extent` (2, 3) would lie, likely ones first.

    The order of the first two numbers is left open. None of them is certain, and "local" is always
    possible: a person has to choose.
    """
    if not np.isfinite(extent[:, :2]).all():
        return []
    found = []
    in_degrees = np.abs(extent[:, :2]).max() <= 180
    for code in DEGREES if in_degrees else LIKELY:
        system = known(f"EPSG:{code}")
        if any(
            all(is_used_at(system, float(x), float(y), 0.2) for x, y in corners)
            for corners in (extent[:, :2], extent[:, 1::-1])
        ):
            found.append(Crs(f"EPSG:{code}"))
    return found[:most]
