"""Make the recordings of the demonstration in assets/recordings/.

    python packaging/make_recordings.py DATA/demo-rotterdam [assets/recordings]

Half an hour in the sample city: what trams and buses, stations and meters might say. All of it is
INVENTED, from a fixed seed, so that the same data give the same files; it says so in every file.
Courses begin where they end, so that the recordings can be played in a loop. Only the lines that
vehicles follow are real: those of OpenStreetMap.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from pyproj import Transformer
from recording_rides import AGENCY, Line, gtfs, lines
from sample_ground import features

from city.series import Measurand, Thing
from city.tracks import HEADING, LATITUDE, LONGITUDE
from importers.live.feed import Gathering
from importers.live.recording import Recorder

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "assets" / "sample"
START = np.datetime64("2026-01-14T07:15:00", "ms")  # before sunrise, so that lights go off
SPAN = 1800  # seconds
SEED = 20260114
SOURCE = f"{AGENCY}; CC0 1.0"
SILENT = (600, 1200)  # seconds within which one air quality station says nothing

CENTRE = (90_900.0, 435_750.0)  # metres in RD New
to_degrees = Transformer.from_crs(28992, 4326, always_xy=True).transform


@dataclass(frozen=True)
class Course:
    """What a thing says of one measurand: values at seconds, and to how many decimals."""

    thing: Thing
    measurand: Measurand
    seconds: np.ndarray
    values: np.ndarray
    decimals: int


def main(data: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    corners = street_corners(data)
    found = lines(data, SPAN)
    groups = {
        "vehicles": (vehicles(found), 20),
        "air": (air(corners, random), 60),
        "noise": (noise(corners, random), 60),
        "weather": (weather(random), 60),
        "parking": (parking(corners, random), 60),
        "water": (water(random), 60),
        "lights": (lights(data), 60),
        "energy": (energy(random), 60),
    }
    for name, (courses, every) in groups.items():
        write(out / f"{name}.ndjson", list(courses), every)
    (out / "gtfs.zip").write_bytes(gtfs(found))
    print(", ".join(f"{path.name} {path.stat().st_size:,}" for path in sorted(out.iterdir())))


def write(path: Path, courses: list[Course], every: int) -> None:
    """A recording in which what came within `every` seconds stands in one line."""
    path.unlink(missing_ok=True)
    with Recorder(path, SOURCE, START) as recorder:
        for end in range(every, SPAN + 1, every):
            gathering = Gathering()
            for course in courses:
                now = (course.seconds >= end - every) & (course.seconds < end)
                values = np.round(course.values[now], course.decimals).tolist()
                for second, value in zip(course.seconds[now].tolist(), values, strict=True):
                    moment = START + np.timedelta64(round(second * 1000), "ms")
                    gathering.add(course.thing, course.measurand, moment, value)
            recorder.write(gathering.readings(START + np.timedelta64(end, "s")))


def thing(kind: str, number: int | str, name: str, place: tuple[float, ...], of: str = "") -> Thing:
    east, north = to_degrees(*place[:2])
    where = (round(float(east), 6), round(float(north), 6))
    return Thing(f"urn:ngsi-ld:{kind}:{number}", f"{name} (invented)", where, kind, of)


def every(seconds: int) -> np.ndarray:
    return np.arange(0, SPAN, seconds, dtype=float)


def wave(random: np.random.Generator, seconds: np.ndarray, rough: float = 0.3) -> np.ndarray:
    """A course about zero between some -1 and 1 that begins where it ends."""
    turns = 2 * math.pi * seconds / SPAN
    course = sum(
        math.exp(-n / 3) * np.sin(n * turns + random.uniform(0, 2 * math.pi)) for n in range(1, 7)
    )
    return course / 1.6 + rough * random.normal(size=len(seconds)) / 3


def hump(seconds: np.ndarray, middle: float, width: float) -> np.ndarray:
    return np.exp(-(((seconds - middle) / width) ** 2))


# what there is


def vehicles(found: list[Line]) -> Iterable[Course]:
    seconds = every(5)
    for line in found:
        for number in range(line.vehicles):
            place, heading = line.at(seconds + number * line.round / line.vehicles)
            east, north = to_degrees(place[:, 0], place[:, 1])
            first = (round(float(east[0]), 6), round(float(north[0]), 6))
            id = f"urn:ngsi-ld:Vehicle:{line.name}-{number + 1}"
            name = f"{line.mode.title()} {line.name} (invented)"
            who = Thing(id, name, first, line.mode)
            yield Course(who, LONGITUDE, seconds, east, 6)
            yield Course(who, LATITUDE, seconds, north, 6)
            yield Course(who, HEADING, seconds, heading, 0)


def air(corners: np.ndarray, random: np.random.Generator) -> Iterable[Course]:
    seconds = every(60)
    for number, place in enumerate(spread(corners, 8), 1):
        who = thing("AirQualityObserved", number, f"Station {number}, air", place)
        rush = hump(seconds, 900, 500)
        fine = 11 + random.uniform(-2, 2) + 2 * wave(random, seconds)
        if number == 5:
            fine = fine + 24 * hump(seconds, 1080, 300)  # a fire, or a digger's engine
        coarse = 1.5 * fine + 4 + 2 * wave(random, seconds)
        nitrogen = 27 + random.uniform(-6, 6) + 14 * rush + 4 * wave(random, seconds)
        speaks = np.ones(len(seconds), bool)
        if number == 3:
            speaks = (seconds < SILENT[0]) | (seconds >= SILENT[1])
        for name, values in (("pm25", fine), ("pm10", coarse), ("no2", nitrogen)):
            measurand = Measurand(name, "µg/m³")
            yield Course(who, measurand, seconds[speaks], np.maximum(values, 0)[speaks], 1)


def noise(corners: np.ndarray, random: np.random.Generator) -> Iterable[Course]:
    seconds = every(10)
    for number, place in enumerate(spread(corners[::-1], 4), 1):
        who = thing("NoiseLevelObserved", number, f"Meter {number}, noise", place)
        level = 61 + random.uniform(-5, 5) + 3 * wave(random, seconds, 2.0)
        for moment in random.uniform(0, SPAN, 5):  # a siren, a lorry
            level = level + 9 * hump(seconds, moment, 15)
        yield Course(who, Measurand("LAeq", "dB"), seconds, level, 1)


def weather(random: np.random.Generator) -> Iterable[Course]:
    seconds = every(60)
    for number, shift in ((1, -350.0), (2, 420.0)):
        place = (CENTRE[0] + shift, CENTRE[1] + shift / 2)
        who = thing("WeatherObserved", number, f"Weather station {number}", place)
        yield Course(
            who, Measurand("temperature", "°C"), seconds, 3.4 + 0.4 * wave(random, seconds), 1
        )
        yield Course(
            who, Measurand("relativeHumidity", "%"), seconds, 84 + 3 * wave(random, seconds), 0
        )
        wind = np.maximum(5.2 + 1.6 * wave(random, seconds, 1.0), 0.2)
        yield Course(who, Measurand("windSpeed", "m/s"), seconds, wind, 1)
        yield Course(
            who, Measurand("windDirection", "°"), seconds, 235 + 14 * wave(random, seconds), 0
        )


def parking(corners: np.ndarray, random: np.random.Generator) -> Iterable[Course]:
    seconds = every(60)
    for number, place in enumerate(spread(corners[3::2], 6), 1):
        who = thing("OffStreetParking", number, f"Car park {number}", place)
        total = int(random.integers(60, 420))
        free = total * (0.45 - 0.3 * hump(seconds, 900, 600) + 0.04 * wave(random, seconds))
        yield Course(who, Measurand("totalSpotNumber"), seconds[::15], seconds[::15] * 0 + total, 0)
        yield Course(who, Measurand("availableSpotNumber"), seconds, np.clip(free, 0, total), 0)


def water(random: np.random.Generator) -> Iterable[Course]:
    city = json.loads((SAMPLE / "water.city.json").read_text())
    seconds = every(60)
    basins = sorted(
        ((solid_ground(city, body), body) for body in city["CityObjects"].values()),
        key=lambda found: -found[0].area,
    )
    for number, (outline, body) in enumerate(basins[:3], 1):
        place = outline.representative_point().coords[0]
        who = thing("WaterObserved", number, f"Water gauge {number}", place)
        level = body["attributes"]["level_nap"] + 0.03 * wave(random, seconds)
        yield Course(who, Measurand("waterLevel", "m"), seconds, level, 3)


def lights(data: Path) -> Iterable[Course]:
    """Forty lights along one street, that go off one after the other as the day comes."""
    streets = [
        line
        for facts, line in features(data / "layers" / "roads_osm.geojson")
        if facts["class"] in ("secondary", "tertiary") and not facts["tunnel"]
    ]
    merged = shapely.get_parts(shapely.line_merge(shapely.union_all(streets)))
    street = min(
        (line for line in merged if line.length > 300),
        key=lambda line: line.distance(shapely.Point(CENTRE)),
    )
    near = sorted(merged, key=lambda line: (line.distance(street), line.wkb))
    poles = [
        pole
        for line in near
        for pole in shapely.get_coordinates(
            line.offset_curve(4.5).interpolate(np.arange(15, line.length - 15, 30.0))
        )
    ][:40]
    for number, pole in enumerate(poles, 1):
        who = thing("Streetlight", number, f"Street light {number}", tuple(pole))
        off = 480 + 24 * number
        seconds = np.array(sorted({*range(0, SPAN, 300), off}), float)
        level = np.where(seconds < off, 1.0, 0.0)
        yield Course(who, Measurand("illuminanceLevel"), seconds, level, 0)


def energy(random: np.random.Generator) -> Iterable[Course]:
    """The power that thirty buildings draw; each meter names its building."""
    city = json.loads((SAMPLE / "district.city.json").read_text())
    found = sorted(
        ((solid_ground(city, body), id) for id, body in city["CityObjects"].items()),
        key=lambda one: (-one[0].area, one[1]),
    )
    seconds = every(60)
    for number, (outline, id) in enumerate(found[10:310:10], 1):
        place = outline.representative_point().coords[0]
        bare = id.strip("{}")  # a URI has no braces
        who = thing(
            "EnergyMeter", number, f"Energy meter {number}", place, f"urn:ngsi-ld:Building:{bare}"
        )
        base = outline.area * random.uniform(0.008, 0.02)
        power = base * (1 + 0.35 * hump(seconds, 700, 500) + 0.12 * wave(random, seconds, 1.0))
        yield Course(who, Measurand("totalActivePower", "kW"), seconds, np.maximum(power, 0.1), 2)


# where


def street_corners(data: Path) -> np.ndarray:
    """(n, 2) places where streets that cars use begin or end, within the city's middle."""
    kinds = ("secondary", "tertiary", "residential")
    ends = np.array(
        [
            line.coords[0]
            for facts, line in features(data / "layers" / "roads_osm.geojson")
            if facts["class"] in kinds and not facts["tunnel"]
        ]
    )
    near = np.abs(ends - CENTRE) < (650, 480)
    return np.unique(np.round(ends[near.all(1)], 1), axis=0)


def spread(places: np.ndarray, count: int) -> list[tuple[float, float]]:
    """So many of the places, each as far from those before as can be."""
    chosen = [places[0]]
    while len(chosen) < count:
        far = np.min([np.linalg.norm(places - one, axis=1) for one in chosen], axis=0)
        chosen.append(places[int(far.argmax())])
    return [(float(x), float(y)) for x, y in chosen]


def solid_ground(city: dict, body: dict) -> shapely.Geometry:
    """The ground that an object covers."""
    places = (
        np.array(city["vertices"]) * city["transform"]["scale"] + city["transform"]["translate"]
    )
    faces = []
    for geometry in body["geometry"]:
        for face in geometry["boundaries"]:
            ring = places[face[0]][:, :2]
            polygon = shapely.Polygon(ring) if len(ring) > 2 else shapely.Polygon()
            if polygon.is_valid and polygon.area > 0.5:
                faces.append(polygon)
    return shapely.union_all(faces)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "assets" / "recordings",
    )
