"""Processes asked, followed and stopped, by servers that behave and by servers that do not."""

import json
import socket
import threading

import pytest

from city.progress import Cancelled, Progress
from importers.live.replay.service import Service as Replay
from importers.live.sign_in.access import Access
from importers.live.web import FeedFault, Web
from importers.processes import execution
from importers.processes.execution import ask, dismiss, follow, look, request_of
from importers.processes.form import settled
from importers.processes.outputs import outputs_of, why_failed
from importers.processes.service import Service
from importers.report import Report
from tests.importers.live.replay.shared import store
from tests.importers.processes.server import WIND, described, question, status, taken
from tests.live_platform import in_turn, send


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(execution, "FIRST_REST", 0.01)
    monkeypatch.setattr(execution, "LONGEST_REST", 0.02)


def begun(platform, web, answer=taken):
    process = described(platform, web)
    platform.answers["/processes/wind/execution"] = answer
    job, request = question(platform, process, speed=3)
    return ask(job, process, request, web, Progress())


def following(platform, web, *answers):
    """A job that was taken, and what is said of it one after the other."""
    job = begun(platform, web).job
    said = [one if callable(one) else _saying(one) for one in answers]
    platform.answers["/jobs/7"] = in_turn(*said)
    return follow(job, web, Progress())


def _saying(told):
    return lambda handler: send(handler, json.dumps(told).encode())


def test_what_is_sent(platform, asking):
    asked = begun(platform, asking)
    method, path, body = platform.told[-1]
    assert (method, path) == ("POST", "/processes/wind/execution")
    assert json.loads(body) == {
        "inputs": {"speed": 3},
        "outputs": {"field": {"transmissionMode": "value"}},
        "response": "document",
    }
    said = platform.asked[-1][1]
    assert said["prefer"] == "respond-async" and said["authorization"] == "Bearer s3cret"
    assert asked.answer is None and asked.job.state == "accepted"
    assert asked.job.location == f"{platform.address}/jobs/7"


def test_a_job_is_followed_to_its_end(platform, asking):
    news = following(
        platform,
        asking,
        status("accepted"),
        status("running", 20),
        status("running", 20),
        status("running", 60, "Halfway"),
        status("successful", 99),
    )
    told = [(one.state, one.progress, one.message) for one in news]
    assert told == [
        ("running", 20, ""),
        ("running", 60, "Halfway"),
        ("successful", 100, ""),
    ]


def test_answers_at_once(platform, asking):
    asked = begun(platform, asking, lambda handler: send(handler, b'{"field": {"a": 1}}'))
    assert asked.job.state == "successful" and not asked.job.open
    (one,) = outputs_of(asked.job, asking, Report(), Progress(), asked.answer)
    assert json.loads(one.content) == {"a": 1}


def test_a_process_that_is_no_job_is_not_asked_for_one(platform, asking):
    process = described(platform, asking, WIND | {"jobControlOptions": ["sync-execute"]})
    platform.answers["/processes/wind/execution"] = b'{"field": 1}'
    job, request = question(platform, process)
    assert ask(job, process, request, asking, Progress()).answer is not None
    assert "prefer" not in platform.asked[-1][1]


@pytest.mark.parametrize(
    ("body", "headers", "where"),
    [
        (b"{}", {"location": "/jobs/9"}, "/jobs/9"),
        (b'{"jobID": "a b", "status": "accepted"}', {}, "/jobs/a%20b"),
        (b'{"status": "accepted", "links": [{"rel": "monitor", "href": "/w/3"}]}', {}, "/w/3"),
        (b'{"jobID": "5"}', {"location": "http://elsewhere.invalid/jobs/5"}, "/jobs/5"),
        (b"", {"location": "http://elsewhere.invalid/jobs/6"}, "/jobs/6"),
    ],
)
def test_where_a_job_is(platform, asking, body, headers, where):
    asked = begun(platform, asking, lambda handler: send(handler, body, 201, **headers))
    assert asked.job.location == platform.address + where


def test_a_job_that_nobody_finds(platform, asking):
    with pytest.raises(FeedFault, match="does not say where its job is"):
        begun(platform, asking, lambda handler: send(handler, b"{}", 201))


