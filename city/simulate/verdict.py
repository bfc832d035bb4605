"""A norm over a plan: which points, homes and buildings meet it, today and with the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.assumptions import ASSUMPTIONS
from city.layer import GROUND, Layer, Quantity, Samples, Tone
from city.norms import Norm, decisive, read_norm, read_norms
from city.progress import Progress
from city.simulate.days import WHERE
from city.simulate.homes import Homes, homes_in
from city.simulate.judging import Groups, by_group, is_judged, judge
from city.simulate.leaves import LEAVES
from city.simulate.parameters import Parameter
from city.simulate.places import PLACES
from city.simulate.simulation import Simulation
from city.simulate.sky_view import SKY
from city.simulate.sun_hours import SUN
from city.simulate.sunlight import SUNLIGHT
from city.view import View

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

COLUMNS = (
    Quantity("newly_failing", "Homes that fail with the plan", decimals=0),
    Quantity("homes", "Homes", decimals=0),
    Quantity("passing_today", "Homes that pass today", decimals=0),
    Quantity("passing", "Homes that pass with the plan", decimals=0),
    Quantity("newly_passing", "Homes that pass only with the plan", decimals=0),
    Quantity("passes", "Building", scale="classes", names=("fails", "passes")),
)
TITLES = {
    "sun_hours": "Hours of sun on the poorest day",
    "ground_sun": "Hours of sun",
    "vsc": "Vertical sky component",
    "apsh": "Probable sunlight of the year",
    "line25": "Angle of what stands square before it",
}
LONG = 366  # days: of a period only the first and the last are looked at
# What happens to a point, a home or a building: whether it passes today, and with the plan.
VERDICTS = (
    "Passes",
    "Fails today too",
    "Fails with the plan",
    "Passes only with the plan",
    "New, and fails",
)
TONES: tuple[Tone, ...] = ("good", "poor", "bad", "gain", "new")
PASSES, STILL_FAILS, NEWLY_FAILS, NEWLY_PASSES, NEW_FAILS = range(len(VERDICTS))


@cache
def norms() -> Mapping[str, Norm]:
    """The norms that come with the program, by their key."""
    import assets

    files = sorted(assets.path("norms").glob("*.json"))
    return read_norms((path.name, path.read_bytes()) for path in files)


def norm_of(said: str, file: str = "") -> Norm:
    """The norm of a key, or the one that a JSON text writes down; file: the text is what it holds.

    Raises ValueError in one line that names those there are, or all that is wrong with the text.
    """
    if file or said.lstrip().startswith("{"):
        where = file or "norm"
        try:
            return read_norm(said, where)
        except ValueError as fault:
            raise ValueError(str(fault).replace(f"\n{where}: ", " ")) from None
    known = norms().get(said)
    if known is None:
        raise ValueError(
            f"norm={said[:60]}: there is no such norm; there are {', '.join(norms())}, or the JSON "
            "text of one's own"
        )
    return known


def study(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """What a norm asks is measured over the city as it is and over the plan, and judged."""
    norm = norm_of(settings["norm"])
    inner, asked = _question(norm, settings)
    earlier = None
    if known is not None:
        earlier = replace(known, simulation=inner.name, settings=inner.asked(view, asked))
    before = inner.run(View.of(view.base), asked, progress, earlier)
    after = inner.run(view, asked, progress, before)
    return judged(view, norm, before, after, settings["dwelling"])


def _question(norm: Norm, settings: Mapping[str, Any]) -> tuple[Simulation, dict[str, Any]]:
    """The simulation that measures what a norm asks, and how it is asked."""
    asked: dict[str, Any] = {
        key: settings[key]
        for key in ("area", "spacing", "storey", "trees", "leaf_light", "bare_light")
    }
    asked |= {"surfaces": ["facades", "windows"], "rows": "storeys", "eye": norm.receiver.height}
    if norm.receiver.at == "ground":
        asked["surfaces"] = ["ground"]
    if norm.judges in ("sun_hours", "ground_sun"):
        return SUN, {**asked, **_days(norm, settings)}
    if norm.judges == "apsh":
        asked |= {"date": f"{settings['year']}-01-01", "place": settings["place"]}
        return SUNLIGHT, {**asked, **_weather(norm)}
    return SKY, {**asked, "date": f"{settings['year']}-06-21"}


def _days(norm: Norm, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The days on which a norm counts hours of sun."""
    days = decisive(norm, settings["year"])
    every = settings["every"] if norm.days == "each" else LONG
    asked = {"date": days[0].isoformat(), "until": days[-1].isoformat(), "every": every}
    asked |= {"step": settings["step"], "altitude": norm.altitude}
    return asked | {key: settings[key] for key in ("place", "time_zone")}


