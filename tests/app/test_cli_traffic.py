"""`maquette traffic`, from the arguments to the table, with the real SUMO."""

import csv
import json
from dataclasses import replace

import pytest

from app.cli import main
from city.frame import Frame
from city.traffic.planned import NEAR
from exporters import write
from tests.app.command_line import one_line
from tests.app.test_cli_plans import apply, edits, run
from tests.city.toy import box_faces, solid
from tests.shared import DATA, needs_data

pytestmark = needs_data
GRID = DATA / "live/sim/sumo_grid.net.xml"
LITTLE = ("--to", "07:05", "--warm-up", "1min", "--trips", "1200")
# the grid's corner A0 lies here, and its streets are 120 m long (EPSG:32631)
EAST, NORTH = 595_000.0, 5_633_000.0


@pytest.fixture
def project(tmp_path, capsys):
    """A project with one house beside the streets of the grid."""
    city = solid(box_faces((40.0, 40.0, 0.0), (60.0, 60.0, 9.0))).freeze()
    city = replace(city, frame=Frame("EPSG:32631", "", (EAST, NORTH, 0.0)))
    write(city, tmp_path / "house.city.json")
    path = tmp_path / "town.maquette"
    assert main(["new", str(path), "--base", str(tmp_path / "house.city.json")]) == 0
    capsys.readouterr()
    return path


def plan(project, capsys, *said):
    apply(project, capsys, *said)
    arguments = ("traffic", project, "--network", GRID, "--plan", "Plan A", "--json", *LITTLE)
    return json.loads(run(capsys, *arguments))


def at(x, y):
    return [EAST + x, NORTH + y]


def test_streets_closed_by_name_as_a_page_and_in_a_folder(tmp_path, capsys):
    closed = ("--close", "C3D3", "--close", "D3C3")
    out = run(capsys, "traffic", GRID, *LITTLE, *closed, "-o", tmp_path / "out", "--vehicles")
    assert "Closed, so without a value: C3D3, D3C3" in out
    lines = list(csv.DictReader((tmp_path / "out/streets.csv").read_text("utf-8").splitlines()))
    shut = [line for line in lines if line["kind"] == "closed"]
    assert [line["street"] for line in shut] == ["C3D3", "D3C3"]
    assert [line["flow plan (1/h)"] for line in shut] == ["", ""]
    assert all(float(line["flow baseline (1/h)"]) > 0 for line in shut)
    assert (tmp_path / "out/plan.vehicles.xml").stat().st_size > 10_000
    assert (tmp_path / "out/plan.sumocfg").is_file()


def test_the_same_seed_says_the_same_numbers(capsys):
    arguments = ("traffic", GRID, *LITTLE, "--json", "--from", "2026-09-01T07:00")
    arguments = (*arguments, "--to", "2026-09-01T07:05")
    first, again = run(capsys, *arguments), run(capsys, *arguments)
    assert first == again
    assert json.loads(run(capsys, *arguments, "--seed", "2")) != json.loads(first)


def test_a_street_closed_in_plan_a(project, capsys):
    across = {"edit": "close", "line": [at(300, 350), at(300, 370)], "name": "Market"}
    said = plan(project, capsys, across)
    assert said["closed"] == {"C3D3": "all", "D3C3": "all"}
    before, after = (said["streets"][state] for state in ("baseline", "plan"))
    assert before["C3D3"]["flow"] + before["D3C3"]["flow"] > 0
    assert after["C3D3"] == {"kind": "closed", **dict.fromkeys(said["units"])}
    assert said["totals"]["plan"]["arrived"] == said["totals"]["baseline"]["arrived"]
    assert said["plan"] == "Plan A"


def test_a_street_laid_in_plan_a(project, capsys):
    section = [{"kind": "carriageway", "width": 6.0}]
    line = [at(2 * 120, 3 * 120 + NEAR - 1), at(300, 420), at(4 * 120, 5 * 120)]
    said = plan(project, capsys, {"edit": "street", "line": line, "section": section, "id": "n"})
    assert said["new"] == ["n"]
    assert said["streets"]["plan"]["n"]["kind"] == "new"
    assert said["streets"]["plan"]["n"]["flow"] + said["streets"]["plan"]["-n"]["flow"] > 0
    assert said["streets"]["change"]["n"]["flow change"] is None


def test_a_network_of_another_city_is_told(project, capsys):
    apply(project, capsys, {"edit": "close", "line": [at(300, 350), at(300, 370)], "id": "c"})
    network = ("--network", DATA / "traffic/ingolstadt_cutmap.net.xml.gz")
    arguments = ["traffic", project, *network, "--plan", "Plan A", *LITTLE[:4], "--trips", "60"]
    assert main([str(one) for one in arguments]) == 0
    said = capsys.readouterr().err
    assert "of another place" in said
    assert "the closure c meets no street of the network" in said


def test_a_plan_that_leaves_streets_as_they_are_is_told(project, capsys):
    path = edits(project.parent, {"edit": "plant", "places": [at(5, 5)]})
    run(capsys, "apply", project, path, "--scenario", "Plan A")
    arguments = ["traffic", project, "--network", GRID, "--plan", "Plan A", *LITTLE]
    assert main([str(one) for one in arguments]) == 0
    out, err = capsys.readouterr()
    assert one_line(err) == "Plan A neither closes a street nor lays one"
    assert "Streets with the most traffic" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["town.maquette"], 2, "say on which network of streets"),
        (["a.net.xml", "--plan", "Plan A"], 2, "--plan is of a project"),
        (["a.net.xml", "--network", "b.net.xml"], 2, "--network goes with a project"),
        (["a.net.xml", "--vehicles"], 2, "say with -o FOLDER"),
        (["a.net.xml", "--to", "06:00"], 2, "ends later than it begins"),
        (["a.net.xml", "-o", "no/such/folder"], 1, "there is no folder"),
        (["a.net.xml"], 1, "there is no such file"),
        ([GRID, "--close", "nowhere"], 1, "there is no street 'nowhere' in the network"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path, monkeypatch, capsys, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    assert words in one_line(run(capsys, "traffic", *arguments, *LITTLE[2:], code=code))


def test_without_sumo_the_command_says_how_to_get_it(monkeypatch, capsys):
    from app.traffic import engine

    monkeypatch.setattr(engine, "_home", lambda: None)
    words = one_line(run(capsys, "traffic", GRID, code=1))
    assert words == "SUMO is not installed; install it with: pip install maquette[sumo]"
