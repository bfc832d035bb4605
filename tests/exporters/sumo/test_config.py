"""A run of SUMO in a file."""

from xml.etree import ElementTree

from exporters.sumo import config


def test_options_stand_by_their_names(tmp_path):
    path = tmp_path / "run.sumocfg"
    config.write(path, {"net-file": "a & b.net.xml", "seed": 7, "junction-taz": True, "end": 1.5})
    found = {one.tag: one.get("value") for one in ElementTree.parse(path).getroot()}
    assert found == {"net-file": "a & b.net.xml", "seed": "7", "junction-taz": "true", "end": "1.5"}
