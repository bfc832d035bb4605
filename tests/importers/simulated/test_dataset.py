"""Packed values: what the file holds, and what CF says that it means."""

from typing import Any

import numpy as np
import pytest

from importers.simulated.dataset import Dataset, Stored, counted


def stored(raw: Any, **attributes: Any) -> Stored:
    values = np.asarray(raw)
    return Stored("v", ("x",), values.shape, values.dtype, attributes, lambda index: values[index])


def same(got: Any, expected: list[float]) -> bool:
    return np.array_equal(got, expected, equal_nan=True)


NONE = np.nan


@pytest.mark.parametrize(
    ("raw", "attributes", "expected"),
    [
        (np.int16([0, 100, -1]), {"scale_factor": 0.25, "add_offset": 2.5}, [2.5, 27.5, 2.25]),
        (np.int16([5, -99, 7]), {"_FillValue": np.int16(-99)}, [5, NONE, 7]),
        (np.float32([5, -9999, 7]), {"missing_value": np.array([-9999.0, 7.0])}, [5, NONE, NONE]),
        (np.int8([0, -1]), {"_Unsigned": "true", "_FillValue": np.int8(-1)}, [0, NONE]),
        (np.int8([0, -2]), {"_Unsigned": "true"}, [0, 254]),
        (np.float32([1, 2, 3]), {"valid_range": np.float32([1, 2])}, [1, 2, NONE]),
        (np.float64([1, 2, 3]), {"valid_min": 2.0}, [NONE, 2, 3]),
        (np.float32([1, 9.969209968386869e36]), {}, [1, NONE]),
        (np.int32([1, -2147483647]), {}, [1, NONE]),
        (np.float32([1, np.nan]), {"_FillValue": np.float32(np.nan)}, [1, NONE]),
        (np.int16([1, 2]), {"_FillValue": "none", "missing_value": ""}, [1, 2]),
        (np.int16([1, 2]), {"scale_factor": "ten", "valid_min": "one"}, [1, 2]),
    ],
)
def test_values_are_unpacked_and_none_are_none(
    raw: Any, attributes: dict[str, Any], expected: list[float]
):
    assert same(stored(raw, **attributes).read(), expected)


def test_the_fill_value_is_compared_before_unpacking():
    told = {"_FillValue": np.int16(-1), "scale_factor": 1.0, "add_offset": -100.0}
    packed = stored(np.int16([-1, 99]), **told)
    assert same(packed.read(), [NONE, -1])


def test_a_float32_scale_of_small_numbers_gives_float32_as_cf_says():
    assert stored(np.int16([3]), scale_factor=np.float32(0.1)).read().dtype == np.float32
    assert stored(np.int32([2**24 + 1]), scale_factor=np.float32(1)).read()[0] == 2**24 + 1


def test_only_what_is_asked_for_is_read():
    asked = []
    values = np.arange(10)

    def raw(index: Any) -> Any:
        asked.append(index)
        return values[index]

    assert Stored("v", ("x",), (10,), values.dtype, {}, raw).read((slice(2, 4),)).tolist() == [2, 3]
    assert asked == [(slice(2, 4),)]


def test_a_coordinate_that_is_left_out_counts():
    assert counted("time", 3).numbers().tolist() == [0, 1, 2]


def test_a_data_set_says_the_first_thing_that_is_there_in_one_line():
    told = Dataset({"source": "", "model": "PALM\n 23.4"}, {"v": stored([1, 2, 3])})
    assert told.says("source", "model") == "PALM 23.4"
    assert told.size("x") == 3
