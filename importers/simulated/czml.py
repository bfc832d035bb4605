"""CZML: what moves, and places, lines and areas that have a value. Looks are left out.

Source: the CZML Guide of Cesium, "Packet", "Position" and "CustomProperties".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.crs_names import between
from city.progress import Progress
from city.series import Measurand, Thing
from city.simulated.run import Run
from city.simulated.told import Told
from importers.intake import ReadError
from importers.live.feed import moment, number, on_earth, text
from importers.simulated.asking import Asking
from importers.simulated.cells import numbers
from importers.simulated.fixes import Fixes
from importers.simulated.json_file import load
from importers.simulated.placing import WGS84, degrees, moments
from importers.simulated.results import Options, Results
from importers.simulated.series import LONG_AGO, series

FORMAT = "CZML"
F64 = NDArray[np.float64]
Times = NDArray[np.datetime64]
Packet = Mapping[str, Any]
DOCUMENT = re.compile(rb"^[\s\xef\xbb\xbf]*\[\s*\{[^{}]*\"id\"\s*:\s*\"document\"")
NAMED = re.compile(r"^\s*([^:：]{1,60}?)\s*[:：]\s*(-?\d+(?:\.\d+)?)")  # "Temperature: 32.05 ..."


def recognises(path: Path, head: bytes) -> bool:
    return DOCUMENT.match(head) is not None


def read(path: Path, options: Options, progress: Progress) -> Results:
    asking = Asking(path, options)
    told = load(path)
    listed = told if isinstance(told, list) else []
    packets: list[Packet] = [one for one in listed if isinstance(one, dict)]
    title = next((text(one.get("name")) for one in packets if one.get("id") == "document"), "")
    run = Run(title or path.name, source=path.name)
    fixes, still = Fixes(()), []
    for done, packet in enumerate(packets):
        progress.report(done, len(packets), f"Reading {path.name}")
        times, at = _course(packet)
        if len(times):
            _add(packet, times, at, fixes)
        elif packet.get("id") != "document":
            still.append(packet)
    said = _still(path, run, still, asking)
    moving = (fixes.moving(path.name, run, asking.report),) if len(fixes) else ()
    if not moving and not said:
        raise ReadError(f"{path.name}: nothing in it moves or has a value; its looks are not read")
    east, north = (
        [value for one in moving for value in (one.east if side == 0 else one.north)[:1000]]
        + [thing.place[side] for one in said for thing in one.series.things.values() if thing.place]
        for side in (0, 1)
    )
    asking.place(WGS84, np.stack([east, north, np.zeros(len(east))], axis=1))
    return Results(FORMAT, asking.done(), asking.report, moving=moving, told=said)


def _add(packet: Packet, times: Times, at: F64, fixes: Fixes) -> None:
    id = text(packet.get("id"))
    row = fixes.meet([id], lambda new: [(id, "")] * len(new))
    none = np.full(len(times), np.nan)
    thing = np.full(len(times), row[0], np.int32)
    fixes.add(thing, times, degrees(WGS84, at[:, 0], at[:, 1]), none, {})


def _course(packet: Packet) -> tuple[Times, F64]:
    """When and where a packet is: (n,) moments, and (n, 3) degrees and metres; none if it rests."""
    position = packet.get("position")
    parts = position if isinstance(position, list) else [position]
    times, places = [np.zeros(0, "datetime64[ms]")], [np.zeros((0, 3))]
    for part in parts:
        if not isinstance(part, dict):
            continue
        key, cells = _cells(part)
        if not cells or len(cells) % 4 or len(cells) < 4:
            continue
        when, at = cells[::4], [cell for row in range(1, 4) for cell in cells[row::4]]
        times.append(_moments(part.get("epoch"), when))
        places.append(_degrees(key, numbers(at).reshape(3, -1).T))
    return np.concatenate(times), np.concatenate(places)


def _cells(part: Packet) -> tuple[str, list[Any]]:
    """The numbers of a position, and which of CZML's ways they are written in."""
    for key in ("cartographicDegrees", "cartographicRadians", "cartesian"):
        cells = part.get(key)
        if isinstance(cells, list):
            return key, cells
    return "", []


def _moments(epoch: Any, when: list[Any]) -> Times:
    """Moments that are dates, or seconds after another."""
    begin = moment(epoch)
    if begin is not None and not any(isinstance(one, str) for one in when):
        return moments(begin, numbers(when))
    each = (moment(one) for one in when)
    return np.array([np.datetime64("NaT", "ms") if one is None else one for one in each], "M8[ms]")


def _degrees(key: str, points: F64) -> F64:
    """(n, 3) degrees east and north, and metres up."""
    if key == "cartographicRadians":
        return np.asarray(points * np.array([180 / np.pi, 180 / np.pi, 1]))
    if key == "cartesian":  # metres from the middle of the Earth
        return np.stack(between("EPSG:4978", "EPSG:4979").transform(*points.T), axis=1)
    return points


def _still(path: Path, run: Run, packets: list[Packet], asking: Asking) -> tuple[Told, ...]:
    """The values of what rests, each with its place."""
    values = [(packet, name, value) for packet in packets for name, value in _values(packet)]
    units = {name: asking.unit(name, (name,), "") for name in dict.fromkeys(v[1] for v in values)}
    asking.done()
    things = [_thing(packet) for packet, _, _ in values]
    times = np.full(len(values), LONG_AGO)
    columns = {
        Measurand(name, unit): (
            times,
            np.array([value if of == name else np.nan for _, of, value in values]),
        )
        for name, unit in units.items()
        if unit is not None
    }
    found = series(things, columns)
    return (Told(path.name, run, found, timeless=True),) if len(found) else ()


def _values(packet: Packet) -> Iterator[tuple[str, float]]:
    """What a packet has a value of: in its properties, or in its name ("Temperature: 32.05")."""
    properties = packet.get("properties")
    for name, said in properties.items() if isinstance(properties, dict) else ():
        value = number(said.get("number") if isinstance(said, dict) else said)
        if value is not None and np.isfinite(value) and not isinstance(said, str):
            yield text(name), value
    named = NAMED.match(text(packet.get("name")))
    if named is not None:
        yield text(named[1]), float(named[2])


def _thing(packet: Packet) -> Thing:
    """Something with its place: a point, where a line begins, or the middle of an area."""
    id, points = text(packet.get("id")), np.zeros((0, 3))
    for name in ("position", "polyline", "polygon"):
        part = packet.get(name)
        if isinstance(part, dict):
            part = part.get("positions") if name != "position" else part
        if isinstance(part, dict):
            key, cells = _cells(part)
            if cells and len(cells) % 3 == 0:
                points = _degrees(key, numbers(cells).reshape(-1, 3))
                points = points[:1] if name == "polyline" else points
                break
    middle = points.mean(0) if len(points) else np.full(3, np.nan)
    place = on_earth(float(middle[0]), float(middle[1]), float(middle[2]))
    return Thing(id, id, place or (), of=id)
