"""Lines of parents are climbed at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from city.lineage import below, lineage


@st.composite
def forests(draw):
    """Parents that stand anywhere, never in a ring."""
    count = draw(st.integers(0, 25))
    order = draw(st.permutations(range(count)))
    parent = np.full(count, -1, np.int32)
    for place, row in enumerate(order):
        above = draw(st.integers(-1, place - 1))
        parent[row] = order[above] if above >= 0 else -1
    return parent


def line(parent, row):
    found = [row]
    while parent[found[-1]] >= 0:
        found.append(int(parent[found[-1]]))
    return found


@given(forests())
def test_tops_and_steps(parent):
    top, steps = lineage(parent)
    lines = [line(parent, row) for row in range(len(parent))]
    assert top.tolist() == [found[-1] for found in lines]
    assert steps.tolist() == [len(found) - 1 for found in lines]


@given(forests(), st.data())
def test_below(parent, data):
    chosen = np.array([data.draw(st.booleans()) for _ in parent], bool)
    expected = [any(chosen[line(parent, row)]) for row in range(len(parent))]
    assert below(parent, chosen).tolist() == expected


def test_a_very_long_line():
    count = 200_000
    parent = np.arange(-1, count - 1, dtype=np.int32)
    top, steps = lineage(parent)
    assert (top == 0).all() and steps[-1] == count - 1
    assert below(parent, np.arange(count) == 5).sum() == count - 5
