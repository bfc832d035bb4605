"""The report of a study from its question to its pages."""

import pytest

from app.report import report_of
from app.report.origins import data_blocks, plan_blocks
from app.report.stage import Stage
from city.progress import Cancelled, Progress
from city.terms import Terms
from tests.app.report.cases import LOST, TALL, case, words
from tests.city.plans import base


@pytest.fixture(scope="module")
def sun(coarse):
    return case("sun")


def test_a_report_can_be_cancelled(sun):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        report_of(sun, progress)


def test_a_plan_without_changes_says_so(coarse):
    text = words(report_of(case(edits=()), Progress()).blocks)
    assert "nothing is changed by it" in text
    assert "The plan changes nothing: no façade in the area gains or loses any sun." in text
    assert "No building of the area changes" in text


def test_edits_that_could_not_be_done_are_told():
    text = words(plan_blocks(case(edits=(TALL, LOST))))
    assert "nobody is not in the city any more" in text


def test_a_study_of_the_city_alone_compares_nothing(coarse):
    report = report_of(case(plan=False, paper="A3"), Progress())
    text = words(report.blocks)
    assert "against" not in report.subtitle and "Difference" not in text
    assert "The city as it is, without any plan." in text
    assert "the buildings with the least" in text and "In short" not in text


def test_the_stage_is_closed_whatever_happens(sun, monkeypatch):
    closed = []
    close = Stage.close
    monkeypatch.setattr(Stage, "close", lambda self: (closed.append(1), close(self)))
    monkeypatch.setattr("app.report.sun.sun_blocks", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        report_of(sun, Progress())
    assert closed == [1]


def test_live_layers_are_named_with_what_was_agreed():
    terms = Terms("CC BY 4.0", "City", "urn:1", policy=("You must name its source.",))
    told = words(data_blocks(base(), [("Air", terms)]))
    assert "Air City CC BY 4.0 urn:1" in " ".join(told.split())
    assert "You must name its source." in told and "City, CC BY 4.0, agreement urn:1" in told
    assert "Live layer" not in words(data_blocks(base()))
