"""The indicators of a hand-computed toy town, to the last digit.

The town: a house of 10 x 8 m on one storey; a tower with a podium of 20 x 20 x 5 m and a shaft of
10 x 10 x 20 m on it; a square, a road and a tree.
"""

import pytest

from city.assumptions import ASSUMPTIONS, assumed
from city.indicators import indicators, plots
from tests.city.plans import at, base, plan, square

HOUSE = 10 * 8 * 1
TOWER = 20 * 20 * 2 + 10 * 10 * 7  # 5 m are two storeys of three metres, 20 m are seven
NEW = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


def test_the_town_as_it_is():
    values = indicators(plan()).values
    assert values["gfa"] == HOUSE + TOWER
    assert values["footprint"] == 80 + 400
    assert values["volume"] == pytest.approx(240 + 2000 + 2000)
    assert values["highest"] == 25
    assert (values["dwellings"], values["carbon"], values["cost_low"]) == (0, 0, 0)
    assert values["trees"] == 1
    assert (values["far"], values["coverage"]) == (None, None)  # without a plot: said, not zero


def test_what_is_built_and_demolished_counts():
    view = plan(NEW, {"edit": "demolish", "objects": ["tower"]})
    found = indicators(view)
    assert found.floor == {"residential": 240, "unknown": HOUSE}
    values = found.values
    assert values["gfa"] == 240 + HOUSE
    assert values["footprint"] == 80 + 80
    assert values["volume"] == pytest.approx(720 + 240)
    assert values["highest"] == 9
    assert values["dwellings"] == 240 / 85
    assert values["inhabitants"] == 240 / 85 * 2.2
    assert values["parking_need"] == 240 / 85 * 0.7
    assert values["carbon"] == 240 * 800 / 1000
    assert (values["cost_low"], values["cost_high"]) == (240 * 1800, 240 * 3200)


def test_uses_have_jobs():
    view = plan(
        {**NEW, "use": "office"},
        {**NEW, "id": "shop", "footprint": square(220, 0, 10, 9), "use": "retail", "storeys": 1},
        {"edit": "change", "objects": ["new"], "attributes": {"name": "x"}},
    )
    found = indicators(view)
    assert found.floor == {"office": 240, "retail": 90, "unknown": HOUSE + TOWER}
    assert found.values["jobs"] == 240 / 25 + 90 / 45
    assert found.values["parking_need"] == (240 + 90) / 100


def test_what_a_house_of_the_base_is_for_can_be_changed():
    view = plan({"edit": "change", "objects": ["house"], "attributes": {"function": "office"}})
    assert indicators(view).floor == {"office": HOUSE, "unknown": TOWER}
    view = plan({"edit": "change", "objects": ["house"], "attributes": {"storeys": 4}})
    assert indicators(view).values["gfa"] == 4 * 80 + TOWER


def test_a_raised_house_counts_its_new_storeys():
    view = plan({"edit": "raise", "objects": ["house"], "storeys": 2})
    values = indicators(view).values
    assert values["volume"] == pytest.approx(80 * 9 + 4000)
    assert values["gfa"] == 80 * 3 + TOWER
    assert values["carbon"] == 2 * 80 * 1000 / 1000  # only what is added to it


def test_land_and_trees():
    view = plan(
        {"edit": "lay", "kind": "park", "outline": square(40, 40, 20, 10)},
        {"edit": "lay", "kind": "parking", "outline": square(70, 40, 10, 10)},
        {"edit": "lay", "kind": "water", "outline": square(90, 40, 5, 10)},
        {"edit": "plant", "places": [at(45, 45), at(55, 45)], "crown": 4},
        {"edit": "level", "outline": square(0, 300, 20, 20), "height": 1.0, "slope": 89},
    )
    before, values = indicators(plan()).values, indicators(view).values

    def added(name):
        return values[name] - before[name]

    assert added("green") == pytest.approx(200)
    assert added("sealed") == pytest.approx(100)
    assert added("water") == pytest.approx(50)
    assert added("trees") == 2
    assert added("canopy") == pytest.approx(2 * 3.14159265 * 4)
    assert added("parking") == pytest.approx(100 / 25)
    assert added("fill") == pytest.approx(400, rel=1e-2)


def test_assumptions_change_the_numbers_within_their_limits():
    view = plan(NEW)
    assert indicators(view, {"dwelling_size": 60}).values["dwellings"] == 4
    assert indicators(view, {"dwelling_size": 1}).values["dwellings"] == 240 / 20
    assert assumed({"nonsense": 3, "household": "many"}) == {
        name: one.value for name, one in ASSUMPTIONS.items()
    }


def test_heights_are_told_above_the_datum():
    ground = base(3.0)
    assert indicators(plan(NEW, over=ground)).values["highest"] == 25
    high = {**NEW, "storeys": 20}
    assert indicators(plan(high, over=ground)).values["highest"] == 63


def test_the_canopy_grows_with_the_years():
    said = {"crown": 2, "grown_crown": 10, "year": 2026, "years": 20}
    view = plan({"edit": "plant", "places": [at(45, 45), at(55, 45)], **said})
    before = indicators(plan()).values["canopy"]
    now, later = (indicators(view, year=year).values["canopy"] - before for year in (2026, 2046))
    assert now == pytest.approx(2 * 3.14159265)
    assert later == pytest.approx(25 * now)


def test_a_storey_is_as_high_as_it_is_taken_to_be_where_nobody_counts():
    """The tower's podium of 5 m is then one storey and its shaft of 20 m five; the house says 1."""
    view = plan({"edit": "move", "objects": ["tower"], "by": [1, 0, 0]})
    low = {"storey_height": 4.0}
    assert indicators(plan(), low).values["gfa"] == HOUSE + 400 * 1 + 100 * 5
    assert indicators(view, low).values["gfa"] == HOUSE + 400 * 6  # 25 m over one outline
    assert indicators(plan(NEW), low).values["gfa"] == 240 + HOUSE + 400 * 1 + 100 * 5
    (plot,) = plots(
        plan({"edit": "plot", "outline": square(90, -5, 50, 40), "id": "p"}), {"storey_height": 5.0}
    )
    assert plot.values["gfa"] == pytest.approx(400 * 1 + 100 * 4)
    assert indicators(plan()).values["gfa"] == HOUSE + TOWER
