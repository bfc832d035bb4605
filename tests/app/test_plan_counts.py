"""Every plan is counted on a worker, and followed as it changes."""

import time

import pytest

from app.plan_counts import PlanCounts
from app.tasks import Tasks
from tests.app.planned import Desk, edit, house
from tests.app.standin import town_opened
from tests.city.plans import square


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.tasks = Tasks()
    made.counts = PlanCounts(made.planning, made.tasks)
    made.planning.add("A")
    made.do("build", footprint=square(200, 0, 10, 8), storeys=3, id="new")
    made.first = made.planning.active
    made.planning.add("B")
    made.planning.do(house(230, storeys=6))
    yield made
    made.tasks.close()
    made.project.close()


def ready(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.counts.busy and not desk.tasks.running)
    return [(one.name, added(one)) for one in desk.counts.plans]


def added(one):
    return one.tally.new.get("residential", 0)


def test_all_plans_are_counted_once_somebody_looks(desk, qtbot):
    assert ready(desk, qtbot) == []
    desk.counts.begin()
    assert desk.counts.busy
    assert ready(desk, qtbot) == [("Baseline", 0), ("A", 240), ("B", 480)]
    desk.counts.end()
    assert desk.counts.plans == [] and not desk.counts.open
    desk.planning.do(house(260))
    assert not desk.counts.busy


def test_the_plan_on_the_table_is_followed_at_once_and_others_by_a_worker(desk, qtbot):
    desk.counts.begin()
    ready(desk, qtbot)
    desk.planning.do(house(260))
    assert not desk.counts.busy and added(desk.counts.plans[2]) == 720
    desk.planning.turn_to(desk.first)
    assert not desk.counts.busy
    mirror = desk.planning.add("M", desk.planning.scenario, mirrors=True)
    assert ready(desk, qtbot)[-1] == ("M", 240)
    desk.planning.turn_to(desk.first)
    desk.planning.do(house(300))
    assert desk.counts.busy  # what mirrors it has changed too
    assert ready(desk, qtbot)[1:] == [("A", 480), ("B", 720), ("M", 480)]
    assert mirror.ident == desk.counts.plans[-1].ident


def test_a_plan_is_renamed_put_away_and_edited_while_it_is_counted(desk, qtbot):
    desk.counts.begin()
    desk.planning.do(house(260))
    assert ready(desk, qtbot)[-1] == ("B", 720)
    first = desk.planning.scenarios[desk.first]
    desk.planning.describe(first, name="Towers")
    assert [one.name for one in desk.counts.plans] == ["Baseline", "Towers", "B"]
    desk.planning.describe(desk.planning.scenarios[desk.first], archived=True)
    assert [one.name for one in desk.counts.plans] == ["Baseline", "B"]
    assert desk.counts.plans[1].place == 1  # it keeps its colour


def test_a_plot_of_one_plan_is_the_same_ground_in_all(desk, qtbot):
    desk.do("plot", outline=square(195, -5, 50, 20), id="p", name="North")
    desk.counts.begin()
    ready(desk, qtbot)
    assert desk.counts.places == [("North (B)", "p")]
    desk.counts.choose("p")
    ready(desk, qtbot)
    far = [one.tally.numbers().values["far"] for one in desk.counts.plans]
    assert far == pytest.approx([0, 240 / 1000, 480 / 1000])
    desk.planning.retracing.jump(1)  # the plot is drawn no more
    ready(desk, qtbot)
    assert desk.counts.place == "" and desk.counts.plans[0].plot is None


def test_who_stops_the_count_is_not_asked_again_until_he_wants(desk, qtbot, monkeypatch):
    monkeypatch.setattr("app.plan_counts.count_plan", lambda *_: time.sleep(0.05))
    desk.counts.begin()
    desk.counts._task.cancel()
    assert ready(desk, qtbot) == [] and desk.counts.stopped
    desk.planning.do(house(260))
    assert not desk.counts.busy
    monkeypatch.undo()
    desk.counts.begin()
    assert ready(desk, qtbot)[-1] == ("B", 720)


def test_another_city_leaves_nothing_of_the_first(desk, qtbot):
    desk.counts.begin()
    ready(desk, qtbot)
    desk.document.clear()
    assert desk.counts.plans == [] and not desk.counts.busy
    desk.document.lay(town_opened(), add=False)
    assert ready(desk, qtbot) == [("Baseline", 0)]


def test_archived_or_not_the_plan_on_the_table_is_there(desk, qtbot):
    desk.counts.begin()
    ready(desk, qtbot)
    desk.planning.describe(desk.planning.scenario, archived=True)
    assert desk.counts.plans[-1].name == "B"
    desk.planning.do(edit("demolish", objects=["house"]))
    assert desk.counts.plans[-1].view.demolished() == ["house"]
