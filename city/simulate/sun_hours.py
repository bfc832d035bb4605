"""Hours of direct sun on façades, roofs and ground: the sun and shadow study."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import Layer, Quantity, Samples
from city.progress import Progress
from city.simulate.days import WHEN, WHERE, Steps, clock_text, noon_of, steps_of, words
from city.simulate.leaves import LEAVES, light_through
from city.simulate.light import Openness, in_the_open
from city.simulate.per_building import columns, counted, means
from city.simulate.places import PLACES, placed
from city.simulate.renewal import looked_up, traces
from city.simulate.simulation import Simulation, area_of
from city.time_zone import clock_words
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

BLOCK = 1 << 15  # places that are added up at once


def study(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """Hours of direct sun, by a ray to the middle of the sun in the middle of each time step."""
    progress.report(0, 0, "Finding places")
    steps = steps_of(view, area_of(view, settings["area"]), settings)
    obstacles, samples = placed(view, settings, float(steps.days[0].year), progress)
    walls = settings["trees"] == "solid"
    openness = looked_up(view, samples, obstacles, steps.towards, walls, progress, known)
    values = _values(openness, steps, settings, in_the_open(samples, obstacles), progress)
    return Layer(
        "sun",
        f"Hours of sun, {words(steps.days)}",
        samples,
        _quantities(steps),
        values,
        columns=columns(_quantities(steps)[0]),
        tables=means(samples, values["hours"]),
        facts=_facts(steps, samples),
        traces=traces(view, openness),
    )


def _values(
    openness: Openness, steps: Steps, settings: Mapping[str, Any], free: Mask, progress: Progress
) -> dict[str, F32]:
    """The hours of each place, NaN where it is inside of something."""
    count = len(free)
    light = light_through(settings, steps)
    per_day = np.zeros((len(steps.hours), len(steps.days)), np.float32)
    per_day[np.arange(len(steps.hours)), steps.day] = steps.hours
    names = [one.key for one in _quantities(steps)]
    found = {name: np.full(count, np.nan, np.float32) for name in names}

    def work(first: int) -> None:
        progress.check()
        rows = slice(first, first + BLOCK)
        clear, leafy = openness.of(rows, len(steps.hours))
        share = clear.astype(np.float32)
        if leafy is not None:
            share += leafy * light
        hours = share @ per_day
        mine = {"hours": hours.mean(1)}
        if len(steps.days) > 1:
            mine["least"] = hours.min(1)
        else:
            mine |= _in_the_day(clear, steps)
        for name, values in mine.items():
            found[name][rows] = np.where(free[rows], values, np.nan)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, range(0, count, BLOCK)))
    return found


def _in_the_day(clear: Mask, steps: Steps) -> dict[str, F32]:
    """When the sun comes and goes, by the clock, and how long it stays without a break."""
    if not len(steps.hours):
        none = np.full(len(clear), np.nan, np.float32)
        return {"first": none, "last": none, "longest": np.zeros(len(clear), np.float32)}
    any_ = clear.any(1)
    first = steps.clock[clear.argmax(1), 0]
    last = steps.clock[len(steps.hours) - 1 - clear[:, ::-1].argmax(1), 1]
    run, longest = (np.zeros(len(clear), np.float32) for _ in range(2))
    follows = np.append(False, np.abs(steps.clock[1:, 0] - steps.clock[:-1, 1]) < 1e-3)
    for k, hours in enumerate(steps.hours.astype(np.float32)):
        run = np.where(clear[:, k], run * follows[k] + hours, 0)
        np.maximum(longest, run, out=longest)
    return {
        "first": np.where(any_, first, np.nan).astype(np.float32),
        "last": np.where(any_, last, np.nan).astype(np.float32),
        "longest": longest,
    }


def _quantities(steps: Steps) -> tuple[Quantity, ...]:
    most = float(np.ceil(steps.possible.max(initial=1.0)))
    if len(steps.days) > 1:
        return (
            Quantity("hours", "Hours of sun a day, on average", "h", low=0.0, high=most),
            Quantity("least", "Hours of sun on the poorest day", "h", low=0.0, high=most),
        )
    return (
        Quantity("hours", "Hours of sun", "h", low=0.0, high=most),
        Quantity("first", "First sun", "clock"),
        Quantity("last", "Last sun", "clock"),
        Quantity("longest", "Longest unbroken sun", "h", low=0.0, high=most),
    )


def _facts(steps: Steps, samples: Samples) -> tuple[tuple[str, str], ...]:
    noon = [clock_words(noon_of(day, steps.zone)) for day in steps.days]
    found = [
        ("Days", words(steps.days)),
        ("Clock", f"{steps.zone.key}, {' and '.join(dict.fromkeys(noon))}"),
        ("Place", f"{steps.place.lat:.4f}° N, {steps.place.lon:.4f}° E"),
    ]
    if len(steps.hours):
        first, last = float(steps.clock[:, 0].min()), float(steps.clock[:, 1].max())
        found.append(("Sun that counts", f"{clock_text(first)} to {clock_text(last)}"))
        possible = " to ".join(dict.fromkeys(f"{h:.2f}" for h in np.sort(steps.possible)[[0, -1]]))
        found.append(("Hours that are possible", f"{possible} h a day"))
    else:
        found.append(("Sun that counts", "none: it does not rise over the angle on that day"))
    return (*found, ("Places", counted(samples)))


SUN = Simulation(
    "sun",
    "Hours of sun",
    "How long the sun shines on façades, roofs and ground, on a day or over a period.",
    (*WHEN, *PLACES, *LEAVES, *WHERE),
    study,
    method=(
        "From each place a ray goes to the middle of the sun in the middle of each time step; the "
        "step counts where nothing stands in the way. Steps are cut where the sun passes the angle "
        "above which it counts."
    ),
    source=(
        "The sun's position after Reda and Andreas, Solar Position Algorithm (NREL/TP-560-34302); "
        "rays with Intel Embree."
    ),
    limits=(
        "Of the model only: what it does not hold (balconies, trees nobody has drawn) casts no "
        "shadow. What stands lower than 1° over the horizon, seen from the area, is left out. "
        "Possible sun, without clouds."
    ),
    accuracy=(
        "Positions to 0.001°; hours to half a time step at each shadow's edge; the heights of the "
        "model decide the rest: at noon a metre too high lengthens a shadow by 1 to 4 m in "
        "northern Europe."
    ),
)
