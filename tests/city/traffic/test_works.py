"""Which streets a line crosses, and which an area holds."""

import pytest
import shapely

from city.traffic.works import Works, crossed, named
from tests.city.traffic.grid import grid

LINKS = grid().network.links


def test_a_line_across_a_street_meets_both_directions():
    across = shapely.LineString([(50, -5), (50, 5)]).buffer(0.5, cap_style="flat")
    assert sorted(crossed(LINKS, across)) == ["00>10", "10>00"]


def test_an_area_meets_what_lies_in_it_and_what_leads_out():
    area = shapely.box(90, 90, 110, 110)  # around the middle junction, which has eight streets
    met = crossed(LINKS, area)
    assert len(met) == 8
    assert all("11" in id.split(">") for id in met)


def test_nothing_is_met_beside_the_streets():
    assert crossed(LINKS, shapely.box(10, 10, 90, 90)) == []


def test_streets_are_closed_by_name():
    assert named(LINKS, ["00>10", "10>00"]) == {"00>10": "all", "10>00": "all"}
    with pytest.raises(ValueError, match="there is no street 'elsewhere' in the network"):
        named(LINKS, ["00>10", "elsewhere"])


def test_works_that_do_nothing_are_none():
    assert not Works(lost=("a closure meets nothing",))
    assert Works(closed={"a": "all"})
    assert Works(limits={"a": 5.0})
