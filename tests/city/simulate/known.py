"""Known answers: what a paper, a formula or another program says, beside what is found here.

The tests keep each deviation within its bound; `make bench`, or `python -m
tests.bench.known_answers` alone, prints them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pvlib

from city.layer import FACADE, ROOF
from city.place import Place
from city.simulate.difference import difference
from city.simulate.irradiance import (
    ALBEDO,
    Radiation,
    extraterrestrial,
    ineichen,
    on_planes,
    sky_of,
    split,
)
from city.simulate.shadow_fan import shadow_fan
from city.simulate.simulation import area_of
from city.simulate.sky_view import OPEN_WALL, SKY
from city.simulate.solar import SOLAR
from city.simulate.solar_sky import air_of
from city.simulate.sun import sun_at, towards
from city.simulate.sun_hours import SUN
from city.weather import middles
from tests.city.plans import at, plan, square
from tests.city.simulate.planes import normal_of
from tests.city.simulate.towns import area, sample_of, view_of

COLORADO = Place(-105.1786, 39.742476, 1830.14)  # of the paper's example
PLACES = (
    Place(4.48, 51.92, 0.0),  # Rotterdam
    Place(-68.1, -16.5, 3640.0),  # La Paz
    Place(18.96, 69.65, 10.0),  # Tromsø
    Place(151.21, -33.87, 20.0),  # Sydney
)
PLANES = ((0, 0), (30, 180), (45, 95), (90, 270), (90, 0), (60, 10))
MODELS = ("isotropic", "hay-davies", "perez")
HOUR = middles(0.0)[::3]
LONG = 1500.0  # metres that stand for an endless ridge
ALL_RAYS = 2584


@dataclass(frozen=True)
class Known:
    """One answer and what it should be. by: who says so; bound: what it may differ by."""

    name: str
    found: float
    wanted: float
    by: str
    bound: float
    unit: str

    @property
    def deviation(self) -> float:
        return abs(self.found - self.wanted)


def worst(name, found, wanted, by, bound, unit) -> Known:
    """The answer that differs most of many."""
    found, wanted = np.broadcast_arrays(np.asarray(found, float), np.asarray(wanted, float))
    k = int(np.argmax(np.abs(found - wanted)))
    return Known(name, float(found.flat[k]), float(wanted.flat[k]), by, bound, unit)


def answers() -> Iterator[Known]:
    """All of them."""
    for group in GROUPS:
        yield from group()


# The Sun


def sun_of_the_paper() -> Iterator[Known]:
    """Reda & Andreas, NREL/TP-560-34302 (2008), A.5: 17 October 2003, 12:30:30 in Colorado."""
    moment = np.array(["2003-10-17T19:30:30"], "M8[s]")
    sun = sun_at(moment, COLORADO, pressure=820, temperature=11)
    by = "NREL/TP-560-34302, A.5"
    yield worst("zenith angle of the sun", 90 - sun.altitude, 50.11162, by, 5e-5, "°")
    yield worst("azimuth of the sun", sun.azimuth, 194.34024, by, 5e-5, "°")


def sun_of_a_year() -> Iterator[Known]:
    """Every third hour of a year; below the horizon the air bends nothing in either."""
    times = pd.DatetimeIndex(HOUR).tz_localize("UTC")
    for name, place in zip(("Rotterdam", "La Paz", "Tromsø", "Sydney"), PLACES, strict=True):
        ours = sun_at(HOUR, place)
        theirs = pvlib.solarposition.get_solarposition(
            times, place.lat, place.lon, place.height, method="nrel_numpy"
        )
        by = f"pvlib {pvlib.__version__}"
        altitude = theirs.elevation.to_numpy()
        yield worst(f"sun's altitude, {name}", ours.true_altitude, altitude, by, 0.002, "°")
        turn = (ours.azimuth - theirs.azimuth.to_numpy() + 180) % 360 - 180
        aside = np.abs(turn) * np.cos(np.radians(altitude))  # as an angle on the sky
        yield worst(f"sun's bearing, {name}: aside by", aside, 0.0, by, 0.002, "°")


# Shadows


def shadows() -> Iterator[Known]:
    """The shadow of a box 12 m high: as the study's places are dark, and as a fan draws it."""
    day, hour = date(2026, 3, 21), 14
    for lat in (0.0, 35.0, 52.0, -34.0):
        view = view_of(((-10, -10, 0), (10, 10, 12.0)), lat=lat)
        place = Place(15.0, lat)
        found = SUN.run(
            view,
            {
                "area": area(view, -60, -60, 60, 60),
                "date": str(day),
                "time_zone": "UTC",
                "from_hour": hour,
                "to_hour": hour + 1 / 60,
                "step": 1,
                "surfaces": "ground",
                "spacing": 0.5,
            },
        )
        dark = found.samples.points[found.values["hours"] == 0, :2]
        by, name = "height / tan(altitude)", f"shadow at latitude {lat:g}°"
        away, length = box_shadow(f"{day}T{hour:02d}:00:30", place)
        reach = float((dark @ away).max() - 10 * np.abs(away).sum())
        # the farthest of the places is nearer than the tip by at most the diagonal of its cell
        yield Known(f"{name}, places 0.5 m apart", reach, length, by, 0.71, "m")
        casts = shadow_fan(view, "b0", day, place, "UTC")
        cast = next(one for one in casts if one.moment.hour == hour)
        away, length = box_shadow(f"{day}T{hour:02d}:00:00", place)
        reach = float(cast.tip[:2] @ away - 10 * np.abs(away).sum())
        yield Known(f"{name}, fan", reach, length, by, 0.01, "m")


