"""Studies over the plan on the table: computed, kept, shown, and told when they are old."""

from dataclasses import replace
from threading import Event

import numpy as np
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
    wait(desk, qtbot)
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


# Setting plans against each other


@pytest.fixture
def two(desk, qtbot):
    """Plan A with a house, of which the sun was computed, and plan B with a higher one."""
    desk.planning.do(house(90, storeys=2, id="new"))
    first = desk.planning.scenario
    desk.planning.add("Plan B")
    desk.planning.do(house(90, storeys=12, id="new"))
    desk.other = desk.planning.active
    desk.planning.turn_to(first.ident)
    computed(desk, qtbot)
    return desk


def test_a_plan_is_set_against_another_one_that_is_asked_exactly_the_same(two, qtbot):
    studies, shown = two.studies, two.studies.shown
    assert studies.plans_beside(shown) == [("", "The city as it is"), (two.other, "Plan B")]
    studies.set_against(two.other)
    assert studies.aspects == [PLAN] and studies.answer_of(two.other, shown) is None
    assert studies.layer.badge == "simulated"  # nothing is made up meanwhile
    studies.ask_for(two.other)
    wait(two, qtbot)
    answer = studies.answer_of(two.other, shown)
    assert dict(answer.settings) == dict(shown.settings)
    assert studies.aspects == [TODAY, PLAN, DIFFERENCE] and studies.aspect == DIFFERENCE
    assert two.document.study.of == "Plan A against Plan B"
    hours = two.document.study.values.values["hours"]
    assert (hours[np.isfinite(hours)] >= 0).all() and (hours > 0.5).any()  # the lower one
    studies.show(shown, TODAY)
    assert two.document.study.of == "Plan B"
    computed_alone = SUN.run(two.planning.scenarios[two.other].over(two.planning.base), ASKED)
    assert two.document.study.values.digest() == computed_alone.digest()


def test_the_differences_of_all_plans_share_their_colours(two, qtbot):
    studies = two.studies
    studies.show(studies.shown, DIFFERENCE)
    wait(two, qtbot)
    alone = studies.layer.quantity("hours")
    studies.ask_for(two.other)
    wait(two, qtbot)
    studies.show(studies.shown, DIFFERENCE)
    wait(two, qtbot)
    low = studies.layer.quantity("hours")
    assert ("One scale with", "Plan B") in studies.layer.facts
    two.planning.turn_to(two.other)
    wait(two, qtbot)
    studies.show(studies.answer_of(two.other, studies.shown), DIFFERENCE)
    wait(two, qtbot)
    high = studies.layer.quantity("hours")
    assert (low.low, low.high) == (high.low, high.high) and low.high >= alone.high
    assert low.low == -low.high


def test_a_plan_is_never_set_against_itself(two, qtbot):
    studies = two.studies
    studies.ask_for(two.other)
    wait(two, qtbot)
    studies.set_against(two.other)
    wait(two, qtbot)
    assert studies.against == two.other
    two.planning.turn_to(two.other)
    studies.show(studies.answer_of(two.other, studies.shown), DIFFERENCE)
    wait(two, qtbot)
    assert studies.against == ""
    assert two.document.study.of == "Plan B against the city as it is"


def test_an_answer_of_the_other_plan_that_it_has_outgrown_is_marked(two, qtbot):
    studies = two.studies
    studies.ask_for(two.other)
    wait(two, qtbot)
    studies.set_against(two.other)
    wait(two, qtbot)
    shown = studies.shown
    two.planning.turn_to(two.other)
    two.planning.do(house(60, id="more"))
    wait(two, qtbot)
    two.planning.turn_to(shown.scenario)
    wait(two, qtbot)
    old = studies.answer_of(two.other, shown)
    assert old.ident in studies.stale and shown.ident not in studies.stale
    studies.show(shown, DIFFERENCE)
    wait(two, qtbot)
    assert two.document.study.stale
    studies.show(shown, PLAN)
    assert not two.document.study.stale
    studies.ask_for(two.other)
    wait(two, qtbot)
    assert not studies.stale and studies.aspect == DIFFERENCE and not two.document.study.stale


def test_answers_over_two_cities_are_not_set_against_each_other(two, qtbot):
    studies, shown = two.studies, two.studies.shown
    base = studies.answer_of("", shown)
    layer = two.project.layer_of(base)
    two.project.keep_result(replace(layer, base="ab" * 16), "", "2026-01-01T00:00:00")
    studies.show(shown, DIFFERENCE)
    wait(two, qtbot)
    assert "are over different cities" in two.refused[-1] and studies.aspect == PLAN


def test_a_norm_that_compares_by_itself_is_set_against_plans_alone(desk, qtbot):
    desk.planning.do(house(20))
    desk.studies.ask("norm", {"area": ASKED["area"], "spacing": 3.0})
    wait(desk, qtbot)
    shown = desk.studies.shown
    assert desk.studies.aspects == [PLAN] and not desk.studies.can_be_set_against(shown, "")
    first = desk.planning.active
    desk.planning.add("Plan B")
    other = desk.planning.active
    desk.planning.turn_to(first)
    assert desk.studies.can_be_set_against(shown, other)
    desk.studies.set_against(other)
    desk.studies.ask_for(other)
    wait(desk, qtbot)
    (verdict,) = [one for one in desk.studies.layer.quantities if one.key == "verdict"]
    assert verdict.scale == "classes" and verdict.names[0] == "as before"
    assert desk.studies.who.quantity is None or desk.studies.quantity != "verdict"
