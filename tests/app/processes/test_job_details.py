"""All about one job."""

import pytest

from app.live.signing import Signing
from app.processes.following import Following
from app.processes.job_details import JobDetails
from importers.live.sign_in.device import Invitation
from importers.live.sign_in.entry import SignIn
from tests.app.processes.test_following import ask, ends, runs, until
from tests.importers.processes.server import status
from tests.live_platform import send as answer


@pytest.fixture
def details(following: Following, qtbot):
    signing = Signing()
    made = JobDetails(following, signing)
    made.signing = signing
    qtbot.addWidget(made)
    made.show()
    return made


def test_how_far_it_is(details, following, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)
    details.show_job(following.job(ident))
    assert details.title.text() == "Wind at walking height"
    assert details.state.text().startswith("Running 30 %")
    assert (details.bar.value(), details.bar.isVisible()) == (30, True)
    assert details.words.text() == "At the mesh."
    assert not details.values.isVisible() and not details.sign_in.isVisible()


def test_numbers_that_came_back_are_a_table(details, following, server, qtbot):
    server.answers["/jobs/7"] = status("successful")
    server.answers["/jobs/7/results"] = {"field": {"mean": 3.5, "most": 9}, "more": "x" * 20}
    ident = ask(following, server)
    details.show_job(ends(following, qtbot, "successful"))
    until(qtbot, details.values.isVisible)
    rows = [[details.values.item(k, c).text() for c in (0, 1)] for k in range(4)]
    assert rows[:2] == [["The wind: mean", "3.5"], ["The wind: most", "9"]]
    assert rows[3] == ["", "it was not declared"]
    assert "More: it was not declared." in details.words.text() and not details.bar.isVisible()
    following.forget(following.job(ident))
    details.show_job(None)


def test_a_failure_says_why(details, following, server, qtbot):
    server.answers["/jobs/7"] = status("failed", 60, "the mesh has no end (--sign-in)")
    ask(following, server)
    details.show_job(ends(following, qtbot, "failed"))
    assert details.state.text().startswith("Failed")
    assert details.words.text() == "The mesh has no end."
    assert not details.values.isVisible()


def test_somebody_signs_in_and_it_goes_on(details, following, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)
    server.answers["/jobs/7"] = lambda h: answer(
        *(h, b'{"jobID": "7", "status": "successful"}'),
        status=200 if h.headers.get("X-Key") == "s3cret" else 401,
    )
    until(qtbot, lambda: bool(following.barred))
    details.show_job(following.job(ident))
    assert details.sign_in.isVisible() and details.state.text().startswith("Wants a sign-in")
    details.sign_in.show_way(SignIn("client"))
    details.go_on.click()
    assert "--" not in details.words.text() and not following.follows(ident)
    details.sign_in.show_way(SignIn("key", "X-Key"))
    details.sign_in.fields["secret"].setText("s3cret")
    details.show_job(following.job(ident))  # news of it takes nothing away that was typed
    details.go_on.click()
    ends(following, qtbot, "successful")


def test_where_somebody_signs_in_is_said_until_there_is_news(details, following, server, qtbot):
    ident = ask(following, server)
    runs(following, qtbot)
    server.answers["/jobs/7"] = lambda h: answer(h, status=401)
    until(qtbot, lambda: bool(following.barred))
    details.show_job(following.job(ident))
    invitation = Invitation("https://a.example/here", "AB-12", 600)
    details.signing.invited.emit(invitation)
    assert not details.invited.isVisible()  # it is somebody else who signs in
    server.answers["/jobs/7"] = lambda h: server.released.wait(8)
    details.go_on.click()
    details.signing.invited.emit(invitation)
    details.show_job(following.job(ident))
    assert "enter the code AB-12 within 10 min" in details.invited.text()
    assert details.invited.isVisible()
    server.answers["/jobs/7"] = status("running", 60)
    server.released.set()
    until(qtbot, lambda: following.job(ident).progress == 60)
    details.show_job(following.job(ident))
    assert not details.invited.isVisible()