def box_shadow(moment, place):
    """Which way the shadow of a box 12 m high falls, (2,), and how long it is."""
    sun = sun_at(np.array([moment], "M8[s]"), place)
    away = -towards(sun, place)[0, :2]
    return away / np.linalg.norm(away), 12.0 / float(np.tan(np.radians(sun.altitude[0])))


# The sky


def looked(view, box, **said):
    """The view of the sky by as many rays as there can be."""
    asked = {"area": area(view, *box), "spacing": 1, "rays": ALL_RAYS, **said}
    return SKY.run(view, asked)


def skies() -> Iterator[Known]:
    """Floors: of a street, of a yard, and in the open."""
    street = view_of(((-LONG, 10, 0), (LONG, 20, 10)), ((-LONG, -20, 0), (LONG, -10, 10)))
    found = looked(street, (-4, -9, 4, 9), surfaces="ground")
    across = found.samples.points[:, 1]
    wanted = (10 - across) / np.hypot(10 - across, 10) + (10 + across) / np.hypot(10 + across, 10)
    by = "Oke (1987), p. 352"
    yield worst("sky over an endless street", found.values["svf"], wanted / 2, by, 0.01, "")
    yard = view_of(
        ((-15, 10, 0), (15, 15, 10)),
        ((-15, -15, 0), (15, -10, 10)),
        ((10, -10, 0), (15, 10, 10)),
        ((-15, -10, 0), (-10, 10, 10)),
    )
    found = looked(yard, (-9, -9, 9, 9), surfaces="ground")
    x, y = found.samples.points[:, :2].T
    sides = [(10 + a * x, 10 + b * y) for a in (-1, 1) for b in (-1, 1)]
    wanted = sum(under_corner(a / 10, b / 10) for a, b in sides)
    by = "view factor of a rectangle"
    yield worst("sky over a square yard", found.values["svf"], wanted, by, 0.01, "")
    alone = view_of(((-5, -5, 0), (5, 5, 8)))
    found = looked(alone, (-6, -6, 6, 6), surfaces="roofs,facades")
    roof = found.values["svf"][sample_of(found, ROOF)]
    yield worst("sky over an open roof", roof, 1.0, "the hemisphere", 1e-5, "")
    wall = found.values["svf"][sample_of(found, FACADE)]
    yield worst("sky before an open wall", wall, 0.5, "half of the hemisphere", 1e-5, "")


