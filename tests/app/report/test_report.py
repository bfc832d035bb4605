"""The report of a study from its question to its pages."""

import re

import pypdfium2
import pytest

from app.report import report_of
from app.report.origins import plan_blocks
from app.report.stage import Stage
from city.progress import Cancelled, Progress
from exporters import write_report
from tests.app.report.cases import LOST, TALL, case, words


def pages(path):
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return re.sub(r"\s+", " ", " ".join(texts).replace("\u200b", ""))


@pytest.fixture(scope="module")
def sun(coarse):
    return case("sun")


@pytest.fixture(scope="module")
def made(sun, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "sun.pdf"
    assert write_report(report_of(sun, Progress()), path) == []
    return path


def test_everything_that_a_council_asks_for_stands_on_the_pages(made, sun):
    text = pages(made)
    for said in (
        "Sun and shadow study",
        "Plan A against Baseline",
        "2026-11-29",
        "52.0068° N, 4.3532° E",  # the place
        "Amersfoort / RD New (EPSG:28992)",
        "NAP height (EPSG:5709)",
        "Europe/Amsterdam",
        "75 by 55 m",
        "For the council.",
        "built 12-storey residential building",
        "2026-10-02",
        "Loses more than 30 min", "Loses more than 1 h", "Loses more than 2 h",
        "from above, 1 :",
        "21 March 2026 (UTC+1)", "21 June 2026 (UTC+2, summer time)",
        "23 September 2026 (UTC+2, summer time)", "22 December 2026 (UTC+1)",
        "9:00", "12:00", "15:00",
        "Numbers are those of the table of buildings",
        "Time step", "Spacing",
        "Solar Position Algorithm",
        "casts no shadow",  # a limit
        "Positions to 0.001",  # the accuracy
        "LoD 2",
        "ask before you publish",
        "Maquette ",
        sun.layer.digest(), sun.before.layer.digest(), sun.layer.inputs, sun.layer.base,
        "ab12cd34",
        "town.maquette",
        "In short",
    ):  # fmt: skip
        assert said in text, said


def test_the_same_case_gives_the_same_bytes(made, sun, tmp_path):
    again = tmp_path / "again.pdf"
    write_report(report_of(sun, Progress()), again)
    assert again.read_bytes() == made.read_bytes()


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
