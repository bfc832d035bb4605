"""Questions are put to a city, and something is done with the answers."""

import csv
import json

import numpy as np
import pytest

from app.asking import Asking
from app.on_the_table import Selection
from tests.app.questions import Corner
from tests.app.standin import town_opened

TOWER = {"tower", "podium", "shaft"}


@pytest.fixture
def corner(qtbot):
    made = Corner(qtbot)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("height > 3", True),
        ("area(roof)", True),
        ("name is missing", True),
        ("status contains 'x'", True),
        ("Kerkstraat 12", False),
        ("DEBY_LOD2_4959457", False),
        ("Isola", False),
        ("", False),
    ],
)
def test_a_question_is_told_from_an_address(text, question):
    assert Asking.is_question(text) == question


def test_an_answer_is_chosen_with_all_parts(corner):
    corner.put("height > 20")
    assert corner.chosen() == TOWER
    corner.put("height < 20 and Building")
    assert corner.chosen() == {"house"}


def test_only_the_newest_question_is_answered(corner, qtbot):
    answers = []
    corner.asking.answered.connect(answers.append)
    for metres in range(1, 30):
        corner.asking.ask(f"height > {metres}")
    corner.wait()
    assert [answer.question for answer in answers if answer] == ["height > 29"]


def test_rows_are_added_and_removed(corner):
    corner.asking.choose([corner.row("house")])
    corner.asking.choose([corner.row("tower")], "add")
    assert corner.chosen() == {"house", *TOWER}
    corner.asking.choose([corner.row("house")], "remove")
    assert corner.chosen() == TOWER
    assert corner.asking.things_chosen() == 1


def test_isolate_hide_and_show(corner):
    corner.put("height > 20")
    corner.asking.isolate()
    assert corner.shown() == TOWER
    corner.asking.show_all()
    assert corner.shown() is None
    corner.asking.hide()
    assert corner.shown() == {"house", "square", "street", "tree"}
    corner.put("Building.height < 20")
    corner.asking.hide()  # the house too
    assert corner.shown() == {"square", "street", "tree"}


def test_nothing_found_hides_nothing_and_says_so(corner, qtbot):
    with qtbot.waitSignal(corner.asking.said):
        corner.asking.isolate()
    with qtbot.waitSignal(corner.asking.said):
        corner.asking.hide()
    assert corner.shown() is None


def test_everything_the_rest_and_the_same_class(corner):
    corner.asking.choose_all()
    assert len(corner.chosen()) == 7
    corner.put("height > 20")
    corner.asking.invert()
    assert corner.chosen() == {"house", "square", "street", "tree"}
    corner.document.select(Selection("", corner.city, corner.row("house")))
    corner.asking.choose_kind()
    assert corner.chosen() == {"house", *TOWER}


def test_hidden_things_are_not_chosen_by_everything(corner):
    corner.put("height > 20")
    corner.asking.hide()
    corner.asking.choose_all()
    assert not corner.chosen() & TOWER


def test_the_selection_is_what_is_chosen_or_else_selected(corner):
    assert corner.asking.selected_rows() is None
    corner.document.select(Selection("", corner.city, 2))
    assert corner.asking.selected_rows().tolist() == [2]
    corner.put("Building.height > 20")
    assert len(corner.asking.selected_rows()) == 3
    corner.put("Building and within(selection, 91 m)")
    assert corner.chosen() == {"house", *TOWER}


def test_a_question_about_the_selection_does_not_grow_when_it_is_asked_again(corner):
    corner.document.select(Selection("", corner.city, corner.row("tower")))
    near = "within(selection, 95 m)"
    corner.put(near)
    assert corner.chosen() == {"house", *TOWER}
    corner.put(near)
    assert corner.chosen() == {"house", *TOWER}  # the square is near the house, not the tower
    corner.asking.choose([corner.row("house")])
    corner.put(near)  # about another selection
    assert corner.chosen() == {"house", "square", *TOWER}


def test_something_is_searched_for(corner, qtbot):
    with qtbot.waitSignal(corner.asking.found) as found:
        corner.asking.search("TOW")
    assert [corner.city.objects.ids[hit.row] for hit in found.args[0]] == ["tower"]
    corner.asking.select(found.args[0][0].row)
    assert corner.document.selection.object == corner.row("tower")


def test_flying_goes_to_the_box_of_the_family(corner, qtbot):
    with qtbot.waitSignal(corner.asking.flown) as flown:
        corner.asking.fly_to([corner.row("tower")])
    assert flown.args[0] == (100, 120, 0, 20, 0, 25)
    with qtbot.waitSignal(corner.asking.said):
        corner.asking.fly_to([corner.row("tree")])  # a point has no faces


def test_values_of_the_selected_become_questions(corner):
    corner.document.select(Selection("", corner.city, corner.row("house")))
    assert corner.asking.values_of_selected() == [("storeys", "Building.storeys = 1")]
    corner.put("Building.storeys = 1")
    assert "house" in corner.chosen()


def test_what_was_found_is_exported(corner, qtbot, tmp_path):
    corner.put("height > 20")
    told = []
    corner.asking.export(tmp_path / "t.csv", lambda path, count, lost: told.append((count, lost)))
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert told == [(1, ["CSV holds each object's place and size, but not its shape"])]
    with (tmp_path / "t.csv").open(encoding="utf-8-sig") as file:
        assert {line["id"] for line in csv.DictReader(file)} == TOWER
    corner.asking.export(
        tmp_path / "t.city.json", lambda path, count, lost: told.append((count, lost))
    )
    qtbot.waitUntil(lambda: len(told) == 2, timeout=10_000)
    written = json.loads((tmp_path / "t.city.json").read_text())
    assert set(written["CityObjects"]) == TOWER
    assert written["metadata"]["referenceSystem"].endswith("/7415")  # 28992 + 5709


def test_nothing_found_writes_nothing(corner, qtbot, tmp_path):
    corner.put("height > 2000")
    with qtbot.waitSignal(corner.asking.said):
        corner.asking.export(tmp_path / "t.csv", lambda *_: None)
    assert not (tmp_path / "t.csv").exists()


def test_a_file_that_cannot_be_written_is_said(corner, qtbot, tmp_path):
    with qtbot.waitSignal(corner.asking.said) as said:
        corner.asking.export(tmp_path / "t.dwg", lambda *_: None)
    assert "t.dwg" in said.args[0]
    with qtbot.waitSignal(corner.asking.said) as said:
        corner.asking.export(tmp_path / "no" / "folder.csv", lambda *_: None)
    assert "folder.csv" in said.args[0]


def test_two_cities_are_asked_one_after_the_other(corner):
    first = corner.city
    corner.document.lay(town_opened("other.city.json"), add=True)
    assert corner.city is first
    second = next(c for c in corner.document.cities() if c is not first)
    assert corner.asking.name_of(second) == "other.city.json"
    corner.asking.turn_to(second)
    corner.put("height > 20")
    assert corner.document.chosen.city is second


def test_a_city_that_is_closed_while_it_is_asked(corner):
    corner.asking.ask("area(roof) > 1")
    corner.document.clear()
    corner.wait()
    assert corner.asking.answer is None
    assert corner.asking.city is None
    corner.asking.ask("height > 1")
    corner.asking.search("x")
    corner.asking.choose_all()
    corner.asking.choose(np.array([0]))
    assert corner.document.chosen is None
