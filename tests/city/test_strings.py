"""Texts come out of the blob as they went in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.strings import Strings, runs

words = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=30)


@given(words)
def test_there_and_back(texts):
    column = Strings.of(texts)
    assert list(column) == texts
    assert [column[row] for row in range(len(column))] == texts
    assert len(column) == len(texts)


@given(words, st.data())
def test_any_texts_in_any_order(texts, data):
    rows = st.lists(st.integers(0, len(texts) - 1), max_size=40) if texts else st.just([])
    rows = data.draw(rows)
    taken = Strings.of(texts).take(np.array(rows, np.int64))
    assert list(taken) == [texts[row] for row in rows]


@given(words, st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_find_is_the_first_equal_text(texts, wanted):
    column = Strings.of(texts)
    assert column.find(wanted) == (texts.index(wanted) if wanted in texts else -1)
    for text in texts:
        assert column.find(text) == texts.index(text)


def test_a_million_ids_cost_their_bytes():
    column = Strings.of(f"{n:08d}" for n in range(1000))
    assert column.blob.nbytes == 8000 and column.offsets.nbytes == 8 * 1001


def test_a_lone_surrogate_becomes_a_question_mark():
    assert list(Strings.of(["a\ud800b"])) == ["a?b"]


def test_bytes_that_are_no_text_do_no_harm():
    column = Strings(np.array([0xFF, 0x41], np.uint8), np.array([0, 2]))
    assert column[0] == "\ufffdA"


@pytest.mark.parametrize("row", [-1, 2, 100])
def test_a_row_that_is_not_there(row):
    with pytest.raises(IndexError):
        Strings.of(["a", "b"])[row]


def test_from_a_generator_and_of_nothing():
    assert list(Strings.of(text for text in "xyz")) == ["x", "y", "z"]
    assert list(Strings.of([])) == [] and Strings.of([]).find("") == -1
    assert Strings.of(["", "a", ""]).find("") == 0


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 6)), max_size=12))
def test_runs(pieces):
    starts = np.array([start for start, _ in pieces], np.int32)
    lengths = np.array([length for _, length in pieces], np.int32)
    expected = [start + k for start, length in pieces for k in range(length)]
    assert runs(starts, lengths).tolist() == expected


def test_a_text_is_found_as_a_whole_and_not_across_two():
    packed = Strings.of(["ab", "abab", "", "b", "ab", "é"])
    assert packed.find("ab") == 0
    assert packed.find("abab") == 1
    assert packed.find("b") == 3
    assert packed.find("") == 2
    assert packed.find("é") == 5
    assert packed.find("ba") == packed.find("a") == -1
    assert Strings.of([]).find("") == Strings.of([]).find("a") == -1
    assert Strings.of(["aab", "ab"]).find("ab") == 1
