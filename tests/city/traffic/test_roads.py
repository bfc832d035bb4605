"""The part of a network in which cars come from everywhere to everywhere."""

from dataclasses import replace

import numpy as np
import pytest

from city.traffic.roads import connected
from tests.city.traffic.grid import grid

LOOP = ["00>10", "10>11", "11>01", "01>00"]


def joined(roads):
    return {id for id, one in zip(roads.network.nodes.ids, connected(roads), strict=True) if one}


def test_a_whole_grid_is_joined():
    assert joined(grid()) == set(grid().network.nodes.ids)


@pytest.mark.parametrize("dead_end", ["10>20", "20>10"])
def test_a_street_of_one_way_out_or_in_joins_nothing(dead_end):
    assert joined(grid(streets=[*LOOP, dead_end])) == {"00", "10", "11", "01"}


def test_of_two_parts_the_larger_one_counts_even_where_the_other_has_more_streets_at_a_junction():
    star = ["21>20", "20>21", "21>22", "22>21"]
    long = ["00>10", "10>00", "00>01", "01>00", "01>02", "02>01", "02>12", "12>02"]
    assert joined(grid(streets=[*star, *long])) == {"00", "10", "01", "02", "12"}


def test_where_no_car_may_pass_nothing_is_joined():
    roads = grid(streets=LOOP)
    shut = replace(roads, lanes=roads.lanes * 0)
    assert not shut.open.any()
    assert not connected(shut).any()


def test_a_street_that_ends_nowhere_is_not_open():
    roads = grid(streets=LOOP)
    ends = np.array([[0, -1], *roads.network.ends[1:]])
    roads = replace(roads, network=replace(roads.network, ends=ends))
    assert roads.open.tolist() == [False, True, True, True]
