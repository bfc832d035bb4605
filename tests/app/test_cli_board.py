"""The board on the command line: the same numbers as in the window."""

import json
from dataclasses import replace

import pytest

from app.cli import main
from city.indicators import BY_KEY
from city.project import Project
from tests.app.test_cli_plans import BUILD, made, run  # noqa: F401  made is a fixture

SETTINGS = {
    "targets": {"gfa": {"least": 300.0, "source": "Brief"}, "far": {"most": 1.0}},
    "criteria": [
        {"key": "gfa", "weight": 60, "way": "more"},
        {"key": "carbon", "weight": 40, "way": "less"},
    ],
}


def apply(project, capsys, name, edit):
    edits = project.with_suffix(".jsonl")
    edits.write_text(json.dumps(edit), "utf-8")
    run(capsys, "apply", project, edits, "--scenario", name)


@pytest.fixture
def two(made, capsys):  # noqa: F811
    apply(made, capsys, "Low", BUILD)
    apply(made, capsys, "High", {**BUILD, "storeys": 6})
    project = Project.open(made)
    project.keep(replace(project.contents, settings={**project.contents.settings, **SETTINGS}))
    project.close()
    return made


def test_every_plan_is_told_beside_every_other(two, capsys):
    found = json.loads(run(capsys, "indicators", two, "--all", "--json"))
    assert [one["name"] for one in found["plans"]] == ["Baseline", "Low", "High"]
    assert found["indicators"].keys() == BY_KEY.keys()
    gfa = found["indicators"]["gfa"]
    assert [cell["difference"] for cell in gfa["plans"]] == [0, 240, 480]
    assert [cell["verdict"] for cell in gfa["plans"]][-1] == "met"
    assert gfa["target"]["source"] == "Brief" and gfa["formula"]
    far = found["indicators"]["far"]["plans"][1]
    assert (far["value"], far["why"], far["verdict"]) == (None, "needs a plot", "unknown")
    carbon = found["indicators"]["carbon"]
    assert carbon["best"] == ["Low"] and carbon["plans"][1]["inputs"][0]["value"] == 240


def test_plans_are_weighed_as_the_project_says(two, capsys):
    found = json.loads(run(capsys, "indicators", two, "--all", "--json"))["weighing"]
    scores = {one["plan"]: one["score"] for one in found["plans"]}
    assert scores == {"Low": pytest.approx([40, 40]), "High": pytest.approx([60, 60])}
    assert sum(one["share_of_all_weightings_by_place"][0] for one in found["plans"]) == (
        pytest.approx(1)
    )
    text = run(capsys, "indicators", two, "--all")
    assert "High comes first with these weights." in text
    assert "Gross floor area  (at least 300 m² (Brief))" in text and "?" in text


def test_assumptions_can_be_set(two, capsys):
    said = run(capsys, "indicators", two, "--all", "--set", "dwelling_size=60", "--json")
    cells = json.loads(said)["indicators"]["dwellings"]["plans"]
    assert [cell["value"] for cell in cells][1:] == [4, 8]


def test_what_cannot_be_read_is_warned_of(two, capsys):
    project = Project.open(two)
    bad = {"targets": {"gfa": {"least": "many"}}, "criteria": 3}
    project.keep(replace(project.contents, settings=bad))
    project.close()
    assert main(["indicators", str(two), "--all"]) == 0
    err = capsys.readouterr().err
    assert "gfa is left out" in err and "criteria of the project cannot be read" in err


def test_one_plan_or_all_of_them(two, capsys):
    assert main(["indicators", str(two), "--all", "--scenario", "Low"]) == 2
    capsys.readouterr()


def test_a_project_without_plans_has_a_baseline(made, capsys):  # noqa: F811
    found = json.loads(run(capsys, "indicators", made, "--all", "--json"))
    assert [one["name"] for one in found["plans"]] == ["Baseline"]
    assert found["weighing"]["plans"] == [] and found["weighing"]["first"] is None
    assert "Baseline" in run(capsys, "indicators", made, "--all")