def _weather(norm: Norm) -> dict[str, Any]:
    """The sunshine and the winter that a norm counts with; what it does not say, as usual."""
    found = {}
    if norm.sunshine is not None:
        found["sunshine"] = ",".join(f"{hours:g}" for hours in norm.sunshine.hours)
    if norm.winter is not None:
        ends = (f"{month:02d}-{day:02d}" for month, day in norm.winter.period)
        found["winter"] = ",".join(ends)
    return found


def judged(view: View, norm: Norm, before: Layer, after: Layer, dwelling: float) -> Layer:
    """What a norm says of two layers of what it asks for, today and with the plan."""
    samples = after.samples
    now = _measured(norm, after)
    then = np.full_like(now, np.nan)
    here, there = samples.same_as(before.samples)
    then[here] = _measured(norm, before)[there]
    walls = is_judged(norm, samples.normals.astype(np.float64)) | (samples.sort == GROUND)
    counts: Mask = np.isfinite(now).all(1) & walls
    passes = judge(norm, now, then).passes
    passed = judge(norm, then).passes
    old = np.asarray(np.isfinite(then).all(1), bool)
    homes = homes_in(view, samples, dwelling)
    by_home = [
        by_group(one, homes.of, len(homes), norm.part, judged=those)
        for one, those in ((passes, counts), (passed, counts & old))
    ]
    home = verdict_of(by_home[1].passes, by_home[0].passes, by_home[1].judged, by_home[0].judged)
    storey = _storeys(samples)
    by_storey = [
        by_group(one, storey, int(storey.max(initial=-1)) + 1, norm.part, judged=those)
        for one, those in ((passes, counts), (passed, counts & old))
    ]
    floors = verdict_of(
        by_storey[1].passes, by_storey[0].passes, by_storey[1].judged, by_storey[0].judged
    )
    values = {
        "verdict": verdict_of(passed, passes, old, counts),
        "storeys": np.where(storey >= 0, np.append(floors, np.nan)[storey], np.nan),
        "homes": np.where(homes.of >= 0, np.append(home, np.nan)[homes.of], np.nan),
        "value": now[:, 0],
        "change": now[:, 0] - then[:, 0],
    }
    return Layer(
        "norm",
        norm.title,
        samples,
        _quantities(norm),
        {name: one.astype(np.float32) for name, one in values.items()},
        columns=COLUMNS,
        tables=_tables(norm, samples, homes, home, by_home),
        facts=_facts(norm, after, home, values["verdict"]),
        traces=after.traces,
    )


def _storeys(samples: Samples) -> NDArray[np.int64]:
    """(samples,): which storey of which building each place on a façade is on, -1 for none."""
    found = np.full(len(samples), -1, np.int64)
    mine = np.flatnonzero((samples.owner >= 0) & (samples.storey >= 0))
    name = (samples.owner[mine].astype(np.int64) << 16) | samples.storey[mine]
    found[mine] = np.unique(name, return_inverse=True)[1]
    return found


def _measured(norm: Norm, layer: Layer) -> F32:
    """(samples, k): what a norm judges of a layer."""
    poorest = "least" if "least" in layer.values else "hours"
    keys = {"vsc": ["vsc"], "line25": ["line25"], "apsh": ["apsh", "wpsh"]}
    return np.stack([layer.values[key] for key in keys.get(norm.judges, [poorest])], axis=1)


def verdict_of(before: Mask, after: Mask, old: Mask, known: Mask) -> F32:
    """The number in VERDICTS of each point or home, NaN where nothing is judged.

    before, after: whether it passes today and with the plan. old: whether it is there today.
    """
    found = np.select(
        [after & ~old, ~old, before & after, before & ~after, after],
        [PASSES, NEW_FAILS, PASSES, NEWLY_FAILS, NEWLY_PASSES],
        STILL_FAILS,
    ).astype(np.float32)
    found[~known] = np.nan
    return found


def _quantities(norm: Norm) -> tuple[Quantity, ...]:
    title = TITLES[norm.judges]
    return (
        Quantity("verdict", "Façades and ground", scale="classes", names=VERDICTS, tones=TONES),
        Quantity("homes", "Homes", scale="classes", names=VERDICTS, tones=TONES),
        Quantity("storeys", "Storeys", scale="classes", names=VERDICTS, tones=TONES),
        Quantity("value", title, norm.unit, low=0.0),
        Quantity("change", f"{title}: change", norm.unit, scale="diverging"),
    )


