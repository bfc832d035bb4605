"""Jobs as the rows of a table."""

from dataclasses import replace
from time import perf_counter

import pytest
from PySide6.QtCore import Qt

from app.processes.jobs_model import HEADS, JobsModel
from city.project import Job
from city.project.jobs import digest, plan_of
from tests.app.planned import house

JOB = Job(
    *("a", "https://a/processes", "wind", "Wind <b>"),
    state="successful",
    made="2026-03-21T08:00:00.000+00:00",
    updated="2026-03-21T08:01:05.000+00:00",
    digest=digest(b""),
)


@pytest.fixture
def model(desk, following):
    return JobsModel(following, desk.planning)


def keep(desk, *jobs):
    for job in jobs:
        desk.project.keeping_jobs().keep(job, b"")


def words(model, row):
    return [model.data(model.index(row, column)) for column in range(len(HEADS))]


def test_the_newest_comes_first(model, desk):
    keep(desk, JOB, replace(JOB, ident="b", title="Noise", made="2026-03-22T08:00:00.000+00:00"))
    assert model.refresh() and model.rowCount() == 2
    assert (model.job(0).ident, model.job(1).ident, model.row("a")) == ("b", "a", 1)
    assert model.job(2) is None and model.row("c") == -1


def test_what_is_said_of_a_job(model, desk):
    keep(desk, JOB)
    model.refresh()
    name, plan, state, _, took = words(model, 0)
    assert (name, plan, state, took) == ("Wind <b>", "Baseline", "done", "1 min 5 s")
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip
    heads = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(model.columnCount())]
    assert tuple(heads) == HEADS


def test_a_plan_that_was_changed_since(model, desk):
    scenario = desk.planning.scenario
    keep(desk, replace(JOB, scenario=scenario.ident, plan=plan_of(scenario)))
    model.refresh()
    assert words(model, 0)[1] == "Plan A"
    desk.planning.do(house(300, id="newer"))
    assert words(model, 0)[1] == "Plan A, changed since"
    assert model.plan_name(replace(JOB, scenario="zzz")) == "a plan that is gone"


def test_news_of_the_same_jobs_keeps_the_rows(model, desk, qtbot):
    keep(desk, replace(JOB, state="running", progress=30))
    model.refresh()
    desk.project.jobs.keep(replace(JOB, state="running", progress=60))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        assert not model.refresh()
    assert words(model, 0)[2] == "running 60 %"


def test_a_project_with_ten_thousand_jobs_is_listed_at_once(model, desk):
    desk.project.keeping_jobs().all = tuple(replace(JOB, ident=str(k)) for k in range(10_000))
    begin = perf_counter()
    model.refresh()
    words(model, 9_999)
    assert model.rowCount() == 10_000 and perf_counter() - begin < 1.0
