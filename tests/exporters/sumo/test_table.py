"""Streets with their values as a table."""

import csv

from city.traffic.compare import difference
from exporters.sumo import table
from tests.city.traffic.test_compare import network


def test_runs_stand_beside_each_other(tmp_path):
    before, after = network(["00>10"], [3]), network(["00>10", "10>20"], [5, 4], closed=["10>20"])
    states = [("baseline", before), ("plan", after), ("change", difference(after, before))]
    table.write(states, tmp_path / "streets.csv")
    text = (tmp_path / "streets.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    assert [line["street"] for line in lines] == ["00>10", "10>20"]
    assert [line["kind"] for line in lines] == ["", "closed"]
    flows = [[line[f"flow {state} (1/h)"] for state, _ in states] for line in lines]
    assert flows == [["3", "5", "2"], ["", "", ""]]
    assert float(lines[0]["CO2 plan (g/km/h)"]) == 5 * 1e5 / 1000 / 0.1
