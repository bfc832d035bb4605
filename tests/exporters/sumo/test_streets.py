"""New streets for netconvert; closures and limits in a network that it wrote."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from city.traffic.works import NewStreet, Works
from exporters.sumo.streets import write_changed, write_new
from tests.city.traffic.grid import grid

NET = """<?xml version="1.0" encoding="UTF-8"?>
<net>
    <edge id=":j_0" function="internal">
        <lane id=":j_0_0" index="0" speed="5.00" length="3.00" shape="0,0 1,1"/>
    </edge>
    <edge id="a&quot;1" from="x" to="y">
        <lane id="a_0" index="0"{0} speed="13.89" length="99.20" shape="0,0 9,0"/>
    </edge>
    <edge id="b" from="y" to="x">
        <lane id="b_0" index="0" speed="13.89" length="99.20" shape="9,1 0,1"/>
    </edge>
</net>
"""


def changed(folder, works, said=""):
    (folder / "in.xml").write_text(NET.format(said), encoding="utf-8")
    write_changed(folder / "in.xml", works, folder / "out.xml")
    return (folder / "out.xml").read_text(encoding="utf-8")


def lanes(text):
    return {one.get("id"): one.attrib for one in ElementTree.fromstring(text).iter("lane")}


def test_a_network_without_works_is_the_same_to_the_letter(tmp_path):
    assert changed(tmp_path, Works(lost=("nothing",))) == NET.format("")


def test_only_the_lanes_of_a_closed_street_change(tmp_path):
    found, before = lanes(changed(tmp_path, Works({'a"1': "all"}))), lanes(NET.format(""))
    assert found["a_0"] == before["a_0"] | {"disallow": "all"}
    assert found["b_0"] == before["b_0"] and found[":j_0_0"] == before[":j_0_0"]


@pytest.mark.parametrize(
    ("said", "allowed", "refused"),
    [
        ("", None, {"passenger", "truck", "taxi"}),
        (' allow="passenger bus"', {"bus"}, None),
        (' allow="passenger"', None, {"all"}),
        (' allow="bicycle"', {"bicycle"}, None),
        (' allow="all"', None, {"passenger", "truck", "taxi"}),
        (' disallow="tram passenger"', None, {"tram", "passenger", "truck", "taxi"}),
        (' disallow="all"', None, {"all"}),
    ],
)
def test_a_street_closed_to_cars_keeps_its_buses_and_bicycles(tmp_path, said, allowed, refused):
    lane = lanes(changed(tmp_path, Works({'a"1': "cars"}), said))["a_0"]
    assert (set(lane["allow"].split()) if "allow" in lane else None) == allowed
    if refused is None:
        assert "disallow" not in lane
    else:
        words = lane["disallow"].split()
        assert refused <= set(words) and len(set(words)) == len(words)
        assert not {"bus", "bicycle", "pedestrian"} & set(words)


def test_a_limit_changes_the_speed_of_lanes_for_cars_alone(tmp_path):
    works = Works(limits={'a"1': 25 / 3.6})
    assert lanes(changed(tmp_path, works))["a_0"]["speed"] == "6.94"
    assert lanes(changed(tmp_path, works))["b_0"]["speed"] == "13.89"
    assert lanes(changed(tmp_path, works, ' allow="pedestrian"'))["a_0"]["speed"] == "13.89"
    assert lanes(changed(tmp_path, works, ' disallow="tram"'))["a_0"]["speed"] == "6.94"


def test_a_new_street_is_joined_with_all_that_arrives(tmp_path):
    roads = grid()
    roads = replace(roads, outermost=np.full(len(roads.lanes), 1))
    shape = np.array([[0.0, 0], [50, 60], [200, 200]])
    new = NewStreet('n"', "00", "22", shape, (2, 1), 50 / 3.6)
    write_new([new], roads, lambda places: places + 1000, tmp_path / "e", tmp_path / "c")
    there, back = ElementTree.parse(tmp_path / "e").getroot()
    assert (there.get("id"), there.get("from"), there.get("to")) == ('n"', "00", "22")
    assert (there.get("numLanes"), there.get("speed")) == ("2", "13.89")
    assert there.get("shape") == "1000.00,1000.00 1050.00,1060.00 1200.00,1200.00"
    assert (back.get("id"), back.get("from"), back.get("numLanes")) == ('-n"', "22", "1")
    assert back.get("shape").startswith("1200.00,1200.00 ")
    turns = [
        (one.get("from"), one.get("to"), one.get("fromLane"))
        for one in ElementTree.parse(tmp_path / "c").getroot()
    ]
    into = {'n"': ("01>00", "10>00"), '-n"': ("12>22", "21>22")}
    assert sorted(turns) == sorted((one, to, "1") for to, all in into.items() for one in all)


def test_a_street_of_one_way_has_no_way_back(tmp_path):
    new = NewStreet("n", "00", "22", np.array([[0.0, 0], [200, 200]]), (1, 0), 10.0)
    write_new([new], grid(), lambda places: places, tmp_path / "e", tmp_path / "c")
    assert [one.get("id") for one in ElementTree.parse(tmp_path / "e").getroot()] == ["n"]
