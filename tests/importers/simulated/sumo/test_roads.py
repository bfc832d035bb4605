"""SUMO's networks as streets for cars, against an independent reader."""

import numpy as np
import pytest
import sumolib

from city.frame import Frame
from city.progress import Progress
from importers.simulated import Options
from importers.simulated.sumo import roads
from tests.importers.simulated.sumo.files import SIM
from tests.shared import DATA, needs_data

INGOLSTADT = DATA / "traffic/ingolstadt_cutmap.net.xml.gz"
pytestmark = needs_data


def found(path, **options):
    return roads.read(path, Options(**options), Progress())


@pytest.mark.parametrize("path", [SIM / "sumo_grid.net.xml", INGOLSTADT], ids=lambda p: p.name[:4])
def test_lengths_speeds_and_lanes_are_those_that_sumolib_reads(path):
    there = found(path).roads
    net = sumolib.net.readNet(str(path))
    edges = [net.getEdge(id) for id in there.network.links.ids]
    assert len(edges) == len(net.getEdges())
    assert there.length == pytest.approx([one.getLength() for one in edges])
    assert there.speed == pytest.approx([one.getLanes()[0].getSpeed() for one in edges])
    cars = [[lane.allows("passenger") for lane in one.getLanes()] for one in edges]
    assert there.lanes.tolist() == [sum(one) for one in cars]
    usable = [one.index(True) for one in cars if any(one)]
    assert there.outermost[there.lanes > 0].tolist() == usable
    ends = [(one.getFromNode().getID(), one.getToNode().getID()) for one in edges]
    nodes = there.network.nodes.ids
    assert [(nodes[a], nodes[b]) for a, b in there.network.ends.tolist()] == ends


@pytest.mark.parametrize("frame", [None, Frame("EPSG:25832", "", (677_000.0, 5_403_000.0, 0.0))])
def test_places_come_back_to_the_coordinates_of_the_file(frame):
    there = found(INGOLSTADT, frame=frame)
    nodes = there.roads.network.nodes
    net = sumolib.net.readNet(str(INGOLSTADT))
    wanted = np.array([net.getNode(id).getCoord()[:2] for id in nodes.ids])
    assert there.in_file(nodes.points[:, :2]) == pytest.approx(wanted, abs=0.01)
    assert there.on_earth


def test_a_network_of_no_place_on_earth_stays_where_it_is(tmp_path):
    text = (SIM / "sumo_grid.net.xml").read_text("utf-8")
    cut = text.index("projParameter=") + len('projParameter="')
    path = tmp_path / "a.net.xml"
    path.write_text(text[:cut] + "!" + text[text.index('"', cut) :], "utf-8")
    there = found(path, crs="local")
    assert not there.on_earth
    place = np.array([[12.0, 34.0]])
    assert there.in_file(place - np.array(there.frame.origin[:2]) - there.offset) == pytest.approx(
        place
    )
