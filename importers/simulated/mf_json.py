"""Moving features in JSON: points that move, and what is told of them over time.

Source: OGC Moving Features Encoding Extension JSON 1.0 (OGC 19-045r3), sections 6 and 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.progress import Progress
from city.series import Measurand, Series, Thing
from city.simulated.run import Run
from city.simulated.told import Told
from importers.intake import ReadError
from importers.live.feed import Gathering, moment, text
from importers.simulated.asking import Asking
from importers.simulated.cells import numbers
from importers.simulated.fixes import Fixes
from importers.simulated.json_file import load
from importers.simulated.placing import WGS84, degrees, system
from importers.simulated.results import Options, Results
from importers.simulated.series import LONG_AGO

FORMAT = "MF-JSON"
F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]


def recognises(path: Path, head: bytes) -> bool:
    words = (b'"temporalGeometry"', b'"MovingPoint"', b'"temporalProperties"')
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and any(w in head for w in words)


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    told = load(path)
    features = list(_features(told))
    if not features:
        raise ReadError(f"{path.name}: it holds no moving features")
    paths = [_path(feature, asking) for feature in features]
    points = [one[1] for one in paths if len(one[0])]
    crs = _system(told, features[0])
    sample = np.concatenate(points) if points else np.zeros((0, 3))
    horizontal = system(asking, asking.place(crs, sample)) if len(sample) else WGS84
    fixes, gathering = Fixes(()), Gathering()
    for done, (feature, (times, at)) in enumerate(zip(features, paths, strict=True)):
        progress.report(done, len(features), f"Reading {path.name}")
        id = _id(feature, done)
        kind = text(feature.get("properties", {}).get("type"))
        _add_properties(id, kind, feature, gathering, asking)
        if len(times):
            thing = np.repeat(fixes.meet([id], partial(_named, id, kind)), len(times))
            none = np.full(len(times), np.nan)
            fixes.add(thing, times, degrees(horizontal, at[:, 0], at[:, 1]), none, {})
    frame = asking.done()
    name, run = path.name, Run(path.name, source=path.name)
    moving = (fixes.moving(name, run, asking.report),) if len(fixes) else ()
    series = Series().merge(gathering.readings(LONG_AGO))
    said = (Told(name, run, series),) if len(series) else ()
    if not moving and not said:
        raise ReadError(f"{name}: it holds no points that move, and no values over time")
    return Results(FORMAT, frame, asking.report, moving=moving, told=said)


def _named(id: str, kind: str, new: list[int]) -> list[tuple[str, str]]:
    return [(id, kind)] * len(new)


def _features(told: Any) -> Iterator[dict[str, Any]]:
    listed = told.get("features", [told]) if isinstance(told, dict) else []
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict):
            properties = one.get("properties")
            yield {**one, "properties": properties if isinstance(properties, dict) else {}}


def _id(feature: Mapping[str, Any], row: int) -> str:
    properties = feature["properties"]
    return text(feature.get("id") or properties.get("id") or properties.get("name") or row + 1)


def _system(told: Mapping[str, Any], feature: Mapping[str, Any]) -> str:
    """The system of the coordinates: that of the geometry, the feature or the file; degrees."""
    for one in (feature.get("temporalGeometry"), feature, told):
        crs = one.get("crs") if isinstance(one, dict) else None
        properties = crs.get("properties") if isinstance(crs, dict) else None
        name = properties.get("name") if isinstance(properties, dict) else ""
        if name and isinstance(name, str):
            return WGS84 if "CRS84" in name else name
    return WGS84


def _path(feature: Mapping[str, Any], asking: Asking) -> tuple[Times, F64]:
    """When and where a feature was: (n,) moments, and (n, 3) coordinates of the file."""
    geometry = feature.get("temporalGeometry")
    if isinstance(geometry, dict) and geometry.get("type") == "MovingGeometryCollection":
        prisms = geometry.get("prisms")
        geometry = prisms[0] if isinstance(prisms, list) and prisms else None
    if geometry is None:  # the encoding of a trajectory, as a line with moments
        line = feature.get("geometry")
        datetimes = feature["properties"].get("datetimes")
        if isinstance(line, dict) and line.get("type") == "LineString" and datetimes:
            geometry = {**line, "type": "MovingPoint", "datetimes": datetimes}
    nothing = np.zeros(0, "datetime64[ms]"), np.zeros((0, 3))
    if not isinstance(geometry, dict):
        return nothing
    kind = text(geometry.get("type"))
    if kind != "MovingPoint":
        asking.report.error("GEOMETRY", _id(feature, 0), f"a {kind} is not read; it is left out")
        return nothing
    times, listed = _times(geometry.get("datetimes")), geometry.get("coordinates")
    sound = isinstance(listed, list) and len(listed) == len(times)
    at = [_point(one) for one in listed] if sound and isinstance(listed, list) else []
    if not at:
        message = "it has not as many moments as places; it is left out"
        asking.report.error("GEOMETRY", _id(feature, 0), message)
        return nothing
    return times, np.array(at)


def _point(told: Any) -> tuple[float, float, float]:
    at = numbers(told) if isinstance(told, list) and len(told) in (2, 3) else np.full(2, np.nan)
    return float(at[0]), float(at[1]), 0.0


def _times(told: Any) -> Times:
    """Moments as ISO 8601 or in milliseconds since 1970; NaT for anything else."""
    listed = told if isinstance(told, list) else []
    return np.array([_moment(one) for one in listed], "datetime64[ms]")


def _moment(told: Any) -> np.datetime64:
    if type(told) in (int, float) and abs(told) < 1e15:
        return np.datetime64(int(told), "ms")
    return moment(told) or np.datetime64("NaT", "ms")


def _add_properties(
    id: str, kind: str, feature: Mapping[str, Any], gathering: Gathering, asking: Asking
) -> None:
    """What is told of a feature over time; words are no values."""
    listed = feature.get("temporalProperties")
    for group in listed if isinstance(listed, list) else []:
        times = _times(group.get("datetimes")) if isinstance(group, dict) else np.zeros(0, "M8[ms]")
        for name, said in group.items() if len(times) else ():
            values = said.get("values") if isinstance(said, dict) else None
            if not isinstance(values, list) or len(values) != len(times):
                continue
            found = numbers(values)
            told = np.isfinite(found) & ~np.isnat(times)
            unit = text(said.get("uom") or said.get("form")) if told.any() else None
            unit = asking.unit(name, (name,), unit) if unit is not None else None
            if unit is None:
                continue
            row = gathering.meet(Thing(id, id, kind=kind, of=id))
            rows = np.full(int(told.sum()), row)
            gathering.add_column(rows, Measurand(text(name), unit), times[told], found[told])
