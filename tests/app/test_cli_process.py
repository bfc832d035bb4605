"""Processes on the command line: listed, asked about a plan, followed, stopped, asked again."""

import json

import pytest

from app.cli import main
from city.progress import Cancelled
from city.project import Project
from importers.processes import execution
from tests.app.command_line import one_line
from tests.app.test_cli_plans import BUILD, GONE, apply, made, run  # noqa: F401  made is a fixture
from tests.importers.live.conftest import platform, pygeoapi  # noqa: F401  fixtures
from tests.importers.processes.server import WIND, offering, status, taken
from tests.live_platform import send


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(execution, "FIRST_REST", 0.01)


@pytest.fixture
def server(platform):  # noqa: F811
    """A server of one process that has taken a question and does not hurry."""
    offering(platform)
    platform.answers["/processes/wind/execution"] = taken
    platform.answers["/jobs/7"] = status("running", 30)
    platform.answers["/jobs/7/results"] = {"field": {"wind": 3}}
    return platform


def said(capsys, *arguments, code=0):
    """What it says as JSON."""
    assert main(["process", *map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_a_real_server_is_asked_about_a_plan(pygeoapi, made, tmp_path, capsys):  # noqa: F811
    apply(made, capsys, BUILD, GONE)
    listed = said(capsys, pygeoapi)
    assert {one["id"] for one in listed["processes"]} == {"hello-world", "water", "heat"}
    told = run(capsys, "process", pygeoapi, "water", "--describe")
    assert "depth  Depth: a number from 0 to 13 m (needed)" in told
    found = said(
        *(capsys, pygeoapi, "water", made, "--scenario", "Plan A", "-o", tmp_path / "out"),
        *("--set", "plan=@scenario.geojson", "--set", "depth=2.5"),
    )
    assert (found["state"], found["scenario"], found["outdated"]) == ("successful", "Plan A", False)
    pool, volume = found["results"]
    assert (pool["media"], volume["media"]) == ("application/geo+json", "application/json")
    features = json.loads((tmp_path / "out" / "pool.geojson").read_bytes())["features"]
    assert {one["id"] for one in features} == {"new", "house"}
    assert json.loads((tmp_path / "out" / "volume.json").read_bytes()) == 500.0
    (kept,) = said(capsys, "--jobs", made)["jobs"]
    assert [one["size"] for one in kept["results"]] == [pool["size"], volume["size"]]
    apply(made, capsys, {"edit": "demolish", "objects": ["tower"]})
    assert said(capsys, "--jobs", made)["jobs"][0]["outdated"]


def test_a_job_that_fails(pygeoapi, tmp_path, capsys):  # noqa: F811
    place = tmp_path / "place.geojson"
    place.write_text('{"type": "Point", "coordinates": [4.4, 51.9]}')
    found = said(
        *(capsys, pygeoapi, "water", "--set", f"plan=@{place}", "--set", "depth=13"), code=1
    )
    assert found["state"] == "failed" and "13 m are too deep" in found["message"]


def test_asked_now_and_looked_at_later(server, made, capsys, tmp_path):  # noqa: F811
    address = server.address
    found = said(capsys, address, "wind", made, "--set", "speed=3", "--no-wait")
    assert (found["state"], found["scenario"]) == ("accepted", "Baseline")
    (job,) = said(capsys, "--jobs", made)["jobs"]
    assert (job["state"], job["progress"], job["results"]) == ("running", 30, [])
    server.answers["/jobs/7"] = status("successful")
    told = run(capsys, "process", "--jobs", made, "--wait", "-o", tmp_path / "out")
    assert "Wind at walking height about Baseline" in told and "successful" in told
    assert json.loads((tmp_path / "out" / job["ident"][:12] / "field.json").read_bytes()) == {
        "wind": 3
    }
    before = len(server.asked)
    assert said(capsys, "--jobs", made)["jobs"][0]["results"][0]["key"] == "field"
    assert len(server.asked) == before  # it has ended: nobody is asked


def test_waiting_ends_and_the_server_goes_on(server, made, capsys):  # noqa: F811
    found = said(capsys, server.address, "wind", made, "--set", "speed=3", "--for", "50ms")
    assert (found["state"], found["results"]) == ("running", [])
    assert not [one for one in server.told if one[0] == "DELETE"]


def test_a_job_is_stopped_asked_again_and_forgotten(server, made, capsys):  # noqa: F811
    said(capsys, server.address, "wind", made, "--set", "speed=3", "--no-wait")
    (job,) = said(capsys, "--jobs", made)["jobs"]
    which = ("--jobs", made, "--job", job["ident"][:6])
    server.answers["/jobs/7"] = status("dismissed")
    assert said(capsys, *which, "--cancel")["jobs"][0]["state"] == "dismissed"
    server.answers["/jobs/7"] = status("successful")
    (again,) = said(capsys, *which, "--again", "--wait")["jobs"]
    assert again["state"] == "successful" and again["results"]
    posts = [body for method, _, body in server.told if method == "POST"]
    assert posts[0] == posts[1]
    said(capsys, *which, "--forget")
    assert said(capsys, "--jobs", made)["jobs"] == []


def test_a_lost_job_is_told(server, made, capsys):  # noqa: F811
    said(capsys, server.address, "wind", made, "--set", "speed=3", "--no-wait")
    server.answers["/jobs/7"] = lambda handler: send(handler, b"{}", 404)
    (job,) = said(capsys, "--jobs", made, "--wait", code=1)["jobs"]
    assert job["state"] == "lost" and "ask again" in job["message"]


def test_one_server_that_is_away_does_not_hide_the_others(server, made, capsys, monkeypatch):  # noqa: F811
    said(capsys, server.address, "wind", made, "--set", "speed=3", "--no-wait")
    project = Project.open(made)
    from dataclasses import replace

    (job,) = project.jobs.all
    strange = replace(
        job, ident="zz", address="http://127.0.0.1:9", location="http://127.0.0.1:9/j"
    )
    project.keeping_jobs().keep(strange, project.jobs.request(job))
    project.close()
    monkeypatch.setattr("importers.live.web.FIRST_WAIT", 0.01)
    jobs = said(capsys, "--jobs", made)["jobs"]
    assert [one["state"] for one in jobs] == ["running", "accepted"]
    assert "asked again" in jobs[1]["message"]


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["ftp"], 2, "say the address of a server"),
        ([], 2, "say the address of a server"),
        (["http://a.eu", "x", "--scenario", "A"], 2, "--scenario is of a project"),
        (["http://a.eu", "x", "--no-wait"], 2, "name one, or wait"),
        (["http://a.eu", "--cancel"], 2, "say with --jobs PROJECT"),
        (["http://a.eu", "--jobs", "p"], 2, "leave out the address"),
        (["--jobs", "p", "--again"], 2, "say which job"),
    ],
)
def test_wrong_usage(arguments, code, why, capsys):
    assert main(["process", *arguments]) == code
    assert why in one_line(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["wind"], "Speed (speed) is missing: a number m/s"),
        (["wind", "--set", "speed=fast"], "Speed must be a number m/s"),
        (["wind", "--set", "height=3", "--set", "speed=1"], "nothing called height"),
        (["wind", "--set", "speed=@scenario.box"], "name a project after the process"),
        (["wind", "--set", "speed=@nowhere.json"], "nowhere.json: cannot be opened"),
        (["rain"], "no process rain; there is wind"),
    ],
)
def test_wrong_questions_are_not_sent(server, capsys, more, why):
    assert main(["process", server.address, *more]) == 1
    assert why in one_line(capsys.readouterr().err)
    assert not server.told


