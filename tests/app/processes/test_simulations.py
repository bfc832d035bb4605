"""Simulations in the window: the command, the jobs of the project, and their results."""

import json

import pytest

from app.processes.following import SERVERS
from city.project import Project
from tests.app.planned import house
from tests.app.processes.conftest import _soon, server  # noqa: F401  fixtures
from tests.app.processes.test_following import ask, until
from tests.app.standin import town_opened
from tests.app.test_desk import action, make_window, open_project
from tests.app.test_reopening import town_file
from tests.importers.live.conftest import platform  # noqa: F401  a fixture
from tests.importers.processes.server import status
from tests.live_platform import send as answer


@pytest.fixture
def window(qtbot, tmp_path):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    made.folder = tmp_path
    made.simulations = made.studio.simulations
    yield made
    made.close()


def asked(window, server, qtbot):  # noqa: F811
    """A question about the plan on the table that is on its way."""
    window.desk.keep_as(window.folder / "town")
    window.studio.do(house(id="new"))
    following = window.simulations.following
    ask(following, server, window.studio.planning.scenario)
    until(qtbot, lambda: [job.progress for job in following.jobs] == [30])
    return following.jobs[0]


def told(window, qtbot, words):
    until(qtbot, lambda: words in window.notice.text.text())
    return window.notice


def test_the_command_opens_a_window_beside_the_city(window):
    command = action(window, "Ask a simulation…")
    assert command in window.actions_.menus["Tools"].actions()
    command.trigger()
    dialog = window.simulations.dialog
    assert dialog.isVisible() and not dialog.isModal()
    dialog.reject()
    command.trigger()
    assert window.simulations.dialog is dialog and dialog.isVisible()


def test_a_job_that_is_done_says_so_and_its_result_is_handed_on(window, server, qtbot):  # noqa: F811
    job = asked(window, server, qtbot)
    shown = []
    window.simulations.show_result = lambda *given: shown.append(given)
    field = {"type": "FeatureCollection", "features": []}
    server.answers["/jobs/7/results"] = {"field": field, "mean": 3}
    server.answers["/jobs/7"] = status("successful")
    notice = told(window, qtbot, "Wind at walking height is done.")
    assert notice.way.text() == "Show the result" and notice.property("grave") is False
    notice.way.click()
    until(qtbot, lambda: bool(shown))
    ((path, plan, title, of),) = shown  # the number needs no picture
    assert json.loads(path.read_bytes()) == field and path.suffix == ".geojson"
    assert (plan, title, of.ident) == (window.studio.planning.active, "The wind", job.ident)


def test_until_something_shows_results_it_is_said_where_they_are(window, server, qtbot):  # noqa: F811
    asked(window, server, qtbot)
    server.answers["/jobs/7/results"] = {"field": {"type": "FeatureCollection", "features": []}}
    server.answers["/jobs/7"] = status("successful")
    told(window, qtbot, "is done.").way.click()
    told(window, qtbot, "field.geojson")


def test_numbers_alone_are_shown_in_the_details(window, server, qtbot):  # noqa: F811
    job = asked(window, server, qtbot)
    server.answers["/jobs/7"] = status("successful")
    told(window, qtbot, "is done.").way.click()
    until(qtbot, lambda: window.simulations.dialog is not None)
    dialog = window.simulations.dialog
    until(qtbot, lambda: dialog.jobs.details.values.rowCount() == 1)
    assert dialog.jobs.job.ident == job.ident and dialog.jobs.isVisible()


def test_a_job_that_fails_says_the_reason_in_one_line(window, server, qtbot):  # noqa: F811
    job = asked(window, server, qtbot)
    server.answers["/jobs/7"] = status("failed", 60, "no\nmesh")
    notice = told(window, qtbot, "Wind at walking height has failed. No mesh.")
    assert notice.property("grave") is True
    notice.way.click()
    assert window.simulations.dialog.jobs.job.ident == job.ident


def test_a_cancelled_job_says_so(window, server, qtbot):  # noqa: F811
    job = asked(window, server, qtbot)
    server.answers["/jobs/7"] = lambda h: answer(h, status=405 if h.command == "DELETE" else 500)
    window.simulations.following.cancel(job)
    told(window, qtbot, "is cancelled. This server stops no jobs")


def test_a_sign_in_that_is_wanted_is_offered(window, server, qtbot):  # noqa: F811
    asked(window, server, qtbot)
    server.answers["/jobs/7"] = lambda handler: answer(handler, status=401)
    told(window, qtbot, "its server wants to know who asks").way.click()
    assert window.simulations.dialog.jobs.details.sign_in.isVisible()


def test_what_cannot_be_done_is_said(window, server, qtbot):  # noqa: F811
    asked(window, server, qtbot)
    server.answers["/jobs/7"] = lambda handler: answer(handler, status=403)
    told(window, qtbot, "does not let this be read")


def test_closing_and_opening_the_project_takes_the_job_up(qtbot, tmp_path, server):  # noqa: F811
    window = make_window(qtbot)
    window.open_paths([town_file(tmp_path / "a.geojson", 0)])
    until(qtbot, lambda: not window.tasks.running)
    window.desk.keep_as(tmp_path / "town")
    window.studio.take_up()
    ask(window.studio.simulations.following, server)
    following = window.studio.simulations.following
    until(qtbot, lambda: [job.progress for job in following.jobs] == [30])
    window.close()
    again = make_window(qtbot)
    assert again.settings.known(SERVERS) == [f"{server.address}/processes"]
    open_project(again, qtbot, tmp_path / "town.maquette")
    (job,) = again.studio.simulations.following.jobs
    assert again.studio.simulations.following.follows(job.ident)
    server.answers["/jobs/7"] = status("successful")
    told(again, qtbot, "is done.")
    again.document.clear()
    assert again.studio.simulations.following.jobs == ()
    again.close()
    project = Project.open(tmp_path / "town.maquette", write=False)
    assert [job.state for job in project.jobs.all] == ["successful"]
    project.close()


def test_a_project_that_is_kept_under_another_name_goes_on(window, server, qtbot):  # noqa: F811
    job = asked(window, server, qtbot)
    window.desk.keep_as(window.folder / "other")
    following = window.simulations.following
    until(qtbot, lambda: following.follows(job.ident))
    server.answers["/jobs/7"] = status("successful")
    told(window, qtbot, "is done.")
    assert window.desk.scribe.project.jobs.all[0].state == "successful"


def test_a_question_about_a_city_that_nobody_kept_is_kept_all_the_same(window, server, qtbot):  # noqa: F811
    ident = ask(window.simulations.following, server)
    assert window.desk.scribe.project is not None
    until(qtbot, lambda: bool(window.simulations.following.jobs))
    assert window.desk.scribe.project.jobs.all[0].ident == ident