@pytest.mark.parametrize(
    ("code", "body", "why"),
    [
        (400, b'{"detail": "speed is too low"}', "Wind at walking height: speed is too low"),
        (400, b'{"code": "x", "description": "no plan"}', "no plan"),
        (500, b"", "busy or out of order"),
        (404, b"{}", "nothing at this address"),
        (403, b"<html>", "does not let this be read"),
    ],
)
def test_a_question_that_is_refused(platform, asking, code, body, why):
    with pytest.raises(FeedFault) as told:
        begun(platform, asking, lambda handler: send(handler, body, code))
    assert why in str(told.value) and told.value.status == code
    assert len([path for _, path, _ in platform.told if path.endswith("execution")]) == 1


def test_a_question_without_an_answer_may_have_been_taken(platform, asking):
    def drop(handler):
        handler.connection.shutdown(socket.SHUT_RDWR)

    with pytest.raises(FeedFault, match="may have taken the question all the same"):
        begun(platform, asking, drop)
    assert len(platform.told) == 1  # and is not sent again


def test_a_server_that_is_started_anew_is_asked_again(platform, asking):
    def away(handler):
        send(handler, b"", 503)

    news = list(
        following(platform, asking, *[away] * 4, status("running", 50), status("successful"))
    )
    assert "asked again" in news[0].message and news[0].state == "accepted"
    assert [one.state for one in news[1:]] == ["running", "successful"]


@pytest.mark.parametrize("code", [404, 410])
def test_a_job_that_the_server_has_forgotten_is_lost(platform, asking, code):
    (job,) = following(platform, asking, lambda handler: send(handler, b"{}", code))
    assert job.state == "lost" and not job.open and "ask again" in job.message


def test_a_sign_in_that_is_wanted_in_the_middle_is_told(platform, asking):
    news = following(platform, asking, status("running", 10), lambda h: send(h, b"{}", 401))
    assert next(news).progress == 10
    with pytest.raises(FeedFault) as told:
        next(news)
    assert told.value.status == 401 and "sign in" in str(told.value)


def test_a_sign_in_that_has_run_out_is_renewed_once(platform):
    class Tokens(Access):
        number, renewed = 1, 0

        def asked(self, url, progress):
            return url, {"Authorization": f"Bearer {self.number}"}

        def renew(self, said, progress):
            self.number, self.renewed = 2, self.renewed + 1
            return self.renewed == 1

    access = Tokens()
    with Web(platform.address, first_wait=0.01, access=access) as web:
        job = begun(platform, web).job

        def answer(handler):
            if handler.headers["Authorization"] == "Bearer 1":
                send(handler, b"{}", 401)
            else:
                _saying(status("successful"))(handler)

        platform.answers["/jobs/7"] = answer
        (done,) = follow(job, web, Progress())
    assert done.state == "successful" and access.renewed == 1


def test_a_job_that_fails_half_way(platform, asking):
    news = following(platform, asking, status("running", 40), status("failed", 40, "Mesh broke"))
    *_, job = news
    assert (job.state, job.progress, job.message) == ("failed", 40, "Mesh broke")
    silent = next(following(platform, asking, status("failed")))
    platform.answers["/jobs/7/results"] = lambda handler: send(
        handler, b'{"detail": "no memory"}', 500
    )
    assert "order" in why_failed(silent, asking, Progress())
    platform.answers["/jobs/7/results"] = lambda h: send(h, b'{"detail": "no memory"}', 400)
    assert "no memory" in why_failed(silent, asking, Progress())


def test_a_job_that_never_ends_is_told_and_can_be_left(platform, asking, monkeypatch):
    monkeypatch.setattr(execution, "QUIET", 0.05)
    news = following(platform, asking, status("running", 3))
    assert next(news).progress == 3
    told = next(news)
    assert told.open and "no news for" in told.message
    job = begun(platform, asking).job
    progress = Progress()
    threading.Timer(0.05, progress.cancel).start()
    with pytest.raises(Cancelled):
        list(follow(job, asking, progress))


def test_a_job_is_looked_at_once(platform, asking):
    job = begun(platform, asking).job
    platform.answers["/jobs/7"] = status("running", 3)
    before = len(platform.asked)
    assert [one.progress for one in follow(job, asking, Progress(), until=0.0)] == [3]
    assert len(platform.asked) == before + 1


