"""Trips that are drawn by chance."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from city.traffic.trips import MOST, Trips, drawn
from tests.city.traffic.grid import grid


def test_as_many_as_asked_in_order_of_time():
    trips = drawn(grid(4, 4), per_hour=600, seconds=1800, seed=1)
    assert len(trips) == 300
    assert (np.diff(trips.depart) >= 0).all()
    assert trips.depart[0] >= 0 and trips.depart[-1] <= 1800
    # in each of three thirds a third of them; five standard deviations of a binomial are 41
    assert np.abs(np.histogram(trips.depart, 3)[0] - 100).max() < 41


def test_the_same_seed_gives_the_same_trips_and_another_one_others():
    first, again, other = (drawn(grid(), 600, 600, seed) for seed in (7, 7, 8))
    assert (first.start, first.end) == (again.start, again.end)
    assert (first.depart == again.depart).all()
    assert first.start != other.start


def test_nobody_drives_to_where_they_are_nor_to_the_next_corner():
    roads = grid(9, 9)  # 800 m across: people drive at least 200 m
    trips = drawn(roads, 2000, 3600, 1)
    for start, end in zip(trips.start, trips.end, strict=True):
        (a, b), (c, d) = start, end
        assert np.hypot(int(a) - int(c), int(b) - int(d)) >= 2


def test_junctions_with_more_lanes_see_more_trips():
    roads = grid(2, 2)
    at = roads.network.ends[:, 0] == roads.network.nodes.ids.index("00")
    wide = replace(roads, lanes=np.where(at, 9, 1))
    starts = Counter(drawn(wide, 10_000, 3600, 1).start)
    # nine of twelve lanes begin there, and no trip goes from a junction to itself
    assert starts["00"] / 10_000 > 0.6
    assert min(starts.values()) / 10_000 > 0.05


def test_a_junction_that_nobody_leaves_is_no_end_of_a_trip():
    ring = ["00>10", "10>11", "11>01", "01>00"]
    trips = drawn(grid(streets=[*ring, "10>20"]), 500, 3600, 1)
    assert "20" not in {*trips.start, *trips.end}


def test_times_of_a_file_count_from_its_first_trip():
    trips = Trips(np.array([25200.5, 25260.0, 25300.0]), ("a", "b", "c"), ("d", "e", "f"))
    found, late = trips.within(100)
    assert found.depart.tolist() == [0.5, 60]
    assert (found.start, found.end, late) == (("a", "b"), ("d", "e"), 1)


@pytest.mark.parametrize(("per_hour", "seconds"), [(0.1, 60), (MOST * 2, 3600)])
def test_no_trip_and_too_many_are_refused(per_hour, seconds):
    with pytest.raises(ValueError, match="ask for 1 to"):
        drawn(grid(), per_hour, seconds, 1)


def test_a_network_on_which_nobody_comes_back_is_refused():
    with pytest.raises(ValueError, match="cars come anywhere and back"):
        drawn(grid(streets=["00>10", "10>20"]), 100, 3600, 1)
