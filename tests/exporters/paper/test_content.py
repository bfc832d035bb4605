"""What reaches the template: widths that fit, levels without gaps, bars along one scale."""

import io
from datetime import date

import pytest
from PIL import Image

from city.progress import Progress
from city.report import Bar, Bars, Column, Heading, Paragraph, Picture, Pictures, Report, Table
from exporters.paper.content import Content
from exporters.paper.sheet import SHEETS


@pytest.fixture
def gathered(tmp_path):
    def gather(*blocks, paper="A4"):
        report = Report("T", blocks, date(2026, 3, 21))
        return Content(report, SHEETS[paper], tmp_path).values(Progress())["blocks"]

    return gather


def image(size=(60, 40)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "grey").save(made, "PNG")
    return made.getvalue()


def test_no_level_of_headings_is_left_out(gathered):
    headings = gathered(*(Heading("x", level) for level in (2, 3, 1, 3, 2)))
    assert [heading["level"] for heading in headings] == [1, 2, 1, 2, 2]


def test_an_empty_line_begins_a_paragraph(gathered):
    (block,) = gathered(Paragraph("one\nstill one\n\ntwo\n\n\n"))
    assert block["paragraphs"] == ["one\nstill one", "two"]


def test_a_small_table_is_narrow_and_a_wide_one_fills_the_page(gathered):
    small = Table((Column("a"), Column("b", "m")), (("x", "1"),))
    wide = Table((Column("a"),) * 16, (("a word of some length",) * 16,))
    narrow, full = (sum(block["widths"]) for block in gathered(small, wide))
    assert narrow < 30
    assert full == pytest.approx(SHEETS["A4"].measure)


def test_a_long_word_is_broken_where_its_column_is_narrow(gathered):
    row = ("NL.IMBAG.Pand.0599100000123456", *["more words than fit"] * 9)
    (block,) = gathered(Table((Column("id"), *[Column("x")] * 9), (row,)))
    assert "\u200b" in block["rows"][0][0]
    assert block["rows"][0][0].replace("\u200b", "") == row[0]


def test_bars_lie_on_one_scale_with_its_zero(gathered):
    bars = (Bar("up", (3.0, 1.0), ("3", "1")), Bar("down", (-1.0, 0.0), ("−1", "0")))
    (block,) = gathered(Bars(bars))
    assert block["zero"] == 0.25
    assert [bar["runs"] for bar in block["bars"]] == [
        [[0.25, 0.75], [0.25, 0.25]],
        [[0.0, 0.25], [0.25, 0.0]],
    ]


def test_bars_of_nothing_have_no_length(gathered):
    (block,) = gathered(Bars((Bar("none", (0.0,), ("0",)),), ("Now",)))
    assert block["bars"][0]["runs"] == [[0.0, 0.0]]


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize(("down", "across"), [(2, 3), (3, 4), (1, 2), (1, 1)])
def test_a_grid_of_pictures_fills_the_width_and_fits_a_page(gathered, paper, down, across):
    one = Picture(image((40, 60)), "x")
    grid = Pictures(((one,) * across,) * down, ("h",) * across, ("d",) * down)
    (block,) = gathered(grid, paper=paper)
    whole = block["head"] + across * (block["width"] + 3)
    assert whole == pytest.approx(SHEETS[paper].measure)
    assert not block["breaks"]
    assert down * (block["pictures"][0][0]["height"] + 8) < SHEETS[paper].tallest


def test_a_picture_without_words_says_at_least_that_it_is_one(gathered):
    first, second = gathered(Picture(image(), "", "The square"), Picture(image(), ""))
    assert first["alternative"] == "The square"
    assert second["alternative"] == "Picture"


def test_a_small_table_stays_on_one_page_and_a_long_one_does_not(gathered):
    small = Table((Column("a"),), (("x",),) * 10)
    long = Table((Column("a"),), (("x",),) * 11)
    wordy = Table((Column("a"),), (("x" * 900,),))
    assert [block["breaks"] for block in gathered(small, long, wordy)] == [False, True, True]
