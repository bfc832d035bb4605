import gzip

import numpy as np
import pytest

from city.tracks import LATITUDE, LONGITUDE
from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read

START = np.datetime64("2026-11-22T00:00", "ms")
NETWORK = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE network SYSTEM "http://www.matsim.org/files/dtd/network_v2.dtd">
<network name="town"><attributes>
<attribute name="coordinateReferenceSystem" class="java.lang.String">EPSG:25833</attribute>
</attributes><nodes>
<node id="1" x="390000" y="5819000"/><node id="2" x="390100" y="5819000"/>
<node id="3" x="390100" y="5819200" z="7"/></nodes>
<links capperiod="01:00:00">
<link id="a" from="1" to="2" length="100" freespeed="13.9" permlanes="2.0" modes="car,bus"/>
<link id="b" from="2" to="3" length="200" freespeed="8.3" permlanes="1.0" modes="car"/>
<link id="c" from="2" to="nowhere" permlanes="1.0"/></links></network>"""
EVENTS = """<?xml version="1.0"?><events version="1.0">
<event time="25200.0" type="departure" person="p" link="a" legMode="car"/>
<event time="25200.0" type="vehicle enters traffic" vehicle="v" link="a" networkMode="car"/>
<event time="25201.0" type="left link" vehicle="v" link="a"/>
<event time="25201.0" type="entered link" vehicle="v" link="b"/>
<event time="25211.0" type="left link" vehicle="v" link="b"/>
<event time="25211.0" type="entered link" vehicle="v" link="unknown"/>
<event time="32400.0" type="entered link" vehicle="w" link="b"/>
</events>"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "output_network.xml.gz").write_bytes(gzip.compress(NETWORK.encode()))
    path = tmp_path / "output_events.xml.gz"
    path.write_bytes(gzip.compress(EVENTS.encode()))
    return path


def test_a_network_has_its_place_its_lanes_and_its_modes(run):
    results = read(run.with_name("output_network.xml.gz"))
    (network,) = results.networks
    assert results.frame.horizontal == "EPSG:25833"
    assert network.links.ids == ("a", "b") and network.links.kinds == ("car,bus", "car")
    assert network.links.width.tolist() == [7, 3.5] and network.ends.tolist() == [[0, 1], [1, 2]]
    along = np.diff(network.links.line(1), axis=0)[0]
    np.testing.assert_allclose(along, [0, 200, 7], atol=1e-6)
    (lost,) = results.report
    assert lost.message.startswith("1 streets lead nowhere")


def test_vehicles_go_from_end_to_end_of_streets_and_are_counted_by_the_hour(run):
    results = read(run, Options(start=START))
    (moving,), (network,) = results.moving, results.networks
    assert moving.ids == ("v", "w") and moving.kinds == ("car", "")
    east, north = (moving.series().of("v", one) for one in (LONGITUDE, LATITUDE))
    seconds = (east[0] - START) / np.timedelta64(1, "s")
    assert seconds.tolist() == [25200, 25201, 25211]
    assert east[1][0] == east[1][1] and north[1][2] > north[1][1]
    np.testing.assert_allclose(moving.heading[-1], 359.1, atol=0.5)  # the grid's north
    assert network.times.tolist() == [
        (START + h * np.timedelta64(1, "h")).item() for h in (7, 8, 9)
    ]
    assert network.values["flow"].tolist() == [[0, 1], [0, 0], [0, 1]]
    assert network.at("flow", START + np.timedelta64(450, "m")).tolist() == [0, 1]
    assert {one.code for one in results.report} == {"NO_PLACE", "OTHER_NETWORK"}


def test_what_nobody_says_is_asked_for(run):
    with pytest.raises(NeedsMore, match="when it begins"):
        read(run)
    network = run.with_name("output_network.xml.gz")
    network.write_bytes(gzip.compress(NETWORK.replace("EPSG:25833", "Atlantis").encode()))
    with pytest.raises(NeedsMore, match="coordinate system"):
        read(run, Options(start=START))
    elsewhere = network.rename(network.with_name("town.xml.gz"))
    with pytest.raises(NeedsMore, match="where its streets lie"):
        read(run, Options(start=START))
    said = Options(start=START, network=elsewhere, crs="EPSG:25833")
    assert len(read(run, said).moving[0]) == 5


def test_a_network_without_streets_is_refused(tmp_path):
    path = tmp_path / "network.xml"
    path.write_text("<network/>")
    with pytest.raises(ReadError, match="no streets"):
        read(path)
