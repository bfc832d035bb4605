"""Layers in numbers, against counts by hand."""

import json
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from city.layer import Quantity
from city.layer_summary import buildings, summary
from tests.city.layers import layer


def test_means_are_weighted_by_area():
    found = {one["on"]: one for one in summary(layer())}
    assert found.keys() == {"all", "façades", "roofs", "ground"}
    assert (found["façades"]["count"], found["façades"]["mean"]) == (6, 2.5)  # 0 .. 5
    assert (found["roofs"]["min"], found["roofs"]["max"]) == (6, 11)
    assert found["ground"]["area"] == 24 and found["ground"]["mean"] == 14.5
    assert found["all"]["mean"] == (66 + 4 * 87) / 36
    assert found["all"]["unit"] == "h" and found["all"]["title"] == "Hours of sun"


@settings(max_examples=30)
@given(st.lists(st.floats(-9, 9, width=32), min_size=18, max_size=18))
def test_below_a_quantile_lies_its_share_of_the_area(values):
    made = layer(values=values)
    hours, area = made.values["hours"], made.samples.area
    (whole,) = [one for one in summary(made) if one["on"] == "all"]
    for share, value in whole["quantiles"].items():
        assert area[hours <= value].sum() >= float(share) * 36 - 1e-9
        assert area[hours < value].sum() <= float(share) * 36 + 1e-9


def test_places_without_a_value_are_not_counted():
    nothing = layer(values=np.full(18, np.nan))
    for one in summary(nothing):
        assert (one["count"], one["mean"], one["quantiles"]["0.5"]) == (0, None, None)
    json.dumps(summary(nothing), allow_nan=False)


def test_classes_are_counted_by_name():
    met = Quantity("hours", "Met", scale="classes", names=("no", "yes"))
    made = replace(layer(values=[1] * 6 + [0] * 12), quantities=(met,))
    found = {one["on"]: one["classes"] for one in summary(made)}
    assert found["all"] == {"no": 30.0, "yes": 6.0}
    assert found["façades"] == {"no": 0.0, "yes": 6.0}


def test_buildings_are_told_one_by_one():
    made = layer(tables={"facades": np.array([1.5, np.nan])})
    assert buildings(made) == [{"id": "b0", "facades": 1.5}, {"id": "b1", "facades": None}]
