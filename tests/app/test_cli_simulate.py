"""Simulations on the command line: asked, kept, compared, refused."""

import csv
import json
import os
import shutil
import signal
import sqlite3
from dataclasses import replace

import numpy as np
import pytest

import assets
from app.cli import main
from city.layer_archive import layer_from
from city.project import Project
from city.simulate import catalogue, sun_hours
from city.simulate.catalogue import BUILT_IN
from tests.app.test_cli_plans import apply, made, run  # noqa: F401  made is a fixture
from tests.city.plans import EAST, NORTH, square
from tests.plugin import install
from tests.shared import looked_into

AREA = f"area={EAST - 20},{NORTH - 20},{EAST + 40},{NORTH + 30}"
DAY = ("--set", "date=2026-03-21", "--set", AREA, "--set", "spacing=2", "--set", "step=60")
TALL = {"edit": "build", "footprint": square(15, -12, 8, 8), "storeys": 12, "id": "new"}


def sun(capsys, path, *more, code=0):
    """What it says as JSON, or on standard error where it fails."""
    said = run(capsys, "simulate", "sun", path, *DAY, "--json", *more, code=code)
    return json.loads(said) if code == 0 else said


def test_an_answer_is_one_document(made, capsys):  # noqa: F811
    found = sun(capsys, made)
    assert {"simulation", "title", "scenario", "settings", "facts", "inputs", "result"} < set(found)
    assert (found["simulation"], found["scenario"]) == ("sun", "Baseline")
    assert found["settings"]["date"] == "2026-03-21" and found["settings"]["spacing"] == 2.0
    assert found["facts"]["Clock"] == "Europe/Amsterdam, UTC+1"
    roofs = next(
        one
        for one in found["statistics"]
        if (one["quantity"], one["on"], one["unit"]) == ("hours", "roofs", "h")
    )
    assert roofs["area"] == pytest.approx(80, rel=1e-6)  # the house: 10 x 8 m
    assert 11 < roofs["mean"] < 12.5 and roofs["min"] <= roofs["quantiles"]["0.5"] <= roofs["max"]
    (house,) = found["buildings"]
    assert house["id"] == "house" and house["roofs"] == pytest.approx(roofs["mean"])
    assert found["kept"] and found["unchanged"] is None
    assert found["method"] and found["source"] and found["limits"]


def test_the_same_question_gets_the_same_answer_however_many_threads(made, capsys, monkeypatch):  # noqa: F811
    results = set()
    for threads in (1, 2, 7):
        monkeypatch.setattr(os, "cpu_count", lambda count=threads: count)
        found = sun(capsys, made, "--no-keep")
        assert not found["kept"]
        results.add((found["result"], found["inputs"]))
    assert len(results) == 1
    assert looked_into(made).results == []


def test_what_has_not_changed_is_given_at_once(made, capsys, monkeypatch):  # noqa: F811
    first = sun(capsys, made)
    (kept,) = looked_into(made).results
    assert (kept.scenario, kept.inputs) == ("", first["inputs"])

    def never(*_):
        raise AssertionError("it was computed again")

    monkeypatch.setattr(sun_hours, "SUN", replace(sun_hours.SUN, compute=never))
    again = sun(capsys, made)
    assert again.pop("unchanged") == kept.made and first.pop("unchanged") is None
    assert again == first
    assert looked_into(made).results == [kept]
    assert "Unchanged" in run(capsys, "simulate", "sun", made, *DAY)
    monkeypatch.undo()
    assert sun(capsys, made, "--set", "step=30")["unchanged"] is None
    assert len(looked_into(made).results) == 2


def test_a_plan_is_computed_from_what_is_known_of_the_baseline(made, capsys, tmp_path):  # noqa: F811
    apply(made, capsys, TALL)
    fresh = sun(capsys, made, "--scenario", "Plan A", "--no-keep")
    sun(capsys, made)
    renewed = sun(capsys, made, "--scenario", "plan a")
    assert renewed["scenario"] == "Plan A" and renewed["result"] == fresh["result"]
    assert [one.scenario == "" for one in looked_into(made).results] == [True, False]
    found = json.loads(run(capsys, "info", made, "--json"))["results"]
    assert [one["scenario"] for one in found] == [None, "Plan A"]
    assert "Hours of sun, 2026-03-21 (Plan A)" in run(capsys, "info", made)
    apply(made, capsys, {"edit": "demolish", "objects": ["new"]})
    back = sun(capsys, made, "--scenario", "Plan A")
    assert back["result"] == sun(capsys, made)["result"]
    assert len(looked_into(made).results) == 2  # the newer one has taken the older one's place


