"""Rows in the order of their values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.builder import CityBuilder
from city.measured import Measured
from city.order import (
    _alphabet,
    _by_bytes,
    columns_of,
    is_number,
    numbers_of,
    ordered,
    unit_of_column,
    usual_columns,
)
from city.search import lowered
from city.strings import Strings
from tests.city.toy import FRAME, town


def hamlet(values, type="number"):
    builder = CityBuilder(FRAME)
    for place, value in enumerate(values):
        row = builder.add_object("Building", f"b{place}")
        if value is not None:
            builder.objects.set(row, "worth", type, value)
    return Measured(builder.freeze())


def order(measured, descending=False, rows=None):
    every = np.arange(len(measured.city.objects)) if rows is None else np.array(rows)
    found = ordered(measured, ("attribute", "worth"), every, descending)
    return [int(measured.city.objects.ids[row][1:]) for row in found]


def test_unknown_values_come_last_both_ways():
    measured = hamlet([3.0, None, 1.0, 2.0, None])
    assert order(measured) == [2, 3, 0, 1, 4]
    assert order(measured, descending=True) == [0, 3, 2, 1, 4]


def test_equal_values_stay_as_they_are_both_ways():
    measured = hamlet([1, 0, 1, 0], "integer")
    assert order(measured) == [1, 3, 0, 2]
    assert order(measured, descending=True) == [0, 2, 1, 3]
    assert order(measured, rows=[3, 2, 1, 0]) == [3, 1, 2, 0]


def test_texts_go_by_their_letters():
    assert order(hamlet(["b", "Ä", "a", "C", "ß", "st"], "text")) == [1, 2, 0, 3, 4, 5]


def test_dates_and_truths():
    assert order(hamlet(["2001-02-03", "1999-01-01", None], "date")) == [1, 0, 2]
    assert order(hamlet([True, False], "boolean")) == [1, 0]


@given(st.lists(st.none() | st.integers(-5, 5), min_size=1, max_size=30))
def test_as_python_sorts(values):
    if all(value is None for value in values):
        return
    measured = hamlet(values, "integer")
    known = [k for k, value in enumerate(values) if value is not None]
    rest = [k for k, value in enumerate(values) if value is None]
    assert order(measured) == sorted(known, key=lambda k: values[k]) + rest
    assert order(measured, True) == sorted(known, key=lambda k: -values[k]) + rest


def test_ids_classes_and_measures():
    measured = Measured(town().freeze())
    ids = measured.city.objects.ids
    rows = np.arange(len(ids))
    by_id = [ids[r] for r in ordered(measured, ("own", "id"), rows)]
    assert by_id == sorted(by_id)
    assert ids[ordered(measured, ("measure", "volume"), rows, True)[0]] == "tower"
    assert ids[ordered(measured, ("own", "class"), rows)[-1]] == "square"
    assert ids[ordered(measured, ("measure", "area(roof)"), rows, True)[0]] in ("tower", "podium")


def test_what_a_table_can_show():
    measured = Measured(town().freeze())
    columns = columns_of(measured)
    assert columns[:3] == [("own", "id"), ("own", "class"), ("attribute", "storeys")]
    assert ("measure", "area(roof)") in columns
    assert unit_of_column(measured, ("measure", "volume")) == "m3"
    assert is_number(measured, ("attribute", "storeys"))
    assert not is_number(measured, ("own", "id"))
    house = measured.city.objects.ids.find("house")
    assert numbers_of(measured, ("attribute", "storeys"))[house] == 1
    assert numbers_of(measured, ("measure", "height"))[house] == pytest.approx(3)


def test_at_first_what_any_of_the_rows_has_is_shown():
    measured = hamlet([3.0, None, None])
    sizes = [("measure", "height"), ("measure", "footprint")]
    worth = ("attribute", "worth")
    assert usual_columns(measured, np.arange(3), every=False) == [("own", "id"), *sizes, worth]
    own = [("own", "id"), ("own", "class")]
    assert usual_columns(measured, np.array([1, 2]), every=True) == [*own, *sizes]


def test_many_texts_are_sorted_as_few_are():
    """Twice the same texts: as bytes all at once, and one by one."""
    rng = np.random.default_rng(5)
    texts = ["".join(rng.choice(list("abAB1_ "), rng.integers(0, 9))) for _ in range(3000)]
    packed = Strings.of(texts)
    assert (_by_bytes(lowered(packed), 9) == _alphabet(texts)).all()
    assert (_alphabet(packed) == _alphabet(texts)).all()
    assert _alphabet(Strings.of([*texts, "ä"])).max() == _alphabet([*texts, "ä"]).max()
