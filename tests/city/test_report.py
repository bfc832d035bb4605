"""A report refuses what no page can show, in one line."""

from datetime import date

import pytest

from city.report import (
    MOST_BARS,
    MOST_ROWS,
    Bar,
    Bars,
    Column,
    Heading,
    Picture,
    Pictures,
    Report,
    Swatch,
    Table,
)

PICTURE = Picture(b"", "nothing")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Heading("x", 4), "level 1, 2 or 3, not 4"),
        (lambda: Table((), ()), "1 to 16 columns, not 0"),
        (lambda: Table((Column("x"),) * 17, ()), "1 to 16 columns, not 17"),
        (
            lambda: Table((Column("x"),), (("1",), ("1", "2"))),
            "row 2 of a table has 2 cells under 1 heads",
        ),
        (lambda: Table((Column("x"),), (("1",),) * (MOST_ROWS + 1)), "2,000 rows, not 2,001"),
        (lambda: Picture(b"", "x", width=0), "over 0 and up to 1 wide, not 0"),
        (lambda: Picture(b"", "x", width=float("nan")), "not nan"),
        (lambda: Pictures(((PICTURE,),), ("9", "12")), "under every head"),
        (lambda: Pictures(((PICTURE,),), ("9",), ("May", "June")), "1 rows and 2 heads"),
        (lambda: Swatch("red", "hot"), "'red' of a legend is not written as #rrggbb"),
        (lambda: Swatch('#000000")', "hot"), "is not written as #rrggbb"),
        (lambda: Bar("x", (1.0,), ()), "not as many words"),
        (lambda: Bar("x", (float("inf"),), ("much",)), "no number"),
        (lambda: Bars((), ("a", "b", "c")), "one or two things, not 3"),
        (lambda: Bars((Bar("x", (1.0,), ("1",)),)), "a value for each of its names"),
        (
            lambda: Bars((Bar("x", (1.0,), ("1",)),) * (MOST_BARS + 1), ("a",)),
            "200 bars, not 201",
        ),
        (lambda: Report(" ", (), date(2026, 3, 21)), "has a title"),
        (lambda: Report("x", (), date(2026, 3, 21), language="English"), "en or de-CH"),
    ],
)
def test_what_no_page_can_show_is_said(make, said):
    with pytest.raises(ValueError) as fault:
        make()
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_full_table_is_taken():
    assert len(Table((Column("x"),), (("1",),) * MOST_ROWS).rows) == MOST_ROWS
