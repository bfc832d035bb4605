"""What other plans lead to, step by step."""

import pytest

from app import laying
from app.panes import plan_views
from app.panes.plan_views import PlanViews
from app.tasks import Tasks
from tests.app.planned import Desk, house


@pytest.fixture
def desk(tmp_path, qapp):
    made = Desk(tmp_path)
    made.tasks = Tasks()
    yield made
    made.tasks.close()
    made.project.close()


def two_plans(desk):
    first = desk.planning.add("First")
    desk.planning.do(house())
    second = desk.planning.add("Second")
    desk.planning.do(house(x=300.0))
    return first.ident, second.ident


def test_each_plan_leads_to_its_own_city_and_the_baseline_to_the_base(desk):
    first, second = two_plans(desk)
    views = PlanViews(desk.planning, desk.tasks, lambda: None)
    assert len(views.view(first).things) == len(views.view(second).things) == 1
    assert views.view(first).things.keys() != views.view(second).things.keys()
    assert not views.view("").things and not views.view("gone").things
    assert views.view(second) is desk.planning.view


def test_the_plan_on_the_table_is_shown_as_it_is_seen(desk):
    first, second = two_plans(desk)
    views = PlanViews(desk.planning, desk.tasks, lambda: None)
    desk.planning.peek(desk.planning.scenarios[first])
    assert views.view(second).things.keys() == views.view(first).things.keys()


def test_a_plan_that_goes_on_is_followed(desk):
    first, _ = two_plans(desk)
    views = PlanViews(desk.planning, desk.tasks, lambda: None)
    before = views.view(first)
    assert views.view(first) is before
    desk.planning.turn_to(first)
    desk.planning.do(house(x=400.0))
    desk.planning.turn_to("")
    assert len(views.view(first).things) == 2


def test_a_long_plan_comes_by_a_worker_and_is_told(desk, qtbot, monkeypatch):
    monkeypatch.setattr(plan_views, "FEW", 0)
    assert laying.FEW > 0
    first, _ = two_plans(desk)
    told = []
    views = PlanViews(desk.planning, desk.tasks, lambda: told.append(views.view(first)))
    assert views.view(first) is None and views.busy
    assert views.view(first) is None  # it is asked for once
    qtbot.waitUntil(lambda: bool(told), timeout=10000)
    assert len(told[0].things) == 1 and not views.busy


def test_a_long_plan_that_nobody_waits_for_is_let_be(desk, qtbot, monkeypatch):
    monkeypatch.setattr(plan_views, "FEW", 0)
    first, _ = two_plans(desk)
    told = []
    views = PlanViews(desk.planning, desk.tasks, lambda: told.append(1))
    views.view(first)
    views.keep(())
    assert not views.busy
    qtbot.waitUntil(lambda: not desk.tasks.running, timeout=10000)
    assert not told


def test_a_plan_is_closed_while_it_is_worked_out_and_opened_again(desk, qtbot, monkeypatch):
    monkeypatch.setattr(plan_views, "FEW", 0)
    first, _ = two_plans(desk)
    told = []
    views = PlanViews(desk.planning, desk.tasks, lambda: told.append(1))
    views.view(first)
    views.keep(())
    views.view(first)
    qtbot.waitUntil(lambda: bool(told), timeout=10000)
    assert len(views.view(first).things) == 1 and not views.busy


def test_a_long_plan_that_was_stopped_is_asked_for_again(desk, qtbot, monkeypatch):
    monkeypatch.setattr(plan_views, "FEW", 0)
    first, _ = two_plans(desk)
    told = []
    views = PlanViews(desk.planning, desk.tasks, lambda: told.append(views.view(first)))
    assert views.view(first) is None
    desk.tasks.running[0].cancel()  # as from the status bar
    qtbot.waitUntil(lambda: not desk.tasks.running, timeout=10000)
    assert not views.busy and not told
    assert views.view(first) is None
    qtbot.waitUntil(lambda: bool(told), timeout=10000)
    assert len(told[0].things) == 1


def test_a_plan_that_is_seen_again_is_not_worked_out_anew_but_only_the_last_few_are_known(desk):
    first, second = two_plans(desk)
    views = PlanViews(desk.planning, desk.tasks, lambda: None)
    before = views.view(first)
    views.keep([second])
    assert views.view(first) is before
    for number in range(plan_views.KNOWN + 1):
        ident = desk.planning.add(f"Plan {number}").ident
        desk.planning.turn_to(second)
        views.view(ident)
        views.keep([ident])
    assert len(views._foldings) == plan_views.KNOWN
    assert views.view(first) is not before
