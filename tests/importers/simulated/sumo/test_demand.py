"""Trips from SUMO's files of routes."""

import re

import pytest

from city.progress import Progress
from importers.intake import ReadError
from importers.report import Report
from importers.simulated import Options
from importers.simulated.sumo import demand, roads
from tests.city.traffic.grid import grid
from tests.importers.simulated.sumo.files import SIM
from tests.shared import needs_data

GRID = grid()


def told(folder, text, over=GRID):
    path = folder / "a.rou.xml"
    path.write_text(f"<routes>\n{text}\n</routes>")
    report = Report()
    trips = demand.read(path, over, report, Progress())
    return list(zip(trips.depart.tolist(), trips.start, trips.end, strict=True)), report


def xml(text):
    """Streets are called "00&gt;10" in XML."""
    return re.sub(r"(\d\d)>(\d\d)", r"\1&gt;\2", text)


@pytest.mark.parametrize(
    "text",
    [
        '<trip id="t" depart="5" from="00>10" to="11>21"/>',
        '<trip id="t" depart="0:00:05" fromJunction="00" toJunction="21"/>',
        '<vehicle id="v" depart="5"><route edges="00>10 10>11 11>21"/></vehicle>',
        '<route id="r" edges="00>10 10>11 11>21"/><vehicle id="v" depart="5" route="r"/>',
    ],
)
def test_only_the_ends_of_a_way_count(tmp_path, text):
    found, report = told(tmp_path, xml(text))
    assert found == [(5.0, "00", "21")]
    assert not report.found


def test_trips_come_in_order_of_time(tmp_path):
    late, soon = (f'<trip id="x" depart="{at}" from="00>10" to="11>21"/>' for at in (9, 3))
    found, _ = told(tmp_path, xml(late + soon))
    assert [one[0] for one in found] == [3, 9]


def test_what_leads_elsewhere_and_what_is_no_trip_is_told(tmp_path):
    good = '<trip id="x" depart="1" from="00>10" to="11>21"/>'
    strange = '<trip id="y" depart="2" from="00>10" to="elsewhere"/>'
    nobody = '<vehicle id="z" depart="triggered"><route edges="00>10"/></vehicle>'
    found, report = told(tmp_path, xml(good + strange + nobody) + '<flow id="f"/><person id="p"/>')
    assert len(found) == 1
    words = [one.message for one in report]
    assert words[0].startswith("2 trips are on streets") and words[1].startswith(
        "2 flows and people"
    )


def test_a_file_of_another_kind_and_one_of_another_network_are_refused(tmp_path):
    with pytest.raises(ReadError, match="tells no trip on this network"):
        told(tmp_path, '<trip id="t" depart="5" from="a" to="b"/>')
    (tmp_path / "b.xml").write_text("<net/>")
    for path in (tmp_path / "b.xml", tmp_path / "missing.xml"):
        with pytest.raises(ReadError, match="these are no trips"):
            demand.read(path, GRID, Report(), Progress())


@needs_data
def test_the_trips_of_a_real_run(tmp_path):
    there = roads.read(SIM / "sumo_grid.net.xml", Options(), Progress()).roads
    trips = demand.read(SIM / "sumo_grid.rou.xml", there, Report(), Progress())
    text = (SIM / "sumo_grid.rou.xml").read_text("utf-8")
    routes = re.findall(r'depart="([\d.]+)">\s*<route edges="([^"]*)"', text)
    assert len(trips) == len(routes)
    first, *_, last = routes[0][1].split()  # streets of this network are called by both junctions
    assert (trips.start[0], trips.end[0]) == (first[:2], last[2:])
