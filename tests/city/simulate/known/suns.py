"""The Sun of the paper and of pvlib, and shadows by the formula."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pvlib

from city.place import Place
from city.simulate.shadow_fan import shadow_fan
from city.simulate.sun import sun_at, towards
from city.simulate.sun_hours import SUN
from city.weather import middles
from tests.city.simulate.known.answer import Known, worst
from tests.city.simulate.towns import area, view_of

COLORADO = Place(-105.1786, 39.742476, 1830.14)  # of the paper's example
PLACES = (
    Place(4.48, 51.92, 0.0),  # Rotterdam
    Place(-68.1, -16.5, 3640.0),  # La Paz
    Place(18.96, 69.65, 10.0),  # Tromsø
    Place(151.21, -33.87, 20.0),  # Sydney
)
HOUR = middles(0.0)[::3]


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
