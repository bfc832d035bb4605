"""Vertices are read from their text in one go, and only where they are what they should be."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.cityjson import setting
from importers.cityjson.setting import plain

NUMBER = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER), min_size=1, max_size=20), st.booleans())
def test_the_same_numbers_as_json_reads(vertices, roomy):
    text = json.dumps(vertices, indent=1 if roomy else None)
    read = plain(text.encode())
    assert read is not None
    assert read.tolist() == [[float(c) for c in vertex] for vertex in vertices]


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[[]]",
        "[1,2,3]",
        "[[1,2]]",
        "[[1,2,3,4],[5,6]]",
        "[[1,2,3],[4,5]",
        "[[1,2,3],null]",
        "[[1,2,NaN]]",
        '[[1,2,"3"]]',
        "[[1,2,],[3,4,5,6]]",
        "[[1,,3],[4,5,6]]",
        "[[1,2,3]4,[5,6,7]]",
        "[[1,2-3,4]]",
        "[[[1],2,3]]",
    ],
)
def test_anything_else_is_left_to_the_careful_way(text):
    assert plain(text.encode()) is None


@pytest.mark.parametrize("size", [1, 8, 9, 10, 11, 30, 1000])
@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("[[1,2,3],[4.5,5,6] , [-7,8,9e1],[0,0,0]]", True),
        ("[[1,2,3],[4,5,6],[7,8],[9,0,0]]", False),
        ("[[1,2,3],[4,5,6]7,[8,9,0],[0,0,0]]", False),
        ("[[1,2,3],[4,5,6],]", False),
        ("[[1,2,3],[4,5,6]],[7,8,9]]", False),
    ],
)
def test_wherever_the_text_is_divided(text, sound, size, monkeypatch):
    monkeypatch.setattr(setting, "VERTEX_BLOCK", size)
    read = plain(text.encode())
    assert (read is not None) == sound
    assert read is None or read.tolist() == json.loads(text)


def test_a_thousand_vertices_in_one_go():
    grid = np.arange(3_000).reshape(-1, 3)
    read = plain(json.dumps(grid.tolist()).encode())
    assert read is not None
    assert (read == grid).all()
