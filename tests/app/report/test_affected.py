"""The chapter of a report about who is affected."""

import pytest

from app.report.affected import MISSING, affected_blocks
from app.report.stage import Stage
from city.report import Legend, Paragraph, Picture, Table
from city.simulate.affected import affected
from tests.app.report.cases import case, words


def blocks_of(made):
    stage = Stage([made.view], made.year)
    try:
        return affected_blocks(made, stage)
    finally:
        stage.close()


@pytest.fixture(scope="module")
def sun(coarse):
    return case("sun")


@pytest.fixture(scope="module")
def blocks(sun):
    return blocks_of(sun)


def test_it_says_how_many_and_by_which_threshold(blocks, sun):
    who = affected(sun.layer, sun.before.layer, sun.view, "hours")
    assert who.count and Paragraph(f"{who.words()}.") in blocks
    text = words(blocks)
    assert "rule of thumb" in text and "85 m²" in text


def test_it_shows_where_from_above_and_aslant(blocks):
    assert sum(isinstance(one, Picture) for one in blocks) == 2
    legends = [one for one in blocks if isinstance(one, Legend)]
    swatches = [swatch for one in legends for swatch in one.swatches]
    assert len(legends) == 2 and MISSING in words(swatches)


def test_the_buildings_stand_in_a_table_with_their_homes(blocks):
    (table,) = [one for one in blocks if isinstance(one, Table)]
    (row,) = table.rows
    assert row[:3] == ("1", "house", "1 of 1")
    mean, worst, was, now = map(float, row[3:])
    assert worst >= mean == pytest.approx(was - now, abs=0.11)


def test_nothing_is_said_where_nothing_is_compared(coarse):
    assert blocks_of(case("sun", plan=False)) == []
