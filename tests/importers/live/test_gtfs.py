"""Timetables: a small one by hand, a real one against a count of its own, and broken ones."""

import csv
import io
import zipfile
from itertools import pairwise

import numpy as np
import pytest

from city.progress import Progress
from city.transit import Route, Stop
from importers.live import gtfs
from importers.live.gtfs import is_timetable, timetable
from importers.live.web import FeedFault
from importers.report import Report
from tests.shared import DATA

CALTRAIN = DATA / "live/gtfs-rt/caltrain.zip"
SMALL = {
    "routes.txt": "\ufeffroute_id,route_short_name,route_long_name,route_type,route_color\n"
    "r1,10,Ten,0,00FF00\nr2,,Long way,704,red\nr3,,,9999,\n",
    "trips.txt": "trip_id,route_id,shape_id\nt1,r1,s1\nt2,r1,s1\nt3,r2,\nt4,gone,s1\nt5,r1,s2\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\na,Market,50.5,4.5\nb,Depot,,\nc,Far,95,4\n",
    "shapes.txt": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
    "s1,50.2,4.2,20\ns2,51,5,1\ns1,50.1,4.1,3\ns1,x,4.1,4\n",
}


def packed(files, folder=""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as members:
        for name, text in files.items():
            members.writestr(folder + name, text)
    return out.getvalue()


def read(source, report=None):
    return timetable(source, "city.zip", Report() if report is None else report, Progress())


@pytest.mark.parametrize("folder", ["", "city/gtfs/"])
def test_routes_trips_stops_and_lines_are_read(folder):
    report = Report()
    assert is_timetable(packed(SMALL, folder))
    found = read(packed(SMALL, folder), report)
    assert list(found.routes.values()) == [
        Route("r1", "10", "tram", "#00ff00"),
        Route("r2", "Long way", "bus", ""),
        Route("r3", "r3", "", ""),
    ]
    assert found.trips["t3"] == "r2" and found.route("", "t1").name == "10"
    assert found.stops == {
        "a": Stop("a", "Market", (4.5, 50.5)),
        "b": Stop("b", "Depot"),
        "c": Stop("c", "Far"),
    }
    assert [route.name for route in found.lines.routes] == ["10", "10"]
    assert found.lines.offsets.tolist() == [0, 2, 3]
    assert found.lines.points.tolist() == [[4.1, 50.1], [4.2, 50.2], [5, 51]]
    assert {(one.code, one.object) for one in report} == {("place", "c"), ("shapes", "shapes.txt")}


def test_a_real_timetable_is_read_to_what_it_holds():
    report = Report()
    found = read(CALTRAIN, report)
    with zipfile.ZipFile(CALTRAIN) as members:
        tables = {
            name: list(csv.DictReader(io.StringIO(members.read(f"{name}.txt").decode("utf-8-sig"))))
            for name in ("routes", "trips", "stops", "shapes")
        }
    assert found.trips == {row["trip_id"]: row["route_id"] for row in tables["trips"]}
    assert len(found.stops) == len(tables["stops"]) and len(report) == 0
    modes = {"2": "rail", "3": "bus"}
    assert {route.id: route.mode for route in found.routes.values()} == {
        row["route_id"]: modes[row["route_type"]] for row in tables["routes"]
    }
    ways = {(row["shape_id"], row["route_id"]) for row in tables["trips"] if row["shape_id"]}
    shapes = {}
    for row in tables["shapes"]:
        shapes.setdefault(row["shape_id"], []).append(
            (int(row["shape_pt_sequence"]), float(row["shape_pt_lon"]), float(row["shape_pt_lat"]))
        )
    expected = sorted((route, sorted(shapes[shape])) for shape, route in ways)
    lines = found.lines
    parts = [lines.points[start:end] for start, end in pairwise(lines.offsets)]
    told = sorted(
        (route.id, part.tolist()) for route, part in zip(lines.routes, parts, strict=True)
    )
    assert told == sorted((route, [[x, y] for _, x, y in way]) for route, way in expected)
    assert np.isfinite(lines.points).all()


def test_tables_that_are_missing_or_cut_are_told_and_the_rest_is_read():
    report = Report()
    found = read(packed({"routes.txt": SMALL["routes.txt"]}), report)
    assert len(found.routes) == 3 and len(found.lines) == 0
    assert [one.message for one in report] == ["it has no trips.txt", "it has no stops.txt"]
    report = Report()
    long = SMALL["routes.txt"] + f'r4,"{"x" * 200_000}",,3,\n'
    assert len(read(packed({**SMALL, "routes.txt": long}), report).routes) == 3
    assert "routes.txt is damaged" in next(iter(report)).message
    broken = bytearray(packed({"routes.txt": "route_id\n" + "".join(map(str, range(9999)))}))
    broken[200:210] = b"0123456789"
    report = Report()
    read(bytes(broken), report)
    assert report.count("error") == 1


@pytest.mark.parametrize("source", [b"PK\x03\x04 cut", packed({"readme.txt": "hello"})])
def test_what_is_no_timetable_is_refused(source, tmp_path):
    with pytest.raises(FeedFault, match=r"city\.zip"):
        read(source)
    path = tmp_path / "city.zip"
    path.write_bytes(source)
    with pytest.raises(FeedFault, match=r"city\.zip"):
        read(path)
    with pytest.raises(FeedFault, match="No such file"):
        read(tmp_path / "none.zip")


def test_a_bomb_is_refused_and_nothing_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(gtfs, "LARGEST", 1 << 20)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FeedFault, match="monstrous"):
        read(packed({"routes.txt": "\n" * (2 << 20)}))
    assert len(read(packed(SMALL, "../../")).routes) == 3
    assert list(tmp_path.iterdir()) == []


def test_too_many_points_of_lines_are_cut(monkeypatch):
    monkeypatch.setattr(gtfs, "MOST_POINTS", 2)
    report = Report()
    assert len(read(packed(SMALL), report).lines.points) == 2
    assert "more than 2 points" in " ".join(one.message for one in report)
