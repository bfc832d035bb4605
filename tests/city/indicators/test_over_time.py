"""The canopy through the years, as the numbers of each year have it."""

import pytest

from city.indicators import indicators
from city.indicators.over_time import growth, years_from
from tests.city.plans import at, base, plan, square

SAID = {"crown": 2, "grown_crown": 10, "year": 2030, "years": 20}


def test_growth_is_what_the_numbers_of_each_year_say():
    view = plan(
        {"edit": "plant", "places": [at(45, 45), at(55, 45)], **SAID},
        {"edit": "plant", "places": [at(65, 45)], "crown": 4},
    )
    years = years_from(2026)
    assert years[:2] == (2026, 2031) and len(years) == 11
    canopy = [indicators(view, year=year).values["canopy"] for year in years]
    assert growth(view, years) == pytest.approx([one - canopy[0] for one in canopy])


def test_on_a_plot_only_its_own_trees_grow():
    plot = {"edit": "plot", "outline": square(40, 40, 10, 10), "id": "p"}
    trees = {"edit": "plant", "places": [at(45, 45), at(55, 45)], **SAID}
    view = plan(plot, trees)
    years = years_from(2026)
    assert growth(view, years, view.things["p"]) == pytest.approx(growth(view, years) / 2)


def test_without_trees_nothing_grows():
    assert not growth(plan(over=base()), years_from(2026)).any()
