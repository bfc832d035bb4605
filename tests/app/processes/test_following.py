"""Jobs that were asked of a server are followed, stopped, asked again, and taken up again."""

import json

import pytest

from app.processes.following import STRANGE
from app.processes.ways import WAYS
from app.settings import home
from city.project import Project, ProjectError
from city.scenario import Scenario
from importers.live.sign_in.entry import SignIn
from importers.live.web import Web
from importers.processes import execution
from importers.processes.execution import request_of
from tests.app.processes.conftest import follower
from tests.importers.processes.server import described, status, taken
from tests.live_platform import in_turn
from tests.live_platform import send as answer

BASELINE = Scenario("", "Baseline")


def ask(following, server, scenario=None, **inputs):
    with Web(server.address) as web:
        process = described(server, web)
    request = request_of(process, inputs or {"speed": 3})
    return following.ask(process, f"{server.address}/processes", request, scenario or BASELINE)


def until(qtbot, what):
    qtbot.waitUntil(what, timeout=8000)


def ends(following, qtbot, state):
    until(qtbot, lambda: bool(following.over))
    (job,) = following.over
    assert job.state == state
    return job


def runs(following, qtbot):
    until(qtbot, lambda: [job.progress for job in following.jobs] == [30])


def test_a_job_is_followed_to_its_results(following, desk, server, qtbot):
    scenario = desk.planning.scenario
    ident = ask(following, server, scenario)
    runs(following, qtbot)
    job = following.job(ident)
    assert (job.state, job.message, job.scenario) == ("running", "at the mesh", scenario.ident)
    assert following.follows(ident)
    server.answers["/jobs/7"] = status("successful")
    job = ends(following, qtbot, "successful")
    found = []
    following.read(job, found.append)
    following.read_request(job, found.append)
    until(qtbot, lambda: len(found) == 2)
    outputs, request = sorted(found, key=lambda one: isinstance(one, bytes))
    assert json.loads(outputs[0].content) == {"wind": 3}
    assert json.loads(request)["inputs"] == {"speed": 3}
    assert request == server.told[0][2]
    assert not following.follows(ident) and following.found[ident] == []


def test_a_job_that_fails_says_why_in_one_line(following, server, qtbot):
    server.answers["/jobs/7"] = status("failed", 60, "the mesh has\nno end")
    ask(following, server)
    assert ends(following, qtbot, "failed").message == "the mesh has no end"


def test_a_question_that_is_refused_says_why(following, server, qtbot):
    server.answers["/processes/wind/execution"] = lambda h: answer(h, b'{"detail": "too low"}', 400)
    ask(following, server)
    job = ends(following, qtbot, "failed")
    assert "too low" in job.message and following.barred == []


def test_cancel_stops_it_there_and_here(following, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)
    following.cancel(following.job(ident))
    ends(following, qtbot, "dismissed")
    assert ("DELETE", "/jobs/7") in [told[:2] for told in server.told]
    assert not following.follows(ident)


def test_a_question_that_hangs_can_be_given_up(following, server, qtbot):
    server.answers["/processes/wind/execution"] = lambda h: server.released.wait(8)
    ident = ask(following, server)
    until(qtbot, lambda: bool(server.told))
    following.cancel(following.job(ident))
    ends(following, qtbot, "dismissed")
    assert [told[0] for told in server.told] == ["POST"]  # there is no job that could be stopped


def test_a_job_that_cannot_be_stopped_says_so_and_is_not_lost(following, server, qtbot):
    def handle(handler):
        answer(handler, status=403) if handler.command == "DELETE" else answer(
            handler, json.dumps(status("running", 30)).encode()
        )

    server.answers["/jobs/7"] = handle
    ident = ask(following, server)
    runs(following, qtbot)
    following.cancel(following.job(ident))
    until(qtbot, lambda: ident in following.faults)
    assert "could not be stopped" in following.faults[ident] and following.job(ident).open
    server.answers["/jobs/7"] = status("successful")
    following.go_on(following.job(ident))
    ends(following, qtbot, "successful")


