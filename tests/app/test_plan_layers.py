"""What is shown of a plan: only what changed is made anew."""

from dataclasses import replace

import numpy as np
import pytest

from app.document import PLANNED, Layer
from app.plan_layers import ADDED, BEYOND, CHANGED, STICKING, ZONES, PlanLayers
from tests.app.test_planning import BUILD, GONE, Place
from tests.city.plans import at, flat_ground, square


@pytest.fixture
def place(tmp_path, qapp):
    made = Place(tmp_path)
    made.layers = PlanLayers(made.document, made.planning)
    yield made
    if made.project is not None:
        made.project.close()


def planned(place):
    return {k: y for k, y in place.document.layers.items() if y.group == PLANNED}


def test_what_is_built_is_a_layer_and_what_is_demolished_is_hidden(place):
    place.do(BUILD)
    place.do(GONE)
    layers = planned(place)
    assert list(layers) == ["plan/0"]
    assert list(layers["plan/0"].thing.objects.ids) == ["new"]
    assert layers["plan/0"].name == "Plan A"
    (city,) = (c for c in place.document.cities() if c is not layers["plan/0"].thing)
    rows = place.document.visible_rows(city)
    assert not rows[city.objects.ids.find("house")]
    assert rows[city.objects.ids.find("tower")]


def test_additions_and_changes_are_told_apart(place):
    place.do(BUILD)
    place.do({"edit": "raise", "objects": ["house"], "storeys": 1})
    place.do({"edit": "plant", "places": [at(50, 50)], "ids": ["tree"]})
    layer = planned(place)["plan/0"]
    ids = layer.thing.objects.ids
    assert tuple(layer.tints[ids.find("new")]) == (*ADDED, 255)
    assert tuple(layer.tints[ids.find("house")]) == (*CHANGED, 255)
    assert layer.tints[ids.find("tree")][3] == 0


def test_only_the_piece_that_changed_is_made_anew(place, monkeypatch):
    import app.plan_layers

    monkeypatch.setattr(app.plan_layers, "PIECE", 2)
    for k in range(5):
        place.do({**BUILD, "id": f"b{k}", "footprint": square(200 + 20 * k, 0, 10, 8)})
    before = planned(place)
    assert sorted(before) == ["plan/0", "plan/1", "plan/2"]
    place.do({"edit": "raise", "objects": ["b2"], "storeys": 1})
    after = planned(place)
    assert after["plan/0"].thing is before["plan/0"].thing
    assert after["plan/1"].thing is not before["plan/1"].thing
    place.do({"edit": "demolish", "objects": ["b4"]})
    assert sorted(planned(place)) == ["plan/0", "plan/1"]


def test_zones_are_seen_through_and_what_sticks_out_is_marked(place):
    place.do({**BUILD, "storeys": 5})
    place.do({"edit": "zone", "outline": square(190, -10, 40, 40), "height": 9, "id": "zone"})
    layers = planned(place)
    assert layers[ZONES].opacity == 0.25
    assert list(layers[STICKING].thing.objects.ids) == ["zone/new"]
    assert tuple(layers[STICKING].tints[0]) == (*BEYOND, 255)
    place.do({"edit": "raise", "objects": ["new"], "storeys": -2})
    assert STICKING not in planned(place)


def test_the_baseline_shows_nothing_of_a_plan(place):
    place.do(BUILD)
    place.do(GONE)
    place.planning.turn_to("")
    assert planned(place) == {}
    assert all(place.document.visible_rows(c) is None for c in place.document.cities())


def test_a_hidden_layer_stays_hidden(place):
    place.do(BUILD)
    place.document.set_layer("plan/0", visible=False)
    place.do({"edit": "raise", "objects": ["new"], "storeys": 1})
    assert not planned(place)["plan/0"].visible
    assert np.isfinite(planned(place)["plan/0"].thing.extent()).all()


def test_levelled_ground_takes_the_place_of_the_terrain(place):
    ground = flat_ground()
    opened = place.document.opened[0]
    layer = Layer("terrain", "Terrain", "ground", ground)
    place.document.lay(replace(opened, layers=(*opened.layers, layer)), add=False)
    place.do({"edit": "level", "outline": square(500, 500, 40, 40), "height": 3.0})
    shown = next(y for y in place.document.layers.values() if y.thing is ground)
    levelled = place.document.seen_thing(shown)
    assert levelled is not ground
    assert levelled.height_at(np.array([[520.0, 520.0], [0, 0]])) == pytest.approx([3, 0])
    place.document.undo()
    assert place.document.seen_thing(shown) is ground
