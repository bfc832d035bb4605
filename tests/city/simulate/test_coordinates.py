"""Places as texts, there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.simulate.coordinates import read_points, written

METRES = st.floats(-1e7, 1e7)


def test_texts_tell_places():
    found = read_points(" 1, 2 ; 3,4,5.5;")
    np.testing.assert_array_equal(found, [[1, 2, np.nan], [3, 4, 5.5]])


@pytest.mark.parametrize("text", ["1", "a,b", "1,2,3,4", "1,nan", "1,inf,2", "1 2"])
def test_what_is_no_place_is_told(text):
    with pytest.raises(ValueError, match="is no place"):
        read_points(text)


@given(st.lists(st.tuples(METRES, METRES, METRES | st.just(np.nan)), min_size=1))
def test_what_is_written_is_read_again(places):
    np.testing.assert_allclose(read_points(written(np.array(places))), places, atol=0.0051)


def test_nothing_is_no_place():
    with pytest.raises(ValueError, match="no place is given"):
        read_points(" ; ")
