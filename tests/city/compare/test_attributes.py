"""Attributes differ where their values do, and nowhere else."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.compare.attributes import differing, same
from tests.city.toy import FRAME


def table(*said):
    """Objects with these attributes, each a dict of name: (type, value)."""
    builder = CityBuilder(FRAME)
    for number, attributes in enumerate(said):
        row = builder.add_object("Building", f"b{number}")
        for name, (type, value) in attributes.items():
            builder.objects.set(row, name, type, value)
    return builder.freeze().objects


def told(a, b, rows=None):
    every = np.arange(len(a)) if rows is None else np.array(rows)
    found, mixed = differing(a, b, every, every)
    said = {one.name: list(zip(one.pairs.tolist(), one.a, one.b, strict=True)) for one in found}
    return said, mixed


def test_what_is_said_alike_is_no_difference():
    one = table({"storeys": ("integer", 3), "use": ("text", "office")}, {"use": ("text", "shop")})
    other = table(
        {"use": ("text", "office"), "storeys": ("number", 3.0)}, {"use": ("text", "shop")}
    )
    assert told(one, other) == ({}, {})


@pytest.mark.parametrize(
    ("type", "was", "now"),
    [
        ("integer", 3, 4),
        ("integer", 2**60, 2**60 + 1),
        ("number", 3.5, 3.6),
        ("boolean", True, False),
        ("text", "1", "1.0"),
        ("date", "2020-01-01", "2021-02-03"),
        ("structure", "[1, 2]", "[2, 1]"),
    ],
)
def test_another_value_of_any_type_is_told_with_both(type, was, now):
    a = table({"x": (type, was)}, {"x": (type, was)}, {})
    b = table({"x": (type, was)}, {"x": (type, now)}, {})
    said, mixed = told(a, b)
    (change,) = said["x"]
    plain = (eval(was), eval(now)) if type == "structure" else (was, now)
    assert (change, mixed) == ((1, *plain), {})


def test_what_is_said_no_more_and_what_is_new():
    a, b = table({"x": ("integer", 1)}, {}), table({}, {"y": ("text", "new")})
    assert told(a, b)[0] == {"x": [(0, 1, None)], "y": [(1, None, "new")]}


def test_values_are_of_the_rows_that_are_asked_for():
    a = table(*({"x": ("integer", k)} for k in range(6)))
    b = table(*({"x": ("integer", 5 - k)} for k in range(6)))
    found, _ = differing(a, b, np.array([0, 1, 4]), np.array([5, 4, 0]))
    (one,) = found
    assert (one.pairs.tolist(), one.a, one.b) == ([2], [4], [5])


def test_the_order_inside_an_address_says_nothing():
    a = table({"address": ("structure", '{"street": "A", "number": 1}')})
    b = table({"address": ("structure", '{"number":1,"street":"A"}')})
    assert told(a, b) == ({}, {})


def test_noise_of_writing_numbers_is_no_difference():
    a, b = table({"h": ("number", 0.1 + 0.2)}), table({"h": ("number", 0.3)})
    assert told(a, b) == ({}, {})
    nothing = table({"h": ("number", float("nan"))})
    assert told(nothing, nothing) == ({}, {})
    assert told(a, nothing)[0].keys() == {"h"}


def test_text_here_and_numbers_there_are_compared_by_what_they_say():
    a = table({"year": ("text", "1950")}, {"year": ("text", "1951")})
    b = table({"year": ("integer", 1950)}, {"year": ("integer", 1960)})
    said, mixed = told(a, b)
    assert said == {"year": [(1, "1951", 1960)]}
    assert mixed == {"year": ("text", "integer")}


def test_single_values():
    assert same(1, 1.0) and same("a", "a") and same(None, None) and same({"a": 1}, {"a": 1})
    assert not same(1, 2) and not same("a", None) and not same(True, False)
