"""The sunlight that façades probably get in a year and in its winter."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import Layer, Quantity, Samples
from city.norm_fields import period
from city.norms import Sunshine, Winter, read_norm
from city.place import Place
from city.progress import Progress
from city.simulate.apsh import in_winter, probable_hours, probable_sunlight
from city.simulate.days import WHERE, place_in
from city.simulate.leaves import LEAVES, light_on
from city.simulate.light import Openness, in_the_open
from city.simulate.parameters import Parameter
from city.simulate.per_building import columns, counted, means
from city.simulate.places import PLACES, placed
from city.simulate.renewal import looked_up, traces
from city.simulate.simulation import Simulation, area_of
from city.simulate.sun import Sun, sun_at, towards
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

EVERY = 10  # minutes between the suns of a year
BAND = 3.35  # degrees of declination, a seventh of what the sun goes to each side of the equator
TURN = 7.5  # degrees of the hour angle: half an hour
BLOCK = 1 << 14  # places that are weighed at once


@dataclass(frozen=True, slots=True, eq=False)
class Suns:
    """Places in the sky where the sun stands in a year: those of near days and hours as one.

    towards: (k, 3) unit vectors. hours: (k,) of sunshine that each stands for. winter: (k,) what
    share of them. light: (k,) what share of them comes through trees.
    """

    towards: F64
    hours: F64
    winter: F64
    light: F64


def suns_of(
    place: Place, year: int, sunshine: Sunshine, winter: Winter, settings: Mapping[str, Any]
) -> Suns:
    """The suns of a year over a place, in bands of BAND degrees of declination and TURN of hour.

    Each stands in the middle of its own, weighed with their hours of sunshine. Settings: of LEAVES.
    """
    times, sun = _risen(place, year)
    days = (times + np.timedelta64(round(place.lon * 4), "m")).astype("datetime64[D]")
    days = days.clip(np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31"))
    hours, cold = probable_hours(days, sunshine), in_winter(days, winter)
    _, first, of_day = np.unique(days, return_index=True, return_inverse=True)
    per_day = [light_on(settings, date.fromisoformat(str(days[k])), place.lat) for k in first]
    light = np.array(per_day)[of_day]
    near = _near(sun, place)
    count = int(near.max()) + 1

    def summed(weights: F64) -> F64:
        return np.bincount(near, weights, count).astype(np.float64)

    arrows = towards(sun, place)
    middle = np.stack([summed(arrows[:, k] * (hours + 1e-9)) for k in range(3)], axis=1)
    total = summed(hours)
    whole = np.maximum(total, 1e-12)
    return Suns(
        middle / np.linalg.norm(middle, axis=1, keepdims=True),
        total,
        summed(hours * cold) / whole,
        summed(hours * light) / whole,
    )


@lru_cache(4)
def _risen(place: Place, year: int) -> tuple[NDArray[np.datetime64], Sun]:
    """The moments of a year in which the Sun is up, and where it stands in them; kept, as it takes
    longer than the rays of a small area."""
    times = np.arange(f"{year}-01-01", f"{year + 1}-01-01", EVERY, dtype="datetime64[m]")
    sun = sun_at(times, place)
    up = sun.altitude > 0
    return times[up], Sun(sun.azimuth[up], sun.altitude[up], sun.true_altitude[up])


def _near(sun: Sun, place: Place) -> NDArray[np.intp]:
    """(m,): a number for each sun, the same for those of near declinations and hours."""
    lat, high, turn = np.radians(place.lat), np.radians(sun.true_altitude), np.radians(sun.azimuth)
    north = np.cos(high) * np.cos(turn)
    declination = np.arcsin(np.sin(lat) * np.sin(high) + np.cos(lat) * north)
    west = -np.cos(high) * np.sin(turn)
    hour = np.arctan2(west, np.cos(lat) * np.sin(high) - np.sin(lat) * north)
    band = np.floor(np.degrees(declination) / BAND).astype(int)
    part = np.floor(np.degrees(hour) / TURN).astype(int)
    return np.unique(band * 1000 + part, return_inverse=True)[1]


def likely(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """The probable sunlight of each place, by a ray to each of the year's suns."""
    progress.report(0, 0, "Finding places")
    place = place_in(view, area_of(view, settings["area"]), settings["place"])
    year = date.fromisoformat(settings["date"]).year
    sunshine, winter = _sunshine(settings)
    suns = suns_of(place, year, sunshine, winter, settings)
    obstacles, samples = placed(view, settings, float(year), progress)
    walls = settings["trees"] == "solid"
    openness = looked_up(view, samples, obstacles, suns.towards, walls, progress, known)
    values = _values(samples, suns, openness, progress)
    inside = ~in_the_open(samples, obstacles)
    for one in values.values():
        one[inside] = np.nan
    return Layer(
        "sunlight",
        "Probable sunlight",
        samples,
        QUANTITIES,
        values,
        columns=columns(QUANTITIES[0]),
        tables=means(samples, values["apsh"]),
        facts=(
            ("Sunshine", f"{sunshine.place}: {sum(sunshine.hours):,.0f} h a year"),
            ("Place", f"{place.lat:.4f}° N, {place.lon:.4f}° E"),
            ("Suns", f"{len(suns.hours)} for all of a year"),
            ("Places", counted(samples)),
        ),
        traces=traces(view, openness),
    )


