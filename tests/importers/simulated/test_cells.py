import numpy as np
import pytest

from importers.simulated.cells import UNIT, numbers


def test_cells_that_are_no_numbers_are_none():
    np.testing.assert_array_equal(numbers(["1", "x", "", "2.5"]), [1, np.nan, np.nan, 2.5])
    np.testing.assert_array_equal(numbers([None, 3]), [np.nan, 3])
    assert numbers(np.array([1, 2], np.int8)).dtype == np.float64


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("heat (kWh)", ("heat", "kWh")),
        ("u-value [W/(m²·K)]", ("u-value", "W/(m²·K)")),
        ("u (W/(m²·K))", ("u", "W/(m²·K)")),
    ],
)
def test_a_title_may_name_its_unit(title, found):
    named = UNIT.match(title)
    assert (named[1], named[2] or named[3]) == found
    assert UNIT.match("heat") is None
