"""JSON that follows no standard: its numbers, its moments, its places, however they are called."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import orjson

from city.series import Measurand
from city.tracks import HEADING, LATITUDE, LONGITUDE
from importers.live import feed
from importers.live.points import EASTS, NORTHS
from importers.live.rows import MOMENTS, measurand

DEEPEST = 8  # levels of JSON that are looked into
WORDS = {**dict.fromkeys(EASTS[:-1], LONGITUDE), **dict.fromkeys(NORTHS[:-1], LATITUDE)}
WORDS |= dict.fromkeys(("heading", "bearing", "course", "cog"), HEADING)
CLOCKS = re.compile(r"^(ts|tst|epoch|.*time|.*timestamp|.*timestampms|.*date)$")
YEARS = (datetime(2000, 1, 1, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp())


def json_of(payload: bytes) -> Any:
    """What a payload is as JSON, or as a number alone; None for what is neither, as for null."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        return _patiently(payload)


def _patiently(payload: bytes) -> Any:
    """The same for what some platforms write: NaN, which is no JSON, or a number alone."""
    try:
        return json.loads(payload, parse_constant=lambda _: math.nan)
    except (ValueError, RecursionError):
        return feed.number(payload.decode("utf-8", "replace")) if len(payload) <= 64 else None


def flat(data: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The values of an object and of what lies within it: "wind.speed", "sensors.0.value". Points
    of GeoJSON stay whole."""
    for value in data.values():
        if value.__class__ in (dict, list) and not _is_point(value):
            return (one for name, value in data.items() for one in _within(name, value, 1))
    return data.items()


def _is_point(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "Point"


def _within(name: str, data: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if _is_point(data) or not isinstance(data, (dict, list)):
        yield name, data
    elif depth <= DEEPEST:
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _within(f"{name}.{key}", value, depth + 1)


@lru_cache(maxsize=4096)
def role(name: str) -> tuple[Measurand, int | None]:
    """What a field measures; and how well it names the moment of all, 0 best, None for not."""
    plain = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())
    if plain in MOMENTS:
        rank: int | None = MOMENTS.index(plain)
    else:
        rank = len(MOMENTS) if CLOCKS.match(plain) else None
    return WORDS.get(plain) or measurand(name), rank


def number(value: Any) -> float | None:
    """A number, also one that is written as text, or a gap; None for words."""
    read = feed.number(value)
    if value.__class__ is str and read is not None and math.isnan(read):
        return read if value.strip().lower() == "nan" else None
    return read


def when(value: Any) -> np.datetime64 | None:
    """A moment: ISO 8601, or seconds or their fractions since 1970, of this century."""
    if isinstance(value, str) and not value.strip().isdecimal():
        return feed.moment(value)
    count = feed.number(value)
    if count is None:
        return None
    for unit in (1.0, 1e-3, 1e-6, 1e-9):
        if YEARS[0] <= count * unit < YEARS[1]:
            return np.datetime64(round(count * unit * 1000), "ms")
    return None
