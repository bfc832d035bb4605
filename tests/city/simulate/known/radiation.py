"""Radiation on planes and roofs as pvlib has it, and what a far plan changes: nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pvlib

from city.layer import ROOF
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
from city.simulate.simulation import area_of
from city.simulate.solar import SOLAR
from city.simulate.solar_sky import air_of
from city.simulate.sun import sun_at, towards
from city.simulate.sun_hours import SUN
from tests.city.plans import at, plan, square
from tests.city.simulate.known.answer import Known, worst
from tests.city.simulate.known.suns import HOUR, PLACES
from tests.city.simulate.planes import normal_of

PLANES = ((0, 0), (30, 180), (45, 95), (90, 270), (90, 0), (60, 10))
MODELS = ("isotropic", "hay-davies", "perez")


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
