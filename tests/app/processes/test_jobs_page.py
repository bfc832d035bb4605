"""The page of the jobs: what can be done about each."""

import json

import pytest

from app.live.signing import Signing
from app.processes.jobs_page import JobsPage
from app.processes.request_view import RequestView
from city.project import Project
from tests.app.processes.conftest import follower
from tests.app.processes.test_following import ask, ends, runs, until
from tests.importers.processes.server import status
from tests.live_platform import send as answer


def page_of(following, desk, qtbot):
    made = JobsPage(following, desk.planning, Signing())
    qtbot.addWidget(made)
    made.wanted = []
    made.result_wanted.connect(made.wanted.append)
    made.show()
    return made


@pytest.fixture
def page(following, desk, qtbot):
    return page_of(following, desk, qtbot)


def offered(page):
    page.refresh()
    return [name for name, part in page.buttons.items() if part.isVisible()]


def press(page, name):
    page.refresh()
    assert page.buttons[name].isVisible()
    page.buttons[name].click()


def test_without_jobs_it_says_so(page):
    assert page.none.isVisible() and not page.table.isVisible() and offered(page) == []


def test_news_comes_by_itself_and_a_job_is_cancelled(page, following, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)
    until(qtbot, lambda: page.details.bar.value() == 30)
    assert offered(page) == ["Cancel it", "What was sent"] and page.job.ident == ident
    press(page, "Cancel it")
    ends(following, qtbot, "dismissed")
    until(qtbot, lambda: page.details.state.text().startswith("Cancelled"))
    assert offered(page) == ["Ask again", "What was sent", "Remove"]


def test_a_result_is_shown_and_a_job_removed(page, following, desk, server, qtbot):
    server.answers["/jobs/7"] = status("successful")
    ask(following, server)
    job = ends(following, qtbot, "successful")
    press(page, "Show result")
    assert page.wanted == [job]
    press(page, "Remove")
    assert desk.project.jobs.all == () and page.job is None and offered(page) == []


def test_what_was_sent_is_told_with_where_it_comes_from(page, following, server, qtbot):
    server.answers["/jobs/7"] = status("successful")
    ask(following, server, speed=4)
    job = ends(following, qtbot, "successful")
    press(page, "What was sent")
    until(qtbot, lambda: bool(page.findChildren(RequestView)))
    (view,) = page.findChildren(RequestView)
    head, _, body = view.text.toPlainText().partition("\n\n")
    assert json.loads(body)["inputs"] == {"speed": 4} and job.digest in head
    assert "Wind at walking height 2.0, asked" in head and f"{server.address}/jobs/7" in head
    assert f"POST {server.address}/processes/wind/execution" in head
    view.reject()


def test_a_lost_job_is_asked_again(page, following, server, qtbot):
    ask(following, server)
    runs(following, qtbot)
    server.answers["/jobs/7"] = None
    ends(following, qtbot, "lost")
    following.over.clear()
    server.answers["/jobs/7"] = status("successful")
    press(page, "Ask again")
    ends(following, qtbot, "successful")


def test_what_wants_a_sign_in_can_be_given_up_or_gone_on_with(page, following, server, qtbot):
    ask(following, server)
    runs(following, qtbot)
    server.answers["/jobs/7"] = lambda handler: answer(handler, status=401)
    until(qtbot, lambda: bool(following.barred))
    assert offered(page) == ["Cancel it", "Go on asking", "What was sent", "Remove"]
    server.answers["/jobs/7"] = status("successful")
    press(page, "Go on asking")
    ends(following, qtbot, "successful")


def test_the_chosen_job_stays_chosen_when_others_come(page, following, server, qtbot):
    first = ask(following, server)
    runs(following, qtbot)
    page.choose(first)
    ask(following, server)
    until(qtbot, lambda: page.table.model().rowCount() == 2)
    assert page.job.ident == first and page.table.currentIndex().row() == 1
    page.table.selectRow(0)
    assert page.job.ident != first


def test_seconds_pass_while_a_job_runs(page, following, server, qtbot, monkeypatch):
    ask(following, server)
    runs(following, qtbot)
    page.refresh()
    monkeypatch.setattr("app.processes.job_details.lasting", lambda *_: "7 s")
    until(qtbot, lambda: page.details.state.text() == "Running 30 %, 7 s")


def test_closed_and_opened_again_it_goes_on(page, following, desk, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)
    following.close()
    desk.project.close()
    desk.project = Project.open(desk.project.path)
    again = follower(desk)
    try:
        other = page_of(again, desk, qtbot)
        assert other.job.ident == ident and offered(other) == ["Cancel it", "What was sent"]
        server.answers["/jobs/7"] = status("successful")
        ends(again, qtbot, "successful")
    finally:
        again.close()


def test_everything_has_a_name_for_those_who_listen(page):
    for part in (page.table, page.details.values, page.details.bar):
        assert part.accessibleName()
    assert all(part.text() for part in page.buttons.values())
    assert not page.table.tabKeyNavigation()