def test_a_server_that_is_started_anew_has_lost_its_jobs_and_is_asked_again(
    following, server, qtbot
):
    ident = ask(following, server)
    runs(following, qtbot)
    server.answers["/jobs/7"] = None
    job = ends(following, qtbot, "lost")
    assert "does not know this job any more" in job.message
    following.over.clear()
    server.answers["/jobs/7"] = status("successful")
    following.again(job)
    assert ends(following, qtbot, "successful").ident == ident
    first, second = [body for method, _, body in server.told if method == "POST"]
    assert first == second


def test_a_server_that_is_away_for_a_while_is_asked_again(following, server, qtbot):
    ask(following, server)
    runs(following, qtbot)
    said = json.dumps(status("successful")).encode()
    server.answers["/jobs/7"] = in_turn(
        *[lambda h: answer(h, status=503)] * 5, lambda h: answer(h, said)
    )
    ends(following, qtbot, "successful")


def test_sign_in_in_the_middle_is_wanted_and_it_goes_on(following, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)

    def locked(handler):
        if handler.headers.get("X-Key") == "s3cret":
            answer(handler, json.dumps(status("successful")).encode())
        else:
            answer(handler, status=401)

    server.answers["/jobs/7"] = locked
    until(qtbot, lambda: bool(following.barred))
    assert ident in following.locked and "sign in" in following.faults[ident]
    assert following.job(ident).open and following.over == []
    following.sign_in(following.job(ident), SignIn("key", "X-Key"), "wrong")
    until(qtbot, lambda: len(following.barred) == 2)
    following.sign_in(following.job(ident), SignIn("key", "X-Key"), "s3cret")
    ends(following, qtbot, "successful")
    assert [told[0] for told in server.told] == ["POST"]  # it was not asked twice


def test_a_question_that_wants_a_sign_in_is_sent_once_somebody_has(following, server, qtbot):
    def locked(handler):
        signed = handler.headers.get("X-Key") == "s3cret"
        taken(handler) if signed else answer(handler, b'{"detail": "who?"}', 401)

    server.answers["/processes/wind/execution"] = locked
    ident = ask(following, server)
    server.answers["/jobs/7"] = status("successful")
    until(qtbot, lambda: bool(following.barred))
    following.sign_in(following.job(ident), SignIn("key", "X-Key"), "s3cret")
    ends(following, qtbot, "successful")
    first, second = server.told
    assert first == second


def test_closing_the_program_and_opening_again_takes_jobs_up(following, desk, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)
    following.close()
    desk.project.close()
    desk.project = Project.open(desk.project.path)
    server.answers["/jobs/7"] = status("successful")
    again = follower(desk)
    try:
        assert ends(again, qtbot, "successful").ident == ident
        assert len(desk.project.jobs.outputs(again.job(ident))) == 1
    finally:
        again.close()


def test_another_project_has_other_jobs(following, desk, server, qtbot, tmp_path):
    ask(following, server)
    runs(following, qtbot)
    old, desk.project = desk.project, None
    following.renew()
    assert following.jobs == ()
    until(qtbot, lambda: not following._hours.running)
    desk.project = old
    following.renew()
    (job,) = following.jobs
    assert following.follows(job.ident)


def test_a_server_that_nobody_here_has_asked_is_not_asked_because_a_file_says_so(
    following, desk, server, qtbot
):
    ident = ask(following, server)
    runs(following, qtbot)
    following.close()
    (home() / "settings.json").unlink()  # the file has come to another machine
    again = follower(desk)
    try:
        before = len(server.asked)
        assert again.faults == {ident: STRANGE} and again.strange(again.job(ident))
        assert not again.follows(ident)
        qtbot.wait(100)
        assert len(server.asked) == before
        server.answers["/jobs/7"] = status("successful")
        again.go_on(again.job(ident))
        ends(again, qtbot, "successful")
    finally:
        again.close()


def test_a_job_that_nobody_answered_is_not_sent_again_by_itself(following, desk, server, qtbot):
    server.answers["/processes/wind/execution"] = lambda h: h.connection.close()
    ident = ask(following, server)
    until(qtbot, lambda: ident in following.faults)
    assert "all the same" in following.faults[ident] and following.job(ident).state == "asked"
    following.close()
    again = follower(desk)
    try:
        assert "all the same" in again.faults[ident] and not again.follows(ident)
        again.forget(again.job(ident))
        assert again.jobs == () and desk.project.jobs.all == ()
    finally:
        again.close()


