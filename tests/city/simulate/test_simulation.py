"""A simulation asks for what it needs, and keeps what it knows."""

import numpy as np
import pytest

from city.base import Base
from city.frame import Frame
from city.layer import Layer
from city.progress import Progress
from city.simulate.on_ground import nowhere
from city.simulate.parameters import Parameter
from city.simulate.simulation import AROUND, Simulation, area_of, box_of
from city.simulate.sun_hours import SUN
from city.view import View
from tests.city.plans import EAST, NORTH, at, base, do, plan, square

TOWN = base()
BUILT = {"edit": "build", "footprint": square(40, 5, 10, 10), "storeys": 2, "id": "new"}
PARK = {"edit": "lay", "kind": "park", "outline": square(40, 60, 20, 20), "id": "park"}


def made(calls, **said):
    def compute(view, settings, progress, known):
        calls.append((settings, known))
        return Layer("", "Test", nowhere(), (), {})

    parameters = (
        Parameter("area", "Area", "area", "plan"),
        Parameter("n", "N", "whole", 3, "", 1, 9),
    )
    return Simulation("test", "Test", "", parameters, compute, **said)


def test_a_layer_says_what_was_asked_and_what_it_follows_from():
    calls = []
    found = made(calls).run(plan(over=TOWN), {"n": "4"})
    assert found.settings["n"] == 4 and len(found.settings["area"]) == 4
    assert found.simulation == "test" and len(found.inputs) == len(found.base) == 32


def test_the_same_question_is_not_answered_twice():
    calls = []
    simulation = made(calls)
    first = simulation.run(plan(over=TOWN), {"area": "all"})
    assert simulation.run(plan(over=TOWN), {"area": "all"}, known=first) is first
    assert len(calls) == 1


def test_only_an_answer_to_the_same_question_is_handed_on():
    calls = []
    simulation = made(calls)
    first = simulation.run(plan(over=TOWN), {"area": "all"})
    simulation.run(plan(BUILT, over=TOWN), {"area": "all"}, known=first)
    simulation.run(plan(BUILT, over=TOWN), {"area": "all", "n": 5}, known=first)
    simulation.run(plan(BUILT, over=base(1.0)), {"area": "all"}, known=first)
    assert [known is first for _, known in calls[1:]] == [True, False, False]


def test_the_answer_follows_from_city_plan_settings_and_version():
    views = [plan(over=TOWN), plan(BUILT, over=TOWN), plan(over=base(1.0))]
    hashes = {made([]).run(view, {"area": "all", "n": n}).inputs for view in views for n in (1, 2)}
    hashes.add(made([], version=2).run(views[0], {"area": "all", "n": 1}).inputs)
    assert len(hashes) == 7
    with_park = plan(PARK, over=TOWN)
    alike = [made([]).run(view, {"area": "all"}).inputs for view in (views[0], with_park)]
    assert alike[0] == alike[1]  # a park hides nothing
    minds = [
        made([], minds_flat=True).run(view, {"area": "all"}).inputs
        for view in (views[0], with_park)
    ]
    assert minds[0] != minds[1]


def test_around_the_plan_or_all_there_is_or_what_is_said():
    built = plan(BUILT, over=TOWN)
    expected = [*at(40 - AROUND, 5 - AROUND), *at(50 + AROUND, 15 + AROUND)]
    assert box_of(built, "plan") == pytest.approx(expected)
    everything = [EAST - 1000, NORTH - 1000, EAST + 1000, NORTH + 1000]
    assert box_of(built, "all") == box_of(plan(over=TOWN), "plan") == everything
    assert box_of(built, [1.0, 2.0, 3.0, 4.0]) == [1, 2, 3, 4]
    area = area_of(built, [*at(1, 2), *at(3, 5)])
    np.testing.assert_allclose([area.west, area.south, area.east, area.north], [1, 2, 3, 5])


def test_bad_settings_and_no_city_are_told_before_anything_is_computed():
    calls = []
    with pytest.raises(ValueError, match="n=10"):
        made(calls).run(plan(over=TOWN), {"n": 10})
    with pytest.raises(ValueError, match="no setting m"):
        made(calls).run(plan(over=TOWN), {"m": 10})
    with pytest.raises(ValueError, match="no city on the table"):
        made(calls).run(View.of(Base(Frame())), {}, Progress())
    assert not calls


def test_a_plan_that_is_edited_meanwhile_does_not_matter():
    said = {"area": [*at(-20, -20), *at(130, 30)], "date": "2026-03-21", "step": 60, "spacing": 4}
    view = plan(BUILT, over=TOWN)
    alone = SUN.run(view, said)
    edited = []

    def edit(*news):
        if not edited:
            edited.append(do(view, "demolish", objects=["house", "new"]))

    meanwhile = SUN.run(view, said, Progress(edit))
    assert edited and meanwhile.inputs == alone.inputs
    np.testing.assert_array_equal(meanwhile.values["hours"], alone.values["hours"])