def test_traces_that_do_not_fit_are_not_used(made, capsys):  # noqa: F811
    apply(made, capsys, TALL)
    fresh = sun(capsys, made, "--scenario", "Plan A", "--no-keep")
    sun(capsys, made)
    project = Project.open(made)
    layer = project.layer_of(project.results[0])
    count = len(layer.samples)
    for wrong in (
        {"clear": np.zeros((count, 1), np.uint8)},
        {"clear": np.zeros((count, 9), np.float32)},
        {"marks": np.zeros((2, 2), np.uint64)},
        {"boxes": np.zeros((7, 2, 3))},
    ):
        project.keep_result(replace(layer, traces={**layer.traces, **wrong}), "", "2026")
        found = sun(capsys, made, "--scenario", "Plan A", "--no-keep")
        assert found["result"] == fresh["result"]
    project.close()


def test_a_result_that_is_damaged_is_told_and_computed_again(made, capsys):  # noqa: F811
    first = sun(capsys, made)
    connection = sqlite3.connect(made)
    with connection:
        connection.execute("UPDATE result_parts SET bytes = zeroblob(length(bytes))")
    connection.close()
    assert main(["simulate", "sun", str(made), *DAY, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["result"] == first["result"]
    assert "cannot be used" in err and err.count("\n") == 1
    assert sun(capsys, made)["unchanged"] is not None


def test_a_plan_against_the_baseline(made, capsys, tmp_path):  # noqa: F811
    apply(made, capsys, TALL)
    out = tmp_path / "less.npz"
    found = sun(capsys, made, "--scenario", "Plan A", "--against", "baseline", "-o", out)
    assert found["against"] == "Baseline"
    ground = next(s for s in found["difference"]["statistics"] if s["on"] == "ground")
    assert ground["min"] < -1 and ground["max"] == 0
    assert found["difference"]["facts"]["Hours of sun"].endswith("m²")
    layer = layer_from(out.read_bytes())
    assert layer.digest() == found["difference"]["result"]
    hours = layer.values["hours"]
    new = np.array([*layer.samples.owners, ""])[layer.samples.owner] == "new"
    assert np.isnan(hours[new]).all() and (hours == 0).sum() > 100
    assert len(looked_into(made).results) == 2
    page = run(
        capsys, "simulate", "sun", made, *DAY, "--scenario", "Plan A", "--against", "Baseline"
    )
    assert "Difference to Baseline" in page and found["difference"]["result"] in page
    same = sun(capsys, made, "--against", "Baseline")["difference"]["statistics"]
    assert {(s["min"], s["max"]) for s in same} == {(0.0, 0.0)}


def test_values_are_written_out(made, capsys, tmp_path):  # noqa: F811
    found = sun(capsys, made, "-o", tmp_path / "a.csv")
    lines = list(csv.reader((tmp_path / "a.csv").open(encoding="utf-8-sig")))
    count = next(s["count"] for s in found["statistics"] if s["on"] == "all")
    hours = lines[0].index("hours [h]")
    assert sum(line[hours] != "" for line in lines[1:]) == count
    for wrong, code in (("a.xlsx", 2), ("nowhere/a.csv", 1)):
        said = sun(capsys, made, "-o", tmp_path / wrong, code=code)
        assert "a.xlsx: values are written as" in said or "there is no folder" in said


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--set", "moon=full"], "there is no setting moon; there are: date, until"),
        (["--set", "step=0.5"], "step=0.5: Time step must be from 1 to 60 min"),
        (["--set", "spacing=nan"], "Spacing must be from 0.5 to 5 m"),
        (["--set", "trees=green"], "must be one of solid, leaves, none"),
        (["--set", "date=someday"], "a day such as 2026-03-21"),
        (["--set", "area=1,2,3"], "west,south,east,north"),
        (["--set", "step"], "is no setting such as"),
    ],
)
def test_wrong_settings_are_said_before_anything_is_opened(wrong, says, capsys):
    assert main(["simulate", "sun", "nowhere.maquette", *wrong]) == 2
    assert says in capsys.readouterr().err


def test_a_norm_with_wrong_fields_is_one_line_before_anything_is_opened(tmp_path, capsys):
    path = tmp_path / "ours.json"
    path.write_text(json.dumps({"key": "ours", "judges": "noise", "hieght": 3}))
    asked = ["simulate", "norm", "nowhere.maquette", "--set", f"norm={path}"]
    assert main(asked) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if "ours.json" in line]
    assert len(said) == 1
    for field in ("title: nothing is said", "judges: ", "sun_hours, vsc", "hieght: no such field"):
        assert field in said[0]
    assert main([*asked[:-1], "norm=tno_heavy"]) == 2
    assert "there are bre_25_degrees, " in capsys.readouterr().err


