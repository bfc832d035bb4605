"""What the modules of each building give in a year, and how much of it the building uses."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.assumptions import ASSUMPTIONS
from city.layer import ROOF, Samples
from city.progress import Progress
from city.simulate.homes import LIVED_IN, SMALLEST, uses_of
from city.simulate.irradiance import free_view
from city.simulate.light import Openness
from city.simulate.load_profiles import LoadProfile, kept
from city.simulate.parameters import Parameter
from city.simulate.photovoltaics import SYSTEM, production
from city.simulate.self_use import household, use
from city.simulate.solar_roofs import Field
from city.simulate.solar_sky import Air
from city.simulate.solar_year import by_hours
from city.view import View
from city.weather import months

F64 = NDArray[np.float64]

HOUSEHOLDS = "households as usual"
BUILDINGS = 32  # whose hours are added up together
_RULE = "rule of thumb; put in what holds where you plan"

USE = (
    Parameter(
        "dwelling",
        "Gross floor area per dwelling",
        "number",
        ASSUMPTIONS["dwelling_size"].value,
        "m²",
        20,
        300,
        about=_RULE,
        rare=True,
    ),
    Parameter(
        "per_dwelling", "Power used", "number", 3000, "kWh a dwelling", 0, 50_000, about=_RULE
    ),
    Parameter(
        "per_floor",
        "Power used where nobody lives",
        "number",
        40,
        "kWh/m² of floor",
        0,
        2000,
        about=_RULE,
    ),
    Parameter(
        "demand",
        "Hours of power use",
        "text",
        "",
        choices=(("", "Households as usual"),),
        about=(
            "a CSV file with the kWh of a year's 8,760 hours, as of a smart meter: its course over "
            "the year, scaled to what each building uses in a year; its own sum does not count"
        ),
    ),
    Parameter("battery", "Battery", "number", 0, "kWh for each kWp", 0, 20, about="usual: about 1"),
)
SYSTEM_PARAMETERS = tuple(
    Parameter(
        key,
        one.title,
        "number",
        one.value,
        one.unit,
        one.low,
        one.high,
        about=one.source,
        rare=key not in ("efficiency", "margin"),
    )
    for key, one in SYSTEM.items()
)


@dataclass(frozen=True, slots=True, eq=False)
class Yields:
    """What modules give. peak: (owners,) kWp; months: (owners, 12) kWh; self_consumption, autarky:
    (owners,) shares, NaN where there are no modules or nothing is used."""

    peak: F64
    months: F64
    self_consumption: F64
    autarky: F64


def demand_of(view: View, samples: Samples, foot: F64, settings: Mapping[str, Any]) -> F64:
    """(owners,) kWh that each building uses in a year, an assumption by its floor area.

    That is the ground under its roofs times the storeys below them. foot: (owners,) local metres.
    Sheds use none; dwellings are where people may live as in city.simulate.homes.
    """
    mine = np.flatnonzero(samples.sort == ROOF)
    owner = samples.owner[mine]
    ground = samples.area[mine] * samples.normals[mine, 2].astype(np.float64)
    tall = samples.points[mine, 2] - foot[owner]
    storeys = np.maximum(np.round(tall / settings["storey"]), 1)
    count = len(samples.owners)
    floor = np.bincount(owner, ground * storeys, count)
    lived = np.isin(uses_of(view, samples.owners), LIVED_IN)
    homes = np.maximum(np.round(floor / settings["dwelling"]), 1) * settings["per_dwelling"]
    used = np.where(lived, homes, floor * settings["per_floor"])
    return np.where(np.bincount(owner, ground, count) >= SMALLEST, used, 0.0)


def profile_of(settings: Mapping[str, Any]) -> LoadProfile:
    """The course over the year by which all buildings use power. ValueError where it is not at
    hand."""
    said = settings["demand"]
    return kept(said) if said else LoadProfile(HOUSEHOLDS, household(1.0))


def yields_of(
    fields: Sequence[Field],
    samples: Samples,
    openness: Openness,
    air: Air,
    demand: F64,
    profile: F64,
    settings: Mapping[str, Any],
    progress: Progress,
) -> Yields:
    """Hour by hour, with the shade that falls on the modules of each roof face on average.

    demand: (owners,) kWh used in the year; profile: (8760,) the share of each hour in it.
    """
    count = len(samples.owners)
    values = {key: settings[key] for key in SYSTEM}
    peaks = np.array([one.panels.peak for one in fields])
    owner = np.array([one.owner for one in fields], np.int64)
    peak = np.bincount(owner, peaks, count).astype(np.float64)
    found = Yields(peak, np.zeros((count, 12)), np.full(count, np.nan), np.full(count, np.nan))
    who = np.unique(owner)
    starts = np.searchsorted(months(), np.arange(12))

    def work(begin: int) -> None:
        progress.check()
        some = who[begin : begin + BUILDINGS]
        hours = np.zeros((len(some), len(profile)))
        rows = np.flatnonzero(np.isin(owner, some))
        for part in range(0, len(rows), BUILDINGS):
            these = rows[part : part + BUILDINGS]
            given = _hours([fields[row] for row in these], samples, openness, air, values)
            np.add.at(hours, np.searchsorted(some, owner[these]), given * peaks[these, None])
        found.months[some] = np.add.reduceat(hours, starts, axis=1)
        each = peak[some, None]
        used = use(hours / each, profile * demand[some, None] / each, settings["battery"])
        found.self_consumption[some] = used.self_consumption
        found.autarky[some] = np.where(demand[some] > 0, used.autarky, np.nan)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, range(0, len(who), BUILDINGS)))
    return found


def _hours(
    fields: Sequence[Field],
    samples: Samples,
    openness: Openness,
    air: Air,
    values: Mapping[str, float],
) -> F64:
    """(n, 8760) kWh of each hour for each kilowatt of peak of some fields."""
    clear, leafy = (np.zeros((len(fields), air.rays), np.float32) for _ in range(2))
    opening = np.zeros(len(fields))
    for number, one in enumerate(fields):
        bits, green = openness.of(one.rows, len(air.directions))
        weight = one.weight.astype(np.float32)
        clear[number] = weight @ bits[:, : air.rays].astype(np.float32)
        if green is not None:
            leafy[number] = weight @ green[:, : air.rays].astype(np.float32)
        opening[number] = one.weight @ air.opening(samples.normals[one.rows], bits, green)
    free = by_hours(air.year, clear)
    if openness.leafy is not None:
        free += by_hours(air.year, leafy) * air.through[months()]
    normals = np.array([one.panels.normal for one in fields])
    return production(
        air.weather,
        air.place,
        normals,
        values,
        free,
        free_view(normals) * opening,
        air.model,
        air.albedo,
    )
