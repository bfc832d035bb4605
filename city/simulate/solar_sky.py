"""What shines on an area in a year: its weather, the directions it comes from, and the sky."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.place import Place
from city.simulate import sky as patches_of
from city.simulate.days import WHERE, place_in
from city.simulate.irradiance import ALBEDO, TURBIDITY, Model, clear_year, free_view
from city.simulate.leaves import in_leaf
from city.simulate.obstacles import Area
from city.simulate.parameters import Parameter
from city.simulate.solar_year import SolarYear, condensed, irradiation
from city.simulate.weathers import kept
from city.time_zone import zone, zone_at
from city.view import View
from city.weather import YEAR, Weather

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

HAZE = float(np.mean(TURBIDITY))
# Degrees that a direction to the sun stands for, and patches of the sky.
PRECISION = {"coarse": (5.0, 289), "usual": (4.0, 433), "fine": (2.5, 1153)}

AIR = (
    Parameter(
        "weather",
        "Weather",
        "text",
        "",
        about="an EPW or TMY3 file; empty for a sky that is clear all year, the most there can be",
    ),
    Parameter(
        "turbidity",
        "Haze of a clear sky",
        "number",
        round(HAZE, 2),
        "",
        1.5,
        8,
        about="Linke turbidity, the mean of the year; months follow those of north-west Europe",
        rare=True,
    ),
    Parameter(
        "albedo",
        "Light that the ground throws back",
        "number",
        ALBEDO * 100,
        "%",
        0,
        90,
        about="grass and city ground: 20 %, Liu & Jordan (1963)",
        rare=True,
    ),
    Parameter(
        "sky_model",
        "Model of the sky",
        "choice",
        "perez",
        choices=(
            ("perez", "Perez et al. (1990)"),
            ("hay-davies", "Hay & Davies (1980)"),
            ("isotropic", "Even, Liu & Jordan (1963)"),
        ),
        rare=True,
    ),
    Parameter(
        "precision",
        "Precision",
        "choice",
        "usual",
        choices=(
            ("coarse", "Coarse: the sun every 5°"),
            ("usual", "Usual: every 4°"),
            ("fine", "Fine: every 2.5°"),
        ),
        rare=True,
    ),
    WHERE[0],
)


@dataclass(frozen=True, slots=True, eq=False)
class Air:
    """A year of sun and sky over an area.

    directions: (b + k, 3) to look into: the year's rays to the sun, then patches of the sky.
    through: (12,) the share of light that comes through trees in each month; through_sky: of the
    sky's in the year.
    """

    weather: Weather
    place: Place
    year: SolarYear
    directions: F64
    model: Model
    albedo: float
    through: F64
    through_sky: float

    @property
    def rays(self) -> int:
        return len(self.year.rays)

    def opening(self, normals: F32, clear: Mask, leafy: Mask | None) -> F32:
        """(n,) the share of the sky before each plane that it sees, weighed by the cosine.

        clear, leafy: (n, b + k) as in city.simulate.light.Openness.
        """
        facing = np.maximum(normals @ self.directions[self.rays :].astype(np.float32).T, 0)
        share = clear[:, self.rays :].astype(np.float32)
        if leafy is not None:
            share += leafy[:, self.rays :] * np.float32(self.through_sky)
        whole = facing.sum(1)
        facing *= share
        return np.asarray(facing.sum(1) / whole)

    def received(
        self, normals: F32, opening: F32, clear: Mask, leafy: Mask | None
    ) -> NDArray[np.float32]:
        """(n, 12) kWh/m² of each month on planes."""
        view = free_view(normals.astype(np.float64)) * opening
        found = irradiation(self.year, normals, clear[:, : self.rays], view, self.albedo)
        if leafy is not None:
            none = np.zeros(12)
            green = replace(
                self.year, beam=self.year.beam * self.through, dome=none, band=none, ground=none
            )
            found += irradiation(green, normals, leafy[:, : self.rays])
        return found


def air_of(view: View, area: Area, settings: Mapping[str, Any]) -> Air:
    """The year that AIR and LEAVES say, over an area. ValueError where the weather is not at hand
    or nobody knows where on Earth the area is."""
    said = kept(settings["weather"]) if settings["weather"] else None
    place = place_in(view, area, settings["place"])
    ground = float(view.base.standing(np.array([area.middle]))[0])
    height = (ground if np.isfinite(ground) else 0.0) + float(view.base.frame.origin[2])
    place = replace(place, height=min(max(height, 0.0), 9000.0))
    if said is None:
        haze = tuple(float(t) * settings["turbidity"] / HAZE for t in TURBIDITY)
        said = clear_year(place, _offset(place), haze)
    step, patches = PRECISION[settings["precision"]]
    model: Model = settings["sky_model"]
    year = condensed(said, place, model, step)
    through = _through(settings, place.lat)
    return Air(
        said,
        place,
        year,
        np.concatenate([year.rays, patches_of.sky(patches).directions]),
        model,
        settings["albedo"] / 100,
        through,
        float(through @ year.dome / max(year.dome.sum(), 1e-9)),
    )


def _offset(place: Place) -> float:
    """Hours of a place's standard time ahead of universal time."""
    clock = zone(zone_at(place))
    moments = (datetime(YEAR, month, 1, tzinfo=UTC).astimezone(clock) for month in (1, 7))
    return min((one.utcoffset() or timedelta(0)) for one in moments).total_seconds() / 3600


def _through(settings: Mapping[str, Any], lat: float) -> F64:
    """(12,) the share of light that comes through trees in each month, by their days in leaf."""
    if settings["trees"] == "none":
        return np.ones(12)
    days = [datetime(YEAR, 1, 1).date() + timedelta(n) for n in range(365)]
    leaf, month = (np.array(x) for x in ([in_leaf(d, lat) for d in days], [d.month for d in days]))
    share = np.bincount(month - 1, leaf, 12) / np.bincount(month - 1, minlength=12)
    light = share * settings["leaf_light"] + (1 - share) * settings["bare_light"]
    return np.asarray(light / 100)
