"""Each pane shows its plan as if that were all there is."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.on_the_table import Layer
from app.panes.arrangement import Arrangement, Pane
from city.place import Place
from city.terrain import Terrain
from tests.app.panes.stage import off, open_window, pixels, settle
from tests.app.planned import edit, house
from tests.app.standin import town_opened
from tests.city.plans import square

OLD = ("house", "tower", "podium")


@pytest.fixture
def window(qtbot, tmp_path):
    made = open_window(qtbot, tmp_path)
    made.bot = qtbot
    yield made
    made.close()


def plan(window, *edits):
    planning = window.studio.planning
    made = planning.add(planning.free_name())
    for one in edits:
        assert planning.do(one)
    return made.ident


def look(window):
    """What is drawn of each pane, without waiting for the best of pictures."""
    contents, viewport = window.studio.together.beside.contents, window.table.viewport
    window.bot.waitUntil(lambda: not contents.busy, timeout=20000)
    viewport._resting.stop()
    viewport._rest.stop()
    viewport._frame.stop()
    viewport.scene.settle()
    viewport.scene.make()
    return [picture[..., :3].astype(int) for picture in viewport._drawn()]


def alone(window, ident):
    """What one sees of a plan by itself, in a picture of the size that a pane has."""
    window.studio.together.see(Arrangement())
    window.studio.planning.turn_to(ident)
    return look(window)[0]


def together(window, arrangement):
    window.studio.together.see(arrangement)
    return look(window)


def as_alone(window, plans):
    """Whether plans at a curtain, which have the whole room, look as each does by itself."""
    wanted = [alone(window, ident) for ident in plans]
    found = together(window, Arrangement("curtain", tuple(map(Pane, plans))))
    return [off(one, other) for one, other in zip(found, wanted, strict=True)]


def test_what_a_plan_builds_and_takes_away_is_seen_in_its_pane_alone(window):
    first = plan(window, house(x=40), edit("demolish", objects=["house"]))
    second = plan(window, house(x=40, y=30, storeys=8), edit("demolish", objects=["tower"]))
    assert max(as_alone(window, [first, second])) < 0.002
    assert max(as_alone(window, ["", second])) < 0.002
    found = together(window, Arrangement("beside", (Pane(), Pane(first), Pane(second), Pane())))
    assert len(found) == 4 and np.array_equal(found[0], found[3])
    assert off(found[0], found[1]) > 0.01 < off(found[1], found[2])


def test_levelled_ground_is_level_in_its_own_pane_alone(window):
    first = plan(window, edit("level", outline=square(20, -40, 60, 30), height=9.0))
    assert max(as_alone(window, ["", first])) < 0.002


EDITS = some.one_of(
    some.builds(
        lambda x, y, storeys: house(x=x, y=y, storeys=storeys),
        some.sampled_from([20.0, 60.0]),
        some.sampled_from([-20.0, 40.0]),
        some.integers(1, 9),
    ),
    some.sampled_from(OLD).map(lambda ident: edit("demolish", objects=[ident])),
)


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(some.lists(EDITS, max_size=4), some.lists(EDITS, max_size=4))
def test_any_two_plans_look_beside_one_another_as_each_does_alone(window, one, other):
    plans = []
    for edits in (one, other):
        planning = window.studio.planning
        plans.append(planning.add(planning.free_name()).ident)
        for each in edits:
            planning.do(each)  # some cannot be done any more
    assert max(as_alone(window, plans)) < 0.002


def test_a_plan_that_is_worked_on_goes_on_in_its_pane(window):
    first = plan(window, house(x=40))
    second = plan(window)
    before = together(window, Arrangement("curtain", (Pane(first), Pane(second))))
    assert window.studio.do(edit("demolish", objects=["house"]))
    after = look(window)
    assert off(before[0], after[0]) < 0.002 < off(before[1], after[1])
    window.studio.planning.peek(None)
    assert max(as_alone(window, [first, second])) < 0.002


def test_the_city_before_the_plan_is_seen_in_its_pane_for_a_moment(window):
    first = plan(window, house(x=40), edit("demolish", objects=["house"]))
    planning = window.studio.planning
    both = together(window, Arrangement("curtain", (Pane(), Pane(first))))
    window.studio.scenarios.looking_back.begin()
    held = look(window)
    assert off(held[0], held[1]) < 0.002 and off(held[0], both[0]) < 0.002
    window.studio.scenarios.looking_back.end()
    again = look(window)
    assert max(off(a, b) for a, b in zip(again, both, strict=True)) < 0.002
    assert planning.passing is None


def test_a_pane_leaves_out_what_it_hides_and_has_a_sun_of_its_own(window):
    key = next(k for k, y in window.document.layers.items() if y.name == "Buildings")
    bare = Pane("", frozenset({key}))
    whole, less = together(window, Arrangement("curtain", (Pane(), bare)))
    assert off(whole, less) > 0.02
    window.document.set_place(Place(52.0, 4.5))
    late = Pane("", moment="2026-06-21T20:00:00+02:00")
    window.studio.together.see(Arrangement("beside", (Pane(), late)))
    settle(window, window.bot)  # light is found once the picture rests
    here, there = (pixels(image) for image in window.table.viewport.pictures._held)
    assert off(here, there) > 0.02


def test_a_ghost_lies_in_the_plan_and_all_plans_in_one_another(window):
    first = plan(window, house(x=40, storeys=9))
    second = plan(window, house(x=60, y=20, storeys=9), edit("demolish", objects=["house"]))
    plain = alone(window, first)
    (ghost,) = together(window, Arrangement("ghost", (Pane(first), Pane(second))))
    (onion,) = together(window, Arrangement("onion", (Pane(first), Pane(second))))
    assert off(plain, ghost) > 0.005 and off(plain, onion) > 0.005 and off(ghost, onion) > 0.005
    assert off(plain, alone(window, first)) < 0.002  # and all of it goes again


def test_the_ghost_is_seen_through_whichever_plan_it_becomes(window):
    first = plan(window, house(x=40, storeys=9))
    second = plan(window, house(x=60, y=20, storeys=9))
    (wanted,) = together(window, Arrangement("ghost", (Pane(second), Pane(first))))
    together(window, Arrangement("ghost", (Pane(first), Pane(second))))
    window.studio.planning.turn_to(second)
    (found,) = look(window)
    assert off(found, wanted) < 0.002


def layers(window):
    return window.table.viewport.scene._layers


def test_what_a_plan_leaves_standing_looks_as_its_layer_does(window):
    first = plan(window, edit("demolish", objects=["house"]))
    key = next(k for k, y in window.document.layers.items() if y.name == "Buildings")
    together(window, Arrangement("beside", (Pane(), Pane(first))))
    window.document.set_layer(key, opacity=0.4)
    look(window)
    assert layers(window)[f"{key}@"].opacity == 0.4
    together(window, Arrangement("curtain", (Pane("", frozenset({key})), Pane(first))))
    assert layers(window)[f"{key}@"].panes == frozenset()


def test_ground_that_another_plan_has_left_looks_as_its_layer_does(qtbot, tmp_path):
    base = town_opened()
    heights = np.zeros((40, 40), np.float32)
    plain = Terrain("plain", base.frame, heights, -50.0, 60.0, (5.0, 5.0))
    ground = Layer("ground", "Terrain", "plain", plain)
    window = open_window(qtbot, tmp_path, opened=replace(base, layers=(*base.layers, ground)))
    window.bot = qtbot
    first = plan(window, edit("level", outline=square(20, -40, 60, 30), height=9.0))
    together(window, Arrangement("beside", (Pane(), Pane(first))))
    window.document.set_layer("1/ground", opacity=0.4)
    assert layers(window)["1/ground@"].opacity == 0.4
    window.close()


def test_trees_grow_in_every_pane(window):
    said = {"places": square(60, -20, 1, 1)[:1], "height": 4.0, "year": 2026, "grown_height": 60.0}
    first = plan(window, edit("plant", **said))
    window.studio.planning.turn_to("")
    window.document.set_moment(datetime(2026, 6, 21, 14, tzinfo=UTC))
    together(window, Arrangement("beside", (Pane(), Pane(first))))
    low = layers(window)[f"beside/{first}/0"].box
    window.document.set_moment(datetime(2066, 6, 21, 14, tzinfo=UTC))
    look(window)
    high = layers(window)[f"beside/{first}/0"].box
    assert high[1, 2] - low[1, 2] == pytest.approx(56.0, abs=0.5)


def test_where_a_file_stands_over_a_plan_the_others_keep_what_it_stands_for(window):
    first = plan(window, house(x=40))
    wanted = together(window, Arrangement("curtain", (Pane(), Pane(first))))
    city = window.document.cities()[0]
    beneath = np.zeros(len(city.objects), bool)
    beneath[city.objects.ids.find("house")] = True
    window.document.lay_over({}, {id(city): beneath})
    found = look(window)
    assert off(found[0], wanted[0]) < 0.002 < off(found[1], wanted[1])
