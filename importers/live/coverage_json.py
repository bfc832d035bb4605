"""CoverageJSON 1.0 (OGC 21-069r2): values along axes of places and times, as readings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.series import Measurand, Readings, Thing
from importers.live import feed
from importers.live.shapes import middle
from importers.live.systems import degrees
from importers.report import Report

PLACES, VALUES = 20_000, 500_000  # of a grid that are read; of a larger one every n-th point
LONGEST = 1_000_000  # steps of an axis that is told by its ends
# UCUM, those that people write otherwise
UNITS = {
    "Cel": "°C",
    "degC": "°C",
    "[degF]": "°F",
    "deg": "°",
    "ug/m3": "µg/m³",
    "ug.m-3": "µg/m³",
    "mg/m3": "mg/m³",
    "m3/s": "m³/s",
    "m.s-1": "m/s",
    "W/m2": "W/m²",
    "dB[SPL]": "dB",
}
Rows = NDArray[np.int64]


def is_coverage(data: Any) -> bool:
    """Whether an answer is CoverageJSON."""
    return isinstance(data, dict) and data.get("type") in ("Coverage", "CoverageCollection")


def readings(
    data: Mapping[str, Any], title: str, report: Report, prefix: str = "", one: Thing | None = None
) -> Iterator[Readings]:
    """What coverages say, one after the other; those that are broken go to the report.

    prefix: before the ids of things, which are places where nobody names them. one: whose values
    they are, where a coverage is of one place.
    """
    coverages = data.get("coverages") if data["type"] == "CoverageCollection" else [data]
    for each in coverages if isinstance(coverages, list) else ():
        try:
            whole = {**data, **each}  # what coverages share is said once
            yield _read(whole, title, report, prefix, one)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as why:
            told = " ".join(str(why).split())[:100]
            report.error("coverage", title, f"a coverage is broken ({told}); left out")


@dataclass(frozen=True, slots=True)
class Domain:
    """Where and when. axis: of which axis each coordinate (x, y, z, t) is. along: its values."""

    axis: Mapping[str, str]
    along: Mapping[str, Sequence[Any]]

    def length(self, axis: str) -> int:
        return next((len(self.along[one]) for one, of in self.axis.items() if of == axis), 1)

    def places(self) -> tuple[str, ...]:
        """The axes that places lie along."""
        return tuple(dict.fromkeys(self.axis[one] for one in "xyz" if one in self.axis))

    def step(self) -> int:
        """Of which points along x and y of a grid only every n-th can be read."""
        if self.axis["x"] == self.axis["y"]:
            return 1
        places = math.prod(self.length(axis) for axis in self.places())
        values = math.prod(self.length(axis) for axis in set(self.axis.values()))
        return math.ceil(math.sqrt(max(places / PLACES, values / VALUES, 1)))

    def thinned(self, step: int) -> Domain:
        short = {one: along[::step] if one in "xy" else along for one, along in self.along.items()}
        return Domain(self.axis, short)


def _read(
    coverage: Mapping[str, Any], title: str, report: Report, prefix: str, one: Thing | None
) -> Readings:
    received = feed.now()
    domain = domain_of(coverage["domain"]["axes"])
    step = domain.step()
    if step > 1:
        told = f"{domain.length(domain.axis['x']):,} by {domain.length(domain.axis['y']):,} points"
        report.warning("grid", title, f"a grid of {told}: every {step}th of them was read")
    thin = domain.thinned(step)
    moments = _moments(thin, received)
    measurands: list[Measurand] = []
    parts = []
    for key, parameter in coverage["parameters"].items():
        range_ = coverage["ranges"].get(key)
        if range_ is None:
            continue
        if not isinstance(range_, dict) or range_.get("type") != "NdArray":
            report.error("range", title, f"the values of {feed.text(key)} lie elsewhere; left out")
            continue
        place, moment, value = _columns(range_, domain, thin, step)
        dated = ~np.isnat(moments[moment])
        if not dated.all():
            report.error("moment", title, f"{int((~dated).sum()):,} values say not when; left out")
        what = np.full(int(dated.sum()), len(measurands))
        parts.append((place[dated], what, moments[moment[dated]], value[dated]))
        of = measurand_of(key, parameter)
        measurands.append(Measurand(feed.text(key), of.unit) if of in measurands else of)
    if not parts:
        raise ValueError("it has no values")
    things = _things(thin, system_of(coverage), prefix, _named(coverage, prefix, one))
    if any(not thing.place for thing in things):
        report.warning("place", title, "places that are no points on Earth; they are shown nowhere")
    rows, ofs, times, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Readings(things, tuple(measurands), rows, ofs, times, values, received)


def domain_of(axes: Mapping[str, Mapping[str, Any]]) -> Domain:
    """The axes of a domain; raises ValueError where they do not say where."""
    axis: dict[str, str] = {}
    along: dict[str, Sequence[Any]] = {}
    for name, told in axes.items():
        values: Any = told["values"] if "values" in told else _regular(told)
        names = told.get("coordinates", [name])
        if told.get("dataType") == "polygon":
            areas = [middle({"type": "Polygon", "coordinates": one}) for one in values]
            values = [one or (math.nan, math.nan) for one in areas]
        for at, one in enumerate(names):
            axis[one] = name
            along[one] = values if len(names) == 1 else [each[at] for each in values]
    if "x" not in axis or "y" not in axis:
        raise ValueError("it says not where")
    return Domain(axis, along)


def _regular(told: Mapping[str, Any]) -> list[float]:
    if not 0 < told["num"] <= LONGEST:
        raise ValueError(f"an axis of {told['num']} steps")
    steps: list[float] = np.linspace(told["start"], told["stop"], told["num"]).tolist()
    return steps


def _moments(domain: Domain, received: np.datetime64) -> NDArray[np.datetime64]:
    if "t" not in domain.axis:
        return np.array([received])
    told = (feed.moment(one) for one in domain.along["t"])
    return np.array(
        [np.datetime64("NaT", "ms") if one is None else one for one in told], "datetime64[ms]"
    )


def _columns(
    told: Mapping[str, Any], domain: Domain, thin: Domain, step: int
) -> tuple[Rows, Rows, NDArray[np.float64]]:
    """The values of a range, and for each the rows of its place and its moment."""
    names = tuple(told.get("axisNames", ()))
    values = np.array(told["values"], np.float64).reshape(told.get("shape", ()))
    if any(values.shape[at] != domain.length(name) for at, name in enumerate(names)):
        raise ValueError("its values do not fit its axes")
    if any(domain.length(one) > 1 and one not in names for one in domain.axis.values()):
        raise ValueError("its values leave out an axis")
    plane = (domain.axis["x"], domain.axis["y"])
    if step > 1:
        values = values[tuple(slice(None, None, step if one in plane else 1) for one in names)]

    def rows(axes: tuple[str, ...]) -> Rows:
        found, stride = np.zeros(values.shape, np.int64), 1
        for axis in reversed(axes):
            if axis in names:
                shape = [-1 if name == axis else 1 for name in names]
                found += stride * np.arange(thin.length(axis)).reshape(shape)
            stride *= thin.length(axis)
        return found.ravel()

    when = (domain.axis["t"],) if "t" in domain.axis else ()
    return rows(thin.places()), rows(when), values.ravel()


def _things(domain: Domain, crs: str, prefix: str, one: Thing | None) -> tuple[Thing, ...]:
    """The places of a domain, in the order of their rows."""
    axes = domain.places()
    shape = tuple(domain.length(axis) for axis in axes)
    columns = []
    for name in "xyz":
        if name in domain.axis:
            along = np.array(domain.along[name], np.float64)
            lie = [-1 if axis == domain.axis[name] else 1 for axis in axes]
            columns.append(np.broadcast_to(along.reshape(lie), shape).ravel().tolist())
    way = degrees(crs, east_first=True) if crs else None
    things = []
    for x, y, *up in zip(*columns, strict=True):
        east, north = way(x, y) if way else (x, y)
        id = ",".join([f"{east:.6f}", f"{north:.6f}", *(f"{z:g}" for z in up)])
        place = feed.on_earth(east, north, *up) or ()
        things.append(Thing(prefix + id, "", place))
    if one is not None and len(things) == 1:
        return (Thing(one.id, one.name, one.place or things[0].place, one.kind),)
    return tuple(things)


def _named(coverage: Mapping[str, Any], prefix: str, one: Thing | None) -> Thing | None:
    id = feed.text(coverage.get("id"))
    return one if one is not None or not id else Thing(prefix + id)


def system_of(coverage: Mapping[str, Any]) -> str:
    """The system of x and y, "" for degrees; x is the east, whatever comes first in the system."""
    for one in coverage["domain"].get("referencing") or coverage.get("referencing") or ():
        if "x" in one.get("coordinates", ()):
            return feed.text(one["system"].get("id"))
    return ""


def measurand_of(key: str, parameter: Any) -> Measurand:
    """What a parameter says, and in which unit."""
    observed, unit = parameter.get("observedProperty") or {}, parameter.get("unit") or {}
    symbol = unit.get("symbol")
    symbol = symbol.get("value") if isinstance(symbol, dict) else symbol
    code = feed.text(symbol) or _label(unit.get("label"))
    return Measurand(_label(observed.get("label")) or feed.text(key), UNITS.get(code, code))


def _label(told: Any) -> str:
    """A text that may be told in several languages."""
    if isinstance(told, dict):
        told = told.get("en") or next((one for one in told.values() if isinstance(one, str)), "")
    return feed.text(told)
