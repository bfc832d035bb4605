"""What SUMO is to count."""

from xml.etree import ElementTree

from exporters.sumo import counting


def test_traffic_and_emissions_are_counted_over_one_interval(tmp_path):
    path = tmp_path / "a.add.xml"
    counting.write(path, 600, 4200, "m.xml", "g.xml")
    found = [one.attrib for one in ElementTree.parse(path).getroot()]
    while_ = {"begin": "600", "end": "4200"}
    assert found == [
        {"id": "traffic", "file": "m.xml", **while_},
        {"id": "emissions", "type": "emissions", "file": "g.xml", **while_},
    ]
