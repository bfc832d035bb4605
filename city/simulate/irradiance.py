"""What the sun and the sky give: outside the air, under a clear sky, and on any plane.

Angles are in degrees, radiation in W/m². Altitudes are those of the Sun as seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from city.place import Place
from city.simulate.sun import Sun, sun_at
from city.weather import HOURS, Weather, middles, months

F64 = NDArray[np.float64]
Model = Literal["isotropic", "hay-davies", "perez"]

SOLAR_CONSTANT = 1366.1  # ASTM E490-00; measured later as 1361, within what years differ by
ALBEDO = 0.2  # grass and city ground; Liu & Jordan (1963)
# Linke turbidity of each month: the mean of Rotterdam, Berlin, Munich and Frankfurt in the world
# maps of Remund, Wald, Lefèvre, Ranchin & Page, ISES Solar World Congress (2003).
TURBIDITY = (3.1, 3.9, 3.8, 4.1, 4.1, 4.3, 4.4, 4.1, 3.7, 3.0, 2.9, 3.0)


@dataclass(frozen=True, slots=True, eq=False)
class Radiation:
    """What reaches the ground, (n,) W/m² each.

    ghi: on the level; dni: from the Sun on a plane that faces it; dhi: from the sky on the level.
    """

    ghi: F64
    dni: F64
    dhi: F64


def extraterrestrial(times: NDArray[np.datetime64]) -> F64:
    """What the Sun gives outside the air on a plane that faces it, at moments (n,).

    Spencer, "Fourier series representation of the position of the Sun", Search 2 (1971).
    """
    day = times.astype("M8[D]") - times.astype("M8[Y]").astype("M8[D]")
    angle = 2 * np.pi * day.astype(np.float64) / 365
    distance = (
        1.00011
        + 0.034221 * np.cos(angle)
        + 0.00128 * np.sin(angle)
        + 0.000719 * np.cos(2 * angle)
        + 0.000077 * np.sin(2 * angle)
    )
    return np.asarray(SOLAR_CONSTANT * distance)


def air_mass(altitude: F64) -> F64:
    """How much air light passes, against that from the zenith; below the horizon that of 0°.

    Kasten & Young, "Revised optical air mass tables", Applied Optics 28 (1989).
    """
    up = np.maximum(altitude, 0.0)
    return np.asarray(1 / (np.sin(np.radians(up)) + 0.50572 * (up + 6.07995) ** -1.6364))


def ineichen(altitude: F64, extra: F64, turbidity: F64 | float, height: float = 0.0) -> Radiation:
    """Radiation under a clear sky through air of a Linke turbidity (n,) or one.

    extra: what comes outside the air; height: metres above the sea. Ineichen & Perez, "A new
    airmass independent formulation for the Linke turbidity coefficient", Solar Energy 73 (2002).
    """
    up = np.maximum(np.sin(np.radians(altitude)), 0.0)
    pressure = (1 - 2.25577e-5 * min(height, 11_000.0)) ** 5.25588  # over that at the sea
    air = air_mass(altitude) * pressure
    low, lower = np.exp(-height / 8000), np.exp(-height / 1250)
    a, b = 5.09e-5 * height + 0.868, 3.92e-5 * height + 0.0387
    ghi = a * extra * up * np.exp(-b * air * (low + lower * (turbidity - 1)))
    beam = extra * (0.664 + 0.163 / low) * np.exp(-0.09 * air * (turbidity - 1))
    most = 1 - (0.1 - 0.2 * np.exp(-np.asarray(turbidity))) / (0.1 + 0.882 / low)
    dni = np.where(up > 0, np.minimum(beam, ghi * most / np.where(up > 0, up, 1)), 0)
    return Radiation(ghi, dni, ghi - dni * up)


def split(ghi: F64, altitude: F64, extra: F64) -> Radiation:
    """Global radiation parted into what comes from the Sun and from the sky.

    Below 3° all of it counts as the sky's. Erbs, Klein & Duffie, "Estimation of the diffuse
    radiation fraction", Solar Energy 28 (1982).
    """
    up = np.sin(np.radians(altitude))
    clear = np.clip(ghi / (extra * np.maximum(up, 0.065)), 0, 1)
    cloudy = 1 - 0.09 * clear
    between = np.polynomial.polynomial.polyval(clear, (0.9511, -0.1604, 4.388, -16.638, 12.336))
    share = np.where(clear <= 0.22, cloudy, np.where(clear <= 0.8, between, 0.165))
    share = np.where(altitude < 3, 1.0, share)
    dhi = share * ghi
    return Radiation(ghi, np.where(altitude < 3, 0.0, (ghi - dhi) / np.maximum(up, 0.05)), dhi)


@lru_cache(4)
def clear_year(
    place: Place, offset: float, turbidity: tuple[float, ...] = TURBIDITY, temperature: float = 12.0
) -> Weather:
    """A year without a cloud, kept: what a place gets at most. offset: hours ahead of universal
    time.

    turbidity: one Linke turbidity for each month. The air has the same temperature all year.
    ValueError where there are not twelve, or one is below 1, that of air without dust and vapour.
    """
    if len(turbidity) != 12 or min(turbidity) < 1:
        raise ValueError("a Linke turbidity is needed for each of 12 months, each at least 1")
    times = middles(offset)
    sun, hazy = sun_at(times, place), np.array(turbidity)[months()]
    sky = ineichen(sun.altitude, extraterrestrial(times), hazy, place.height)
    still = np.ones(HOURS)
    return Weather(
        "a clear sky",
        place.lon,
        place.lat,
        place.height,
        offset,
        sky.ghi,
        sky.dni,
        sky.dhi,
        temperature * still,
        still,
        "clear sky of Ineichen & Perez (2002)",
    )


# Perez, Ineichen, Seals, Michalsky & Stewart, "Modeling daylight availability and irradiance
# components from direct and global irradiance", Solar Energy 44 (1990), tables 1 and 6: where each
# class of clearness begins, and f11 f12 f13 f21 f22 f23 of each.
CLEARNESS = (1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2)
PEREZ = np.array(
    [
        [-0.008, 0.588, -0.062, -0.060, 0.072, -0.022],
        [0.130, 0.683, -0.151, -0.019, 0.066, -0.029],
        [0.330, 0.487, -0.221, 0.055, -0.064, -0.026],
        [0.568, 0.187, -0.295, 0.109, -0.152, -0.014],
        [0.873, -0.392, -0.362, 0.226, -0.462, 0.001],
        [1.132, -1.237, -0.412, 0.288, -0.823, 0.056],
        [1.060, -1.600, -0.359, 0.264, -1.127, 0.131],
        [0.678, -0.327, -0.250, 0.156, -1.377, 0.251],
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Sky:
    """Where radiation comes from, hour by hour, so that any plane can add up its own: (t,) each.

    beam: W/m² on a plane that faces the Sun, from it and from the sky around it. dome: on the
    level, from the sky that is bright all over. band: along the horizon, on an upright plane; it
    is negative where the sky is darker there. ground: on the level ground, which reflects it.
    """

    beam: F64
    dome: F64
    band: F64
    ground: F64


def sky_of(radiation: Radiation, altitude: F64, extra: F64, model: Model = "perez") -> Sky:
    """The sky as a model shares out what comes from it; all columns (t,).

    While the middle of the Sun is below the horizon all radiation counts as the dome's. Isotropic:
    Liu & Jordan (1963); Hay & Davies (1980); Perez et al. (1990). In all three the part around the
    Sun is projected as its beam is; low suns are held at 1° (Hay & Davies) and 5° (Perez), so
    that the projection stays finite.
    """
    shining = altitude > 0
    up = np.sin(np.radians(altitude))
    dhi = np.where(shining, radiation.dhi, radiation.ghi)
    dni = np.where(shining, radiation.dni, 0)
    around, band, low = np.zeros_like(dhi), np.zeros_like(dhi), 0.01745
    if model == "hay-davies":
        around = dni / extra
    elif model == "perez":
        around, band = _perez(dhi, dni, altitude, extra)
        low = np.cos(np.radians(85))
    around, band = np.where(shining, around, 0), np.where(shining, band, 0)
    beam = dni + dhi * around / np.maximum(up, low)
    return Sky(beam, dhi * (1 - around), dhi * band, radiation.ghi)


def _perez(dhi: F64, dni: F64, altitude: F64, extra: F64) -> tuple[F64, F64]:
    """The shares of the sky's radiation around the Sun and along the horizon."""
    zenith = np.radians(90 - altitude)
    curve = 1.041 * zenith**3
    some = dhi > 0
    clearness = ((dhi + dni) / np.where(some, dhi, 1) + curve) / (1 + curve)
    brightness = dhi * air_mass(altitude) / extra
    row = PEREZ[np.searchsorted(CLEARNESS, clearness, side="right")]
    around = row[:, 0] + row[:, 1] * brightness + row[:, 2] * zenith
    band = row[:, 3] + row[:, 4] * brightness + row[:, 5] * zenith
    return np.where(some, np.maximum(around, 0), 0), np.where(some, band, 0)


