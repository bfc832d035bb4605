"""What the picture shows of a plan."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from app.lift import lift
from app.on_the_table import Layer
from app.pieces import PIECE
from app.plan_layers import (
    ADDED,
    CHANGED,
    FEW,
    GHOSTS,
    GONE,
    LANES,
    PLAN,
    PLOT,
    STICKING,
    ZONE,
    ZONES,
    PlanLayers,
)
from app.tasks import Tasks
from city.progress import Progress
from city.scenario import Scenario
from tests.app.planned import Desk, house
from tests.city.plans import at, flat_ground, square


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.layers = PlanLayers(made.document, made.planning)
    yield made
    made.project.close()


def shown(desk):
    return {k: y for k, y in desk.document.layers.items() if y.group == "Scenario"}


def colour(layer, ident):
    return tuple(layer.tints[layer.thing.objects.ids.find(ident)].tolist())


def test_what_is_added_and_what_is_changed_have_their_colours(desk):
    desk.planning.do(house(id="new"))
    desk.do("raise", objects=["house"], storeys=1)
    desk.do("plant", places=[at(50, 50)], ids=["tree"])
    layer = shown(desk)["plan/0"]
    assert colour(layer, "new") == (*ADDED, 255) and colour(layer, "house") == (*CHANGED, 255)
    assert colour(layer, "tree") == (0, 0, 0, 0)  # a tree is green by itself
    assert layer.name == "Plan A"


def test_closures_and_speed_limits_have_their_colours(desk):
    desk.do("close", line=[at(40, 40), at(60, 40)], id="shut")
    desk.do("limit", line=[at(40, 50), at(60, 50)], id="slow")
    layer = shown(desk)["plan/0"]
    colours = {colour(layer, "shut"), colour(layer, "slow"), (0, 0, 0, 0)}
    assert len(colours) == 3


def test_an_edit_makes_one_piece_anew(desk):
    desk.do("plant", places=[at(40 + k % 20, 40 + k // 20) for k in range(PIECE + 5)])
    before = shown(desk)
    desk.planning.do(house())
    after = shown(desk)
    assert after["plan/0"].thing is before["plan/0"].thing
    assert after["plan/1"].thing is not before["plan/1"].thing


def test_what_was_demolished_is_a_ghost_once_somebody_wants_it(desk):
    desk.planning.do(house(id="new"))
    desk.do("demolish", objects=["house", "new"])
    assert "plan/gone/0" not in shown(desk)
    desk.layers.show(GHOSTS, True)
    ghosts = shown(desk)["plan/gone/0"]
    assert ghosts.opacity < 0.5 and set(ghosts.thing.objects.ids) == {"house", "new"}
    assert colour(ghosts, "house") == (*GONE, 255)
    desk.do("restore", objects=["house"])
    assert set(shown(desk)["plan/gone/0"].thing.objects.ids) == {"new"}
    desk.layers.show(GHOSTS, False)
    assert "plan/gone/0" not in shown(desk)


def test_a_ghost_stands_where_the_city_stands_now(desk):
    desk.do("demolish", objects=["house"])
    desk.layers.show(GHOSTS, True)

    def low():
        return shown(desk)["plan/gone/0"].thing.extent()[0, 2]

    before = low()
    (opened,) = desk.document.opened
    desk.document.move(lift(opened, (4.0,), Progress()))
    assert low() == pytest.approx(before + 4)


def test_zones_and_what_sticks_out_are_parts_of_their_own(desk):
    told = []
    desk.layers.told.connect(lambda: told.append(len(desk.layers.beyond)))
    desk.planning.do(house(id="new"))
    desk.do("zone", outline=square(195, -5, 30, 20), height=6.0, name="Z")
    assert told[-1] == 1 and desk.layers.beyond[0][1].id == "new"
    assert {ZONES, f"{STICKING}/0"} <= shown(desk).keys()
    desk.layers.show(STICKING, False)
    assert not shown(desk)[f"{STICKING}/0"].visible and shown(desk)[ZONES].visible
    part = desk.layers.beyond[0][1].part
    drawn = next(iter(shown(desk)[f"{STICKING}/0"].thing.shapes.values())).points
    assert np.all(drawn.min(0) < part.points.min(0))  # it hides what it was cut from
    desk.do("raise", objects=["new"], storeys=-2)
    assert told[-1] == 0 and f"{STICKING}/0" not in shown(desk)


def test_the_plan_can_be_hidden_and_stays_so(desk):
    desk.planning.do(house())
    desk.layers.show(PLAN, False)
    desk.planning.do(house(230))
    assert not shown(desk)["plan/0"].visible


def test_the_baseline_for_a_moment_makes_nothing_anew(desk):
    desk.planning.do(house())
    desk.do("demolish", objects=["house"])
    (before,) = shown(desk).values()
    desk.planning.peek(Scenario("", "Baseline"))
    (peeked,) = shown(desk).values()
    assert not peeked.visible and peeked.thing is before.thing and desk.document.gone == {}
    desk.planning.peek(None)
    (after,) = shown(desk).values()
    assert after.visible and after.thing is before.thing and desk.document.gone


def test_another_plan_can_be_looked_at(desk):
    desk.planning.do(house(id="new"))
    desk.planning.do(house(230, id="other"))
    desk.planning.peek(desk.planning.scenario.undone())
    assert list(shown(desk)["plan/0"].thing.objects.ids) == ["new"]
    desk.planning.peek(None)
    assert set(shown(desk)["plan/0"].thing.objects.ids) == {"new", "other"}


def test_an_emptied_table_shows_no_plan(desk):
    desk.planning.do(house())
    desk.document.clear()
    assert shown(desk) == {}


def test_levelled_ground_takes_the_place_of_the_terrain(desk):
    ground, document = flat_ground(), desk.document
    layer = Layer("terrain", "Terrain", "ground", ground)
    opened = document.opened[0]
    document.lay(replace(opened, layers=(*opened.layers, layer)), add=False)
    desk.do("level", outline=square(500, 500, 40, 40), height=3.0)
    laid = next(y for y in document.layers.values() if y.thing is ground)
    levelled = document.seen_thing(laid)
    assert levelled is not ground
    assert levelled.height_at(np.array([[520.0, 520.0], [0, 0]])) == pytest.approx([3, 0])
    desk.planning.peek(Scenario("", ""))
    assert document.seen_thing(laid) is ground
    desk.planning.peek(None)
    assert document.seen_thing(laid) is levelled
    document.undo()
    assert document.seen_thing(laid) is ground


@pytest.fixture
def busy_desk(qtbot, tmp_path, monkeypatch):
    """With workers, and a window that has its turn after each piece."""
    monkeypatch.setattr("app.plan_layers.SPELL", 0.0)
    made, tasks = Desk(tmp_path), Tasks()
    made.tasks = tasks
    made.layers = PlanLayers(made.document, made.planning, tasks)
    yield made
    tasks.close()
    made.project.close()


def test_of_a_large_plan_a_piece_is_shown_at_a_time(busy_desk, qtbot):
    desk = busy_desk
    places = [at(300 + k % 20, 300 + k // 20) for k in range(3 * PIECE)]
    desk.do("plant", places=places)
    assert list(shown(desk)) == ["plan/0"] and desk.layers.busy
    qtbot.waitUntil(lambda: not desk.layers.busy)
    assert list(shown(desk)) == ["plan/0", "plan/1", "plan/2"]


def test_many_buildings_on_a_plot_are_checked_by_a_worker(busy_desk, qtbot):
    desk, started = busy_desk, []
    desk.tasks.started.connect(lambda task: started.append(task.title))
    for k in range(FEW + 2):
        desk.planning.do(house(200.0 + 20 * k, id=f"h{k}"))
    desk.do("zone", outline=square(195, -5, 160, 20), height=6.0)
    assert started == ["Checking the zones"] and desk.layers.beyond == []
    qtbot.waitUntil(lambda: not desk.layers.busy)
    assert {one.id for _, one in desk.layers.beyond} == {f"h{k}" for k in range(FEW + 2)}
    desk.do("raise", objects=["h0"], storeys=-2)  # but one of them is left to be looked at
    qtbot.waitUntil(lambda: not desk.layers.busy)
    assert started == ["Checking the zones", ""] and len(desk.layers.beyond) == FEW + 1
    desk.do("zone", outline=square(195, -5, 160, 21), height=7.0)
    desk.document.clear()  # while the worker is at it
    assert not desk.layers.busy and desk.layers.beyond == []


def test_planted_trees_grow_to_the_year_of_the_sun(desk):
    grows = {"height": 4, "grown_height": 24, "crown": 2, "grown_crown": 12, "years": 20}
    desk.do("plant", places=[at(50, 50)], ids=["tree"], year=date.today().year, **grows)
    desk.planning.do(house())

    def height():
        (layer,) = shown(desk).values()
        shapes, tree = layer.thing.shapes["2"], layer.thing.objects.ids.find("tree")
        first, last = shapes.ring_points[
            shapes.polygon_rings[shapes.object_polygons()[tree : tree + 2]]
        ].tolist()
        return float(np.ptp(shapes.points[first:last, 2]))

    assert height() == pytest.approx(4)
    before = shown(desk)["plan/0"].thing
    later = datetime(date.today().year + 20, 6, 21, 12, tzinfo=UTC)
    desk.document.set_moment(later)
    assert height() == pytest.approx(24)
    grown = shown(desk)["plan/0"].thing
    desk.document.set_moment(later.replace(hour=15))  # the same year
    assert shown(desk)["plan/0"].thing is grown is not before
    desk.document.set_moment(None)
    assert height() == pytest.approx(4)


def test_how_far_a_large_city_reaches_is_found_by_a_worker(busy_desk, qtbot, monkeypatch):
    monkeypatch.setattr("app.plan_layers.MANY", 0)
    desk, started = busy_desk, []
    desk.tasks.started.connect(lambda task: started.append(task.title))
    desk.planning.do(house(id="new"))
    desk.do("zone", outline=square(195, -5, 30, 20), height=6.0)
    assert started == ["Checking the zones"] and ZONES in shown(desk)
    qtbot.waitUntil(lambda: not desk.layers.busy)
    assert [one.id for _, one in desk.layers.beyond] == ["new"]
    assert started == ["Checking the zones", ""]


def test_streets_plots_and_zones_tell_on_any_ground(desk):
    section = [{"kind": "cycle", "width": 2}, {"kind": "green", "width": 2}]
    desk.do("street", line=[at(200, 0), at(240, 0)], section=section, id="street")
    desk.do("plot", outline=square(200, 20, 30, 20), id="plot")
    desk.do("zone", outline=square(200, 50, 30, 20), height=9, id="zone")
    tints = {}
    for layer in desk.document.layers.values():
        if layer.group == "Scenario":
            ids = layer.thing.objects.ids
            tints |= {ids[row]: tuple(layer.tints[row].tolist()) for row in range(len(ids))}
    assert tints["street-1"] == (*LANES["cycle"], 255)
    assert tints["street-2"] == (0, 0, 0, 0)  # as other green is
    assert tints["plot"] == (*PLOT, 255) and tints["zone"] == (*ZONE, 255)
