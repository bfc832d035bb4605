"""URBANopt's scenarios: a folder with a report of each building, and where the buildings stand.

Source: URBANopt documentation, "Default Feature Report" and "GeoJSON schema".
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from city.progress import Progress
from city.series import Measurand, Series, Thing
from city.simulated.run import Run
from city.simulated.told import Told
from city.units import spelt
from importers.intake import ReadError
from importers.live.feed import Gathering, moment, on_earth, place, text
from importers.live.feed import number as number_of
from importers.simulated.asking import Asking
from importers.simulated.cells import UNIT, numbers
from importers.simulated.results import Options, Results
from importers.simulated.series import LONG_AGO

FORMAT = "URBANopt"
REPORT = "feature_reports/default_feature_report.csv"
LARGEST = 1 << 26  # bytes of any one file
MOST = 100_000  # buildings


def recognises(path: Path, head: bytes) -> bool:
    return path.is_dir() and next(_reports(path), None) is not None


def _reports(folder: Path) -> Iterator[Path]:
    for one in sorted(folder.iterdir()):
        if one.is_dir() and (one / REPORT).is_file():
            yield one / REPORT


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    reports = list(_reports(path))
    if len(reports) > MOST:
        raise ReadError(f"{path.name}: it holds more than {MOST:,} buildings; open a part of it")
    features = _features(path)
    gathering = Gathering()
    for done, report in enumerate(reports):
        id = report.parent.parent.name
        progress.report(done, len(reports), f"Reading building {id}")
        _add(report, _thing(id, report, features), gathering, asking)
    if not len(gathering):
        raise ReadError(f"{path.name}: its reports hold no values; did the runs fail?")
    note = "its times name no time zone; they are taken as UTC"
    asking.report.note("NO_ZONE", path.name, note)
    run = Run(path.name, FORMAT, source=path.name)
    told = Told(path.name, run, Series().merge(gathering.readings(LONG_AGO)))
    return Results(FORMAT, asking.done(), asking.report, told=(told,))


def _features(path: Path) -> dict[str, dict[str, Any]]:
    """The buildings of the project, by id, where its GeoJSON lies beside the runs."""
    for folder in (path, path.parent, path.parent.parent):
        for file in sorted(folder.glob("*.json")) + sorted(folder.glob("*.geojson")):
            told = _json(file)
            listed = told.get("features")
            if told.get("type") != "FeatureCollection" or not isinstance(listed, list):
                continue
            features = [one for one in listed if isinstance(one, dict)]
            properties = [one.get("properties") or {} for one in features]
            return {
                text(told.get("id")): one
                for one, told in zip(features, properties, strict=True)
                if isinstance(told, dict)
            }
    return {}


def _json(file: Path) -> dict[str, Any]:
    if not file.is_file() or file.stat().st_size > LARGEST:
        return {}
    try:
        told = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _thing(id: str, report: Path, features: dict[str, dict[str, Any]]) -> Thing:
    """A building: its name and place from its own report, or from the project."""
    own, feature = _json(report.with_suffix(".json")), features.get(id, {})
    at = own.get("location")
    east, north = (
        number_of(at.get(name)) if isinstance(at, dict) else None
        for name in ("longitude_deg", "latitude_deg")
    )
    found = on_earth(east, north) or place(feature) or ()
    properties = feature.get("properties") or {}
    name = text(own.get("name")) or text(properties.get("name")) or id
    return Thing(id, name, found, text(properties.get("building_type")), of=id)


def _add(report: Path, thing: Thing, gathering: Gathering, asking: Asking) -> None:
    """All values of one building; columns without a unit are told."""
    if report.stat().st_size > LARGEST:
        asking.report.error("LARGE", thing.id, "its report is too large; it is left out")
        return
    with report.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        titles, *lines = [row for row in csv.reader(file) if row] or [[]]
    lines = [line for line in lines if len(line) == len(titles)]
    if not lines or titles[0].strip().lower() != "datetime":
        asking.report.error("NO_VALUES", thing.id, "its report holds no values with a time")
        return
    columns = dict(zip(titles, zip(*lines, strict=True), strict=True))
    moments = [moment(word.strip().replace("/", "-")) for word in columns.pop(titles[0])]
    known = [row for row, one in enumerate(moments) if one is not None]
    times = np.array([moments[row] for row in known], "datetime64[ms]")
    rows = np.full(len(known), gathering.meet(thing))
    for title, column in columns.items():
        values = numbers(column)[known]
        named = UNIT.match(title)
        said = asking.options.units.get(title) or ((named[2] or named[3]) if named else "")
        if np.isnan(values).all():
            continue
        if not said:
            asking.report.warning("NO_UNIT", thing.id, f"{title}: it says no unit; left out")
            continue
        measurand = Measurand(text(named[1] if named else title), spelt(said))
        told = ~np.isnan(values)
        gathering.add_column(rows[told], measurand, times[told], values[told])
