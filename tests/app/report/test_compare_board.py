"""The indicators of plans in a report: signs for targets, scores, what is not known."""

import pytest

from app.report.compare_board import (
    assumption_blocks,
    board_blocks,
    formula_blocks,
    targets_words,
)
from app.report.words import in_english
from city.assumptions import ASSUMPTIONS
from city.report import Bars, Note, Table
from tests.app.report.cases import words
from tests.app.report.compared import LOW, TALL, gathered, project
from tests.app.test_cli_board import SETTINGS

AIMED = {**SETTINGS, "assumptions": {"dwelling_size": 60.0}}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return gathered(project(tmp_path_factory.mktemp("board"), AIMED, A=[LOW], B=[TALL])).decided


@pytest.fixture(scope="module")
def blocks(found):
    with in_english():
        return board_blocks(found)


def test_values_differences_and_verdicts_stand_in_a_cell(blocks):
    table = next(one for one in blocks if isinstance(one, Table))
    assert [one.title for one in table.columns] == ["Indicator", "Baseline", "A", "B", "Target"]
    row = next(row for row in table.rows if row[0] == "Gross floor area")
    assert row[2].splitlines()[1].startswith("▲ +192 m²")
    assert row[3].splitlines()[1].startswith("▲ +768 m²")
    assert row[3].splitlines()[2] == "✓ target met" and row[4] == "at least 300 m² (Brief)"
    far = next(row for row in table.rows if row[0] == "Floor area ratio")
    assert far[1:4] == ("?\n? not known whether the target is met",) * 3


def test_what_is_not_known_is_said_once(blocks):
    (note,) = [one for one in blocks if isinstance(one, Note) and one.title.startswith("Not known")]
    assert note.text.count("needs a plot") == 1
    assert "Floor area ratio, Site coverage: needs a plot." in note.text


def test_scores_and_what_they_hang_on(blocks, found):
    (chart,) = [one for one in blocks if isinstance(one, Bars)]
    assert [(bar.label, *bar.values) for bar in chart.bars] == [
        ("A", pytest.approx(found.weighed.low[0])),
        ("B", pytest.approx(found.weighed.low[1])),
    ]
    text = words(blocks)
    assert "comes first with these weights" in text
    assert "of all ways to weigh these indicators" in text
    assert "The same plan comes first from" in text


def test_how_many_targets_each_plan_meets(found):
    met = [
        sum(
            t.verdict(found.board.rows[key][plan].value) == "met"
            for key, t in found.targets.items()
        )
        for plan in (1, 2)
    ]
    assert targets_words(found) == f"Of 2 targets A meets {met[0]} and B meets {met[1]}."


def test_every_assumption_is_named_and_one_that_was_chosen_says_so(found):
    table = assumption_blocks(found)[1]
    assert len(table.rows) == len(ASSUMPTIONS)
    rows = {row[0]: row for row in table.rows}
    assert rows["Gross floor area per dwelling"][1] == "60"
    assert rows["Gross floor area per dwelling"][4] == "chosen for this project"
    assert rows["Storey height"][4] != "chosen for this project"


def test_formulas_of_the_indicators_that_are_shown(found):
    (table,) = formula_blocks(found)
    assert any(
        row[0] == "Gross floor area" and row[2] == "ISO 9836:2017, 5.1.3" for row in table.rows
    )