def under_corner(a, b):
    """The view factor from a level patch to a level rectangle of a by b, in heights of it over the
    patch, which lies under one of its corners; Howell, A Catalog of Radiation Transfer
    Configuration Factors, B-3."""
    p, q = np.sqrt(1 + a**2), np.sqrt(1 + b**2)
    return (a / p * np.arctan(b / p) + b / q * np.arctan(a / q)) / (2 * np.pi)


def behind_ridge(elevation: float) -> float:
    """The vertical sky component of a wall before an endless ridge.

    With psi the angle above the horizon across the ridge and gamma along it, the light is the
    integral of (1 + 2 cos(gamma) sin(psi)) / 3 x cos(gamma)^2 cos(psi), gamma from -90 to 90
    and psi from the ridge to 90 degrees.
    """
    theta = np.radians(elevation)
    return float(3 / 14 * (1 - np.sin(theta)) + 4 / (7 * np.pi) * np.cos(theta) ** 2)


def before_ridge(angle: float):
    """A wall that looks to the north, and an endless ridge before it so many degrees high."""
    away = 20.0
    high = away * np.tan(np.radians(angle)) + 1.0
    view = view_of(((-5, -5, 0), (5, 0, 2)), ((-LONG, away, 0), (LONG, away + 5, high)))
    found = looked(view, (-6, -6, 6, 3), surfaces="facades", spacing=2)
    return found, sample_of(found, FACADE, (0, 1, 0))


def walls() -> Iterator[Known]:
    """The light of an overcast sky on walls."""
    alone = view_of(((-5, -5, 0), (5, 5, 8)))
    found = looked(alone, (-6, -6, 6, 6), surfaces="facades")
    by = "3/14 + 4/(7π)"
    yield worst("VSC of a free wall", found.values["vsc"], 100 * OPEN_WALL, by, 1e-3, "%")
    for angle in (15.0, 25.0, 45.0):
        found, wall = before_ridge(angle)
        name = f"VSC behind a ridge of {angle:g}°"
        vsc, wanted = found.values["vsc"][wall], 100 * behind_ridge(angle)
        yield worst(name, vsc, wanted, "the integral over the CIE sky", 0.4, "%")
        if angle == 25:
            yield worst(name, vsc, 27.0, "BR 209 (2022), 2.2: 27 %", 0.6, "%")
        line = found.values["line25"][wall]
        yield worst(f"the angle of that ridge of {angle:g}°", line, angle, "its angle", 0.05, "°")
        svf, wanted = found.values["svf"][wall], (1 - np.sin(np.radians(angle))) / 2
        yield worst(f"sky before it, {angle:g}°", svf, wanted, "(1 - sin) / 2", 0.005, "")


# Radiation


def skies_of_a_year(place: Place):
    """The Sun, what comes outside the air, and skies from clear to overcast over a place."""
    sun, extra = sun_at(HOUR, place), extraterrestrial(HOUR)
    clear = ineichen(sun.altitude, extra, 3.0, place.height)
    cloud = np.random.default_rng(7).uniform(0.05, 1.0, len(HOUR))
    sky = split(clear.ghi * cloud, sun.altitude, extra)
    rows = zip((clear.ghi, clear.dni, clear.dhi), (sky.ghi, sky.dni, sky.dhi), strict=True)
    return sun, extra, Radiation(*(np.where(cloud > 0.7, *row) for row in rows))


def planes() -> Iterator[Known]:
    """W/m² on tilted planes while the Sun is up: the same formulas, so the same numbers."""
    for model in MODELS:
        ours, theirs = [], []
        for place in PLACES[:3]:
            sun, extra, sky = skies_of_a_year(place)
            up, parts = sun.altitude > 0, sky_of(sky, sun.altitude, extra, model)
            normals = np.array([normal_of(*plane) for plane in PLANES])
            ours.append(on_planes(parts, towards(sun, place), normals)[:, up])
            total = [
                pvlib.irradiance.get_total_irradiance(
                    *plane,
                    90 - sun.altitude,
                    sun.azimuth,
                    sky.dni,
                    sky.ghi,
                    sky.dhi,
                    dni_extra=extra,
                    airmass=pvlib.atmosphere.get_relative_airmass(90 - sun.altitude),
                    albedo=ALBEDO,
                    model={"hay-davies": "haydavies"}.get(model, model),
                )["poa_global"][up]
                for plane in PLANES
            ]
            theirs.append(np.array(total))
        found, wanted = (np.concatenate(one, axis=1) for one in (ours, theirs))
        yield worst(f"tilted planes, {model}", found, wanted, "pvlib", 1e-6, "W/m²")


