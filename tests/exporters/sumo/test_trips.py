"""Trips as SUMO takes them, read back by an independent reader of XML."""

from xml.etree import ElementTree

import numpy as np

from city.traffic.trips import Trips
from exporters.sumo import trips


def test_trips_come_back_as_they_were(tmp_path):
    path = tmp_path / "t.rou.xml"
    asked = Trips(np.array([0.5, 60.25]), ('a "<&>" b', "c"), ("d", "é"))
    trips.write(asked, path)
    root = ElementTree.parse(path).getroot()
    assert root.find("vType").attrib == {"id": "car", "vClass": "passenger"}
    found = [
        (float(one.get("depart")), one.get("fromJunction"), one.get("toJunction"))
        for one in root.iter("trip")
    ]
    assert found == [(0.5, 'a "<&>" b', "d"), (60.25, "c", "é")]
    assert [one.get("id") for one in root.iter("trip")] == ["0", "1"]
