"""Numbers, days and settings as a report writes them: the same on every machine."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from app.sunlight import QUARTERS
from city.layer import Layer, Quantity
from city.layer_colours import value_words
from city.project import Origin
from city.report import Column, Table
from city.simulate.parameters import Parameter

NONE = "–"
LONGEST = 160  # signs of a setting that are shown


@contextmanager
def in_english() -> Iterator[None]:
    """Numbers are written as they are in English, wherever the program runs."""
    from PySide6.QtCore import QLocale

    usual = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    try:
        yield
    finally:
        QLocale.setDefault(usual)


def amount(value: float, decimals: int = 0, sign: bool = False) -> str:
    """A number with thousands apart: 12,345.6; with its sign where it is a change."""
    if not math.isfinite(value):
        return NONE
    value = round(value, decimals) + 0.0
    text = f"{value:{'+' if sign and value else ''},.{decimals}f}"
    return text.replace("-", "−")


def many(count: int, noun: str) -> str:
    """ "1 home", "1,204 homes"."""
    return f"{amount(count)} {noun}{'' if count == 1 else 's'}"


def said(quantity: Quantity, value: float, change: bool = False) -> str:
    """A value of a quantity as a table shows it, without its unit."""
    if not math.isfinite(value):
        return NONE
    if quantity.scale == "classes" or quantity.unit == "clock":
        return value_words(quantity, value)
    return amount(value, quantity.decimals, change or quantity.scale == "diverging")


def unit_of(quantity: Quantity) -> str:
    return "" if quantity.unit == "clock" else quantity.unit


def day_words(day: date) -> str:
    """ "21 March 2026"."""
    months = "January February March April May June July August September October November December"
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def quarter(degrees: float) -> str:
    """Where something lies, clockwise from north: 100 -> "east"."""
    return QUARTERS[round(degrees / 45) % 8]


def place_words(lat: float, lon: float) -> str:
    """ "51.9069° N, 4.4566° E"."""
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.4f}° {north}, {abs(lon):.4f}° {east}"


def settings_table(parameters: Sequence[Parameter], settings: Mapping[str, Any]) -> Table:
    """Everything that a study was asked with."""
    rows = [
        (one.title, _value(one, settings[one.key]), one.unit, one.key)
        for one in parameters
        if one.key in settings
    ]
    heads = (Column("Setting"), Column("Value"), Column("Unit"), Column("Key"))
    return Table(heads, tuple(rows), "All settings of the study")


def _value(one: Parameter, value: Any) -> str:
    names = dict(one.choices)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if one.kind == "several":
        return ", ".join(names.get(part, part) for part in value)
    if one.kind == "area" and not isinstance(value, str):
        sides = ("west", "south", "east", "north")
        return ", ".join(f"{s} {amount(x, 1)}" for s, x in zip(sides, value, strict=True))
    if isinstance(value, (int, float)):
        return f"{value:.12g}" if abs(value) < 10_000 else amount(value)
    text = names.get(str(value), str(value))
    if text.lstrip().startswith("{"):
        text = f"one's own: {_title_in(text)}"
    return text[:LONGEST] + ("…" if len(text) > LONGEST else "") or "not set: as is usual"


def _title_in(text: str) -> str:
    try:
        return str(json.loads(text)["title"])
    except (ValueError, KeyError, TypeError):
        return text


def hashes_table(layers: Sequence[tuple[str, Layer]], origins: Sequence[Origin]) -> Table:
    """What lets anybody check that the same question over the same city got this answer."""
    rows = []
    for name, layer in layers:
        rows += [(f"Inputs, {name}", layer.inputs), (f"Result, {name}", layer.digest())]
    if layers and layers[0][1].base:
        rows.append(("City without any plan", layers[0][1].base))
    rows += [(f"Source {_file(one.path)}", one.hash) for one in origins if one.hash]
    return Table((Column("What"), Column("Hash")), tuple(rows), "Hashes")


def _file(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]
