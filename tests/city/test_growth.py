"""Trees through the years."""

import numpy as np
import pytest

from city.growth import all_grown, crowns, grown, grows
from tests.city.plans import at, plan, square

SAID = {"height": 4, "crown": 2, "year": 2026, "grown_height": 24, "grown_crown": 12, "years": 20}


def tree(**said):
    edit = {"edit": "plant", "places": [at(0, 50)], "ids": ["tree"]}
    return plan({**edit, **SAID, **said}).find("tree")


@pytest.mark.parametrize(
    ("year", "height"), [(2000, 4), (2026, 4), (2036, 19), (2046, 24), (2100, 24)]
)
def test_a_tree_grows_fast_at_first(year, height):
    form = grown(tree(), year).form
    assert form.height == pytest.approx(height)
    assert form.crown == pytest.approx(height / 2)


def test_it_stands_where_it_was_planted():
    old = grown(tree(), 2046)
    assert old.body.low == tree().body.low
    assert np.ptp(old.body.points[:, 0]) == pytest.approx(12)


def test_what_nobody_says_more_of_stays():
    one = tree(year=None)
    assert not grows(one)
    assert grown(one, 2100) is one
    house = plan({"edit": "build", "footprint": square(200, 0, 9, 9), "id": "h"}).find("h")
    assert grown(house, 2100) is house


def test_all_of_them_in_a_year():
    things = [tree(), tree(year=None)]
    assert all_grown(things, None) == things
    assert [one.form.height for one in all_grown(things, 2046)] == [24, 4]


def test_a_tree_is_the_same_thing_all_year():
    one = tree()
    assert grown(one, 2036) is grown(one, 2036)
    assert grown(one, 2046).form.height == 24 and grown(one, 2026).form.height == 4


def test_crowns_of_many_are_those_of_each():
    trees, years = [tree(), tree(year=2040), tree(grown_crown=None)], [2000, 2026, 2036, 2100]
    one_by_one = [[grown(one, year).form.crown for one in trees] for year in years]
    assert crowns(trees, years) == pytest.approx(np.array(one_by_one))
