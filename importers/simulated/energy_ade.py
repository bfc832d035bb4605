"""Energy of buildings over time in CityGML files: the Energy ADE.

Source: Energy ADE 1.0 (SIG3D) and 2.0 (citygml.org/ade/energy), module "Time series and schedules".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from city.progress import Progress
from city.series import Measurand, Series, Thing
from city.simulated.run import Run
from city.simulated.told import Told
from city.units import spelt
from importers.intake import ReadError
from importers.live.feed import Gathering, moment, text
from importers.simulated.asking import Asking
from importers.simulated.markup import beginning, root
from importers.simulated.placing import moments
from importers.simulated.results import Options, Results
from importers.simulated.series import LONG_AGO

FORMAT = "CityGML Energy ADE"
NAMESPACE = re.compile(rb"xmlns:\w+=[\"'][^\"']*(?:/energy/[\d.]+|ade/energy/[\d.]+)[\"']")
GML = "{http://www.opengis.net/gml}"
SERIES = (
    "RegularTimeSeries",
    "IrregularTimeSeries",
    "TypicalValuesTimeSeries",
    "RegularTimeSeriesFile",
    "IrregularTimeSeriesFile",
    "TypicalValuesTimeSeriesFile",
)
RESOURCES = ("Energy", "Water", "Gas", "EnergyDemand")  # 2.0 tells their amount in a year
OBJECTS = ("Building", "BuildingPart", "ThermalZone", "WeatherStation", "UrbanFunctionArea")
# what tells of what a series is, the most exact first
NAMES = ("endUse", "weatherDataType", "type", "energyCarrierType", "energyCarrier")
SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0, "week": 604_800.0}
MOST = 10_000_000  # values of one series

Times = NDArray[np.datetime64]


def recognises(path: Path, head: bytes) -> bool:
    return root(path, head).endswith("CityModel") and bool(NAMESPACE.search(beginning(path)))


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    gathering = Gathering()
    for element in _elements(path, progress):
        if _name(element) in RESOURCES:
            _add_year(element, gathering)
        else:
            _add(element, gathering, asking)
    if not len(gathering):
        raise ReadError(f"{path.name}: it holds no energy over time; open it as a city instead")
    run = Run(path.name, source=path.name)
    told = Told(path.name, run, Series().merge(gathering.readings(LONG_AGO)))
    return Results(FORMAT, asking.done(), asking.report, told=(told,))


def _elements(path: Path, progress: Progress) -> Iterator[Any]:
    """All series of values and all amounts of a year, each still within what it is of."""
    size = max(path.stat().st_size, 1)
    with path.open("rb") as file:
        parsed = etree.iterparse(
            file,
            events=("end",),
            tag=[f"{{*}}{name}" for name in (*SERIES, *RESOURCES, "cityObjectMember")],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in parsed:
                progress.report(min(file.tell(), size), size, f"Reading {path.name}")
                if _name(element) != "cityObjectMember":
                    yield element
                    continue
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as fault:
            raise ReadError(f"{path.name}: it is broken XML: {fault}") from fault


def _name(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _child(element: Any, *names: str) -> Any:
    """The first child of the first of these names that is there."""
    for name in names:
        for child in element:
            if _name(child) == name:
                return child
    return None


def _words(element: Any) -> str:
    return text(element.text) if element is not None else ""


def _add(element: Any, gathering: Gathering, asking: Asking) -> None:
    """The values of a series; what is not read of it is told."""
    id = element.get(f"{GML}id") or "a series without an id"
    if _name(element).endswith("File"):
        asking.report.warning("FILE", id, "its values lie in another file; open that as a table")
        return
    times = _times(element)
    values, unit = _values(element)
    if times is None:
        asking.report.warning("NO_YEAR", id, "its values are of a typical year; left out")
        return
    if len(times) < len(values) or not len(values):
        asking.report.error("VALUES", id, "its values are no numbers with moments; left out")
        return
    thing, name = _whose(element)
    row = gathering.meet(thing)
    measurand = Measurand(name, spelt(unit))
    told = ~np.isnan(values)
    rows = np.full(int(told.sum()), row)
    gathering.add_column(rows, measurand, times[: len(values)][told], values[told])


def _add_year(element: Any, gathering: Gathering) -> None:
    """What something needs or yields in a year, where it is told with its year."""
    amount, year = _child(element, "amount"), moment(f"{_words(_child(element, 'year'))}-01-01")
    number = _numbers([_words(amount)])
    if amount is not None and year is not None and len(number) and np.isfinite(number[0]):
        thing, name = _whose(amount)
        gathering.add(thing, Measurand(name, spelt(amount.get("uom", ""))), year, float(number[0]))


def _whose(element: Any) -> tuple[Thing, str]:
    """The object that a series is of, and what it tells of it."""
    chain = list(element.iterancestors())
    record = next((one for one in chain if _child(one, *NAMES) is not None), None)
    name = _words(_child(record, *NAMES)) if record is not None else ""
    what = _name(record) if record is not None else "value"
    named = [one for one in chain if one.get(f"{GML}id")]
    objects = [one for one in named if _name(one) in OBJECTS] or named[-1:]
    id = objects[0].get(f"{GML}id") if objects else ""
    building = next((one for one in objects if _name(one).startswith("Building")), None)
    of = building.get(f"{GML}id") if building is not None else id
    kind = _name(objects[0]) if objects else ""
    title = text(_words(_child(objects[0], "name"))) if objects else ""
    return Thing(text(id), title or text(id), kind=kind, of=text(of)), f"{name} ({what})".strip()


def _points(element: Any) -> list[Any]:
    """The single values of an irregular series, each with its own moment."""
    listed = (child for one in element for child in one)
    return [one for one in listed if _name(one).endswith("MeasurementPoint")]


def _values(element: Any) -> tuple[NDArray[np.float64], str]:
    """The numbers of a series, and their unit."""
    listed, unit = _child(element, "values", "valuesList"), _child(element, "uom")
    if listed is not None and not len(listed):
        words = (listed.text or "").split()[:MOST]
        return _numbers(words), listed.get("uom", "")
    found = [_child(point, "value") for point in _points(element)]
    said = next((one.get("uom") for one in found if one is not None), None)
    of_all = unit.get("uom", "") if unit is not None else ""
    return _numbers([_words(one) for one in found]), said or of_all


def _numbers(words: list[str]) -> NDArray[np.float64]:
    try:
        return np.array(words, np.float64)
    except ValueError:
        return np.zeros(0)


def _times(element: Any) -> Times | None:
    """When the values of a series are; None where it is of no year."""
    if points := _points(element):
        each = [moment(_words(_child(point, "time"))) for point in points]
        sound = [one for one in each if one is not None]
        return np.array(sound if len(sound) == len(each) else [], "datetime64[ms]")
    period = next(element.iter(f"{GML}TimePeriod"), None)
    if period is None:
        return None
    begin = moment(_words(_child(period, "beginPosition")))
    interval = _child(element, "timeInterval")
    count = len(_values(element)[0])
    if begin is None or interval is None:
        return np.zeros(0, "datetime64[ms]")
    return _regular(begin, _words(interval), interval.get("unit", ""), count)


def _regular(begin: np.datetime64, length: str, unit: str, count: int) -> Times:
    """Moments at equal intervals; twelfths of a year, often rounded to 0.083, are months."""
    try:
        each = float(length)
    except ValueError:
        return np.zeros(0, "datetime64[ms]")
    months = {"month": each, "year": 12 * each}.get(unit, 0.0)
    if months and abs(months - round(months)) < 0.05 and round(months) >= 1:
        whole = begin.astype("datetime64[M]")
        steps = whole + np.arange(count) * np.timedelta64(round(months), "M")
        return np.asarray(steps.astype("datetime64[ms]") + (begin - whole.astype("datetime64[ms]")))
    seconds = each * SECONDS.get(unit, np.nan)
    if not np.isfinite(seconds) or seconds <= 0:
        return np.zeros(0, "datetime64[ms]")
    return moments(begin, np.arange(float(count)) * seconds)
