"""Every known answer is met, within the bound that is printed beside it."""

import numpy as np
import pytest

from tests.city.simulate.known import GROUPS
from tests.city.simulate.known.answer import worst


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_every_deviation_is_within_its_bound(group):
    found = list(group())
    assert found
    for one in found:
        assert np.isfinite(one.deviation) and one.deviation <= one.bound, one


def test_the_worst_of_many_is_told():
    one = worst("a", [1.0, 2.5, 3.0], [1.0, 2.0, 3.2], "hand", 1.0, "m")
    assert (one.found, one.wanted) == (2.5, 2.0) and one.deviation == 0.5
    assert np.isnan(worst("a", [1.0, np.nan], 1.0, "hand", 1.0, "m").deviation)
