"""Plans on the command line: edits applied, scenarios looked after, all of it in one file."""

import io
import json
import sys

import numpy as np
import pytest
from PIL import Image

from app.cli import main
from city.project import Project
from exporters import write
from tests.city.plans import square
from tests.city.toy import town

BUILD = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}
GONE = {"edit": "demolish", "objects": ["house"]}


@pytest.fixture
def made(tmp_path, capsys):
    """A project of the toy town."""
    write(town().freeze(), tmp_path / "town.city.json")
    path = tmp_path / "town.maquette"
    assert main(["new", str(path), "--base", str(tmp_path / "town.city.json")]) == 0
    capsys.readouterr()
    return path


def edits(folder, *said, name="edits.jsonl"):
    path = folder / name
    path.write_text("\n".join(json.dumps(one) for one in said))
    return path


def run(capsys, *arguments, code=0):
    assert main([str(a) for a in arguments]) == code
    out, err = capsys.readouterr()
    return out if code == 0 else err


def apply(made, capsys, *said, scenario="Plan A", code=0, options=()):
    path = edits(made.parent, *said)
    return run(capsys, "apply", made, path, "--scenario", scenario, *options, code=code)


def shown(made, capsys, name="Plan A"):
    return json.loads(run(capsys, "scenario", "show", made, name, "--json"))


def test_a_scenario_is_made_and_holds_what_was_applied(made, capsys):
    assert apply(made, capsys, BUILD, GONE) == "2 edits done in Plan A\n"
    found = shown(made, capsys, "plan a")
    assert (found["name"], found["parent"]) == ("Plan A", None)
    assert [one["edit"] for one in found["edits"]] == ["build", "demolish"]
    assert found["edits"][0]["footprint"] == BUILD["footprint"]
    assert found["edits"][1] == GONE
    assert [step["words"] for step in found["story"]] == [
        "built 3-storey residential building",
        "demolished 1 object",
    ]
    apply(made, capsys, {"edit": "raise", "objects": ["new"], "storeys": 2})
    assert len(shown(made, capsys)["edits"]) == 3


def test_each_edit_is_told_when_it_is_safe(made, capsys):
    said = apply(made, capsys, BUILD, GONE, options=["--ack", "--author", "Ada"])
    assert said == "1\tbuilt 3-storey residential building\n2\tdemolished 1 object\n"
    assert shown(made, capsys)["story"][0]["author"] == "Ada"


def test_edits_come_from_standard_input(made, capsys, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(json.dumps(BUILD).encode())

    monkeypatch.setattr(sys, "stdin", Stdin())
    run(capsys, "apply", made, "-", "--scenario", "Plan A")
    assert len(shown(made, capsys)["edits"]) == 1


def test_a_fault_stops_at_its_line_and_what_was_done_stays(made, capsys):
    bow = {**BUILD, "id": "b", "footprint": [BUILD["footprint"][k] for k in (0, 2, 1, 3)]}
    said = apply(made, capsys, BUILD, bow, GONE, code=1)
    assert said.startswith("maquette: edits.jsonl, line 2: the footprint crosses or touches itself")
    assert said.endswith("; the 1 edits before it are done\n")
    assert len(shown(made, capsys)["edits"]) == 1


def test_what_names_nothing_is_told_and_kept(made, capsys):
    path = edits(made.parent, {"edit": "demolish", "objects": ["ghost"]})
    assert main(["apply", str(made), str(path), "--scenario", "Plan A"]) == 0
    assert "line 1: ghost is not in the city any more" in capsys.readouterr().err
    assert len(shown(made, capsys)["edits"]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1: this is no JSON"),
        ('{"edit": "fly"}', "there is no edit 'fly'"),
        ('{"maquette": "edits", "version": 9}', "a newer Maquette"),
        ('{"maquette": "edits", "version": 1, "crs": "EPSG:4326"}', "the project is in EPSG:28992"),
    ],
)
def test_files_that_are_no_delta_change_nothing(made, capsys, text, words):
    path = made.parent / "bad.jsonl"
    path.write_text(text)
    said = run(capsys, "apply", made, path, "--scenario", "Plan A", code=1)
    assert words in said and said.count("\n") == 1
    assert shown(made, capsys)["edits"] == []


def test_a_delta_or_a_project_that_is_not_there(made, capsys):
    nowhere = made.parent / "nowhere"
    said = run(capsys, "apply", made, nowhere, "--scenario", "A", code=1)
    assert "nowhere: cannot be opened" in said
    assert "nowhere" in run(capsys, "scenario", "list", nowhere, code=1)
    said = run(capsys, "scenario", "show", made, "Plan Z", code=1)
    assert "there is no scenario called Plan Z; its scenarios are: A" in said


