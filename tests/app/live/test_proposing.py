"""What is said of buildings, kept in step with the plan; taken or left, and never in silence."""

import numpy as np
import pytest

from app.live.layer import LiveLayer, Source
from app.live.proposing import Proposing
from app.plan_layers import PlanLayers
from app.tasks import Tasks
from city.series import Thing
from city.statements import Statement
from tests.app.planned import Desk

WHEN = np.datetime64("2026-06-01T12:00", "ms")


def said(thing, attribute, value):
    return Statement(Thing(thing, kind="Building"), attribute, value, "", WHEN, "broker")


HIGHER, GONE = said("tower", "height", 30.0), said("house", "status", "demolished")


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.tasks = Tasks()
    made.layers = PlanLayers(made.document, made.planning)
    made.proposing = Proposing(made.document, made.planning, made.layers, made.tasks)
    made.fresh = []
    made.proposing.fresh.connect(made.fresh.append)
    still = lambda: not made.tasks.running and not made.proposing._rest.isActive()  # noqa: E731
    made.wait = lambda: qtbot.waitUntil(still, timeout=10_000)

    def tell(*statements):
        layer = LiveLayer("live/1", Source("https://broker", "City"), statements=statements)
        made.document.lay_live(layer)
        made.wait()

    made.tell = tell
    yield made
    made.tasks.close()
    made.project.close()


def words(desk):
    return [(one.object, one.words) for one in desk.proposing.offered]


def key(desk, object):
    return next(one.key for one in desk.proposing.offered if one.object == object)


def over(desk):
    return {name for name in desk.document.layers if name.startswith("differences/")}


def test_what_is_said_is_proposed_and_told_once_and_nothing_is_changed(desk):
    desk.tell(HIGHER, GONE)
    assert words(desk) == [("tower", "Height 25.0 → 30.0 m"), ("house", "Demolished")]
    assert desk.fresh == ["City says of 2 buildings what this city does not."]
    desk.tell(HIGHER, GONE, said("house", "floorsAboveGround", 1))
    assert len(desk.fresh) == 1
    desk.tell(said("tower", "height", 31.0), GONE)
    assert desk.fresh[1:] == ["City says of 1 building what this city does not."]
    assert desk.planning.scenarios == {} and over(desk) == set()


def test_it_is_shown_over_the_city_while_somebody_looks(desk):
    desk.tell(HIGHER, GONE)
    desk.proposing.begin()
    desk.wait()
    assert over(desk) == {
        "differences/shape/was",
        "differences/shape/now",
        "differences/removed/was",
    }
    assert desk.proposing.legend()[0].text == "Proposed changes"
    desk.tell(GONE)
    assert over(desk) == {"differences/removed/was"}
    desk.proposing.end()
    assert over(desk) == set() and desk.proposing.legend() == []


def test_what_is_taken_is_one_step_of_a_plan_called_after_who_said_it(desk):
    desk.tell(HIGHER, GONE)
    desk.proposing.take([one.key for one in desk.proposing.offered])
    desk.wait()
    assert [one.name for one in desk.planning.scenarios.values()] == ["City"]
    assert [edit.verb for edit in desk.planning.scenario.edits] == ["raise", "demolish"]
    assert words(desk) == []
    desk.document.undo()
    desk.wait()
    assert desk.planning.scenario.edits == () and len(words(desk)) == 2


def test_it_goes_into_the_plan_on_the_table(desk):
    desk.planning.add("Mine")
    desk.tell(HIGHER, GONE)
    desk.proposing.take([key(desk, "house")])
    desk.wait()
    assert [one.name for one in desk.planning.scenarios.values()] == ["Mine"]
    assert words(desk) == [("tower", "Height 25.0 → 30.0 m")]
    desk.proposing.take([])
    assert len(desk.planning.scenario.edits) == 1


def test_what_is_left_is_kept_in_the_project_and_offered_again_once_it_changes(desk):
    desk.tell(HIGHER, GONE)
    desk.proposing.leave([key(desk, "tower")])
    desk.wait()
    assert words(desk) == [("house", "Demolished")]
    assert desk.project.contents.settings["left_statements"] == [HIGHER.key]
    other = Proposing(desk.document, desk.planning, desk.layers, desk.tasks)
    other.follow()
    desk.wait()
    assert [one.object for one in other.offered] == ["house"]
    desk.tell(said("tower", "height", 32.0), GONE)
    assert words(desk)[0] == ("tower", "Height 25.0 → 32.0 m")
    desk.proposing.leave([key(desk, "house")])
    assert desk.proposing.left == 1
    desk.proposing.offer_again()
    assert desk.proposing.left == 0 and len(words(desk)) == 2
    assert desk.project.contents.settings["left_statements"] == []


def test_what_is_said_no_more_is_proposed_no_more(desk):
    desk.tell(HIGHER)
    desk.document.take_live("live/1")
    desk.wait()
    assert words(desk) == []
    desk.tell(HIGHER)
    desk.document.clear()
    desk.wait()
    assert words(desk) == []
