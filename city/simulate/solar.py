"""What the sun gives on façades and roofs in a year, and what solar modules make of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import FACADE, ROOF, SORTS, WINDOW, Layer, Quantity, Samples
from city.progress import Progress
from city.simulate.leaves import LEAVES
from city.simulate.light import Openness, in_the_open
from city.simulate.load_profiles import LoadProfile
from city.simulate.parameters import Parameter
from city.simulate.photovoltaics import SYSTEM
from city.simulate.places import PLACES, placed
from city.simulate.renewal import looked_up, traces
from city.simulate.samples import buildings_in
from city.simulate.simulation import Simulation, area_of
from city.simulate.solar_roofs import Field, fields_on
from city.simulate.solar_sky import AIR, Air, air_of
from city.simulate.solar_yield import (
    SYSTEM_PARAMETERS,
    USE,
    Yields,
    demand_of,
    profile_of,
    yields_of,
)
from city.view import View
from city.weather import YEAR, elsewhere

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

BLOCK = 1 << 13  # places that are added up at once
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
MONTH_KEYS = tuple(f"month_{number:02d}" for number in range(1, 13))
QUANTITIES = (
    Quantity("year", "Irradiation of the year", "kWh/m²", 0, low=0.0),
    Quantity("sky", "Sky before the plane that is open", "", 2, low=0.0, high=1.0),
    *(
        Quantity(key, f"Irradiation in {month}", "kWh/m²", 0, low=0.0)
        for key, month in zip(MONTH_KEYS, MONTHS, strict=True)
    ),
)
# What the tables say of each building, what matters most first.
TABLE = (
    Quantity("power", "Solar power", "kWh a year", 0),
    Quantity("peak", "Peak power", "kWp", 1),
    Quantity("specific", "Solar power for each kWp", "kWh/kWp", 0),
    Quantity("demand", "Power used", "kWh a year", 0),
    Quantity("self_consumption", "Solar power used in the house", "", 2, low=0.0, high=1.0),
    Quantity("autarky", "Power used that the sun gives", "", 2, low=0.0, high=1.0),
    Quantity("modules", "Solar modules", "", 0),
    Quantity("module_area", "Area of the modules", "m²", 0),
    Quantity("roof_area", "Area of the roofs", "m²", 0),
    Quantity("roof_irradiation", "Irradiation of the roofs", "kWh a year", 0),
    Quantity("facade_irradiation", "Irradiation of the façades", "kWh a year", 0),
)

_OWN = {"surfaces": ["facades", "roofs"]}
SETTINGS = (
    *(replace(one, default=_OWN.get(one.key, one.default)) for one in PLACES),
    *AIR,
    *LEAVES,
    Parameter(
        "least",
        "Modules where a roof gets at least",
        "number",
        650,
        "kWh/m² a year",
        0,
        3000,
        about="a rule of thumb: below it modules seldom pay",
    ),
    *SYSTEM_PARAMETERS,
    *USE,
)


def study(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """The irradiation of a year by rays to where the sun stands in it and over the sky, and the
    yield of modules on the roofs."""
    progress.report(0, 0, "Finding places")
    area = area_of(view, settings["area"])
    air, profile = air_of(view, area, settings), profile_of(settings)
    obstacles, samples = placed(view, settings, float(YEAR), progress)
    walls = settings["trees"] == "solid"
    openness = looked_up(view, samples, obstacles, air.directions, walls, progress, known)
    values = _values(openness, samples, air, in_the_open(samples, obstacles), progress)
    system = {key: settings[key] for key in SYSTEM}
    fields = fields_on(samples, values["year"], settings["least"], air.place, system, progress)
    demand = demand_of(view, samples, buildings_in(view, area)[1], settings)
    yields = yields_of(fields, samples, openness, air, demand, profile.shape, settings, progress)
    return Layer(
        "solar",
        "Solar yield of a year",
        samples,
        QUANTITIES,
        values,
        columns=TABLE,
        tables=_tables(samples, values["year"], fields, yields, demand, system),
        facts=_facts(samples, values, fields, yields, air, profile),
        traces={**traces(view, openness), **_modules(fields)},
    )


def _values(
    openness: Openness, samples: Samples, air: Air, free: Mask, progress: Progress
) -> dict[str, F32]:
    """kWh/m² and the share of open sky at each place, NaN where it is inside of something."""
    count = len(samples)
    monthly = np.full((12, count), np.nan, np.float32)
    found = {key: np.full(count, np.nan, np.float32) for key in ("year", "sky")}

    def work(first: int) -> None:
        progress.check()
        rows = np.flatnonzero(free[first : first + BLOCK]) + first
        normals = samples.normals[rows]
        clear, leafy = openness.of(rows, len(air.directions))
        opening = air.opening(normals, clear, leafy)
        got = np.maximum(air.received(normals, opening, clear, leafy), 0)
        monthly[:, rows] = got.T
        found["year"][rows] = got.sum(1)
        found["sky"][rows] = opening

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, range(0, count, BLOCK)))
    return {**found, **dict(zip(MONTH_KEYS, monthly, strict=True))}


def _tables(
    samples: Samples,
    yearly: F32,
    fields: Sequence[Field],
    yields: Yields,
    demand: F64,
    system: Mapping[str, float],
) -> dict[str, F64]:
    """Of each building what TABLE names."""
    count = len(samples.owners)
    size, roofs = _over(samples, yearly, (ROOF,))
    modules = np.zeros(count)
    for one in fields:
        modules[one.owner] += len(one.panels)
    power, some = yields.months.sum(1), yields.peak > 0
    return {
        "roof_area": size,
        "roof_irradiation": roofs,
        "facade_irradiation": _over(samples, yearly, (FACADE, WINDOW))[1],
        "modules": modules,
        "module_area": modules * system["module_long"] * system["module_short"],
        "peak": yields.peak,
        "power": power,
        "specific": np.where(some, power / np.where(some, yields.peak, 1), np.nan),
        "demand": demand,
        "self_consumption": yields.self_consumption,
        "autarky": yields.autarky,
    }


def _over(samples: Samples, values: F32, sorts: tuple[int, ...]) -> tuple[F64, F64]:
    """(owners,) m² of places of some sorts that have a value, and the sum of area times value."""
    mine = np.isfinite(values) & np.isin(samples.sort, sorts) & (samples.owner >= 0)
    owner, area = samples.owner[mine], samples.area[mine].astype(np.float64)
    count = len(samples.owners)
    return (
        np.bincount(owner, area, count).astype(np.float64),
        np.bincount(owner, area * values[mine], count).astype(np.float64),
    )


def _modules(fields: Sequence[Field]) -> dict[str, NDArray[Any]]:
    """The modules as they lie: "panels" (m, 4, 3) local metres, "panel_owner" (m,)."""
    corners = [np.zeros((0, 4, 3)), *(one.panels.corners for one in fields)]
    owner = [np.full(len(one.panels), one.owner, np.int32) for one in fields]
    return {
        "panels": np.concatenate(corners),
        "panel_owner": np.concatenate([np.zeros(0, np.int32), *owner]),
    }


def _facts(
    samples: Samples,
    values: Mapping[str, F32],
    fields: Sequence[Field],
    yields: Yields,
    air: Air,
    profile: LoadProfile,
) -> tuple[tuple[str, str], ...]:
    weather = air.weather
    found = [
        ("Weather", ", ".join(part for part in (weather.name, weather.source) if part)),
        ("Place", f"{air.place.lat:.4f}° N, {air.place.lon:.4f}° E"),
        ("Sun of the year", f"{air.rays:,} directions; level ground in the open gets "
         f"{air.year.ground.sum():,.0f} kWh/m²"),
    ]  # fmt: skip
    if weather.licence:
        found.append(("Licence of the weather", weather.licence))
    found += [("Mended in the weather", words) for words in weather.told]
    if far := elsewhere(weather, air.place):
        found.append(("Weather of another place", far))
    for sort in np.unique(samples.sort).tolist():
        area = np.where(samples.sort == sort, samples.area, 0).astype(np.float64)
        total = np.array([np.nansum(area * values[key]) for key in MONTH_KEYS]) / 1000
        name = f"Irradiation of {SORTS[sort]}"
        found.append((name, f"{total.sum():,.0f} MWh a year; {_by_months(total)}"))
    peak, power = float(yields.peak.sum()), yields.months.sum(0) / 1000
    modules = sum(len(one.panels) for one in fields)
    where = f"{modules:,} on {int((yields.peak > 0).sum()):,} buildings, {peak:,.0f} kWp"
    found.append(("Modules", where))
    if modules:
        each = f"{power.sum() * 1000 / peak:,.0f} kWh/kWp; {_by_months(power)}"
        found.append(("Solar power", f"{power.sum():,.0f} MWh a year, {each}"))
    found.append(("Hours of power use", f"{profile.name}, scaled to the use of each building"))
    return tuple(found)


def _by_months(total: F64) -> str:
    """From the poorest to the best month."""
    low, high = int(total.argmin()), int(total.argmax())
    return f"{MONTHS[low]} {total[low]:,.1f}, {MONTHS[high]} {total[high]:,.1f} MWh"


SOLAR = Simulation(
    "solar",
    "Solar yield",
    "What the sun gives on roofs and façades in a year, and what solar modules make of it.",
    SETTINGS,
    study,
    method=(
        "Each hour's beam comes from where the sun stands in it; a few hundred directions stand "
        "for the year, and a ray along each tells whether a place sees it. Rays over the sky give "
        "the share of it that is open before each plane. Modules are laid in a grid on each roof "
        "face; their power follows hour by hour from the light, the air and the wind."
    ),
    source=(
        "Clear sky: Ineichen & Perez (2002); tilted planes: Perez et al. (1990); power: PVWatts 5 "
        "(Dobos 2014) with cell temperatures of Faiman (2008); households: a synthetic profile "
        "with the seasons of the BDEW; sun: Reda & Andreas (2004); rays with Intel Embree."
    ),
    limits=(
        "What a house hides counts as dark: no light is thrown back by façades; the ground throws "
        "it back as if it were open. Under a clear sky it is the most there can be; take a weather "
        "file for what to expect. Trees let beam through by the month and the sky's light by the "
        "mean of the year. Modules get the mean shade of their roof face, and strings lose no more "
        "than that. Roofs that a model cuts into many small faces bear fewer modules. All "
        "buildings use power by the same hours: those of a file, or of households."
    ),
    accuracy=(
        "In the open within 0.5 % of the sum of hours; the beam behind houses within 0.5 % of the "
        "open plane's year in half of the cases and 4 % in all (fine: 1.5 %). Typical years differ "
        "from real ones by about 5 %, the power of modules by as much."
    ),
)
