"""The numbers of the plan on the table."""

import time
from datetime import UTC, date, datetime

import pytest

from app.counting import FEW, Counting
from app.tasks import Tasks
from city.indicators.sums import counted
from city.project import Contents, Project
from tests.app.planned import Desk, edit, house
from tests.city.plans import at, square


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.tasks = Tasks()
    made.counting = Counting(made.planning, made.tasks)
    yield made
    made.tasks.close()
    made.project.close()


def ready(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.counting.busy and not desk.tasks.running)
    return desk.counting


def test_the_city_is_counted_once_on_a_worker(desk, qtbot):
    assert desk.counting.numbers is None and not desk.counting.busy
    desk.planning.do(house())
    assert desk.counting.busy
    counting = ready(desk, qtbot)
    assert counted(desk.planning.base)
    assert counting.numbers.values["gfa"] - counting.baseline.values["gfa"] == 240
    desk.planning.do(edit("demolish", objects=["house"]))
    assert not counting.busy  # from now on at once
    assert counting.numbers.values["gfa"] - counting.baseline.values["gfa"] == 240 - 80


def test_a_count_that_was_stopped_waits_to_be_wanted(desk, qtbot, monkeypatch):
    monkeypatch.setattr("app.counting.count", until_stopped)
    desk.planning.do(house())
    desk.counting._task.cancel()
    counting = ready(desk, qtbot)
    assert counting.numbers is None
    desk.planning.do(house(230))
    assert not counting.busy and counting.numbers is None  # no edit begins it again
    monkeypatch.undo()
    counting.begin()
    assert ready(desk, qtbot).numbers.values["gfa"] - counting.baseline.values["gfa"] == 480


def until_stopped(base, progress):
    while True:
        progress.check()
        time.sleep(0.002)


def test_a_large_plan_that_comes_to_the_table_is_counted_on_a_worker(desk, qtbot):
    desk.planning.do(house())
    ready(desk, qtbot)
    small = desk.planning.scenario
    desk.planning.add("Large")
    desk.do("plant", places=[at(k % 40, 60 + k // 40) for k in range(FEW + 1)])
    assert not desk.counting.busy  # it came bit by bit
    large = desk.planning.scenario
    desk.planning.turn_to(small.ident)
    assert not desk.counting.busy
    desk.planning.turn_to(large.ident)
    assert desk.counting.busy and desk.counting.numbers is None
    desk.counting.tries(desk.planning.view)
    assert desk.counting.numbers is None  # nor is it by whoever draws in it already
    assert ready(desk, qtbot).numbers.values["trees"] == FEW + 2  # one stands in the town


def test_an_assumption_slides_and_is_kept(desk, qtbot):
    desk.planning.do(house())
    counting = ready(desk, qtbot)
    told = []
    counting.told.connect(lambda: told.append(counting.numbers.values["dwellings"]))
    counting.assume("dwelling_size", 60.0)
    counting.assume("dwelling_size", 40.0)
    assert told == [4, 6]
    kept = lambda: desk.project.contents.settings.get("assumptions")  # noqa: E731
    qtbot.waitUntil(lambda: kept() == {"dwelling_size": 40.0})
    counting.assume("dwelling_size", None)
    assert counting.numbers.values["dwellings"] == 240 / 85
    qtbot.waitUntil(lambda: kept() == {})


def test_assumptions_of_the_project_count(desk, qtbot):
    desk.planning.remember("assumptions", {"dwelling_size": 30, "nonsense": "x"})
    desk.planning.do(house())
    assert ready(desk, qtbot).numbers.values["dwellings"] == 8


def test_another_project_has_assumptions_of_its_own(desk, qtbot, tmp_path):
    desk.planning.do(house())
    counting = ready(desk, qtbot)
    counting.assume("dwelling_size", 40.0)
    counting.keep()  # as the first one is left
    first, desk.project = desk.project, Project.create(tmp_path / "other.maquette", Contents())
    assert first.contents.settings["assumptions"] == {"dwelling_size": 40.0}
    first.close()
    desk.planning.take_up(desk.project)
    assert counting.assumptions == {}


def test_a_plot_has_numbers_of_its_own_and_is_let_go_with_it(desk, qtbot):
    desk.planning.do(house())
    desk.planning.do(edit("plot", outline=square(195, -5, 30, 20), name="A", id="p"))
    counting = ready(desk, qtbot)
    assert [plot.id for plot in counting.plots] == ["p"]
    counting.choose("p")
    assert counting.numbers.values["far"] == pytest.approx(0.4)
    assert counting.baseline.values["far"] == 0
    desk.planning.retracing.jump(1)
    assert counting.place == "" and counting.numbers.values["far"] is None


def test_numbers_of_what_is_only_tried(desk, qtbot):
    from city.scenario import tried

    desk.planning.do(house())
    counting = ready(desk, qtbot)
    view = desk.planning.view
    more = tried(view, house(230, id="more").settled(view.base), 1)
    counting.tries(more)
    assert counting.numbers.values["gfa"] - counting.baseline.values["gfa"] == 480
    counting.tries(None)
    assert counting.numbers.values["gfa"] - counting.baseline.values["gfa"] == 240


def test_the_baseline_has_nothing_to_tell(desk, qtbot):
    desk.planning.do(house())
    counting = ready(desk, qtbot)
    desk.planning.turn_to("")
    assert counting.numbers is None and not counting.busy


def test_a_zone_says_what_it_allows(desk, qtbot):
    desk.planning.do(house())
    allowed = {"height": 30, "far": 0.3, "coverage": 0.2}
    desk.planning.do(edit("zone", outline=square(195, -5, 30, 20), id="z", **allowed))
    counting = ready(desk, qtbot)
    assert counting.limits == {}
    counting.choose("z")
    assert counting.limits == {"far": 0.3, "coverage": 20}


def test_the_canopy_is_that_of_the_suns_year(desk, qtbot):
    year = date.today().year
    grows = {"crown": 2, "grown_crown": 10, "year": year, "years": 20}
    desk.planning.do(edit("plant", places=[at(45, 45)], **grows))
    counting = ready(desk, qtbot)
    now = counting.numbers.values["canopy"]
    desk.document.set_moment(datetime(year + 20, 6, 21, 12, tzinfo=UTC))
    assert counting.numbers.values["canopy"] - now == pytest.approx(3.14159265 * (25 - 1))
    desk.document.set_moment(None)
    assert counting.numbers.values["canopy"] == pytest.approx(now)
