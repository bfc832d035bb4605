"""The demonstration's recordings: whole, invented and saying so, and fit to be played in a loop."""

import csv
import io
import json
import zipfile
from functools import cache

import numpy as np
import pytest
import shapely
from pyproj import Transformer

import assets
from city.bindings import by_ids, by_place
from city.series import Series
from city.tracks import HEADING, LATITUDE, LONGITUDE
from importers import read
from importers.live import recording
from importers.report import Report

HOW_MANY = {
    "vehicles": 25,
    "air": 8,
    "noise": 4,
    "weather": 2,
    "parking": 6,
    "water": 3,
    "lights": 40,
    "energy": 30,
}
to_metres = Transformer.from_crs(4326, 28992, always_xy=True).transform


@cache
def played(name: str) -> Series:
    report, series = Report(), Series()
    for readings in recording.recorded(assets.path(f"recordings/{name}.ndjson"), report):
        series = series.merge(readings)
    assert not len(report)
    return series


@pytest.mark.parametrize("name", HOW_MANY)
def test_each_is_whole_and_says_that_it_is_invented(name):
    path = assets.path(f"recordings/{name}.ndjson")
    assert "invented" in recording.title(path) and "CC0" in recording.title(path)
    things = played(name).things.values()
    assert len(things) == HOW_MANY[name] and all("invented" in one.name for one in things)
    assert all(np.isfinite(value) for *_, value in played(name))


def test_they_are_small():
    sizes = [path.stat().st_size for path in assets.path("recordings").iterdir()]
    assert sum(sizes) < 1_500_000


@pytest.mark.parametrize("name", HOW_MANY)
def test_everything_lies_in_the_sample_city(name):
    city = json.loads(assets.path("sample/roads.city.json").read_text())
    west, south, _, east, north, _ = city["metadata"]["geographicalExtent"]
    for thing in played(name).things.values():
        x, y = to_metres(*thing.place)
        assert west - 5 < x < east + 5 and south - 5 < y < north + 5


def places(thing: str) -> np.ndarray:
    series = played("vehicles")
    (_, east), (_, north) = series.of(thing, LONGITUDE), series.of(thing, LATITUDE)
    return np.stack(to_metres(east, north), axis=1)


@cache
def ground(name: str) -> shapely.Geometry:
    city = json.loads(assets.path(f"sample/{name}.city.json").read_text())
    corners = np.array(city["vertices"]) * city["transform"]["scale"]
    corners = corners[:, :2] + city["transform"]["translate"][:2]
    faces = [
        shapely.Polygon(corners[face[0]])
        for thing in city["CityObjects"].values()
        for shape in thing["geometry"]
        for face in shape["boundaries"]
    ]
    return shapely.union_all(shapely.buffer(faces, 2.0))  # corners are rounded


def test_vehicles_drive_smoothly_and_the_loop_has_no_jump():
    for thing in played("vehicles").things:
        way = places(thing)
        steps = np.linalg.norm(np.diff(way, axis=0, append=way[:1]), axis=1)
        assert steps.max() / 5 < 12 and steps.sum() > 3000, thing


def test_buses_keep_to_streets_and_trams_to_rails():
    both = {"bus": ground("roads"), "tram": ground("rail")}
    for thing in played("vehicles").things.values():
        on = both[thing.kind]
        shapely.prepare(on)
        assert shapely.contains_xy(on, *places(thing.id).T).mean() > 0.97, thing


def test_vehicles_look_where_they_go():
    series = played("vehicles")
    for thing in series.things:
        way = places(thing)
        ahead = np.diff(way, axis=0)
        fast = np.linalg.norm(ahead, axis=1) > 30
        course = np.degrees(np.arctan2(ahead[:, 0], ahead[:, 1]))
        _, heading = series.of(thing, HEADING)
        off = (course - heading[:-1] + 180) % 360 - 180
        assert np.median(np.abs(off[fast])) < 10, thing


def test_meters_name_buildings_of_the_sample():
    ids = json.loads(assets.path("sample/district.city.json").read_text())["CityObjects"]
    buildings = {f"urn:ngsi-ld:Building:{id.strip('{}')}" for id in ids}
    meters = played("energy").things.values()
    assert {one.of for one in meters} <= buildings and len({one.of for one in meters}) == 30


def test_meters_are_found_in_their_buildings_by_id_and_by_place():
    city = read(assets.path("sample/district.city.json")).city
    assert city is not None
    meters = list(played("energy").things.values())
    rows = by_ids(meters, city.objects.ids)
    assert (rows >= 0).all() and by_place(meters, city, 0).tolist() == rows.tolist()


def test_lights_go_off_one_after_the_other():
    series = played("lights")
    states = [series.of(*stream)[1] for stream in series.streams]
    assert all(one[0] == 1 and one[-1] == 0 and set(np.diff(one)) <= {0, -1} for one in states)


def test_the_timetable_knows_every_vehicle():
    with zipfile.ZipFile(assets.path("recordings/gtfs.zip")) as file:
        tables = {
            name: list(csv.DictReader(io.TextIOWrapper(file.open(name), "utf-8")))
            for name in file.namelist()
        }
    trips = {row["trip_id"] for row in tables["trips.txt"]}
    assert trips == {id.rpartition(":")[2] for id in played("vehicles").things}
    assert {row["route_id"] for row in tables["trips.txt"]} == {
        row["route_id"] for row in tables["routes.txt"]
    }
    assert {row["trip_id"] for row in tables["stop_times.txt"]} == trips
    assert {row["stop_id"] for row in tables["stop_times.txt"]} == {
        row["stop_id"] for row in tables["stops.txt"]
    }
    assert "invented" in tables["agency.txt"][0]["agency_name"]