def test_a_project_that_cannot_be_written_is_not_followed(following, desk, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)
    following.close()
    desk.project.read_only = "it was opened to be read"
    again = follower(desk)
    try:
        assert "opened to be read" in again.faults[ident]
        again.cancel(again.job(ident))
        assert "nothing was written" in again.said[0]
    finally:
        again.close()


def test_what_comes_otherwise_than_declared_is_told(following, server, qtbot):
    server.answers["/jobs/7"] = status("successful")
    server.answers["/jobs/7/results"] = {"field": 3, "more": "x"}
    ident = ask(following, server)
    ends(following, qtbot, "successful")
    told = " ".join(following.found[ident])
    assert "it must be an object of JSON" in told and "more: it was not declared" in told


@pytest.mark.parametrize("many", [40])
def test_more_jobs_than_workers_all_end(following, server, qtbot, many, monkeypatch):
    monkeypatch.setattr("app.processes.worker.TURN", 0.1)
    for _ in range(many):
        ask(following, server)
    until(qtbot, lambda: len(following.jobs) == many)
    server.answers["/jobs/7"] = status("successful")
    qtbot.waitUntil(lambda: len(following.over) == many, timeout=20000)
    assert {job.state for job in following.over} == {"successful"}


def test_a_server_that_breaks_off_half_way_is_asked_again(following, server, qtbot):
    server.answers["/jobs/7"] = status("successful")
    server.answers["/jobs/7/results"] = lambda h: answer(h, b'{"field": {', length=999)
    ident = ask(following, server)
    until(qtbot, lambda: ident in following.faults)
    assert following.job(ident).open and following.said  # it does not end without its results
    server.answers["/jobs/7/results"] = {"field": {"wind": 3}}
    following.go_on(following.job(ident))
    ends(following, qtbot, "successful")


def test_a_job_that_never_ends_says_so_and_can_be_stopped(following, server, qtbot, monkeypatch):
    monkeypatch.setattr(execution, "QUIET", 0.2)
    ident = ask(following, server)
    until(qtbot, lambda: "no news for" in "".join(job.message for job in following.jobs))
    assert following.follows(ident)
    following.cancel(following.job(ident))
    ends(following, qtbot, "dismissed")


def test_what_cannot_be_written_down_is_not_sent(following, desk, server, qtbot, monkeypatch):
    def full(*_, **__):
        raise ProjectError("the disk is full")

    monkeypatch.setattr(type(desk.project.jobs), "keep", full)
    ask(following, server)
    until(qtbot, lambda: following.said == ["the disk is full"])
    assert server.told == [] and following.jobs == ()


def test_a_process_that_answers_at_once_is_waited_for(following, server, qtbot):
    server.answers["/processes/wind/execution"] = lambda h: answer(h, b'{"field": {"wind": 3}}')
    ask(following, server)
    job = ends(following, qtbot, "successful")
    found = []
    following.write(job, following._project.path.parent / "out", found.append)
    until(qtbot, lambda: found == [[]])  # a few numbers need no file


def test_who_signed_in_before_there_was_a_project_is_known_in_it(following, desk, server, qtbot):
    project, desk.project = desk.project, None
    following.renew()
    following.ways.sign_in(server.address, SignIn("key", "X-Key"), "s3cret")

    def made():
        desk.project = project
        return project

    following._need_project = made
    server.answers["/jobs/7"] = status("successful")
    ask(following, server)
    ends(following, qtbot, "successful")
    keys = [said.get("x-key") for path, said in server.asked if path.endswith("execution")]
    assert keys == ["s3cret"]
    assert desk.planning.setting(WAYS)[server.address]["kind"] == "key"


def test_jobs_that_never_end_hold_up_neither_cancelling_nor_reading(
    desk, server, qtbot, monkeypatch
):
    monkeypatch.setattr("app.processes.following.MOST", 1)
    made = follower(desk)
    try:
        first = ask(made, server)
        until(qtbot, lambda: [job.progress for job in made.jobs] == [30])
        ask(made, server)  # waits for its turn
        found = []
        made.read_request(made.job(first), found.append)
        until(qtbot, lambda: bool(found))
        made.cancel(made.job(first))
        ends(made, qtbot, "dismissed")
        until(qtbot, lambda: [job.progress for job in made.jobs if job.open] == [30])
    finally:
        made.close()