def _values(samples: Samples, suns: Suns, openness: Openness, progress: Progress) -> dict[str, F32]:
    found = np.empty((len(samples), 2), np.float32)

    def work(first: int) -> None:
        progress.check()
        rows = slice(first, first + BLOCK)
        clear, leafy = openness.of(rows, len(suns.hours))
        seen = clear.astype(np.float32)
        if leafy is not None:
            seen += leafy * suns.light.astype(np.float32)
        normals = samples.normals[rows].astype(np.float64)
        found[rows] = probable_sunlight(suns.towards, suns.hours, suns.winter, seen, normals)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, range(0, len(samples), BLOCK)))
    return {"apsh": found[:, 0].copy(), "wpsh": found[:, 1].copy()}


def _sunshine(settings: Mapping[str, Any]) -> tuple[Sunshine, Winter]:
    """The sunshine of a station and the winter that settings say; of the norm where they do not."""
    import assets

    norm = read_norm(assets.path("norms/bre_apsh.json").read_bytes())
    assert norm.sunshine is not None and norm.winter is not None
    sunshine, winter = norm.sunshine, norm.winter
    if settings["sunshine"]:
        try:
            hours = tuple(float(part) for part in settings["sunshine"].split(","))
            if len(hours) != 12 or not all(0 <= one <= 744 for one in hours) or not sum(hours):
                raise ValueError
        except ValueError:
            raise ValueError(
                f"sunshine={settings['sunshine'][:60]}: say the hours of sunshine of the twelve "
                "months, January first, such as 61,79,125,177,208,208,218,202,157,115,71,55"
            ) from None
        sunshine = Sunshine("As said", hours, "")
    if settings["winter"]:
        try:
            winter = Winter(period(settings["winter"].split(",")), winter.value)
        except ValueError:
            raise ValueError(
                f"winter={settings['winter'][:60]}: say its first and its last day: 09-21,03-21"
            ) from None
    return sunshine, winter


QUANTITIES = (
    Quantity("apsh", "Probable sunlight of the year", "%", low=0.0, high=100.0),
    Quantity("wpsh", "Probable sunlight of the winter, of the year's", "%", low=0.0, high=30.0),
)

SUNLIGHT = Simulation(
    "sunlight",
    "Probable sunlight",
    "How much of the sunshine of a usual year reaches façades, roofs and ground (APSH).",
    (
        *PLACES,
        Parameter(
            "sunshine",
            "Hours of sunshine",
            "text",
            "",
            about="of twelve months at a weather station; empty: London's, as in the norm",
        ),
        Parameter("winter", "Winter", "text", "", about="empty: 09-21,03-21, as in the norm"),
        *LEAVES,
        Parameter("date", "Year", "date", "01-01", about="any day of the year that is looked at"),
        *WHERE[:1],
    ),
    likely,
    method=(
        "The suns of a year, one for every ten minutes, are gathered in bands of 3.35° of "
        "declination and half an hour; a ray goes from each place to each of them. Each month's "
        "hours of sunshine are shared out among its suns. What reaches a place is told as a share "
        "of what open ground gets in the whole year."
    ),
    source=(
        "BRE, Site layout planning for daylight and sunlight (BR 209, 2022), 3.2; sunshine as in "
        "the norm's file; the sun's position after Reda and Andreas (NREL/TP-560-34302); rays with "
        "Intel Embree."
    ),
    limits=(
        "BRE's own sunshine for London comes as a diagram that cannot be taken over: monthly hours "
        "take its place. What stands lower than 1° over the horizon, seen from the area, is left "
        "out."
    ),
    accuracy=(
        "Beside 26,000 suns of the year one by one, before skylines at random: 90 % within 1.5 % "
        "of the year's sunlight and all within 2.5 %; its winter's within 0.6 % and 1.2 %."
    ),
)
