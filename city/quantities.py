"""What platforms of cities measure: in words, in which unit, what is much, and how it is shown.

The table is assets/quantities.json; names and units follow the Smart Data Models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from city.series import Measurand
from city.units import convert, spelt

F64 = NDArray[np.float64]
Glyph = Literal["disc", "bar", "gauge", "arrow", "drop", "sign"]
GAS = 8.314462618  # J/(mol K), CODATA 2018


@dataclass(frozen=True, slots=True)
class Limit:
    """A value that should not be exceeded, in the quantity's unit.

    over: how long a mean it is for ("24 h", "year"). title: whose it is; source: where it stands.
    """

    value: float
    over: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is measured, whatever its many sources call it.

    key: for files and settings. unit: the one it is shown in. bare: what a number is in that says
    no unit, None where it must say one. palette, low, high: its colours, of `city.palettes`.
    steady: it stays until the next value, rather than passing over to it. field: what lies between
    stations may be estimated. possible: values that can be. states: words by number, of what is no
    number. molar: g/mol of a gas, 0 for anything else.
    """

    key: str
    title: str
    unit: str
    bare: str | None
    palette: str
    reversed: bool
    low: float
    high: float
    steady: bool
    field: bool
    glyph: Glyph
    possible: tuple[float, float] = (-np.inf, np.inf)
    limits: tuple[Limit, ...] = ()
    states: tuple[str, ...] = ()
    molar: float = 0.0

    def converted(self, values: F64, unit: str, air: tuple[float, float] | None = None) -> F64:
        """Values in this quantity's unit.

        air: its temperature in °C and its pressure in hPa, without which shares of a volume (ppb)
        do not become masses. Raises ValueError, with the reason, for a unit that cannot be that of
        this quantity.
        """
        said = spelt(unit) if unit else self.bare
        if said is None:
            raise ValueError(f"{self.title}: its source does not say in which unit it is")
        if said == "1" and not self.unit:
            return values
        try:
            known = self._masses(values, said, air) if self.molar else (values, said)
            return convert(*known, self.unit)
        except ValueError as why:
            raise ValueError(f"{self.title} in {unit or said}: {why}") from None

    def impossible(self, values: F64) -> NDArray[np.bool_]:
        """Which values, in this quantity's unit, cannot be: their unit is another, or they stand
        for none."""
        low, high = self.possible
        return (values < low) | (values > high)

    def _masses(self, values: F64, unit: str, air: tuple[float, float] | None) -> tuple[F64, str]:
        """Shares of a volume as masses, or masses as shares, where this gas is told in them."""
        shares = ("ppb", "ppm")
        if (unit in shares) == (self.unit in shares):
            return values, unit
        if air is None:
            raise ValueError("a share of a volume is a mass only at a temperature and a pressure")
        celsius, hectopascal = air
        each = self.molar * hectopascal * 100 / (GAS * (celsius + 273.15)) / 1000  # µg/m³ of 1 ppb
        if unit in shares:
            return convert(values, unit, "ppb") * each, "µg/m³"
        return convert(values, unit, "µg/m³") / each, "ppb"

    def fits(self, unit: str) -> bool:
        """Whether a unit can be that of this quantity."""
        air = (20.0, 1013.25) if self.molar else None
        try:
            self.converted(np.zeros(0), unit, air)
        except ValueError:
            return False
        return True


def quantity_of(measurand: Measurand, kind: str = "") -> Quantity | None:
    """What a source's measurand is, None where nobody knows.

    kind: of the thing, as its source has it ("AirQualityObserved"): NO2 in water is no gas. Of
    several that share a name the first counts whose unit fits.
    """
    return _found(measurand.name, measurand.unit, kind)


@lru_cache(maxsize=16_384)
def _found(name: str, unit: str, kind: str) -> Quantity | None:
    named = _table().get(_plain(name)) or _table().get(_plain(name.partition(",")[0])) or ()
    of_kind = [one for kinds, one in named if _plain(kind) in kinds]
    known = [*of_kind, *(one for kinds, one in named if not kinds)]
    fitting = (one for one in known if one.fits(unit))
    return next(fitting, known[0] if known else None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def _table() -> Mapping[str, list[tuple[frozenset[str], Quantity]]]:
    """By plain name: the kinds of things that it is so for (none: all), and what it is."""
    import assets

    told = json.loads(assets.path("quantities.json").read_bytes())
    table: dict[str, list[tuple[frozenset[str], Quantity]]] = {}
    for row in told["quantities"]:
        quantity = _quantity(row, told["sources"])
        kinds = frozenset(map(_plain, row.get("kinds", ())))
        bares = row["bare"] if isinstance(row.get("bare"), dict) else {}
        for name in map(_plain, row["names"]):
            own = replace(quantity, bare=bares[name]) if name in bares else quantity
            table.setdefault(name, []).append((kinds, own))
    return table


def _quantity(row: Mapping[str, Any], sources: Mapping[str, tuple[str, str]]) -> Quantity:
    palette, low, high = row["colours"]
    bare = row.get("bare", row["unit"])
    return Quantity(
        key=row["key"],
        title=row["title"],
        unit=row["unit"],
        bare=row["unit"] if isinstance(bare, dict) else bare,
        palette=palette,
        reversed=row.get("reversed", False),
        low=low,
        high=high,
        steady=row.get("time") == "step",
        field=row.get("field", False),
        glyph=row.get("glyph", "disc"),
        possible=tuple(row.get("possible", (-np.inf, np.inf))),
        limits=tuple(
            Limit(value, over, *sources[key]) for value, over, key in row.get("limits", ())
        ),
        states=tuple(row.get("states", ())),
        molar=row.get("molar", 0.0),
    )
