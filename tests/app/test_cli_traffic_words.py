"""What `maquette traffic` says, for people and as JSON."""

import json
from dataclasses import replace

import numpy as np

from app.cli_traffic_words import page, plain
from app.traffic.engine import Engine
from app.traffic.running import Traffic
from city.traffic.compare import difference
from city.traffic.outcome import Outcome, Totals
from city.traffic.question import Question
from city.traffic.works import Works
from tests.city.traffic.test_compare import BEGIN, HERE, network

QUESTION = Question(BEGIN, BEGIN + np.timedelta64(1, "h"), seed=5)
TOTALS = Totals(100, 98, 1, 1, 3, 12.5, 2.0, 0.75, 1234.5, 250.0, 0.25)


def made(plan=True):
    before = Outcome(network(HERE, [3, 2, 7]), TOTALS)
    after = Outcome(network(HERE, [9, 1, 7], closed=["10>20"]), replace(TOTALS, hours=13.0))
    works = Works(closed={"10>20": "all"}, limits={"10>00": 5.0}) if plan else Works()
    change = difference(after.network, before.network) if plan else None
    engine = Engine(None, "1.28")
    return Traffic(engine, before, after if plan else None, change, works, ())


def lines(text):
    return [" ".join(line.split()) for line in text.splitlines()]


def test_both_sides_and_their_difference_stand_in_a_line():
    said = lines(page(made(), QUESTION, "town.net.xml", "Plan A"))
    assert (
        said[0] == "Traffic on town.net.xml, 2026-09-01 07:00 to 2026-09-01 08:00 UTC (SUMO 1.28)"
    )
    assert "Baseline Plan A Change" in said
    assert "Times stuck for minutes 3 3 0" in said
    assert "Time driven (h) 12.50 13.00 +0.50" in said
    assert "Distance driven (km) 1,234.5 1,234.5 0.0" in said
    assert "Delay of a trip (s) 100.0 100.0 0.0" in said  # 2.75 h over 99 trips
    assert "Closed, so without a value: 10>20" in said
    assert "With another speed limit: 1 street" in said


def test_the_streets_that_change_most_come_first():
    said = lines(page(made(), QUESTION, "town.net.xml", "Plan A"))
    first = said.index("Street Flow Change Speed (km/h) Delay (s)")
    assert said[first + 1].startswith("00>10 9.0 +6.0 0 ")
    assert said[first + 2].startswith("10>00 1.0 -1.0 0 ")
    assert said[first + 3] == "10>20 - - - -"


def test_without_a_plan_the_busiest_streets_are_told():
    said = lines(page(made(plan=False), QUESTION, "town.net.xml", ""))
    assert "Change" not in " ".join(said)
    first = said.index("Street Vehicles an hour Speed (km/h) Delay (s)")
    assert [line.split()[0] for line in said[first + 1 :]] == ["10>20", "00>10", "10>00"]


def test_json_has_null_where_there_is_no_value():
    said = json.loads(json.dumps(plain(made(), QUESTION, "t", "Plan A"), allow_nan=False))
    assert said["closed"] == {"10>20": "all"} and said["limits_km_h"] == {"10>00": 18.0}
    assert said["streets"]["plan"]["10>20"] == {
        "kind": "closed", **dict.fromkeys(["flow", "speed", "delay", "lost", "CO2", "NOx"]),
    }  # fmt: skip
    assert said["streets"]["change"]["00>10"]["flow change"] == 6
    assert said["totals"]["plan"]["hours"] - said["totals"]["baseline"]["hours"] == 0.5
    assert (said["seed"], said["from"], said["units"]["speed"]) == (
        5,
        "2026-09-01T07:00:00.000Z",
        "km/h",
    )
    assert "plan" not in plain(made(plan=False), QUESTION, "t", "")["streets"]
