"""Long plans come to the table by a worker: the window lives, and what is asked for last counts."""

import pytest

from app.laying import FEW
from app.planning import Planning
from app.plans import step_of
from app.tasks import Tasks
from city.project import Contents, Plan, Project
from tests.app.planned import Desk, house
from tests.app.standin import town_opened

LONG = FEW + 20


class BusyDesk(Desk):
    """With workers, and two long plans in the project and a short one."""

    def __init__(self, folder) -> None:
        super().__init__(folder)
        self.project.close()
        path = folder / "long.maquette"
        plans = tuple(Plan(ident, f"Plan {ident.upper()}") for ident in "abc")
        self.project = Project.create(path, Contents(plans=plans, settings={"plan": "a"}))
        for ident, count in (("a", LONG), ("b", LONG + 5), ("c", 3)):
            steps = (step_of(house(200.0 + 20 * k, id=f"{ident}{k}")) for k in range(count))
            self.project.write_down(ident, "do", *steps)
        self.tasks, self.heard = Tasks(), []
        self.planning = Planning(
            self.document, lambda: self.project, lambda: self.project, self.tasks
        )
        self.planning.changed.connect(self._hear)
        self.planning.refused.connect(self.refused.append)

    def _hear(self) -> None:
        """Whoever hears of a change sees plan and city agree, and has nothing left to work out."""
        planning = self.planning
        steps = len(planning.scenario.steps) if planning.scenario is not None else 0
        assert len(planning.view.things) == steps
        self.heard.append(planning.active)


@pytest.fixture
def desk(qtbot, tmp_path):
    made = BusyDesk(tmp_path)
    yield made
    made.tasks.close()
    made.project.close()


def laid(desk, qtbot, ident):
    qtbot.waitUntil(lambda: not desk.planning.laying.coming)
    assert desk.planning.active == ident


def test_the_baseline_is_seen_until_a_long_plan_is_there(desk, qtbot):
    desk.planning.take_up(desk.project)
    assert desk.planning.laying.coming == "a" and desk.heard == [""]
    laid(desk, qtbot, "a")
    assert desk.heard == ["", "a"]
    assert all("built" in vars(thing) for thing in desk.planning.view.things.values())


def test_a_short_plan_is_there_at_once(desk):
    desk.planning.take_up(desk.project)
    desk.planning.turn_to("c")  # the long one need not come any more
    assert (desk.planning.active, desk.planning.laying.coming) == ("c", "")
    assert desk.project.contents.settings["plan"] == "c"


def test_the_plan_that_is_asked_for_last_counts(desk, qtbot):
    desk.planning.take_up(desk.project)
    desk.planning.turn_to("b")
    laid(desk, qtbot, "b")
    qtbot.waitUntil(lambda: not desk.tasks.running)
    assert "a" not in desk.heard and desk.planning.active == "b"


def test_nothing_is_done_while_a_plan_is_on_its_way(desk, qtbot):
    desk.planning.take_up(desk.project)
    assert not desk.planning.do(house(id="new"))
    assert desk.refused == ["Plan A is still on its way to the table"]
    laid(desk, qtbot, "a")
    assert desk.planning.do(house(5000.0, id="new"))
    assert len(desk.planning.scenario.steps) == LONG + 1


def test_a_plan_that_nobody_waits_for_can_be_asked_for_again(desk, qtbot):
    desk.planning.take_up(desk.project)
    (task,) = desk.tasks.running
    task.cancel()
    laid(desk, qtbot, "")
    desk.planning.turn_to("a")
    laid(desk, qtbot, "a")


def test_more_on_the_table_lets_the_plan_come_again(desk, qtbot):
    desk.planning.take_up(desk.project)
    laid(desk, qtbot, "a")
    desk.document.lay(town_opened(), add=True)
    assert desk.planning.laying.coming == "a" and desk.planning.active == ""
    laid(desk, qtbot, "a")
    assert desk.planning.view.base is desk.planning.base


def test_a_project_that_is_kept_elsewhere_lets_the_plan_come(desk, qtbot):
    desk.planning.take_up(desk.project)
    assert desk.planning.laying.coming == "a"
    desk.planning.move()
    assert desk.planning.laying.coming == "a"
    laid(desk, qtbot, "a")


def test_many_steps_taken_back_and_done_again_come_by_a_worker_too(desk, qtbot):
    desk.planning.take_up(desk.project)
    laid(desk, qtbot, "a")
    desk.planning.retracing.jump(2)
    assert desk.planning.active == "a" and desk.planning.laying.coming == ""
    assert desk.project.scenarios()["a"].cursor == 2
    desk.planning.retracing.jump(LONG)
    assert desk.planning.laying.coming == "a"
    laid(desk, qtbot, "a")
    assert len(desk.planning.scenario.steps) == LONG


def test_an_emptied_table_expects_no_plan(desk):
    desk.planning.take_up(desk.project)
    desk.planning.take_up(None)
    assert (desk.planning.active, desk.planning.laying.coming) == ("", "")
