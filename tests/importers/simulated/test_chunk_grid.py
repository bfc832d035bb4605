"""Parts of arrays that are stored in chunks, against numpy's own slices."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.simulated.chunk_grid import gathered

WHOLE = np.arange(7 * 5 * 3).reshape(7, 5, 3)
CHUNK = (3, 2, 2)
PADDED = np.pad(WHOLE, [(0, 2), (0, 1), (0, 1)])
PARTS = {
    (a, b, c): PADDED[a * 3 : a * 3 + 3, b * 2 : b * 2 + 2, c * 2 : c * 2 + 2]
    for a, b, c in product(range(3), range(3), range(2))
}
KIND = (np.dtype(np.int64), -1)


def side(size: int) -> st.SearchStrategy[slice | int]:
    ends = st.tuples(st.integers(0, size), st.integers(0, size))
    return ends.map(lambda both: slice(*both)) | st.integers(0, size - 1)


@given(st.tuples(side(7), side(5), side(3)))
def test_every_part_is_the_one_that_numpy_takes(index: tuple[slice | int, ...]):
    found = gathered(index, WHOLE.shape, CHUNK, KIND, PARTS.get)
    expected = WHOLE[index]
    assert found.shape == expected.shape and np.array_equal(found, expected)


def test_what_nobody_has_written_is_the_fill_value():
    found = gathered((), (4, 2), (3, 2), KIND, {(0, 0): np.ones((3, 2), np.int64)}.get)
    assert found.tolist() == [[1, 1], [1, 1], [1, 1], [-1, -1]]


@pytest.mark.parametrize("index", [(), (slice(2, 3),), (4, slice(0, 1))])
def test_sides_that_are_not_named_are_taken_whole(index: tuple[slice | int, ...]):
    assert np.array_equal(gathered(index, WHOLE.shape, CHUNK, KIND, PARTS.get), WHOLE[index])
