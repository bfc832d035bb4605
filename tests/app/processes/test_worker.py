"""What a worker does for a job; the rest is tested where jobs are followed."""

from dataclasses import replace

import pytest

from app.processes.worker import followed, stopped
from city.progress import Progress
from importers.live.web import FeedFault, Web
from importers.processes.execution import Asked
from tests.importers.processes.server import described, question, status
from tests.live_platform import send


@pytest.fixture
def job(desk, server):
    with Web(server.address) as web:
        process = described(server, web)
    made, request = question(server, process, speed=3)
    desk.project.keeping_jobs().keep(made, request)
    return replace(made, location=f"{server.address}/jobs/7", state="running")


def test_a_worker_lets_others_have_their_turn(desk, server, job, monkeypatch):
    monkeypatch.setattr("app.processes.worker.TURN", 0.0)
    opener = lambda: Web(server.address)  # noqa: E731
    heard = followed(lambda *_: Asked(job), opener, desk.project.jobs, Progress())
    assert heard.job.open and heard.job.progress == 30 and heard.odd == []
    server.answers["/jobs/7"] = status("successful")
    heard = followed(lambda *_: Asked(heard.job), opener, desk.project.jobs, Progress())
    assert heard.job.state == "successful"


def test_what_cannot_be_stopped_is_named(desk, server, job):
    server.answers["/jobs/7"] = lambda handler: send(handler, status=403)
    with pytest.raises(FeedFault, match="Wind at walking height could not be stopped"):
        stopped(job, lambda: Web(server.address), desk.project.jobs, Progress())
