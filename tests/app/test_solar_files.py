"""The files of a solar study: weather and power use, on the command line and in the window."""

import json
import re

import numpy as np
import pytest
from pyproj import Geod

from app.studies import Studies
from app.tasks import Tasks
from tests.app.planned import Desk
from tests.app.test_cli_plans import made, run
from tests.city.plans import EAST, NORTH
from tests.importers.test_epw import LINES, written

__all__ = ["made"]  # a fixture
AREA = [EAST - 20, NORTH - 20, EAST + 40, NORTH + 30]
ASKED = {"area": AREA, "precision": "coarse", "spacing": 5.0, "surfaces": "roofs"}
SAID = [
    part
    for key, value in {**ASKED, "area": ",".join(map(str, AREA))}.items()
    for part in ("--set", f"{key}={value}")
]


def hours(path, *lit):
    """A file in which some hours of each day use power."""
    values = np.isin(np.arange(8760) % 24, lit).astype(float)
    path.write_text("\n".join(["kWh", *map(str, values)]))
    return path


def house(found):
    (one,) = found["buildings"]
    return one


def test_power_is_used_by_the_hours_of_a_file_whatever_it_is_called(made, capsys, tmp_path):
    asked = ["simulate", "solar", made, *SAID, "--json"]
    night = hours(tmp_path / "night.csv", 0, 1)
    found = json.loads(run(capsys, *asked, "--set", f"demand={night}"))
    usual = json.loads(run(capsys, *asked))
    assert house(found)["autarky"] == 0 and house(usual)["autarky"] > 0.1
    assert house(found)["demand"] == house(usual)["demand"] == 3000
    assert found["facts"]["Hours of power use"] == "night.csv, scaled to the use of each building"
    assert usual["facts"]["Hours of power use"].startswith("households as usual")
    other = night.rename(tmp_path / "other.csv")
    again = json.loads(run(capsys, *asked, "--set", f"demand={other}"))
    assert again["unchanged"] and again["result"] == found["result"]
    noon = json.loads(run(capsys, *asked, "--set", f"demand={hours(other, 12)}"))
    assert noon["inputs"] != found["inputs"] and house(noon)["autarky"] > 0.2


def test_weather_of_another_place_is_told_with_its_distance(made, capsys, tmp_path):
    berlin = written(tmp_path, LINES)
    asked = ["simulate", "solar", made, *SAID, "--set", f"weather={berlin}"]
    found = json.loads(run(capsys, *asked, "--json"))
    away = found["facts"]["Weather of another place"]
    kilometres = float(re.search(r"([\d.]+) km", away)[1])
    delft, there = (4.36, 52.01), (13.4, 52.47)
    assert kilometres == pytest.approx(Geod(ellps="WGS84").inv(*delft, *there)[2] / 1000, abs=2)
    assert away in run(capsys, *asked)
    usual = json.loads(run(capsys, "simulate", "solar", made, *SAID, "--json"))
    assert "Weather of another place" not in usual["facts"]
    assert found["result"] != usual["result"]


@pytest.mark.parametrize("setting", ["weather", "demand"])
def test_a_bad_file_is_one_line_before_anything_is_opened(capsys, tmp_path, setting):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("much\n1\n")
    said = run(capsys, "simulate", "solar", "no.maquette", "--set", f"{setting}={wrong}", code=1)
    assert said.startswith("maquette: wrong.csv: ") and said.count("\n") == 1


def test_the_window_asks_with_a_file_and_finds_it_again(qtbot, tmp_path):
    desk = Desk(tmp_path)
    tasks = Tasks()
    studies = Studies(
        desk.document, desk.planning, tasks, lambda: desk.project, lambda: desk.project
    )
    told = []
    studies.refused.connect(told.append)

    def ask(**more):
        studies.ask("solar", {**ASKED, "surfaces": ["roofs"], **more})
        qtbot.waitUntil(lambda: not studies.busy and not tasks.running, timeout=30_000)

    night = hours(tmp_path / "night.csv", 0, 1)
    ask(demand=str(night))
    (result,) = studies.results
    assert not told and studies.asked(result)["demand"] == str(night)
    ask(**result.settings)  # as the form gives back what it was shown
    assert len(studies.results) == 1 and not told
    ask(demand=str(hours(tmp_path / "bad.csv")))
    assert told == ["Bad.csv: no power is used in any hour of the year; write one value in kWh a "
                    "line, or let the values be the last column behind a semicolon"]  # fmt: skip
    tasks.close()
    desk.project.close()
