"""One question at a time: what is answered, what is refused, and what is cancelled."""

import pytest

from app.study_computing import Computing
from tests.app.test_studies import ASKED, desk, wait

__all__ = ["desk"]  # a fixture


@pytest.fixture
def computing(desk):
    made = Computing(desk.planning, desk.tasks, lambda: desk.project)
    made.refused.connect(desk.refused.append)
    return made


def over(desk):
    view = desk.planning.view
    return [("", lambda: view)]


def done(computing, desk, qtbot):
    qtbot.waitUntil(lambda: not computing.busy, timeout=30_000)
    wait(desk, qtbot)


def test_answers_are_kept_before_they_are_told(computing, desk, qtbot):
    come, told = [], []
    computing.told.connect(lambda: told.append(computing.busy))
    computing.start("sun", ASKED, over(desk), come.append)
    computing.start("sky", ASKED, over(desk), come.append)  # it is busy: one at a time
    done(computing, desk, qtbot)
    ((answer,),) = come
    assert desk.project.results == [answer.result] and answer.result.simulation == "sun"
    assert told == [True, False]


def test_what_cannot_be_asked_is_refused_in_a_sentence(computing, desk, qtbot):
    computing.start("nobody's", ASKED, over(desk), desk.refused.clear)
    assert "There is no simulation nobody's" in desk.refused[-1] and not computing.busy
    computing.start("sun", {**ASKED, "until": "2026-01-01"}, over(desk), desk.refused.clear)
    done(computing, desk, qtbot)
    assert "Until" in desk.refused[-1]


def test_what_is_cancelled_leaves_nothing(computing, desk, qtbot):
    come = []
    computing.start("sun", {**ASKED, "spacing": 0.5, "step": 1.0}, over(desk), come.append)
    computing.cancel()
    done(computing, desk, qtbot)
    assert not come and not desk.project.results
