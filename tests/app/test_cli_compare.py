"""Two files, two plans, a plan and a new delivery on the command line."""

import csv
import json

import pytest

from app.cli import main
from city.frame import Frame
from exporters import write
from tests.app.test_cli_plans import BUILD, GONE, apply, made, run
from tests.city.compare.towns import delivery, house
from tests.city.toy import town

__all__ = ["made"]  # a fixture
STREET = [house(20.0 * k, 3.0, f"h{k}", storeys=1) for k in range(3)]


@pytest.fixture
def files(tmp_path):
    """Two deliveries of a street; the second has a house less and one that is higher."""
    paths = tmp_path / "2024.city.json", tmp_path / "2025.city.json"
    write(delivery(*STREET), paths[0])
    write(delivery({**STREET[0], "high": 6.0}, STREET[1]), paths[1])
    return paths


def said(capsys, *arguments):
    return json.loads(run(capsys, "compare", *arguments, "--json"))


def sorts(found):
    return {one["b"] or one["a"]: one["sort"] for one in found["differences"]}


def test_two_files(files, capsys):
    found = said(capsys, *files)
    assert sorts(found) == {"h0": "shape", "h2": "removed"}
    assert found["totals"]["by_sort"]["removed"] == 1
    assert "height 3.0 → 6.0 m" in run(capsys, "compare", *files)
    assert "No differences." in run(capsys, "compare", files[0], files[0])


def test_the_list_goes_into_a_file(files, capsys, tmp_path):
    run(capsys, "compare", *files, "-o", tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["sort"] for row in csv.DictReader(file)] == ["removed", "shape"]
    nowhere = tmp_path / "no folder" / "list.csv"
    assert "there is no folder" in run(capsys, "compare", *files, "-o", nowhere, code=1)


def test_two_plans_of_a_project_and_the_baseline(made, capsys):
    apply(made, capsys, BUILD)
    apply(made, capsys, GONE, scenario="Plan B")
    assert sorts(said(capsys, made, "Baseline", "Plan A")) == {"new": "added"}
    assert sorts(said(capsys, made, "plan a", "Plan B")) == {"new": "removed", "house": "removed"}
    assert sorts(said(capsys, made, "Plan B", "baseline")) == {"house": "added"}
    wrong = run(capsys, "compare", made, "Plan A", "Plan Z", code=1)
    assert "there is no scenario called Plan Z; its scenarios are: Plan A, Plan B" in wrong


def test_a_plan_and_a_new_delivery(made, capsys):
    raised = {"edit": "raise", "objects": ["tower"], "storeys": 1}
    apply(made, capsys, BUILD, GONE, raised)
    new = town()
    new.objects.set(1, "name", "text", "told anew")  # of the tower
    city = new.freeze()
    path = made.parent / "new.city.json"
    write(city, path)
    given = [made, "--scenario", "Plan A", "--delivery", path]
    found = said(capsys, *given)
    assert sorts(found) == {"new": "added", "house": "removed", "tower": "shape"}
    assert [(one["b"], one["changes"]) for one in found["meanwhile"]] == [
        ("tower", "name: nothing → told anew")
    ]
    assert (found["lost"], found["there"], found["renamed"]) == ([], {}, {})
    assert "tower has changed in the delivery: name: nothing → told anew" in found["told"]
    assert "tower has changed in the delivery" in run(capsys, "compare", *given)


def test_objects_that_a_delivery_has_not_any_more(made, capsys):
    apply(made, capsys, GONE)
    path = made.parent / "new.city.json"
    write(delivery(house(700, 5, "tower")), path)
    found = said(capsys, made, "--scenario", "Plan A", "--delivery", path)
    assert found["lost"] == [{"edit": 1, "words": "house is not in the city any more"}]
    assert found["there"] == {"house": "has gone in the delivery too"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.gml"], "two files are compared: A B"),
        (["a.gml", "b.gml", "c.gml"], "two files are compared: A B"),
        (["p.maquette", "A"], "two scenarios are compared"),
        (["p.maquette", "--delivery", "new.gml"], "a delivery is compared as"),
        (["a.gml", "--scenario", "A", "--delivery", "new.gml"], "a delivery is compared as"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(arguments, words, capsys):
    assert main(["compare", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_files_that_are_no_cities_are_refused_in_one_line(files, capsys, tmp_path):
    (tmp_path / "empty.city.json").write_text("{}")
    for bad in (tmp_path / "nowhere.gml", tmp_path / "empty.city.json"):
        line = run(capsys, "compare", files[0], bad, code=1)
        assert line.startswith("maquette: ") and line.count("\n") == 1 and bad.name in line


def test_a_file_that_lies_nowhere_near_is_refused_in_one_line(files, capsys, tmp_path):
    far = tmp_path / "far.city.json"
    write(delivery(*STREET, frame=Frame()), far)
    line = run(capsys, "compare", files[0], far, code=1)
    assert "their coordinates lie apart; say with --crs" in line and line.count("\n") == 1


def test_a_base_that_has_changed_meanwhile_is_told(made, capsys):
    apply(made, capsys, BUILD)
    write(delivery(house(0, 5, "house")), made.parent / "town.city.json")
    assert main(["compare", str(made), "Baseline", "Plan A"]) == 0
    out, err = capsys.readouterr()
    assert "town.city.json has changed since the project was written" in err
    assert "added  Building new" in out


def test_edits_that_cannot_be_done_any_more_are_told(made, capsys):
    apply(made, capsys, GONE)
    write(delivery(house(0, 5, "tower")), made.parent / "town.city.json")
    assert main(["compare", str(made), "Baseline", "Plan A", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["told"] == ["Plan A: house is not in the city any more"]
    assert "Plan A: house is not in the city any more" in err