def test_one_s_own_norm_is_judged_by(made, capsys, tmp_path):  # noqa: F811
    own = json.loads((assets.path("norms") / "tno_light.json").read_text("utf-8"))
    own |= {"key": "ours", "title": "Our own norm"}
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(own))
    asked = ["simulate", "norm", made, "--set", AREA, "--set", "every=200", "--json"]
    found = json.loads(run(capsys, *asked, "--set", f"norm={path}"))
    assert found["title"] == "Our own norm"
    same = json.loads(run(capsys, *asked, "--set", "norm=tno_light"))
    assert found["result"] == same["result"]


def test_names_that_nobody_has(made, capsys):  # noqa: F811
    said = run(capsys, "simulate", "moon", made, code=2)
    assert "there is no simulation moon; there are: sun," in said
    assert "say over what city" in run(capsys, "simulate", "sun", code=2)
    said = sun(capsys, made, "--scenario", "Plan Z", code=1)
    assert "there is no scenario called Plan Z" in said and said.count("\n") == 1
    assert "no scenario called Q" in sun(capsys, made, "--against", "Q", code=1)
    assert "nowhere" in run(capsys, "simulate", "sun", "nowhere.maquette", code=1)


def test_settings_that_contradict_each_other(made, capsys):  # noqa: F811
    said = sun(capsys, made, "--set", "until=2026-03-01", code=1)
    assert "Until must not be before 2026-03-21" in said and said.count("\n") == 1
    assert looked_into(made).results == []


def test_where_nobody_knows_where_on_earth_it_is(made, capsys, tmp_path):  # noqa: F811
    city = made.parent / "town.city.json"
    said = json.loads(city.read_text())
    said["metadata"].pop("referenceSystem")
    city.write_text(json.dumps(said))
    command = ["simulate", "sun", city, "--crs", "local", *DAY, "--json"]
    refused = run(capsys, *command, code=1)
    assert "say place=LAT,LON" in refused and refused.count("\n") == 1
    found = json.loads(run(capsys, *command, "--set", "place=52,4.4"))
    assert found["facts"]["Place"] == "52.0000° N, 4.4000° E" and not found["kept"]
    assert "only a project has scenarios" in run(capsys, *command, "--scenario", "A", code=1)


def test_a_polar_night_has_no_sun(made, capsys):  # noqa: F811
    city = made.parent / "town.city.json"
    said = json.loads(city.read_text())
    said["metadata"].pop("referenceSystem")
    city.write_text(json.dumps(said))
    day = ["--set", "date=2026-12-21", "--set", "place=78.2,15.6"]
    command = ["simulate", "sun", city, "--crs", "local", *DAY, *day, "--json"]
    found = json.loads(run(capsys, *command))
    assert found["facts"]["Sun that counts"].startswith("none")
    hours = [one for one in found["statistics"] if one["quantity"] == "hours"]
    assert hours and {(one["min"], one["max"]) for one in hours} == {(0.0, 0.0)}
    first = [one for one in found["statistics"] if one["quantity"] == "first"]
    assert {(one["count"], one["mean"]) for one in first} == {(0, None)}


def test_a_city_alone_has_an_answer_too(made, capsys):  # noqa: F811
    city = made.parent / "town.city.json"
    found = sun(capsys, city)
    assert (found["scenario"], found["kept"]) == ("Baseline", False)
    assert found["result"] == sun(capsys, made)["result"]
    assert "knows its coordinate system" in sun(capsys, made, "--crs", "EPSG:28992", code=1)


def test_ctrl_c_stops_it_and_nothing_is_kept(made, capsys, monkeypatch):  # noqa: F811
    def study(view, settings, progress, known):
        signal.raise_signal(signal.SIGINT)
        progress.report(0, 1)
        raise AssertionError("it went on")

    monkeypatch.setattr(sun_hours, "SUN", replace(sun_hours.SUN, compute=study))
    before = signal.getsignal(signal.SIGINT)
    assert main(["simulate", "sun", str(made), *DAY]) == 130
    assert signal.getsignal(signal.SIGINT) is before
    assert capsys.readouterr().out == ""
    assert looked_into(made).results == []


def test_a_project_that_is_open_elsewhere_is_only_read(made, capsys):  # noqa: F811
    other = Project.open(made)
    assert main(["simulate", "sun", str(made), *DAY, "--json"]) == 0
    out, err = capsys.readouterr()
    other.close()
    assert not json.loads(out)["kept"] and json.loads(out)["result"]
    assert "the result was not kept: it is open in another window" in err
    assert err.count("\n") == 1 and looked_into(made).results == []


