import numpy as np
import pytest
import sumolib

from importers.simulated import NeedsMore
from tests.importers.simulated.sumo.files import SIM, START, opened
from tests.importers.simulated.sumo.test_net import NET
from tests.shared import needs_data

HEAD = "<meandata>"
EDGES = """<interval begin="0" end="60" id="a"><edge id="e" speed="7.5" flow="100"/>
<edge id="unknown" speed="1"/></interval><interval begin="0" end="60" id="b">
<edge id="e" CO2_abs="12.5"/></interval><interval begin="0:01:00" end="0:02:00" id="a">
<edge id="e" speed=""/></interval><interval begin="120" end="180" id="a"/></meandata>"""
LANES = """<interval begin="0" end="60"><edge id="e"><lane id="e_1" speed="3"/></edge></interval>
</meandata>"""


def written(tmp_path, body, net=True):
    path = tmp_path / "means.xml"
    path.write_text(HEAD + body)
    if net:
        (tmp_path / "a.net.xml").write_text(NET)
    return path


def test_sets_of_intervals_are_told_apart_and_other_streets_are_told(tmp_path):
    results = opened(written(tmp_path, EDGES))
    first, second = results.networks
    assert (first.title, second.title) == ("a", "b")
    assert [one.key for one in first.variables] == ["speed", "flow"]
    np.testing.assert_array_equal(first.values["speed"], [[7.5], [np.nan], [np.nan]])
    assert first.times[1] == START + np.timedelta64(60, "s") == first.until[0]
    assert second.values["CO2_abs"].tolist() == [[12.5]]
    assert second.variable("CO2_abs").unit == "mg"
    (other,) = [one for one in results.report if one.code == "OTHER_NETWORK"]
    assert other.message.startswith("1 values")


def test_means_of_lanes_lie_on_the_lanes(tmp_path):
    (network,) = opened(written(tmp_path, LANES)).networks
    assert network.links.ids == ("e_0", "e_1") and network.links.width.tolist() == [3, 4]
    np.testing.assert_array_equal(network.values["speed"], [[np.nan, 3]])


def test_streets_without_a_place_are_asked_for(tmp_path):
    with pytest.raises(NeedsMore, match="where its streets lie") as fault:
        opened(written(tmp_path, EDGES, net=False), start=None)
    assert [need.what for need in fault.value.needs] == ["start", "network"]


@needs_data
def test_real_means_are_as_sumo_itself_reads_them():
    results = opened(SIM / "sumo_edgedata.xml")
    (network,) = results.networks
    rows = {id: row for row, id in enumerate(network.links.ids)}
    told = 0
    for step, interval in enumerate(
        sumolib.xml.parse(str(SIM / "sumo_edgedata.xml"), ["interval"])
    ):
        for edge in interval.edge:
            for variable in network.variables:
                said = edge.getAttributeSecure(variable.key)
                value = network.values[variable.key][step, rows[edge.id]]
                assert (np.isnan(value) and said is None) or value == np.float32(said)
                told += said is not None
    assert told == sum(int(np.isfinite(values).sum()) for values in network.values.values())
    assert network.run.version == "1.28.0" and not len(results.report)
    known = {one.key: one.quantity.key for one in network.variables if one.quantity}
    assert known["speed"] == "traffic_speed" and known["flow"] == "vehicles_per_hour"
    assert known["density"] == "traffic_density" and known["timeLoss"] == "delay"


def test_a_table_of_means_tells_the_same(tmp_path):
    lines = (
        "interval_begin;interval_end;interval_id;edge_id;edge_speed;edge_flow",
        "0;60;a;e;7.5;100",
        "0;60;a;unknown;1;",
        "60;120;a;e;;",
    )
    path = tmp_path / "means.csv"
    path.write_text("\n".join(lines))
    (tmp_path / "a.net.xml").write_text(NET)
    (table,) = (results := opened(path)).networks
    (other, _) = opened(written(tmp_path, EDGES)).networks
    assert table.links.ids == other.links.ids and table.title == "a"
    assert table.times.tolist() == other.times.tolist()[:2]
    for key in ("speed", "flow"):
        np.testing.assert_array_equal(table.values[key], other.values[key][:2])
    assert "OTHER_NETWORK" in [one.code for one in results.report]
