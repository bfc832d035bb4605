"""Questions to servers in a project: kept before they are sent, and with what came back."""

import sqlite3
from dataclasses import replace

import pytest

from city.project import Contents, Job, Output, Project, ProjectError
from city.project import jobs as kept
from city.project.jobs import digest, plan_of
from city.scenario import Scenario, Step
from tests.city.plans import base, edit

REQUEST = b'{"inputs": {"depth": 2}}'
JOB = Job(
    "1a2b",
    "https://twin.example/api",
    "flood",
    "Flood",
    "1.2",
    "plan",
    "hash",
    {"depth": {"title": "Depth"}},
    "2026-11-30T12:00:00.000+00:00",
    digest=digest(REQUEST),
)
DEPTH = Output("depth", "Depth", "application/x-netcdf", b"CDF\x02", "odd", "https://a.eu/d.nc")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "town.maquette"


@pytest.fixture
def project(path):
    made = Project.create(path, Contents())
    yield made
    made.close()


def test_a_job_survives_closing(path, project):
    project.keeping_jobs().keep(JOB, REQUEST)
    going = replace(JOB, state="running", progress=40, location="https://twin.example/jobs/7")
    project.keeping_jobs().keep(going)
    assert project.jobs.all == (going,)
    project.close()
    again = Project.open(path, write=False)
    assert again.jobs.all == (going,) and again.lost == []
    assert again.jobs.request(going) == REQUEST and again.jobs.outputs(going) == ()
    assert going.open
    again.close()


def test_results_come_with_the_end(path, project):
    jobs = project.keeping_jobs()
    jobs.keep(JOB, REQUEST)
    done = replace(JOB, state="successful", progress=100)
    others = Output("volume", "Volume", "application/json", b"250.0")
    jobs.keep(done, outputs=[DEPTH, others])
    project.close()
    again = Project.open(path)
    (job,) = again.jobs.all
    assert job == done and not job.open
    assert again.jobs.outputs(job) == (DEPTH, others)
    again.keeping_jobs().forget(job)
    assert again.jobs.all == () and again.jobs.outputs(job) == ()
    again.close()


def test_jobs_keep_their_order(project):
    jobs = project.keeping_jobs()
    both = [JOB, replace(JOB, ident="2", made="2026-11-30T13:00:00.000+00:00")]
    for one in both:
        jobs.keep(one, REQUEST)
    jobs.keep(replace(JOB, progress=3))
    assert [one.ident for one in jobs.all] == ["1a2b", "2"]


def test_a_copy_takes_them_along(tmp_path, project):
    project.keeping_jobs().keep(JOB, REQUEST, [DEPTH])
    copy = Project.create(tmp_path / "copy.maquette", project.contents, other=project)
    assert copy.jobs.all == (JOB,) and copy.jobs.request(JOB) == REQUEST
    assert copy.jobs.outputs(JOB) == (DEPTH,)
    copy.close()


def test_a_project_of_an_older_form_takes_them(path, project):
    project.close()
    with sqlite3.connect(path) as old:
        old.executescript("DROP TABLE jobs; DROP TABLE job_outputs; PRAGMA user_version=4")
    old.close()
    again = Project.open(path)
    assert again.jobs.all == ()
    again.keeping_jobs().keep(JOB, REQUEST)
    assert again.jobs.request(JOB) == REQUEST
    again.close()
    assert path.with_name("town.maquette.form-4.backup").exists()


def test_too_much_is_refused_and_nothing_is_written(project, monkeypatch):
    monkeypatch.setattr(kept, "LARGEST", 30)
    project.keeping_jobs().keep(JOB, REQUEST)
    big = replace(DEPTH, content=b"x" * 31)
    with pytest.raises(ProjectError, match="Depth has 0 MB"):
        project.keeping_jobs().keep(replace(JOB, state="successful"), outputs=[big])
    assert project.jobs.all == (JOB,) and project.jobs.outputs(JOB) == ()


@pytest.mark.parametrize(
    "change",
    [
        "state = 'odd'",
        "progress = 101",
        "progress = 'half'",
        "outputs = '[]'",
        "outputs = 'no json'",
        "title = x'00'",
    ],
)
def test_entries_that_make_no_sense_are_told(path, project, change):
    project.keeping_jobs().keep(JOB, REQUEST)
    project.close()
    with sqlite3.connect(path) as hand:
        hand.execute(f"UPDATE jobs SET {change}")
    hand.close()
    again = Project.open(path)
    assert again.jobs.all == () and "entry of its jobs" in again.lost[0]
    again.close()


def test_damaged_requests_and_outputs_are_told(path, project):
    project.keeping_jobs().keep(JOB, REQUEST, [DEPTH])
    with sqlite3.connect(path) as hand:
        hand.execute("UPDATE jobs SET request = 'other'")
        hand.execute("UPDATE job_outputs SET media = x'00'")
    hand.close()
    with pytest.raises(ProjectError, match="asked with is damaged"):
        project.jobs.request(JOB)
    with pytest.raises(ProjectError, match="came back of Flood is damaged"):
        project.jobs.outputs(JOB)


def test_another_plan_has_another_hash():
    ground = base()
    step = Step("1", edit(ground, "demolish", objects=["house"]), "", "")
    other = Step("2", edit(ground, "demolish", objects=["tower"]), "", "")
    one = Scenario("a", "Plan A", own=(step, other), cursor=1)
    assert plan_of(one) == plan_of(replace(one, name="B")) != ""
    assert plan_of(replace(one, cursor=2)) != plan_of(one)
    assert plan_of(replace(one, cursor=0)) == ""
