"""Two plans with all that one decides by: as one document, the same numbers as in the window."""

import json
import shlex
from dataclasses import replace

import pytest

from app.cli import main
from app.two_plans import digest_of_plan
from city.edits import read_edit
from city.project import Project
from city.scenario import Scenario, Step
from exporters import write
from tests.app.test_cli_board import SETTINGS
from tests.app.test_cli_plans import BUILD, GONE, apply, made, run  # noqa: F401  a fixture
from tests.app.test_cli_simulate import TALL, sun
from tests.app.test_desk import make_window
from tests.app.test_scenarios import open_paths
from tests.city.compare.towns import delivery, house

YEAR = ("--date", "2026-11-29")


@pytest.fixture
def two(made, capsys):  # noqa: F811
    """A low house in plan A, a tower in place of the house in plan B; targets and weights."""
    apply(made, capsys, BUILD)
    apply(made, capsys, TALL, GONE, scenario="Plan B")
    project = Project.open(made)
    project.keep(replace(project.contents, settings={**project.contents.settings, **SETTINGS}))
    project.close()
    return made


def said(capsys, path, a="Plan A", b="Plan B", *more):
    return json.loads(run(capsys, "compare", path, a, b, "--json", *YEAR, *more))


def test_one_document_holds_everything(two, capsys):
    found = said(capsys, two)
    assert {"differences", "totals", "indicators", "layers", "hashes", "told"} <= set(found)
    board = found["indicators"]
    assert [one["name"] for one in board["plans"]] == ["Baseline", "Plan A", "Plan B"]
    # three storeys of 10 x 8 m; twelve of 8 x 8 m, less one storey of 10 x 8 m
    gfa = board["indicators"]["gfa"]["plans"]
    assert [one["difference"] for one in gfa] == [0, 240, 768 - 80]
    assert [one["verdict"] for one in gfa[1:]] == ["met", "met"]
    assert board["weighing"]["criteria"] and board["assumptions"]["dwelling_size"] == 85
    assert found["totals"]["sums"]["floor"]["net"] == 688 - 240
    hashes = found["hashes"]
    (source,) = hashes["sources"]
    assert source["state"] == "as it was" and source["kept"] == source["now"] != ""
    assert len(set(hashes["plans"].values())) == 3 and hashes["results"] == []
    assert said(capsys, two)["hashes"] == hashes


def test_the_numbers_are_those_of_the_window(two, capsys, qtbot):
    told = said(capsys, two)
    window = make_window(qtbot)
    open_paths(window, qtbot, two)
    board = window.studio.board
    board.action.trigger()
    qtbot.waitUntil(lambda: not board.deciding.counts.busy and not window.tasks.running)
    seen = board.deciding
    for key, cells in seen.board.rows.items():
        there = told["indicators"]["indicators"][key]["plans"]
        assert [one["value"] for one in there] == [cell.value for cell in cells], key
    points = [one["score"] for one in told["indicators"]["weighing"]["plans"]]
    assert [low for low, _ in points] == pytest.approx(seen.weighed.low.tolist())
    differing = window.studio.differences.differing
    differing.begin()
    differing.choose(*window.studio.planning.scenarios)
    qtbot.waitUntil(lambda: not differing.busy and differing.found is not None)
    sorts = differing.found.difference.counts()
    assert told["totals"]["by_sort"] == sorts and sum(sorts.values()) == 2
    window.close()


def test_a_study_that_both_have_is_told_with_its_hashes(two, capsys):
    sun(capsys, two, "--scenario", "Plan A")
    (one,) = said(capsys, two)["layers"]
    assert one["state"] == "only A" and "difference" not in one
    words = shlex.split(one["commands"][0])
    run(capsys, "simulate", "sun", two, *words[4:])
    found = said(capsys, two)
    (one,) = found["layers"]
    assert one["state"] == "both" and one["affected"]["words"]
    results = found["hashes"]["results"]
    assert [each["plan"] for each in results] == ["Plan A", "Plan B"]
    by_hand = sun(capsys, two, "--scenario", "Plan B", "--against", "Plan A")
    assert results[1]["result"] == by_hand["result"]
    assert one["difference"] == by_hand["difference"]


def test_a_plan_and_the_city_as_it_is(two, capsys):
    found = said(capsys, two, "baseline", "Plan A")
    assert [one["name"] for one in found["indicators"]["plans"]] == ["Baseline", "Plan A"]


@pytest.mark.parametrize("more", [["--json"], ["-o", "report.pdf"], []])
def test_the_same_plan_twice_is_refused_in_one_line(two, capsys, more):
    where = [two.parent / one if one.endswith(".pdf") else one for one in more]
    line = run(capsys, "compare", two, "Plan A", "plan a", *where, code=1)
    assert "Plan A is compared with itself" in line and line.count("\n") == 1


def test_plans_that_are_not_there(made, two, capsys):  # noqa: F811
    line = run(capsys, "compare", two, "Plan A", "Plan Q", "--json", code=1)
    assert "there is no scenario called Plan Q; its scenarios are: Plan A, Plan B" in line
    bare = two.parent / "bare.maquette"
    assert main(["new", str(bare), "--base", str(two.parent / "town.city.json")]) == 0
    capsys.readouterr()
    line = run(capsys, "compare", bare, "Plan A", "Baseline", "--json", code=1)
    assert "there is no scenario called Plan A; its scenarios are: none yet" in line


def test_numbers_that_nobody_knows_are_said(two, capsys):
    far = said(capsys, two)["indicators"]["indicators"]["far"]["plans"]
    assert {(one["value"], one["why"]) for one in far} == {(None, "needs a plot")}


def test_a_source_that_has_changed_or_gone_is_told(two, capsys):
    town = two.parent / "town.city.json"
    write(delivery(house(0, 5, "house")), town)
    assert main(["compare", str(two), "Baseline", "Plan A", "--json", *YEAR]) == 0
    out, err = capsys.readouterr()
    (source,) = json.loads(out)["hashes"]["sources"]
    assert source["state"] == "changed" and source["kept"] != source["now"]
    assert "town.city.json has changed since the project was written" in err
    town.unlink()
    assert main(["compare", str(two), "Baseline", "Plan A", "--json", *YEAR]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["hashes"]["sources"][0]["state"] == "missing"
    assert "town.city.json: it is not there any more" in err


def test_equal_plans_have_equal_hashes_whoever_drew_them():
    def plan(ident, *edits):
        steps = tuple(Step(f"{ident}{k}", read_edit(e), ident) for k, e in enumerate(edits))
        return Scenario(ident, ident, own=steps, cursor=len(steps))

    one, other = plan("a", BUILD, GONE), plan("b", BUILD, GONE)
    assert digest_of_plan(one) == digest_of_plan(other)
    assert digest_of_plan(one) != digest_of_plan(plan("c", GONE))
    assert digest_of_plan(one) != digest_of_plan(one.undone())
