import numpy as np

from importers.simulated.columns import Columns


def filled(most):
    columns = Columns({"a": "i4", "b": "f4", "t": "M8[ms]"}, most)
    for k in range(5):
        part = {"a": np.arange(k), "t": np.arange(k).astype("M8[ms]")}
        columns.add(k, part | ({"b": np.ones(k)} if k % 2 else {}))
    return columns


def test_columns_are_the_same_in_memory_and_on_the_disk():
    held, written = filled(1 << 20).arrays(), filled(20).arrays()
    assert isinstance(written["a"], np.memmap) and not isinstance(held["a"], np.memmap)
    for name in held:
        assert held[name].dtype == written[name].dtype
        np.testing.assert_array_equal(held[name], written[name])
    assert held["a"].tolist() == [0, 0, 1, 0, 1, 2, 0, 1, 2, 3]
    np.testing.assert_array_equal(held["b"], [1, np.nan, np.nan, 1, 1, 1, *[np.nan] * 4])
    assert len(filled(1 << 20)) == 10


def test_nothing_gathered_is_nothing():
    arrays = Columns({"a": "i4"}).arrays()
    assert arrays["a"].shape == (0,) and arrays["a"].dtype == np.int32


def test_what_no_single_float_can_hold_is_infinite():
    columns = Columns({"a": "f4"})
    columns.add(1, {"a": np.array([1e300])})
    assert np.isinf(columns.arrays()["a"]).all()
