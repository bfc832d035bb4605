import gzip

import numpy as np
import pytest
import sumolib

from city.frame import Frame
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read
from importers.simulated.sumo.net import beside
from tests.importers.simulated.sumo.files import SIM
from tests.shared import DATA, needs_data

NET = """<net><location netOffset="-100,-200" convBoundary="0,0,9,9" origBoundary="1,2,3,4"
 projParameter="+proj=utm +zone=31 +ellps=WGS84 +datum=WGS84 +units=m +no_defs"/>
<edge id=":j_0" function="internal"><lane id=":j_0_0" shape="0,0 1,1"/></edge>
<edge id="e" from="a" to="b" type="highway.residential">
 <lane id="e_0" index="0" shape="0,-1.5,5 10,-1.5,6" width="3"/>
 <lane id="e_1" index="1" shape="0,2,5 10,2,6" width="4"/>
 <lane id="e_2" index="2" shape="broken" width="4"/></edge>
<junction id="a" type="priority" x="0" y="0" shape="-1,-1 1,-1 1,1"/>
<junction id="b" type="dead_end" x="10" y="0" z="6" shape=""/>
<junction id=":j" type="internal" x="5" y="0"/></net>"""


def test_a_street_lies_in_the_middle_of_its_lanes_and_is_as_wide_as_they_are(tmp_path):
    path = tmp_path / "a.net.xml"
    path.write_text(NET)
    results = read(path, Options(frame=Frame("EPSG:32631", "", (100, 200, 0))))
    (network,) = results.networks
    assert network.links.ids == ("e",) and network.links.kinds == ("highway.residential",)
    np.testing.assert_allclose(network.links.line(0), [[0, 0.25, 5], [10, 0.25, 6]], atol=1e-6)
    assert network.links.width.tolist() == [7] and not network.flat
    assert network.nodes.ids == ("a", "b") and network.ends.tolist() == [[0, 1]]
    np.testing.assert_allclose(network.nodes.points, [[0, 0, 0], [10, 0, 6]], atol=1e-6)
    assert np.diff(network.areas.offsets).tolist() == [3, 0]
    (lost,) = [one for one in results.report if one.code == "NO_SHAPE"]
    assert lost.message.startswith("1 lanes")


def test_a_network_without_a_place_is_asked_for_it(tmp_path):
    path = tmp_path / "a.net.xml"
    path.write_text(NET.replace("projParameter", "other").replace("origBoundary", "other"))
    with pytest.raises(NeedsMore, match="coordinate system"):
        read(path)
    path.write_text("<net/>")
    with pytest.raises(ReadError, match="no streets"):
        read(path)


def test_the_network_of_a_result_is_named_or_alone_beside_it(tmp_path):
    result = tmp_path / "fcd.xml"
    assert beside(result, Options(), {}) is None
    (tmp_path / "one.net.xml").touch()
    assert beside(result, Options(), {}) == tmp_path / "one.net.xml"
    (tmp_path / "two.net.xml.gz").touch()
    assert beside(result, Options(), {}) is None
    named = {"net-file": "..\\elsewhere\\two.net.xml.gz"}
    assert beside(result, Options(), named) == tmp_path / "two.net.xml.gz"
    assert beside(result, Options(network=tmp_path / "x"), named) == tmp_path / "x"


@needs_data
@pytest.mark.parametrize(
    "path", [SIM / "sumo_grid.net.xml", DATA / "traffic/ingolstadt_cutmap.net.xml.gz"]
)
def test_real_networks_are_as_sumo_itself_reads_them(path, tmp_path):
    plain = tmp_path / "plain.net.xml"
    data = path.read_bytes()
    plain.write_bytes(gzip.decompress(data) if path.suffix == ".gz" else data)
    other = sumolib.net.readNet(str(plain))
    west, south = (-value for value in other.getLocationOffset())
    zone = "EPSG:32631" if "grid" in path.name else "EPSG:32632"
    (network,) = read(path, Options(frame=Frame(zone, "", (west, south, 0)))).networks
    edges = {edge.getID(): edge for edge in other.getEdges(withInternal=False)}
    streets = {id: edge for id, edge in edges.items() if edge.getFunction() == ""}
    assert set(network.links.ids) == set(streets)
    for row, id in enumerate(network.links.ids):
        lanes = streets[id].getLanes()
        assert network.links.width[row] == sum(lane.getWidth() for lane in lanes)
        if len(lanes) == 1:
            line = network.links.line(row)[:, :2]
            np.testing.assert_allclose(line, np.array(lanes[0].getShape())[:, :2], atol=1e-8)
    nodes = {node.getID(): node.getCoord() for node in other.getNodes()}
    assert len(nodes) == len(network.nodes)
    for id, point in zip(network.nodes.ids, network.nodes.points, strict=True):
        np.testing.assert_allclose(point[:2], nodes[id][:2], atol=1e-8)
