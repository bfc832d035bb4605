"""What the board decides by: kept in the project, followed by the ranking."""

import pytest

from app.counting import Counting
from app.deciding import Deciding
from app.tasks import Tasks
from city.indicators.targets import Target
from city.indicators.weighing import Criterion
from tests.app.planned import Desk, house


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.tasks = Tasks()
    made.counting = Counting(made.planning, made.tasks)
    made.deciding = Deciding(made.planning, made.counting, made.tasks)
    made.deciding.refused.connect(made.refused.append)
    made.planning.add("A")
    made.planning.do(house(200))
    made.planning.add("B")
    made.planning.do(house(200, storeys=6))
    yield made
    made.tasks.close()
    made.project.close()


def ready(desk, qtbot):
    desk.deciding.begin()
    qtbot.waitUntil(lambda: not desk.deciding.counts.busy and not desk.tasks.running)
    return desk.deciding


def kept(desk, name):
    return desk.project.contents.settings.get(name)


def test_the_board_has_every_plan_and_lets_go_of_them(desk, qtbot):
    found = ready(desk, qtbot)
    assert [one.name for one in found.board.plans] == ["Baseline", "A", "B"]
    assert [cell.change for cell in found.board.rows["gfa"]] == [0, 240, 480]
    found.end()
    assert found.board is None and found.weighed is None


def test_criteria_weigh_and_are_kept(desk, qtbot):
    found = ready(desk, qtbot)
    found.judge(Criterion("gfa", 60, "more"))
    found.judge(Criterion("carbon", 40, "less"))
    assert found.rivals == [1, 2]
    assert found.weighed.low == pytest.approx([40, 60]) and found.weighed.first == 1
    assert found.bands == [pytest.approx((40, 100)), pytest.approx((0, 60))]
    assert found.ranks[:, 0] == pytest.approx([0.5, 0.5])
    found.weigh_by("gfa", 30)
    assert found.weighed.first == 0
    found.turn("carbon", "more")
    assert found.weighed.first == 1
    found.leave("carbon")
    qtbot.waitUntil(lambda: kept(desk, "criteria") is not None)
    assert kept(desk, "criteria") == [{"key": "gfa", "weight": 30, "way": "more"}]
    again = Deciding(desk.planning, desk.counting, desk.tasks)
    again.begin()
    qtbot.waitUntil(lambda: not again.counts.busy)
    assert again.criteria == (Criterion("gfa", 30, "more"),)


def test_the_baseline_competes_where_it_is_wanted_or_alone(desk, qtbot):
    found = ready(desk, qtbot)
    found.judge(Criterion("carbon", 40, "less"))
    found.let_baseline_compete(True)
    assert found.rivals == [0, 1, 2] and found.weighed.first == 0
    found.let_baseline_compete(False)
    second = desk.planning.scenario
    desk.planning.turn_to("")
    desk.planning.describe(second, archived=True)
    assert found.lonely and found.rivals == [0, 1]


def test_targets_are_kept_and_taken_away(desk, qtbot):
    found = ready(desk, qtbot)
    found.aim("gfa", Target("gfa", 2000.0, source="Brief"))
    found.keep()
    assert kept(desk, "targets")["gfa"]["least"] == 2000
    found.judge(Criterion("gfa", 50, "target"))
    assert not found.weighed.unused and found.weighed.scales[0].fixed
    found.aim("gfa", None)
    assert [one.key for one in found.weighed.unused] == ["gfa"]
    found.end()
    assert kept(desk, "targets") == {}


def test_what_cannot_be_read_is_told_once(desk, qtbot):
    desk.planning.remember("targets", {"gfa": {"least": "many"}, "far": {"most": 1}})
    desk.planning.remember("criteria", [{"key": "nonsense"}])
    found = ready(desk, qtbot)
    assert list(found.targets) == ["far"] and found.criteria == ()
    assert len(desk.refused) == 1 and "gfa is left out" in desk.refused[0]
    desk.planning.do(house(260))
    assert len(desk.refused) == 1


def test_assumptions_are_the_plans_own_and_count_nothing_anew(desk, qtbot, monkeypatch):
    found = ready(desk, qtbot)
    before = found.board.plans[1].tally
    monkeypatch.setattr("app.plan_counts.count_plan", None)
    found.assume("dwelling_size", 60.0)
    assert [cell.value for cell in found.board.rows["dwellings"]] == [None, 4, 8]
    assert found.board.plans[1].tally is before
    desk.counting.assume("dwelling_size", 40.0)  # as on the plan's page
    assert found.board.rows["dwellings"][1].value == 6
    found.assume("storey_height", 5.0)
    assert found.board.rows["gfa"][0].value == 80 + 400 + 100 * 4
    desk.planning.turn_to("")
    found.assume("dwelling_size", None)
    assert found.board.rows["dwellings"][1].value == pytest.approx(240 / 85)


def test_each_assumption_is_tried_once_one_rests(desk, qtbot):
    found = ready(desk, qtbot)
    found.judge(Criterion("cost_low", 50, "less"))
    found.judge(Criterion("carbon", 50, "less"))
    found.aim("carbon", Target("carbon", None, 100.0))
    assert found._soon.isActive()
    qtbot.waitUntil(lambda: not found._soon.isActive())
    assert found.swings == []  # the low house is better in all, whatever is taken for granted
    found.judge(Criterion("cost_low", 100, "target"))
    found.aim("cost_low", Target("cost_low", 400_000.0, 450_000.0))
    found.try_assumptions()
    assert "cost_low" in {swing.name for swing in found.swings}
