"""A question to a process, written down before each step."""

import json

import pytest

from app.process_jobs import carry_on, send, send_kept, stop
from city.progress import Progress
from city.project import Contents, Project
from city.project.jobs import plan_of
from importers.live.web import FeedFault, Web
from importers.processes import execution
from importers.processes.execution import Asked
from importers.report import Report
from tests.app.test_plan_export import plan
from tests.city.plans import base
from tests.importers.live.conftest import platform  # noqa: F401  a fixture
from tests.importers.processes.server import described, status, taken
from tests.live_platform import in_turn
from tests.live_platform import send as answer


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(execution, "FIRST_REST", 0.01)


@pytest.fixture
def project(tmp_path):
    made = Project.create(tmp_path / "town.maquette", Contents())
    yield made
    made.close()


@pytest.fixture
def web(platform):  # noqa: F811
    with Web(platform.address, first_wait=0.01) as one:
        yield one


def asked(platform, web, project, reply=taken):  # noqa: F811
    process = described(platform, web)
    platform.answers["/processes/wind/execution"] = reply
    jobs = project.keeping_jobs()
    scenario = plan(base())
    sent = send(process, platform.address, {"speed": 3}, web, Progress(), scenario, jobs)
    return sent, jobs


def test_from_the_question_to_the_results(platform, web, project):  # noqa: F811
    sent, jobs = asked(platform, web, project)
    (kept,) = jobs.all
    assert kept == sent.job and kept.state == "accepted"
    assert (kept.scenario, kept.plan) == ("a", plan_of(plan(base())))
    assert json.loads(jobs.request(kept))["inputs"] == {"speed": 3}
    platform.answers["/jobs/7"] = in_turn(
        *(lambda h, said=said: answer(h, json.dumps(said).encode())
          for said in (status("running", 30), status("successful")))
    )  # fmt: skip
    platform.answers["/jobs/7/results"] = {"field": {"wind": 3}}
    news = carry_on(sent, web, Report(), Progress(), jobs)
    job, outputs = next(news)
    assert (job.progress, outputs) == (30, ()) and jobs.all == (job,)
    project.close()
    with_it = Project.open(project.path)  # the program was closed meanwhile
    again = with_it.keeping_jobs()
    ((job, outputs),) = carry_on(Asked(again.all[0]), web, Report(), Progress(), again)
    assert job.state == "successful" and again.all == (job,)
    assert again.outputs(job) == outputs and json.loads(outputs[0].content) == {"wind": 3}
    with_it.close()


def test_a_job_ends_with_its_results_and_not_before(platform, web, project):  # noqa: F811
    sent, jobs = asked(platform, web, project)
    platform.answers["/jobs/7"] = status("successful")
    with pytest.raises(FeedFault):
        list(carry_on(sent, web, Report(), Progress(), jobs))  # there are no results
    assert jobs.all[0].open
    platform.answers["/jobs/7/results"] = {"field": {}}
    ((job, _),) = carry_on(Asked(jobs.all[0]), web, Report(), Progress(), jobs)
    assert jobs.all == (job,) and not job.open


def test_an_answer_at_once_is_kept(platform, web, project):  # noqa: F811
    sent, jobs = asked(platform, web, project, lambda h: answer(h, b'{"field": {"wind": 3}}'))
    assert jobs.all[0].state == "asked"  # until its results are there
    ((job, outputs),) = carry_on(sent, web, Report(), Progress(), jobs)
    assert jobs.all == (job,) and jobs.outputs(job) == outputs


def test_a_question_that_is_refused_has_failed(platform, web, project):  # noqa: F811
    with pytest.raises(FeedFault, match="too low"):
        asked(platform, web, project, lambda h: answer(h, b'{"detail": "too low"}', 400))
    assert project.jobs.all[0].state == "failed" and "too low" in project.jobs.all[0].message


def test_a_question_that_nobody_knows_of_is_asked_again(platform, web, project):  # noqa: F811
    with pytest.raises(FeedFault, match="all the same"):
        asked(platform, web, project, lambda handler: handler.connection.close())
    (job,) = project.jobs.all
    assert job.state == "asked" and "all the same" in job.message
    with pytest.raises(FeedFault, match="ask again"):
        next(carry_on(Asked(job), web, Report(), Progress()))
    process = described(platform, web)
    platform.answers["/processes/wind/execution"] = taken
    before = platform.told[-1][2]
    sent = send_kept(job, process, web, Progress(), project.keeping_jobs())
    assert platform.told[-1][2] == before  # word by word
    assert (sent.job.ident, sent.job.state) == (job.ident, "accepted")


def test_a_failed_job_says_why(platform, web, project):  # noqa: F811
    sent, jobs = asked(platform, web, project)
    platform.answers["/jobs/7"] = status("failed", 60)
    platform.answers["/jobs/7/results"] = lambda h: answer(h, b'{"detail": "no mesh"}', 400)
    ((job, outputs),) = carry_on(sent, web, Report(), Progress(), jobs)
    assert job.state == "failed" and "no mesh" in job.message and outputs == ()
    assert jobs.all == (job,)


def test_a_job_is_stopped_there_and_here(platform, web, project):  # noqa: F811
    sent, jobs = asked(platform, web, project)
    platform.answers["/jobs/7"] = status("dismissed")
    assert stop(sent.job, web, Progress(), jobs).state == "dismissed"
    assert jobs.all[0].state == "dismissed" and platform.told[-1][0] == "DELETE"


def test_an_output_too_large_for_a_project_is_told(platform, web, project, monkeypatch):  # noqa: F811
    sent, jobs = asked(platform, web, project)
    monkeypatch.setattr("app.process_jobs.LARGEST", 10)
    platform.answers["/jobs/7"] = status("successful")
    platform.answers["/jobs/7/results"] = {"field": {"wind": "x" * 100}}
    report = Report()
    ((job, outputs),) = carry_on(sent, web, report, Progress(), jobs)
    assert len(outputs) == 1 and jobs.outputs(job) == ()
    assert [one.code for one in report] == ["output"]


def test_a_job_that_has_ended_when_it_is_told_of_brings_its_results(platform, web, project):  # noqa: F811
    done = json.dumps(status("successful")).encode()
    sent, jobs = asked(platform, web, project, lambda h: taken(h, done))
    assert jobs.all[0].open  # its results are not there yet
    platform.answers["/jobs/7/results"] = {"field": {"wind": 3}}
    ((job, outputs),) = carry_on(sent, web, Report(), Progress(), jobs)
    assert job.state == "successful" and jobs.outputs(job) == outputs and len(outputs) == 1


def test_a_large_output_lies_in_the_folder_that_was_named(
    platform,  # noqa: F811
    web,
    project,
    monkeypatch,
    tmp_path,
):
    sent, jobs = asked(platform, web, project)
    for place in ("app.process_jobs", "importers.processes.fetching"):
        monkeypatch.setattr(f"{place}.LARGEST", 60)
    platform.answers["/jobs/7"] = status("successful")
    platform.answers["/jobs/7/results"] = {"field": {"href": "/wind.nc"}}
    platform.answers["/wind.nc"] = b"CDF\x02" + bytes(100)
    report = Report()
    news = carry_on(sent, web, report, Progress(), jobs, folder=tmp_path / "out")
    ((job, (output,)),) = news
    assert output.file is not None and output.file.parent == tmp_path / "out"
    assert output.file.read_bytes() == b"CDF\x02" + bytes(100)
    assert any("too much to be kept in the project" in one.message for one in report)
    assert job.state == "successful" and jobs.outputs(job) == ()