def _tables(
    norm: Norm, samples: Samples, homes: Homes, home: F32, by_home: list[Groups]
) -> dict[str, F64]:
    """Of each building: its homes, how many pass today and with the plan, how many fail because
    of it, and whether the building passes."""
    count = len(samples.owners)
    now, then = by_home
    building = by_group(now.passes, homes.owner, count, norm.building, judged=now.judged)

    def number(which: Mask) -> F64:
        return np.bincount(homes.owner, which, count).astype(np.float64)

    return {
        "homes": number(now.judged),
        "passing_today": number(then.passes & then.judged),
        "passing": number(now.passes & now.judged),
        "newly_failing": number(home == NEWLY_FAILS),
        "newly_passing": number(home == NEWLY_PASSES),
        "passes": np.where(building.judged, building.passes, np.nan),
    }


def _facts(norm: Norm, measured: Layer, home: F32, verdict: F32) -> tuple[tuple[str, str], ...]:
    found = [("Norm", norm.title), ("Written in", source_words(norm))]
    found.append(("It asks for", asked_words(norm)))
    found += [pair for pair in measured.facts if pair[0] == "Days"]
    if np.isfinite(home).any():
        found.append(("Homes judged", f"{int(np.isfinite(home).sum()):,}, assumed from the model"))
        found += [
            (name, f"{n:,} homes") for name, n in zip(VERDICTS, _counts(home), strict=True) if n
        ]
    ground = (measured.samples.sort == GROUND) & np.isfinite(verdict)
    if ground.any():
        passing = [np.isin(verdict[ground], which) for which in ((0, 2), (0, 3))]
        today, planned = (f"{100 * one.mean():.0f} %" for one in passing)
        found.append(("Ground that passes", f"{today} today, {planned} with the plan"))
    return (*found, *([("Note", norm.note)] if norm.note else []))


def _counts(verdict: F32) -> list[int]:
    known = verdict[np.isfinite(verdict)].astype(int)
    return [int(n) for n in np.bincount(known, minlength=len(VERDICTS))]


def source_words(norm: Norm) -> str:
    """Where a norm is written."""
    source = norm.source
    parts = (source.title, source.edition, source.section, source.publisher, source.year)
    return ", ".join(str(part) for part in parts if part)


def asked_words(norm: Norm) -> str:
    """What a norm asks for, in a sentence."""
    least = norm.levels[0].value
    days = [f"{day.day}.{day.month}." for day in decisive(norm, 2026)]
    when = f"on each day from {days[0]} to {days[-1]}"
    if norm.days != "each" or len(days) == 1:
        when = f"on {' and '.join(days)}"
    words = {
        "vsc": f"a vertical sky component of at least {least:g} %",
        "line25": f"nothing higher than {least:g}° square before the façade",
        "apsh": f"at least {least:g} % of the year's probable sunlight",
    }.get(norm.judges, f"at least {least:g} h of sun {when}")
    if norm.winter is not None:
        words += f", {norm.winter.value:g} % of it in winter"
    if norm.former is not None:
        words += f", or {norm.former:g} times of what there was before"
    above = f", the sun higher than {norm.altitude:g}°" if norm.altitude else ""
    return f"{words}{above}"


_SAME = {one.key: one for one in (*PLACES, *LEAVES, *WHERE)}
NORM = Simulation(
    "norm",
    "A norm for sun and daylight",
    "Which homes, storeys and buildings meet a norm today, and which with the plan.",
    (
        Parameter(
            "norm",
            "Norm",
            "text",
            "tno_light",
            choices=tuple((key, one.title) for key, one in norms().items()),
            about="or one's own, as JSON",
        ),
        Parameter("year", "Year", "whole", 2026, "", 1900, 2200, about="whose days are taken"),
        Parameter("every", "Every", "whole", 14, "days", 1, LONG, about="of a period"),
        Parameter("step", "Time step", "number", 15.0, "min", 1, 60),
        _SAME["area"],
        Parameter("spacing", "Spacing", "number", 2.0, "m", 0.5, 5),
        _SAME["storey"],
        Parameter(
            "dwelling",
            "Floor area of a home",
            "number",
            ASSUMPTIONS["dwelling_size"].value,
            "m²",
            20,
            300,
            about="where the model does not say which homes there are",
        ),
        *LEAVES,
        *WHERE,
    ),
    study,
    compares=True,
    method=(
        "What the norm asks is measured in the middle of each storey's windows, taken to be all "
        "along the façade, over the city as it is and over the plan; points are judged one by one, "
        "then homes and buildings by the norm's own rule."
    ),
    source="The norm's file names its source; the sun as in the sun study.",
    limits=(
        "Models rarely say where homes and windows are: homes are taken to lie side by side along "
        "the façade of each storey, as many as its area holds. Norms that need rooms are met by "
        "façades here."
    ),
    accuracy="As the sun study: a point within half a time step of the norm may go either way.",
)