def test_scenarios_are_branched_duplicated_described_and_listed(made, capsys):
    apply(made, capsys, BUILD)
    run(capsys, "scenario", "branch", made, "Plan A", "Plan B")
    run(capsys, "scenario", "branch", made, "Plan A", "Mirror", "--mirror")
    run(capsys, "scenario", "duplicate", made, "Plan A", "Copy")
    run(capsys, "scenario", "add", made, "Empty")
    apply(made, capsys, GONE)
    run(capsys, "scenario", "describe", made, "Copy", "--rename", "Old", "--archive")
    found = json.loads(run(capsys, "scenario", "list", made, "--json"))
    assert [(one["name"], one["parent"], one["edits"]) for one in found] == [
        ("Plan A", None, 2),
        ("Plan B", "Plan A", 1),
        ("Mirror", "Plan A", 2),
        ("Old", None, 1),
        ("Empty", None, 0),
    ]
    assert found[3]["archived"]
    text = run(capsys, "scenario", "list", made)
    assert "Plan B  (1 edits, from Plan A)" in text
    said = run(capsys, "scenario", "add", made, "plan b", code=1)
    assert "'plan b' is taken already" in said


def test_undo_and_redo_work_across_sessions(made, capsys):
    apply(made, capsys, BUILD, GONE)
    run(capsys, "scenario", "undo", made, "Plan A")
    run(capsys, "scenario", "undo", made, "Plan A")
    assert "nothing to undo" in run(capsys, "scenario", "undo", made, "Plan A", code=1)
    run(capsys, "scenario", "redo", made, "Plan A")
    assert [one["edit"] for one in shown(made, capsys)["edits"]] == ["build"]


def test_merging_asks_for_a_decision(made, capsys):
    apply(made, capsys, BUILD)
    run(capsys, "scenario", "branch", made, "Plan A", "Plan B")
    use = {"edit": "change", "objects": ["new"], "attributes": {"function": "office"}}
    hotel = {**use, "attributes": {"function": "hotel"}}
    apply(made, capsys, use)
    apply(made, capsys, hotel, GONE, scenario="Plan B")
    assert main(["scenario", "merge", str(made), "Plan A", "Plan B"]) == 1
    said = capsys.readouterr().err
    assert "new: here changed function to office" in said
    assert "say --take ours, theirs or both" in said
    assert len(shown(made, capsys)["edits"]) == 2
    run(capsys, "scenario", "merge", made, "Plan A", "Plan B", "--take", "theirs", "--json")
    assert shown(made, capsys)["edits"][1:] == [hotel, GONE]


def test_a_scenario_goes_out_as_a_city_and_as_its_edits(made, capsys):
    apply(made, capsys, BUILD, GONE)
    out = made.parent / "plan.city.json"
    run(capsys, "scenario", "export", made, "Plan A", "-o", out)
    found = json.loads(out.read_bytes())["CityObjects"]
    assert "new" in found and "house" not in found and "tower" in found
    delta = made.parent / "plan.jsonl"
    run(capsys, "scenario", "export", made, "Plan A", "-o", delta)
    run(capsys, "apply", made, delta, "--scenario", "Again")
    assert shown(made, capsys, "Again")["edits"] == shown(made, capsys)["edits"]
    states = made.parent / "plan.gml"
    run(capsys, "scenario", "export", made, "Plan A", "-o", states, "--versions")
    assert "<vers:reason>Plan A</vers:reason>" in states.read_text()
    said = run(capsys, "scenario", "export", made, "Plan A", "-o", "/nowhere/x.gml", code=1)
    assert "there is no folder" in said


def test_the_sources_stay_byte_for_byte_as_they_were(made, capsys):
    source = made.parent / "town.city.json"
    before = source.read_bytes()
    apply(made, capsys, BUILD, GONE)
    run(capsys, "indicators", made, "--scenario", "Plan A")
    assert source.read_bytes() == before


def test_a_project_that_is_open_elsewhere_is_not_written(made, capsys):
    held = Project.open(made)
    said = apply(made, capsys, BUILD, code=1)
    assert "nothing can be written: it is open in another window" in said
    held.close()


def test_a_plan_is_drawn(made, capsys):
    apply(made, capsys, {**BUILD, "storeys": 40}, GONE)
    pictures = []
    for name in ("Plan A", "Baseline"):
        out = made.parent / f"{name}.png"
        run(capsys, "render", made, "-o", out, "--size", "200x120", "--scenario", name)
        pictures.append(np.asarray(Image.open(out).convert("RGB")).astype(int))
    blue = [int(((p[..., 2] - p[..., 0]) > 60).sum()) for p in pictures]
    assert blue[0] > 50 > blue[1]
    said = run(capsys, "render", made, "-o", made.parent / "x.png", "--scenario", "Z", code=1)
    assert "there is no scenario called Z" in said


def test_what_is_in_a_project_names_its_scenarios(made, capsys):
    apply(made, capsys, BUILD)
    found = json.loads(run(capsys, "info", made, "--json"))
    assert found["scenarios"] == [{"name": "Plan A", "edits": 1, "archived": False}]
    assert "  Plan A, 1 edits" in run(capsys, "info", made)