def test_a_scenario_that_is_none(server, made, capsys):  # noqa: F811
    told = run(
        *(capsys, "process", server.address, "wind", made, "--scenario", "B", "--set", "speed=1"),
        code=1,
    )
    assert "no scenario called B" in told and not server.told


def test_no_secret_goes_into_the_project(server, made, capsys):  # noqa: F811
    header = ("--header", "X-Api-Key: S3CR3T-of-the-city")
    said(capsys, server.address, "wind", made, "--set", "speed=3", "--no-wait", *header)
    assert all(one.get("x-api-key") for _, one in server.asked)
    assert b"S3CR3T" not in made.read_bytes()


def test_what_is_odd_is_warned_of(server, made, capsys):  # noqa: F811
    server.answers["/jobs/7"] = status("successful")
    server.answers["/jobs/7/results"] = {"field": "calm"}
    assert main(["process", server.address, "wind", str(made), "--set", "speed=3"]) == 0
    assert "it is not as it was declared" in capsys.readouterr().err
    assert WIND["outputs"]["field"]["schema"] == {"type": "object"}


def test_leaving_says_how_to_come_back(server, made, capsys, monkeypatch):  # noqa: F811
    def leave(*_):
        raise Cancelled

    monkeypatch.setattr("app.process_jobs.follow", leave)
    assert main(["process", server.address, "wind", str(made), "--set", "speed=3"]) == 130
    assert f"maquette process --jobs {made}" in capsys.readouterr().err
    monkeypatch.undo()
    assert said(capsys, "--jobs", made)["jobs"][0]["state"] == "running"


def test_a_sign_in_that_is_wanted_in_the_middle_is_told_and_the_job_goes_on(
    server,
    made,  # noqa: F811
    capsys,
):
    server.answers["/jobs/7"] = lambda handler: send(handler, b"{}", 401)
    arguments = ["process", server.address, "wind", str(made), "--set", "speed=3"]
    assert main(arguments) == 1
    assert "sign in" in one_line(capsys.readouterr().err)
    server.answers["/jobs/7"] = status("successful")
    assert said(capsys, "--jobs", made)["jobs"][0]["state"] == "successful"
