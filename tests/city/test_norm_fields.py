"""Fields that are wrong are told one by one, each with its place and what to give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.norm_fields import (
    Fields,
    day,
    days,
    listed,
    number,
    one_of,
    period,
    rule,
    text,
    year,
)


@pytest.mark.parametrize(
    ("check", "said", "read"),
    [
        (text(3), "abc", "abc"),
        (text(3, empty=True), "", ""),
        (number(0, 90), 10, 10.0),
        (one_of("sill", "facade"), "sill", "sill"),
        (listed(number(0, 1), 1, 2), [0, 1], (0.0, 1.0)),
        (year, None, None),
        (year, 2022, 2022),
        (day, "02-19", (2, 19)),
        (days, "each", "each"),
        (days, ["03-21"], ((3, 21),)),
        (period, ["09-21", "03-21"], ((9, 21), (3, 21))),
        (rule, "any", "any"),
        (rule, 0.5, 0.5),
    ],
)
def test_what_is_right_is_read(check, said, read):
    assert check(said) == read


@pytest.mark.parametrize(
    ("check", "said", "asks"),
    [
        (text(3), "abcd", "up to 3 letters"),
        (text(3), "  ", "up to 3 letters"),
        (number(0, 90), 91, "from 0 to 90"),
        (number(0, 90), True, "from 0 to 90"),
        (number(0, 90), "10", "from 0 to 90"),
        (number(0, 90), float("nan"), "from 0 to 90"),
        (number(0, 90), 10**400, "from 0 to 90"),
        (one_of("sill", "facade"), "roof", "one of sill, facade"),
        (listed(number(0, 1), 2, 2), [1], "a list of 2"),
        (listed(number(0, 1), 1, 2), "1", "a list of 1 to 2"),
        (year, "2022", "a year as 2022"),
        (day, "02-30", "month first"),
        (day, "2-19", "month first"),
        (day, "19-02", "month first"),
        (day, 219, "month first"),
        (days, "some", "a list of days"),
        (days, [], "a list of days"),
        (period, ["02-19"], "the first and the last day"),
        (rule, 0, "a share above 0"),
        (rule, "most", "a share above 0"),
        (rule, True, "a share above 0"),
    ],
)
def test_what_is_wrong_is_refused_with_what_to_give(check, said, asks):
    with pytest.raises(ValueError, match=asks):
        check(said)


def test_every_wrong_field_is_told_with_its_place():
    wrong = []
    said = {"height": -1, "inner": {"name": 3, "nmae": "x"}, "all": [{"name": "a"}, {}], "b": 1}
    fields = Fields(said, "", wrong)
    assert fields.take("height", number(0, 5)) is None
    assert fields.take("missing", number(0, 5)) is None
    assert fields.take("left", number(0, 5), 2.0) == 2.0
    assert fields.within("inner", lambda f: f.take("name", text(9))) is None
    assert fields.many("all", lambda f: f.take("name", text(9))) == ("a", None)
    fields.close()
    assert wrong == [
        "height: -1 won't do; give a number from 0 to 5.",
        "missing: nothing is said; give a number from 0 to 5.",
        "inner.name: 3 won't do; give a text of up to 9 letters.",
        "inner.nmae: no such field; there are name.",
        "all[1].name: nothing is said; give a text of up to 9 letters.",
        "b: no such field; there are height, missing, left, inner, all.",
    ]


def test_nothing_at_all_stands_for_a_default_that_is_none():
    wrong = []
    assert Fields({"facing": None}, "", wrong).take("facing", number(1, 180), None) is None
    assert not wrong


def test_what_is_long_is_told_short():
    wrong = []
    Fields({"x": "y" * 500, "z" * 500: 1}, "", wrong).take("x", text(9))
    assert all(len(line) < 120 for line in wrong)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=5,
)


@given(ANYTHING)
def test_no_value_breaks_a_check(said):
    """It is read, or one line tells."""
    checks = (text(9), number(0, 9), year, day, days, period, rule, listed(day, 1, 2))
    for check in checks:
        wrong = []
        Fields({"x": said}, "", wrong).take("x", check)
        assert len(wrong) <= 1
        assert all("\n" not in line for line in wrong)
