"""What solar modules give: the power of each hour, per kilowatt of peak.

Dobos, "PVWatts Version 5 Manual", NREL/TP-6A20-62641 (2014), with the cell temperature of Faiman,
"Assessing the outdoor operating temperature of photovoltaic modules", Prog. Photovolt. 16 (2008).
Values come from SYSTEM by `city.assumptions.assumed(changed, SYSTEM)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from city.assumptions import Assumption
from city.place import Place
from city.simulate.irradiance import ALBEDO, Model, Sky, on_planes, sky_over
from city.simulate.sun import towards
from city.weather import Weather

F64 = NDArray[np.float64]

STANDARD = 1000.0  # W/m² at which a module gives its peak, at cells of 25 °C (IEC 60904-3)
REFERENCE = 0.9637  # efficiency of the inverter that PVWatts' curve was fitted to
ROWS = 64  # planes whose hours are worked out together

_PVWATTS = "PVWatts 5 (Dobos 2014)"
_MARKET = "data sheets of mono-crystalline modules, 2024; put in those of your module"
_FAIMAN = "Faiman (2008)"
_RULE = "rule of thumb; put in what holds where you plan"

SYSTEM: Mapping[str, Assumption] = MappingProxyType(
    {
        "efficiency": Assumption("Efficiency of the modules", 22.0, 5.0, 30.0, "%", _MARKET),
        "heat": Assumption("Power for each degree of the cells", -0.35, -0.6, 0.0, "%/K", _MARKET),
        "losses": Assumption(
            "Losses in dirt, cables and glass",
            14.0,
            0.0,
            40.0,
            "%",
            f"{_PVWATTS}: its 3 % for shading, found by rays here, stand for reflection",
        ),
        "inverter": Assumption("Efficiency of the inverter", 96.0, 80.0, 99.5, "%", _PVWATTS),
        "oversize": Assumption(
            "Peak of the modules over the inverter's", 1.1, 0.8, 2.0, "", _PVWATTS
        ),
        "cooling": Assumption("Cooling in still air", 25.0, 10.0, 40.0, "W/m²K", _FAIMAN),
        "wind_cooling": Assumption(
            "Cooling by wind", 6.84, 0.0, 15.0, "W/m²K for each m/s", _FAIMAN
        ),
        "module_long": Assumption("Length of a module", 1.722, 0.3, 3.0, "m", _MARKET),
        "module_short": Assumption("Width of a module", 1.134, 0.3, 3.0, "m", _MARKET),
        "gap": Assumption("Gap between modules", 0.02, 0.0, 1.0, "m", _RULE),
        "margin": Assumption("Kept free along the roof's edges", 0.3, 0.0, 3.0, "m", _RULE),
        "flat_tilt": Assumption("Tilt of modules on flat roofs", 10.0, 0.0, 45.0, "°", _RULE),
    }
)


def peak(area: float, values: Mapping[str, float]) -> float:
    """Kilowatts of peak that an area of modules in m² has."""
    return area * values["efficiency"] / 100 * STANDARD / 1000


def cell_temperature(plane: F64, air: F64, wind: F64, values: Mapping[str, float]) -> F64:
    """°C of the cells under `plane` W/m² in air of some °C and wind of some m/s."""
    return np.asarray(air + plane / (values["cooling"] + values["wind_cooling"] * wind))


def power(plane: F64, air: F64, wind: F64, values: Mapping[str, float]) -> F64:
    """Alternating current in kW for each kilowatt of peak; plane: W/m² on the modules.

    All of one shape, or such that they fit together; 0 where the inverter would need more than
    comes in.
    """
    warm = cell_temperature(plane, air, wind, values)
    cells = plane / STANDARD * (1 + values["heat"] / 100 * (warm - 25))
    direct = np.maximum(cells, 0) * (1 - values["losses"] / 100)
    most, nominal = 1 / values["oversize"], values["inverter"] / 100
    load = direct / (most / nominal)
    some = load > 0
    curve = -0.0162 * load - 0.0059 / np.where(some, load, 1) + 0.9858
    given = np.where(some, nominal / REFERENCE * curve * direct, 0)
    return np.clip(given, 0, most)


def production(
    weather: Weather,
    place: Place,
    normals: F64,
    values: Mapping[str, float],
    visible: NDArray[np.floating] | None = None,
    view: F64 | None = None,
    model: Model = "perez",
    albedo: float = ALBEDO,
) -> F64:
    """(n, 8760) kWh of each hour for each kilowatt of peak of modules with normals (n, 3) on a
    place's grid.

    visible: (n, 8760) the share of each hour in which they see the Sun
    (city.simulate.solar_year.by_hours); the rest as in city.simulate.irradiance.on_planes.
    """
    sky, sun = sky_over(weather, model)
    light, sunwards, part = _lit(sky, towards(sun, place))
    air, wind = weather.temperature[light], weather.wind[light]
    found = np.zeros((len(normals), len(sun.altitude)))
    for begin in range(0, len(normals), ROWS):
        rows = slice(begin, begin + ROWS)
        free = None if visible is None else visible[rows][:, light]
        seen = None if view is None else view[rows]
        plane = np.maximum(on_planes(part, sunwards, normals[rows], free, seen, albedo), 0)
        found[rows, light] = power(plane, air, wind, values)
    return found


def _lit(sky: Sky, sunwards: F64) -> tuple[NDArray[np.intp], F64, Sky]:
    """The hours in which there is light, and where the Sun stands and how the sky is in them."""
    light = np.flatnonzero(sky.ground > 0)
    return (
        light,
        sunwards[light],
        Sky(*(c[light] for c in (sky.beam, sky.dome, sky.band, sky.ground))),
    )
