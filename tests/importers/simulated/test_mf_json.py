import json

import numpy as np
import pytest

from city.series import Measurand
from city.tracks import LATITUDE, LONGITUDE
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read, reader_for

DATES = ["2026-11-22T07:00:00Z", "2026-11-22T07:00:10Z"]
BUS = {
    "type": "Feature",
    "id": "bus",
    "properties": {"type": "coach"},
    "temporalGeometry": {
        "type": "MovingPoint",
        "datetimes": DATES,
        "coordinates": [[4.35, 50.85, 1], [4.36, 50.85]],
        "interpolation": "Linear",
    },
    "temporalProperties": [
        {
            "datetimes": DATES,
            "speed": {"type": "Measure", "uom": "KMH", "values": [30, None]},
            "state": {"type": "Text", "values": ["slow", "fast"]},
        }
    ],
}


def written(tmp_path, told):
    path = tmp_path / "moving.json"
    path.write_text(json.dumps(told))
    return path


def test_a_point_that_moves_and_what_it_measures(tmp_path):
    path = written(tmp_path, {"type": "FeatureCollection", "features": [BUS]})
    assert reader_for(path).FORMAT == "MF-JSON"
    results = read(path)
    (moving,), (told,) = results.moving, results.told
    assert moving.ids == ("bus",) and moving.kinds == ("coach",)
    series = moving.series()
    assert series.of("bus", LONGITUDE)[1].tolist() == [4.35, 4.36]
    times = series.of("bus", LATITUDE)[0].astype(str).tolist()
    assert times == [date.replace("Z", ".000") for date in DATES]
    assert [row[3] for row in told.series] == [30]
    assert told.series.of("bus", Measurand("speed", "km/h"))[1].tolist() == [30]
    assert results.frame.horizontal == "EPSG:32631"


def test_moments_in_milliseconds_other_systems_and_lines_with_moments(tmp_path):
    crs = {"type": "Name", "properties": {"name": "EPSG:25833"}}
    line = {"type": "LineString", "coordinates": [[390000, 5819000], [390010, 5819000]]}
    walk = {
        "type": "Feature",
        "crs": crs,
        "geometry": line,
        "properties": {"name": "walk", "datetimes": [1_795_000_000_000, 1_795_000_001_000]},
    }
    path = written(tmp_path, {**walk, "temporalProperties": []})
    (moving,) = read(path).moving
    assert moving.ids == ("walk",) and 13.3 < moving.east[0] < 13.4
    assert moving.time[0] == np.datetime64(1_795_000_000_000, "ms")


def test_a_unit_that_is_missing_is_asked_for(tmp_path):
    bus = json.loads(json.dumps(BUS))
    del bus["temporalProperties"][0]["speed"]["uom"]
    path = written(tmp_path, bus)
    with pytest.raises(NeedsMore, match="in which unit speed is"):
        read(path)
    assert read(path, Options(units={"speed": "m/s"})).told[0].series.streams[0][1].unit == "m/s"


def test_what_is_not_read_is_told(tmp_path):
    area = {**BUS, "id": "cloud", "temporalGeometry": {"type": "MovingPolygon"}}
    short = {**BUS, "id": "short"}
    short["temporalGeometry"] = {**BUS["temporalGeometry"], "datetimes": DATES[:1]}
    listed = [area, short, BUS, 7, {"temporalProperties": "no", "properties": []}]
    results = read(written(tmp_path, {"type": "FeatureCollection", "features": listed}))
    assert results.moving[0].ids == ("bus",)
    assert {(one.code, one.object) for one in results.report} == {
        ("GEOMETRY", "cloud"),
        ("GEOMETRY", "short"),
    }
    with pytest.raises(ReadError, match="no points that move"):
        read(written(tmp_path, {**area, "temporalProperties": []}))
    with pytest.raises(ReadError, match="no moving features"):
        read(written(tmp_path, {"temporalGeometry": 1, "features": 7}))