def roofs() -> Iterator[Known]:
    """A year on a level and on two tilted roofs in the open, through the whole study."""
    pitched = {"footprint": square(20, 20, 10, 12), "storeys": 2, "id": "pitched"}
    view = plan({"edit": "build", **pitched, "roof": {"shape": "gable", "slope": 35.0}})
    asked = SOLAR.asked(view, {"area": [*at(-60, -60), *at(60, 60)], "spacing": 2})
    layer = SOLAR.run(view, asked)
    air = air_of(view, area_of(view, asked["area"]), asked)
    weather = air.weather
    times = pd.DatetimeIndex(weather.times).tz_localize("UTC")
    sun = pvlib.solarposition.get_solarposition(times, weather.lat, weather.lon, weather.height)
    extra = pd.Series(extraterrestrial(weather.times), times)
    light = [pd.Series(x, times) for x in (weather.dni, weather.ghi, weather.dhi)]
    owner = layer.samples.owner
    mine = (layer.samples.sort == ROOF) & (owner == layer.samples.owners.index("pitched"))
    slopes = np.unique(np.round(layer.samples.normals[mine], 4), axis=0)
    assert len(slopes) == 2
    flat = (layer.samples.sort == ROOF) & (owner == layer.samples.owners.index("house"))
    for normal, rows in (([0, 0, 1.0], flat), (slopes[0], mine), (slopes[1], mine)):
        here = rows & (layer.samples.normals @ normal > 0.999)
        tilt = float(np.degrees(np.arccos(min(normal[2], 1.0))))
        azimuth = float(np.degrees(np.arctan2(normal[0], normal[1])) + air.place.turn) % 360
        poa = pvlib.irradiance.get_total_irradiance(
            tilt,
            azimuth,
            sun.apparent_zenith,
            sun.azimuth,
            *light,
            dni_extra=extra,
            model="perez",
            albedo=air.albedo,
        ).poa_global.clip(lower=0)
        wanted = float(np.nansum(poa)) / 1000
        name = f"a year on a roof of {tilt:.0f}°" + (f" to {azimuth:.0f}°" if tilt > 1 else "")
        found = float(np.median(layer.values["year"][here]))
        yield Known(name, found, wanted, "pvlib, hour by hour", 0.02 * wanted, "kWh/m²")


# Differences


def unchanged() -> Iterator[Known]:
    """What a plan far behind the town changes of it: nothing at all."""
    box = [*at(-20, -20), *at(130, 30)]
    built = {"footprint": square(700, 700, 20, 20), "storeys": 9, "id": "far"}
    before, after = plan(), plan({"edit": "build", **built})
    for simulation, key, asked in (
        (SUN, "hours", {"date": "2026-03-21", "step": 60}),
        (SOLAR, "year", {"precision": "coarse"}),
    ):
        asked = {"area": box, "spacing": 2, **asked}
        first, then = simulation.run(before, asked), simulation.run(after, asked)
        for name, second in (
            ("anew", then),
            ("renewed", simulation.run(after, asked, known=first)),
        ):
            change = difference(second, first).values[key]
            assert np.isfinite(change).sum() > 100
            title, unit = f"{simulation.title} where nothing changed", first.quantity(key).unit
            yield worst(f"{title}, {name}", change[np.isfinite(change)], 0, "exactly 0", 0, unit)


GROUPS = (
    sun_of_the_paper,
    sun_of_a_year,
    shadows,
    skies,
    walls,
    planes,
    roofs,
    unchanged,
)
