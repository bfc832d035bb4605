"""Values over time that a city model brings along, or says where to ask for: CityGML 3.0's
Dynamizers (OGC 20-010, 7.13)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.directory import Directory
from city.model import City

F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]

NAMED = re.compile(r"\[\s*(?:\w+:)?name\s*=\s*['\"]([^'\"]*)['\"]\s*\]")
OF_ID = re.compile(r"@(?:\w+:)?id\s*=\s*['\"]([^'\"]*)['\"]")


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a sensor's values are to be had: the kind of service, its address, and which stream.

    link: the address of the observations themselves, "" where the model tells none. topic: of MQTT.
    """

    kind: str
    address: str
    stream: str
    topic: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a file beside the model: which lines are of this series, and which columns hold
    its moments and values, by title or by number from 1 on."""

    file: str
    separator: str
    decimal: str
    header: int
    id: tuple[str, str] = ("", "")  # column and value
    time: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Dynamizer:
    """What overrides an attribute of an object over time.

    object: its row in the city. target: the id that the model names, which may be one of a surface.
    time, value: (n,) columns, of what the model itself tells. fault: what of it cannot be told.
    """

    id: str
    object: int
    target: str
    attribute: str
    unit: str
    time: Times
    value: F64
    connection: Connection | None = None
    table: Table | None = None
    fault: str = ""


def dynamizers(city: City) -> tuple[Dynamizer, ...]:
    """All Dynamizers of a city."""
    kinds = [code for code, kind in enumerate(city.objects.kinds) if kind == "Dynamizer"]
    rows = np.flatnonzero(np.isin(city.objects.kind, kinds)).tolist() if kinds else []
    if not rows:
        return ()
    told = [city.objects.attributes(row) for row in rows]
    targets = [(OF_ID.findall(str(one.get("attributeRef", ""))) or [""])[-1] for one in told]
    found = Directory(city.objects.ids).rows(targets)
    return tuple(
        _dynamizer(city, row, one, target, at)
        for row, one, target, at in zip(rows, told, targets, found, strict=True)
    )


def _dynamizer(city: City, row: int, told: Mapping[str, Any], target: str, at: int) -> Dynamizer:
    owner = at if at >= 0 else int(city.objects.parent[row])
    if not target and owner >= 0:
        target = city.objects.ids[owner]
    series = _first(told.get("dynamicData"))
    sensor = _first(told.get("sensorConnection"))
    time, value, fault = _pairs(series)
    unit = _text(series.get("uom")) or _text(sensor.get("uom"))
    return Dynamizer(
        city.objects.ids[row],
        owner,
        target,
        _attribute(str(told.get("attributeRef", ""))),
        unit,
        time,
        value,
        _connection(sensor, told) if sensor else None,
        _table(series) if series.get("type") == "TabulatedFileTimeseries" else None,
        fault,
    )


def _first(told: Any) -> Mapping[str, Any]:
    told = told[0] if isinstance(told, list) and told else told
    return told if isinstance(told, dict) else {}


def _text(told: Any) -> str:
    if isinstance(told, dict):  # a value with attributes of its own
        told = told.get("value")
    return " ".join(str(told).split())[:2000] if isinstance(told, (str, int, float)) else ""


def _attribute(path: str) -> str:
    """The attribute that an XPath leads to."""
    if named := NAMED.findall(path):
        return str(named[-1])
    steps = [re.sub(r"\[.*?\]|^\w+:|\(\)", "", step) for step in path.split("/")]
    steps = [step for step in steps if step not in ("", "value", "text")]
    return steps[-1] if steps else "value"


# values in the model


def _pairs(series: Mapping[str, Any]) -> tuple[Times, F64, str]:
    """The moments and values of a GenericTimeseries, and what is wrong with it."""
    kind = series.get("type", "")
    if kind not in ("GenericTimeseries", "TabulatedFileTimeseries", ""):
        return *_columns([], []), f"a {kind} is not read"
    pairs = series.get("timeValuePair", [])
    pairs = pairs if isinstance(pairs, list) else [pairs]
    moments, values, lost = [], [], 0
    for pair in pairs:
        when = moment(_text(pair.get("timestamp"))) if isinstance(pair, dict) else None
        number = _number(pair) if when is not None else None
        if when is None or number is None:
            lost += 1
        else:
            moments.append(when)
            values.append(number)
    fault = f"{lost:,} of its {len(pairs):,} values are no numbers with a moment" if lost else ""
    return *_columns(moments, values), fault


def _columns(moments: list[np.datetime64], values: list[float]) -> tuple[Times, F64]:
    time = np.array(moments, "datetime64[ms]")
    order = np.argsort(time, kind="stable")
    return time[order], np.array(values, np.float64)[order]


def _number(pair: Mapping[str, Any]) -> float | None:
    told = next((_text(pair[name]) for name in ("doubleValue", "intValue") if name in pair), "")
    try:
        number = float(told)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def moment(text: str) -> np.datetime64 | None:
    """A moment in UTC, as ISO 8601 writes it, or the beginning of a month or a year; one without a
    zone is taken as UTC. None for anything else."""
    try:
        if re.fullmatch(r"\d{4}(-\d\d)?", text):
            return np.datetime64(text, "ms")
        when = datetime.fromisoformat(text)
        when = when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
    except (ValueError, OverflowError):
        return None
    return np.datetime64(when, "ms")


# values elsewhere


def _connection(sensor: Mapping[str, Any], told: Mapping[str, Any]) -> Connection:
    def fill(found: re.Match[str]) -> str:
        return _text(sensor.get(found[1])) or _text(told.get(found[1]))

    address = _text(sensor.get("baseURL"))
    link = re.sub(r"%(\w+)%", fill, _text(sensor.get("linkToObservation")))
    kind = _text(sensor.get("connectionType")) or _text(sensor.get("serverType"))
    stream = _text(sensor.get("datastreamID")) or _text(sensor.get("observationID"))
    return Connection(kind, address, stream, _text(sensor.get("mqttTopic")), link)


def _table(series: Mapping[str, Any]) -> Table:
    def column(name: str) -> str:
        return _text(series.get(f"{name}ColumnName")) or _text(series.get(f"{name}ColumnNo"))

    lines = _text(series.get("numberOfHeaderLines"))
    return Table(
        _text(series.get("fileLocation")),
        _text(series.get("fieldSeparator"))[:1] or ",",
        _text(series.get("decimalSymbol"))[:1] or ".",
        int(lines) if re.fullmatch(r"\d{1,4}", lines) else 1,
        (column("id"), _text(series.get("idValue"))),
        column("time"),
        column("value"),
    )


def tabulated(table: Table, text: str) -> tuple[Times, F64, int]:
    """The moments and values of a table, and how many of its lines cannot be read.

    Raises ValueError, in plain words, where it lacks a column or is no table.
    """
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=table.separator))
    except csv.Error as fault:
        raise ValueError(f"it is no table: {fault}") from fault
    titles = (
        [title.strip() for title in rows[table.header - 1]] if 0 < table.header <= len(rows) else []
    )
    time, value = _place(table.time, titles), _place(table.value, titles)
    id = _place(table.id[0], titles) if table.id[0] else None
    moments, values, lost = [], [], 0
    for row in rows[table.header :]:
        if not row or (id is not None and _cell(row, id) != table.id[1]):
            continue
        when = moment(_cell(row, time))
        try:
            number = float(_cell(row, value).replace(table.decimal, "."))
        except ValueError:
            when, number = None, np.nan
        if when is None:
            lost += 1
        else:
            moments.append(when)
            values.append(number)
    return *_columns(moments, values), lost


def _place(column: str, titles: Sequence[str]) -> int:
    if column in titles:
        return titles.index(column)
    if re.fullmatch(r"[1-9]\d{0,3}", column):
        return int(column) - 1
    raise ValueError(f"it has no column {column[:60]!r}")


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""
