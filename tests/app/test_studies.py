"""Studies over the plan on the table: computed, kept, shown, and told when they are old."""

from dataclasses import replace
from threading import Event

import pytest

from app.studies import DIFFERENCE, PLAN, TODAY, Studies
from app.tasks import Tasks
from city.project import Project
from city.simulate import sun_hours
from city.simulate.sun_hours import SUN
from tests.app.planned import Desk, edit, house

ASKED = {"date": "2026-03-21", "spacing": 2.0, "area": [83980.0, 446970.0, 84260.0, 447040.0]}


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.tasks = Tasks()
    made.studies = Studies(
        made.document, made.planning, made.tasks, lambda: made.project, lambda: made.project
    )
    made.studies.refused.connect(made.refused.append)
    yield made
    made.tasks.close()
    made.project.close()


def computed(desk, qtbot, name="sun", **more):
    desk.studies.ask(name, {**ASKED, **more})
    wait(desk, qtbot)


def wait(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.studies.busy and not desk.tasks.running, timeout=30_000)


def test_without_a_plan_the_city_as_it_is_is_computed_and_shown(desk, qtbot):
    computed(desk, qtbot)
    (result,) = desk.studies.results
    assert (result.scenario, result.simulation) == ("", "sun")
    study = desk.document.study
    assert study.quantity == "hours" and study.of == "Baseline"
    assert desk.studies.aspects == [PLAN]


def test_a_plan_is_computed_with_the_city_before_it(desk, qtbot):
    desk.planning.do(house(20))
    computed(desk, qtbot)
    assert {one.scenario for one in desk.studies.results} == {"", desk.planning.active}
    assert desk.document.study.of == desk.planning.scenario.name
    assert desk.studies.aspects == [TODAY, PLAN, DIFFERENCE]
    desk.studies.show(desk.studies.shown, DIFFERENCE)
    study = desk.document.study
    assert study.values.quantity("hours").scale == "diverging"
    assert (study.values.values["hours"] <= 0).sum() > 0
    desk.studies.show(desk.studies.shown, TODAY)
    assert desk.document.study.of == "Baseline"


def test_what_only_the_plan_builds_is_asked_of_the_plan_alone(desk, qtbot):
    desk.planning.do(house(20, id="new"))
    asked = {"target": "new", "spacing": 3.0, "area": ASKED["area"], "surfaces": ["ground"]}
    desk.studies.ask("landmark", asked)
    wait(desk, qtbot)
    assert desk.document.study.of == desk.planning.scenario.name and not desk.refused
    assert desk.studies.aspects == [PLAN]
    desk.studies.ask("landmark", {**asked, "target": "nobody"})
    wait(desk, qtbot)
    assert "nobody is not in the city" in desk.refused[-1]


def test_results_are_in_the_project_when_it_is_opened_again(desk, qtbot, tmp_path):
    computed(desk, qtbot)
    digest = desk.document.study.values.digest()
    again = Project.open(desk.project.path, write=False)
    (result,) = again.results
    assert again.layer_of(result).digest() == digest
    again.close()


def test_a_plan_that_goes_on_makes_its_study_old(desk, qtbot):
    desk.planning.do(house(20))
    computed(desk, qtbot)
    old = desk.studies.shown
    assert old.ident not in desk.studies.stale
    desk.planning.do(house(60, id="another"))
    wait(desk, qtbot)
    assert old.ident in desk.studies.stale and desk.document.study.stale
    base = next(one for one in desk.studies.results if one.scenario == "")
    assert base.ident not in desk.studies.stale
    computed(desk, qtbot)
    assert not desk.studies.stale and not desk.document.study.stale
    desk.document.undo()
    wait(desk, qtbot)
    assert desk.studies.shown.ident in desk.studies.stale


def test_a_plan_edited_while_it_is_computed_gets_the_answer_it_was_asked_for(
    desk, qtbot, monkeypatch
):
    desk.planning.do(house(20))
    asked_of, begun, edited = desk.planning.view, Event(), Event()

    def waiting(view, settings, progress, known):
        begun.set()
        assert edited.wait(20)
        return SUN.compute(view, settings, progress, known)

    monkeypatch.setattr(sun_hours, "SUN", replace(SUN, compute=waiting))
    desk.studies.ask("sun", ASKED)
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    assert desk.studies.busy
    desk.planning.do(house(60, id="another"))
    edited.set()
    wait(desk, qtbot)
    shown = desk.studies.shown
    assert shown.scenario == desk.planning.active
    wanted = SUN.run(asked_of, ASKED)
    assert desk.document.study.values.digest() == wanted.digest()
    assert shown.inputs == wanted.inputs
    assert shown.ident in desk.studies.stale and desk.document.study.stale


def test_what_lies_flat_makes_no_sun_study_old(desk, qtbot):
    desk.planning.do(house(20))
    computed(desk, qtbot)
    desk.planning.do(
        edit(
            "lay",
            outline=[[84050.0, 447000.0], [84060.0, 447000.0], [84060.0, 447010.0]],
            kind="park",
        )
    )
    wait(desk, qtbot)
    assert not desk.refused and not desk.studies.stale


def test_a_setting_that_contradicts_another_is_said(desk, qtbot):
    computed(desk, qtbot, until="2026-01-01")
    assert not desk.studies.results and "Until" in desk.refused[0]


def test_a_study_may_be_cancelled(desk, qtbot):
    desk.studies.ask("sun", {**ASKED, "spacing": 0.5, "step": 1.0})
    desk.studies.cancel()
    wait(desk, qtbot)
    assert not desk.studies.results and desk.document.study is None


def test_forgetting_takes_it_off_the_city_and_out_of_the_project(desk, qtbot):
    computed(desk, qtbot)
    desk.studies.forget(desk.studies.shown)
    assert desk.document.study is None and not desk.project.results


def test_another_quantity_of_the_same(desk, qtbot):
    computed(desk, qtbot)
    desk.studies.quantify("first")
    assert desk.document.study.quantity == "first"
    desk.studies.hide()
    assert desk.document.study is None and desk.studies.shown is None
