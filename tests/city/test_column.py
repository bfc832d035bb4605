"""An attribute keeps its type, its unit and its gaps."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.column import Column, encode

texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=30)


@given(texts)
def test_each_text_is_written_once(values):
    codes, distinct = encode(values)
    assert [distinct[code] for code in codes.tolist()] == values
    assert len(distinct) == len(set(values)) and codes.dtype == np.int32


def column(type, values, rows=None):
    rows = np.array(range(len(values)) if rows is None else rows, np.int32)
    if type in ("text", "structure"):
        codes, distinct = encode(values)
        return Column(type, rows, codes, distinct)
    kinds = {"integer": "int64", "number": "float64", "boolean": "bool", "date": "datetime64[s]"}
    return Column(type, rows, np.array(values, kinds[type]))


@pytest.mark.parametrize(
    ("type", "values", "plain"),
    [
        ("integer", [3, -(2**62)], [3, -(2**62)]),
        ("number", [1.5, float("inf")], [1.5, float("inf")]),
        ("boolean", [True, False], [True, False]),
        ("text", ["Kerk", ""], ["Kerk", ""]),
        ("date", ["2019-03-01", "2019-03-01T12:30:05"], ["2019-03-01", "2019-03-01T12:30:05"]),
        ("date", ["0001-01-01", "9999-12-31"], ["0001-01-01", "9999-12-31"]),
        ("structure", ['{"a": [1]}', "[]"], [{"a": [1]}, []]),
    ],
)
def test_values_come_out_plain(type, values, plain):
    made = column(type, values, [2, 5])
    assert made.items() == list(zip([2, 5], plain, strict=True))
    assert [made.at(row) for row in range(7)] == [None, None, plain[0], None, None, plain[1], None]
    for value in plain:
        assert json.dumps(value)  # nothing of numpy is left
    assert [builtin.__class__ for builtin in (made.at(2), made.at(5))] == [
        value.__class__ for value in plain
    ]


def test_a_column_without_values():
    empty = column("number", [])
    assert len(empty) == 0 and empty.at(0) is None and empty.items() == []