@pytest.mark.parametrize(
    "said", [b"[]", b'{"status": "odd"}', b"{}", b"{", b"<html>", b'{"status": {}}']
)
def test_nonsense_about_a_job_is_told(platform, asking, said):
    job = begun(platform, asking).job
    platform.answers["/jobs/7"] = said
    with pytest.raises(FeedFault):
        look(job, asking, Progress(), 1)


def test_odd_numbers_and_long_messages(platform, asking):
    job = begun(platform, asking).job
    for share in (-1, 101, "50", True, None):
        platform.answers["/jobs/7"] = {"status": "running", "progress": share}
        assert look(job, asking, Progress()).progress == 0
    platform.answers["/jobs/7"] = {"status": "running", "message": "a\n" * 100_000}
    assert len(look(job, asking, Progress()).message) <= 1_000


def test_a_job_is_stopped(platform, asking):
    job = begun(platform, asking).job
    platform.answers["/jobs/7"] = status("dismissed")
    assert dismiss(job, asking, Progress()).state == "dismissed"
    assert platform.told[-1][:2] == ("DELETE", "/jobs/7")


@pytest.mark.parametrize(("code", "words"), [(404, ""), (405, "goes on there"), (501, "goes on")])
def test_a_job_that_cannot_be_stopped(platform, asking, code, words):
    job = begun(platform, asking).job
    platform.answers["/jobs/7"] = lambda handler: send(handler, b"{}", code)
    stopped = dismiss(job, asking, Progress())
    assert stopped.state == "dismissed" and words in stopped.message


def test_a_job_is_not_stopped_by_strangers(platform, asking):
    job = begun(platform, asking).job
    platform.answers["/jobs/7"] = lambda handler: send(handler, b"{}", 403)
    with pytest.raises(FeedFault):
        dismiss(job, asking, Progress())


def test_too_much_is_not_sent(platform, asking, monkeypatch):
    monkeypatch.setattr(execution, "LARGEST", 100)
    process = described(platform, asking)
    with pytest.raises(ValueError, match="send a part of the city"):
        request_of(process, {"speed": "x" * 200})


def test_the_process_of_the_demonstration():
    replay = Replay(store(), b"a timetable")
    try:
        with Web(replay.processes, dict(replay.headers)) as web:
            progress = Progress()
            service = Service(replay.processes, web, Report(), progress)
            process = service.describe("surroundings", progress)
            given = {"geometry": {"type": "Point", "coordinates": [4.45, 51.91]}, "distance": "100"}
            job, request = _asked(replay.processes, process, given)
            sent = ask(job, process, request, web, progress)
            *_, done = follow(sent.job, web, progress)
            area, size = outputs_of(done, web, Report(), progress)
            assert area.media == "application/geo+json" and float(size.content) > 31_000
            assert dismiss(done, web, progress).state == "dismissed"
            assert look(done, web, progress).state == "lost"
    finally:
        replay.close()


def _asked(address, process, given):
    request = request_of(process, settled(process.inputs, given))
    return execution.job_of(process, address, request, "1", "", ""), request


@pytest.mark.parametrize(("depth", "state"), [(2.5, "successful"), (13, "failed")])
def test_a_real_server(pygeoapi, depth, state):
    place = {"type": "Point", "coordinates": [4.4, 51.9]}
    with Web(pygeoapi) as web:
        progress = Progress()
        process = Service(pygeoapi, web, Report(), progress).describe("water", progress)
        job, request = _asked(pygeoapi, process, {"plan": place, "depth": depth, "seconds": 0.2})
        *_, done = follow(ask(job, process, request, web, progress).job, web, progress)
        assert done.state == state
        if state == "failed":
            assert "13 m are too deep" in why_failed(done, web, progress)
            return
        report = Report()
        pool, volume = outputs_of(done, web, report, progress)
        assert not len(report)
        (feature,) = json.loads(pool.content)["features"]
        assert feature["geometry"] == place and feature["properties"] == {"depth": 2.5}
        assert json.loads(volume.content) == 250.0
        dismiss(done, web, progress)
        assert look(done, web, progress).state == "lost"


def test_a_server_that_wants_to_be_left_alone_for_long_is_asked_again(
    platform, asking, monkeypatch
):
    monkeypatch.setattr(execution, "LONGEST_WAIT", 0.02)
    busy = lambda handler: send(handler, b"", 503, retry_after="600")  # noqa: E731
    news = list(following(platform, asking, busy, status("successful")))
    assert "come back in 600 s" in news[0].message and news[-1].state == "successful"