@lru_cache(4)
def sky_over(weather: Weather, model: Model = "perez") -> tuple[Sky, Sun]:
    """The sky of each hour of a year of weather, and the Sun in the middle of the hours; kept."""
    times = weather.times
    sun = sun_at(times, weather.place)
    radiation = Radiation(weather.ghi, weather.dni, weather.dhi)
    return sky_of(radiation, sun.altitude, extraterrestrial(times), model), sun


def free_view(normals: F64) -> F64:
    """(n,) the share of the sky that planes have before them on an open field, by its cosine."""
    return np.asarray((1 + normals[:, 2]) / 2)


def on_planes(
    sky: Sky,
    sunwards: F64,
    normals: F64,
    visible: NDArray[np.bool_ | np.integer | np.floating] | None = None,
    view: F64 | None = None,
    albedo: float = ALBEDO,
) -> F64:
    """(n, t) W/m² on planes, hour by hour; for many points see city.simulate.solar_year.

    sunwards: (t, 3) unit vectors to the Sun (city.simulate.sun.towards). normals: (n, 3) units.
    visible: (n, t) from 0 to 1, whether the Sun is seen; None: always. view: (n,) the sky that a
    plane sees weighed by the cosine, of which 1 is the whole; None: that on an open field. What
    hides the sky hides the band along the horizon in the same measure, and counts as dark. The
    ground reflects to planes as if it were open.
    """
    facing = np.maximum(normals @ sunwards.T, 0)
    if visible is not None:
        facing *= visible
    dome, band, ground = shares(normals, view, albedo)
    diffuse = np.outer(dome, sky.dome) + np.outer(band, sky.band)
    return np.asarray(facing * sky.beam + diffuse + np.outer(ground, sky.ground))


def shares(normals: F64, view: F64 | None, albedo: float) -> tuple[F64, F64, F64]:
    """(n,) what planes get of the dome, of the band along the horizon, and of the ground."""
    free = free_view(normals)
    seen = free if view is None else view
    open_share = seen / np.maximum(free, 1e-9)
    return seen, np.hypot(normals[:, 0], normals[:, 1]) * open_share, albedo * (1 - free)
