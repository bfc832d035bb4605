"""What a plan changes, street by street."""

from dataclasses import replace

import numpy as np

from city.simulated.run import Run
from city.traffic.compare import difference
from city.traffic.outcome import VARIABLES, Counts, streets
from city.traffic.works import Works
from tests.city.traffic.grid import grid

BEGIN = np.datetime64("2026-09-01T07:00", "ms")
HERE = ["00>10", "10>00", "10>20"]


def network(ids, vehicles, closed=()):
    count = np.array(vehicles, float)
    counts = Counts(count, np.full(len(ids), 7.1), count * 3.3, count * 1e5, count * 77)
    works = Works(closed=dict.fromkeys(closed, "all"))
    end = BEGIN + np.timedelta64(1, "h")
    return streets(grid(3, 1, ids), works, counts, BEGIN, end, Run("Traffic", "SUMO"))


def test_equal_sides_differ_by_exactly_zero():
    one = network(HERE, [3, 0, 7])
    change = difference(one, one)
    for key, row in change.values.items():
        known = ~np.isnan(one.values[key.removesuffix(" change")])
        assert (row[known] == 0).all()
        assert np.isnan(row[~known]).all()


def test_flows_change_by_what_was_counted():
    change = difference(network(HERE, [5, 0, 7]), network(HERE, [3, 2, 7]))
    assert change.values["flow change"].tolist() == [[2, -2, 0]]


def test_a_street_that_only_one_side_has_or_that_is_closed_has_no_change():
    before = network(HERE, [3, 2, 7])
    after = network([*HERE[::-1], "20>10"], [7, 1, 9, 5], closed=["00>10"])
    change = difference(after, before)
    assert change.links.ids == ("10>20", "10>00", "00>10", "20>10")
    assert np.nan_to_num(change.values["flow change"], nan=99).tolist() == [[0, -1, 99, 99]]
    assert change.links.kinds[2] == "closed"


def test_every_variable_has_its_change_with_its_unit():
    change = difference(network(HERE, [1, 1, 1]), network(HERE, [1, 1, 1]))
    units = {one.key: one.unit for one in change.variables}
    assert units == {f"{one.key} change": one.unit for one in VARIABLES}
    assert change.variable("flow change").title == "Change: traffic flow"
    assert change.variable("CO2 change").title == "Change: CO2 along the street"


def test_the_baseline_is_left_as_it_was():
    before = network(HERE, [3, 2, 7])
    kept = {key: row.copy() for key, row in before.values.items()}
    difference(network(["20>10"], [4]), replace(before))
    assert all(np.array_equal(before.values[key], kept[key], equal_nan=True) for key in kept)
