"""The numbers of plans on the command line."""

import json
from datetime import date

from app.cli import main
from city.indicators import BY_KEY
from tests.app.test_cli_plans import BUILD, apply, made, run  # noqa: F401  made is a fixture


def test_numbers_of_a_plan_beside_those_of_the_baseline(made, capsys):  # noqa: F811
    apply(made, capsys, BUILD)
    found = json.loads(run(capsys, "indicators", made, "--scenario", "plan a", "--json"))
    assert found["scenario"] == "Plan A"
    assert found["values"].keys() == found["baseline"].keys() == BY_KEY.keys()
    assert found["values"]["gfa"] - found["baseline"]["gfa"] == 240
    assert found["floor_area_by_use"]["residential"] == 240
    assert found["values"]["far"] is None
    assert found["definitions"]["far"]["formula"] == "gross floor area over plot area"
    text = run(capsys, "indicators", made, "--scenario", "Plan A")
    assert "+240" in text


def test_the_baseline_has_numbers_too(made, capsys):  # noqa: F811
    found = json.loads(run(capsys, "indicators", made, "--json"))
    assert found["scenario"] == "Baseline"
    assert found["values"] == found["baseline"]


def test_something_else_is_taken_for_granted(made, capsys):  # noqa: F811
    apply(made, capsys, BUILD)
    said = run(
        capsys, "indicators", made, "--scenario", "Plan A", "--set", "dwelling_size=60", "--json"
    )
    assert json.loads(said)["values"]["dwellings"] == 4
    assert json.loads(said)["assumptions"]["dwelling_size"] == 60
    for wrong in ("dwelling_size=1", "nonsense=3", "household=many"):
        assert main(["indicators", str(made), "--set", wrong]) == 2
    capsys.readouterr()


def test_plots_are_told_one_by_one(made, capsys):  # noqa: F811
    plot = {"edit": "plot", "outline": BUILD["footprint"], "name": "North"}
    apply(made, capsys, BUILD, plot)
    found = json.loads(run(capsys, "indicators", made, "--scenario", "Plan A", "--json"))
    assert found["plots"][0]["name"] == "North"
    assert abs(found["plots"][0]["values"]["far"] - 3) < 1e-6
    assert "Plot North, 80 m²" in run(capsys, "indicators", made, "--scenario", "Plan A")


def test_trees_are_counted_as_grown_in_a_year(made, capsys):  # noqa: F811
    place = BUILD["footprint"][0]
    grows = {"crown": 2, "grown_crown": 10, "year": 2026, "years": 20}
    apply(made, capsys, {"edit": "plant", "places": [place], **grows})

    def canopy(*more):
        found = json.loads(run(capsys, "indicators", made, "--scenario", "Plan A", "--json", *more))
        return found["values"]["canopy"] - found["baseline"]["canopy"], found["year"]

    young, year = canopy("--year", "2026")
    grown, _ = canopy("--year", "2046")
    assert year == 2026 and abs(grown - 25 * young) < 1e-6
    assert canopy()[1] == date.today().year
    for wrong in ("soon", "0", "20500"):
        assert main(["indicators", str(made), "--year", wrong]) == 2
    capsys.readouterr()
