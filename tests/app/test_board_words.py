"""What the board says, and that it says no zero where nobody knows."""

import csv
import io

import pytest

from app.board_words import (
    as_csv,
    as_text,
    band_words,
    cell_words,
    change_words,
    explained,
    first_words,
    said_of,
    scale_words,
    score_words,
    shown_keys,
    swing_words,
    target_words,
    verdict_words,
)
from city.indicators.board import Cell
from city.indicators.sensitivity import Swing
from city.indicators.targets import Target
from city.indicators.weighing import Criterion, Scale, weigh
from tests.city.indicators.boards import HOUSE, TALL, boarded

GFA, CARBON = Criterion("gfa", 75, "more"), Criterion("carbon", 25, "less")


@pytest.fixture(scope="module")
def board():
    return boarded([HOUSE], [TALL])


def test_cells_say_value_and_difference_with_a_sign_and_an_arrow(board):
    assert cell_words("gfa", board.rows["gfa"][1]) == "1,820 m²"
    assert change_words("gfa", board.rows["gfa"][1]) == "▲ +240 m² (+15 %)"
    assert change_words("gfa", board.rows["gfa"][1], False) == "▲ +240 m²"
    assert change_words("gfa", board.rows["gfa"][0]) == ""
    assert change_words("gfa", Cell(90.0, -10.0, known=90.0)) == "▼ −10 m² (−10 %)"
    assert change_words("gfa", Cell(99.0, -1.0, known=99.0)) == "▼ −1 m² (−1.0 %)"


def test_what_is_not_known_is_a_question_and_what_is_partly_known_at_least(board):
    homes = board.rows["dwellings"]
    assert cell_words("dwellings", homes[0]) == "?" and cell_words("dwellings", homes[1]) == "≥ 3"
    assert change_words("dwellings", homes[1]) == "▲ +3"
    said = said_of(board, "far", 1, {})
    assert said == "Floor area ratio, B: ?; needs a plot".replace("B", "A")


def test_rows_that_say_nothing_are_left_out_unless_they_have_a_target(board):
    keys = shown_keys(board)
    assert keys[0] == "gfa" and "far" in keys and "cut" not in keys and "parking" not in keys
    assert "cut" in shown_keys(board, ["cut"])
    assert keys.index("volume") < keys.index("dwellings") < keys.index("carbon")


def test_targets_and_verdicts():
    known = lambda value: Cell(value, known=value)  # noqa: E731
    least = Target("gfa", 2000.0, source="Brief")
    assert target_words(least) == "at least 2,000 m² (Brief)"
    assert target_words(Target("far", 1.0, 1.5)) == "between 1.00 and 1.50"
    assert verdict_words(least, known(2000)) == "target met"
    assert verdict_words(least, known(1950)) == "target nearly met: 50 m² off, within 5 %"
    assert verdict_words(least, known(1000)) == "target missed: 1,000 m² off"
    assert "not known" in verdict_words(least, Cell(None, why="x"))


def test_a_number_is_explained_by_all_it_is_made_of(board):
    lines = explained(board, "dwellings", 1, {"dwellings": Target("dwellings", 2.0)})
    assert lines[0].startswith("Dwellings of A: residential floor area over")
    assert lines[1] == "Counted: Residential floor area 240 m²."
    assert lines[2] == "Taken for granted: Gross floor area per dwelling 85 m²."
    assert lines[3].startswith("At least this much: the model does not say the use of")
    assert lines[4] == "Target: at least 2: target met."
    assert "ISO 9836" in explained(board, "gfa", 0, {})[0]
    assert explained(board, "far", 0, {})[1] == "Not known: needs a plot."


def test_scales_say_their_ends_and_whether_they_hang_on_the_plans():
    fixed = scale_words(GFA, Scale((1000, 2000), (0, 100), True))
    assert fixed == "0 points at 1,000 m² (baseline), 100 at 2,000 m² (target)"
    free = scale_words(CARBON, Scale((10, 20), (100, 0), False))
    assert free == "0 points at 20 t CO₂e (worst of these plans), 100 at 10 t CO₂e (best of these)"
    both = scale_words(GFA, Scale((0, 10, 20, 30), (0, 100, 100, 0), True))
    assert both == "0 points at 0 m² or 30 m² (baseline), 100 at 10 m² to 20 m² (target)"
    assert "decides nothing" in scale_words(GFA, Scale((5,), (100,), False))


def test_who_comes_first_is_said_with_what_is_not_sure(board):
    weighed = weigh(board, [GFA, CARBON], {})
    assert first_words(board, weighed) == "B comes first with these weights."
    assert score_words(weighed, 2) == "75"
    even = weigh(board, [Criterion("gfa", 50), Criterion("carbon", 50, "less")], {})
    assert first_words(board, even).startswith("Baseline and A and B may each come first")
    assert "Choose what matters" in first_words(board, weigh(board, [], {}))
    assert "Nothing weighs" in first_words(board, weigh(board, [Criterion("gfa", 0)], {}))
    assert "only one plan" in first_words(board, weigh(board, [GFA], {}, plans=[1]))


def test_bands_and_swings(board):
    assert band_words((40.2, 100)) == "The same plan comes first from 40 to 100."
    assert "Whatever" in band_words((0, 100)) and "At no weight" in band_words(None)
    words = swing_words(board, weigh(board, [CARBON], {}), Swing("dwelling_size", 1.0, -1.0, 0, 2))
    assert words == (
        "Gross floor area per dwelling: at 20 m² Baseline comes first, at 300 m² B comes first."
    )


def test_the_board_goes_out_as_text_and_as_a_table(board):
    text = as_text(board, {}, weigh(board, [GFA, CARBON], {}))
    lines = [line.split("\t") for line in text.split("\n")]
    assert lines[0] == ["", "Baseline", "A", "B"] and lines[-1] == ["Score", "25", "50", "75"]
    assert {len(line) for line in lines} == {4}
    rows = list(csv.reader(io.StringIO(as_csv(board, {"gfa": Target("gfa", 2000.0)}))))
    assert rows[0][3:] == ["Baseline", "A", "A: difference", "B", "B: difference"]
    gfa = next(row for row in rows if row[0] == "Gross floor area")
    assert gfa[1:] == [
        "m²",
        "at least 2,000 m²",
        "1580.00",
        "1820.00",
        "240.00",
        "2060.00",
        "480.00",
    ]
    far = next(row for row in rows if row[0] == "Floor area ratio")
    assert far[3] == "(needs a plot)"


def test_no_name_becomes_a_formula_of_a_spreadsheet(board):
    from dataclasses import replace

    evil = replace(board, plans=(*board.plans[:2], replace(board.plans[2], name="=1+1")))
    rows = list(csv.reader(io.StringIO(as_csv(evil, {}))))
    assert rows[0][-2:] == ["'=1+1", "'=1+1: difference"]
