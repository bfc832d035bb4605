"""Numbers read all at once are what they are when read one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.citygml.decimals import decimals


def read(*places: str) -> tuple[list[float], list[int]]:
    """The numbers between some tags, and how many are before each place."""
    data = b"<posList>" + b"".join(f"{place}</x><y 1.5>".encode() for place in places)
    lengths = np.array([len(place) for place in places])
    begin = 9 + np.cumsum(lengths + 11) - lengths - 11
    flat, where = decimals(data, begin, begin + lengths)
    return flat.tolist(), np.searchsorted(where, begin).tolist()


def test_numbers_of_every_spelling():
    texts = (
        "458000.123 -5438000 0 -0.0 +1 .5 5. 1e3 -1.5E-2 99999999.99999999 007 35.65786425112358"
    )
    flat, _ = read(texts)
    assert flat == [float(text) for text in texts.split()]
    assert str(flat[3]) == "-0.0"


def test_where_each_place_begins():
    assert read("1 2 3", " \n4.5\t5 ", "", "6") == ([1, 2, 3, 4.5, 5, 6], [0, 3, 5, 5])


@pytest.mark.parametrize("word", ["x", "1.2.3", "1-2", "--1", "-", ".", "1,5", "12345678a", "é"])
def test_a_word_that_is_no_number(word):
    with pytest.raises(ValueError):
        read(f"1 {word} 2")


NUMBERS = st.one_of(
    st.floats(-1e9, 1e9).map(repr),
    st.integers(-(10**10), 10**10).map(str),
    st.tuples(st.floats(-1e8, 1e8), st.integers(0, 10)).map(lambda n: f"{n[0]:.{n[1]}f}"),
)


@given(st.lists(st.lists(NUMBERS, max_size=5), min_size=1, max_size=5))
def test_any_numbers(places):
    flat, _ = read(*map(" ".join, places))
    assert [repr(n) for n in flat] == [repr(float(n)) for place in places for n in place]
