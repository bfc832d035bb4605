from dataclasses import replace

import numpy as np

from app.document import Document
from app.live.layer import LiveLayer, Source
from app.on_the_table import PLANNED, Chosen, Layer
from city.style import Style
from city.terms import Terms
from tests.app.standin import row_of, town_document, town_opened
from tests.city.toy import town


def test_what_is_laid_down_is_listed_by_theme():
    document = town_document()
    assert [(y.name, y.count) for y in document.layers.values()][:1] == [("Buildings", 2)]
    assert document.frame.horizontal == "EPSG:28992"
    assert document.title == "town.city.json"


def test_laying_another_replaces_or_adds():
    document = town_document()
    before = set(document.layers)
    document.lay(town_opened("second.city.json"), add=True)
    assert before < set(document.layers)
    assert document.title == "town.city.json + second.city.json"
    document.lay(town_opened("third.city.json"), add=False)
    assert document.title == "third.city.json"
    assert len(document.layers) == len(before)


def test_every_change_says_what_moved():
    document, heard = Document(), []
    document.changed.connect(lambda change: heard.append((change.what, change.key)))
    document.lay(town_opened(), add=False)
    key = next(iter(document.layers))
    document.set_layer(key, opacity=0.5)
    document.set_layer(key, opacity=0.5)  # nothing changes, nobody hears
    document.select_id("tower")
    document.select(None)
    document.clear()
    kinds = ["opened", "layer", "selection", "selection", "opened"]
    assert [what for what, _ in heard] == kinds
    assert document.layers == {}


def test_an_object_is_found_by_its_id_and_left_for_its_parent():
    document = town_document()
    assert document.select_id("nobody") is None
    found = document.select_id("shaft")
    assert document.layers[found.key].theme == "Buildings"
    assert found.object == row_of(document, "shaft")
    document.select_row(row_of(document, "tower"))
    assert document.selection.object == row_of(document, "tower")
    assert document.selection.surface == -1


def test_many_objects_are_chosen_and_let_go(qtbot):
    document = town_document()
    heard = []
    document.changed.connect(lambda change: heard.append(change.what))
    city = document.cities()[0]
    document.choose(Chosen(city, np.array([1], np.int32)))
    assert document.chosen.rows.tolist() == [1]
    document.choose(Chosen(city, np.zeros(0, np.int32)))
    assert document.chosen is None
    assert heard == ["chosen", "chosen"]


def test_a_cleared_table_forgets_what_was_chosen_and_hidden():
    document = town_document()
    city = document.cities()[0]
    document.choose(Chosen(city, np.array([1], np.int32)))
    document.show_only(city, np.zeros(len(city.objects), bool))
    document.clear()
    assert document.chosen is None and not document.shown


def test_what_was_moved_takes_the_place_of_what_was_there():
    document = town_document()
    city = document.cities()[0]
    document.show_only(city, np.ones(len(city.objects), bool))
    higher = replace(city, metadata={"moved": True})
    before = document.opened[0]
    layers = tuple(replace(layer, thing=higher, lift=2.5) for layer in before.layers)
    document.set_layer("1/Buildings", opacity=0.5)
    document.move(replace(before, layers=layers, lifts=(2.5,)))
    assert document.cities() == [higher]
    assert {layer.lift for layer in document.layers.values()} == {2.5}
    assert document.layers["1/Buildings"].opacity == 0.5
    assert set(document.shown) == {id(higher)}


def test_a_table_that_is_emptied_says_so_before_and_forgets_what_was_noted():
    document = town_document()
    document.do("Note", notes=(1,))
    seen = []
    document.emptying.connect(lambda: seen.append((len(document.opened), document.notes)))
    document.clear()
    assert seen == [(1, (1,))]
    assert (document.notes, document.history.last) == ((), "")


def test_a_style_is_undone_and_done_again():
    document = town_document()
    key = next(iter(document.layers))
    first, second = Style(colour="#112233"), Style(colour="#445566")
    document.dress(key, None, first, "Colour")
    document.set_layer(key, style=Style(colour="#000000"))  # only tried out
    document.dress(key, first, second, "Colour again")
    document.undo()
    assert document.layers[key].style == first
    document.undo()
    assert document.layers[key].style is None
    document.redo()
    assert document.layers[key].style == first
    assert document.history.next == "Colour again"
    document.dress(key, first, first, "Nothing new")
    assert document.history.last == "Colour"


def test_what_a_plan_takes_away_is_neither_selected_nor_chosen_any_more():
    document = town_document()
    city, heard = document.cities()[0], []
    house, tower = (city.objects.ids.find(ident) for ident in ("house", "tower"))
    document.select_id("house")
    document.choose(Chosen(city, np.array(sorted((house, tower)), np.int32)))
    gone = np.zeros(len(city.objects), bool)
    gone[house] = True
    document.changed.connect(lambda change: heard.append(change.what))
    document.lay_plan({}, {id(city): gone}, {})
    assert document.selection is None and document.chosen.rows.tolist() == [tower]
    assert heard == ["selection", "chosen", "planned"]
    gone = gone.copy()
    gone[tower] = True
    document.lay_plan({}, {id(city): gone}, {})
    assert document.chosen is None


def test_what_is_to_be_seen_is_the_same_array_until_it_changes():
    document = town_document()
    city = document.cities()[0]
    gone, shown = np.zeros((2, len(city.objects)), bool)
    gone[0] = shown[:] = True
    assert document.visible_rows(city) is None
    document.lay_plan({}, {id(city): gone}, {})
    before = document.visible_rows(city)
    assert before.tolist() == (~gone).tolist()
    document.lay_plan({}, {id(city): gone}, {})
    assert document.visible_rows(city) is before
    document.show_only(city, shown)
    assert document.visible_rows(city).tolist() == (shown & ~gone).tolist()
    fewer = gone.copy()
    fewer[1] = True
    document.lay_plan({}, {id(city): fewer}, {})
    assert document.visible_rows(city).tolist() == (shown & ~fewer).tolist()
    document.lay_plan({}, {}, {})
    assert document.visible_rows(city) is shown


def test_what_is_laid_over_stays_while_the_plan_goes_on_and_goes_with_the_city(qtbot):
    document = Document()
    over = Layer("differences/added/now", PLANNED, "Plan", town().freeze())
    plan = replace(over, key="plan/0")
    document.lay_over({over.key: over})
    document.lay_plan({plan.key: plan}, {}, {})
    assert document.layers == {plan.key: plan, over.key: over}
    document.lay_over({})
    assert document.layers == {plan.key: plan}
    document.lay_over({over.key: over})
    document.clear()
    assert (document.layers, document.over) == ({}, {})


def test_whoever_lets_us_show_live_data_is_named_while_it_is_in_sight():
    document = town_document()
    before = document.credits
    terms = Terms("CC BY 4.0", "City", "urn:agreement:1", export=False)
    source = Source("https://a.eu", "Air", terms=terms)
    document.lay_live(LiveLayer("live/1", source))
    document.lay_live(LiveLayer("live/2", Source("https://b.eu", "Noise")))
    assert document.credits == [*before, "Air, City, CC BY 4.0, agreement urn:agreement:1"]
    document.lay_live(LiveLayer("live/1", replace(source, visible=False)))
    assert document.credits == before