def test_a_project_of_the_form_before(made, capsys):  # noqa: F811
    apply(made, capsys, TALL)
    connection = sqlite3.connect(made)
    connection.executescript(
        "DROP TABLE results; DROP TABLE result_parts; DROP TABLE jobs; DROP TABLE job_outputs;"
        "PRAGMA user_version = 3"
    )
    connection.close()
    old = made.read_bytes()
    found = sun(capsys, made, "--scenario", "Plan A", "--no-keep")
    assert made.read_bytes() == old
    assert sun(capsys, made, "--scenario", "Plan A")["result"] == found["result"]
    (kept,) = looked_into(made).results
    assert kept.inputs == found["inputs"]
    assert made.with_name(f"{made.name}.form-3.backup").is_file()


def test_results_travel_in_a_packed_copy_and_not_in_a_package(made, capsys, tmp_path):  # noqa: F811
    apply(made, capsys, TALL)
    first = sun(capsys, made, "--scenario", "Plan A")
    copy = tmp_path / "copy.maquette"
    run(capsys, "pack", made, "-o", copy)
    shutil.move(made.parent / "town.city.json", tmp_path / "away.json")
    again = sun(capsys, copy, "--scenario", "Plan A")
    assert again["unchanged"] and again["result"] == first["result"]
    package = tmp_path / "handed.maquette"
    assert main(["scenario", "package", str(copy), "Plan A", "-o", str(package)]) == 0
    assert "1 results of simulations are not in it" in capsys.readouterr().err
    assert looked_into(package).results == []


def test_all_simulations_are_listed_and_described(capsys):
    assert "sun " in run(capsys, "simulate") and "Hours of sun" in run(capsys, "simulate", "--list")
    found = json.loads(run(capsys, "simulate", "--json"))
    assert [one["name"] for one in found] == list(BUILT_IN)
    for name in BUILT_IN:
        page = run(capsys, "simulate", name, "--describe")
        said = json.loads(run(capsys, "simulate", name, "--describe", "--json"))
        for one in said["parameters"]:
            assert f"  {one['key']} " in page and one["allowed"] in page
        assert said["method"] in page and said["source"] in page
    assert "from 1 to 60 min; 15 unless set" in run(capsys, "simulate", "sun", "--describe")


def test_a_broken_plug_in_is_one_line(tmp_path, monkeypatch, capsys):
    install(
        monkeypatch, tmp_path / "a", "theirs", "raise OSError('no\\nluck')", {"bad": "theirs:X"}
    )
    assert main(["simulate"]) == 0
    out, err = capsys.readouterr()
    assert "Hours of sun" in out
    assert err == "maquette: the simulation bad cannot be loaded: OSError: no luck\n"
    assert "bad" in catalogue.names()


def report(capsys, path, out, *more, code=0):
    return run(capsys, "simulate", "sun", path, *DAY, "-o", out, *more, code=code)


def test_a_report_sets_a_plan_against_the_city_as_it_is(made, capsys, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr("app.report.framing.FINE", 1.5)
    told = []
    monkeypatch.setattr("exporters.write_report", lambda *a, **k: told.append((a, k)) or ["a note"])
    apply(made, capsys, TALL)
    out = tmp_path / "report.pdf"
    said = report(capsys, made, out, "--scenario", "Plan A", "--date", "2026-11-29")
    assert "Difference to Baseline" in said
    ((pages, path), how) = told[0]
    assert path == out and how["paper"] == "A4"
    assert pages.subtitle.endswith("Plan A against Baseline")
    assert pages.date.isoformat() == "2026-11-29" and pages.project == made.name
    assert [one.scenario == "" for one in looked_into(made).results] == [False, True]
    report(capsys, made, out, "--paper", "A3", "--no-keep")
    assert told[1][1]["paper"] == "A3" and "against" not in told[1][0][0].subtitle


def test_a_report_goes_nowhere_where_it_cannot_be_written(made, capsys, tmp_path, monkeypatch):  # noqa: F811
    said = report(capsys, made, tmp_path / "nowhere" / "r.pdf", code=1)
    assert "there is no folder" in said
    assert "as .pdf" not in said
    said = report(capsys, made, tmp_path / "r.doc", code=2)
    assert "r.doc: values are written as .csv" in said and "a report as .pdf" in said
    said = report(capsys, made, tmp_path / "r.pdf", "--date", "yesterday", code=2)
    assert "--date" in said
    said = report(capsys, made, tmp_path / "r.pdf", "--paper", "A5", code=2)
    assert "--paper" in said
    monkeypatch.setattr("app.report.framing.FINE", 1.5)
    (tmp_path / "r.pdf").mkdir()
    said = report(capsys, made, tmp_path / "r.pdf", "--no-keep", code=1)
    assert "r.pdf: cannot be written" in said
    assert not list(tmp_path.glob(".*"))
