"""The page about simulations of one's own: what it shows is run as it stands there."""

import json
import re
import tomllib

import pytest

from tests.app.test_cli_plans import apply, made, run  # noqa: F401  made is a fixture
from tests.city.plans import EAST, NORTH, at
from tests.plugin import install
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "simulation-plugin.md").read_text("utf-8")
AREA = f"area={EAST - 20},{NORTH - 20},{EAST + 40},{NORTH + 30}"
SET = ("--set", AREA, "--set", "spacing=2", "--json")


def block(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


@pytest.fixture
def brought(tmp_path, monkeypatch):
    """The example, installed as its page says."""
    points = tomllib.loads(block("toml"))["project"]["entry-points"]["maquette.simulations"]
    install(monkeypatch, tmp_path / "site", "nearest_tree", block("python"), points)


def test_the_example_measures_how_far_it_is_to_a_tree(made, capsys, brought):  # noqa: F811
    apply(made, capsys, {"edit": "plant", "places": [at(20, 20)]})
    assert "Distance to trees" in run(capsys, "simulate")
    assert "Spacing: from 0.5 to 5 m" in run(capsys, "simulate", "trees", "--describe")
    found = json.loads(run(capsys, "simulate", "trees", made, "--scenario", "Plan A", *SET))
    ground = next(one for one in found["statistics"] if one["on"] == "ground")
    assert ground["title"] == "Distance to the nearest tree" and ground["unit"] == "m"
    assert ground["min"] < 2 and 54 < ground["max"] < 57  # 40 m and 40 m to the farthest corner
    assert found["facts"] == {"Trees": "1"} and found["kept"]
    again = json.loads(run(capsys, "simulate", "trees", made, "--scenario", "Plan A", *SET))
    assert again["unchanged"] and again["result"] == found["result"]


def test_the_example_compares_plans(made, capsys, brought):  # noqa: F811
    apply(made, capsys, {"edit": "plant", "places": [at(20, 20)]})
    run(capsys, "scenario", "branch", made, "Plan A", "Plan B")
    apply(made, capsys, {"edit": "plant", "places": [at(-15, -15)]}, scenario="Plan B")
    both = ("--scenario", "Plan B", "--against", "Plan A")
    found = json.loads(run(capsys, "simulate", "trees", made, *both, *SET))["difference"]
    ground = next(one for one in found["statistics"] if one["on"] == "ground")
    assert ground["max"] == 0  # nowhere is it farther with one tree more
    assert -50 < ground["min"] < -45  # 35 m and 35 m, where the new one stands


def test_who_is_affected_is_counted_of_the_example_too(made, capsys, brought):  # noqa: F811
    apply(made, capsys, {"edit": "plant", "places": [at(100, 4)]})
    run(capsys, "scenario", "branch", made, "Plan A", "Plan B")
    apply(made, capsys, {"edit": "plant", "places": [at(-60, 4)]}, scenario="Plan B")
    both = ("--scenario", "Plan B", "--against", "Plan A")
    found = json.loads(
        run(capsys, "simulate", "trees", made, *both, *SET, "--affected=-5", "--counted-by=worst")
    )
    # the wall to the west was 100 m from the first tree and is 60 m from the second one now, the
    # one to the east 90 m and then 70 m
    (house,) = found["affected"]["list"]
    assert house["lost_worst"] == pytest.approx(40, abs=0.5)
    assert found["affected"]["threshold"]["unit"] == "m"
    ground = next(one for one in found["difference"]["statistics"] if one["on"] == "ground")
    nearer = found["affected"]["areas"]["ground"]
    # with the second tree ground west of x = 20 m is nearer; 5 m nearer: west of x = 17.5 m
    assert nearer["affected"] == pytest.approx(nearer["compared"] * 37.5 / 60, rel=0.06)
    assert ground["max"] == 0  # exactly, where the first tree is still the nearest


def test_the_example_says_where_there_is_no_tree(made, capsys, brought):  # noqa: F811
    said = run(capsys, "simulate", "trees", made, *SET, code=1)
    assert said == "maquette: there are no trees here: choose another area, or plant some\n"
