"""What single buildings, trees and pieces of land add to the numbers."""

import numpy as np
import pytest

from city.indicators.quantities import Ground, Stock, of_building, of_ground, outline_of, storeys_of
from city.measured import Measured
from tests.city.plans import at, plan, square
from tests.city.toy import town


def stock():
    return Stock(Measured(town().freeze()))


def row(found, name):
    return found.measured.city.objects.ids.find(name)


def test_a_building_of_parts_counts_as_one():
    found = stock()
    tower, shaft = row(found, "tower"), row(found, "shaft")
    assert found.building[tower]
    assert not found.building[shaft]
    assert found.footprint[tower] == 400  # the shaft stands on the podium, not on the ground
    assert found.floor()[tower] == 400 * 2 + 100 * 7
    assert found.floor()[shaft] == 0
    assert found.storeys[tower] == 8
    assert found.top[shaft] == -np.inf


def test_counted_storeys_go_before_estimates():
    found = stock()
    house = row(found, "house")
    assert (found.storeys[house], found.floor()[house]) == (1, 80)
    assert storeys_of(np.array([0.5, 3.0, 4.6, 30])).tolist() == [1, 1, 2, 10]


def test_a_drawn_building():
    said = {"footprint": square(200, 0, 10, 8), "storeys": 3, "use": "Büro", "id": "new"}
    found = of_building(plan({"edit": "build", **said}).find("new"))
    assert found == ("office", 240, 80, pytest.approx(720), 9, 3, 0)


def test_land_and_trees():
    view = plan(
        {"edit": "lay", "kind": "parking", "outline": square(0, 40, 10, 5), "id": "cars"},
        {"edit": "plant", "places": [at(50, 50)], "crown": 2, "ids": ["tree"]},
        {"edit": "plot", "outline": square(0, 0, 9, 9), "id": "plot"},
    )
    assert of_ground(view.find("cars")) == Ground(sealed=50, parking=50)
    assert of_ground(view.find("tree")) == Ground(canopy=pytest.approx(np.pi), trees=1)
    assert of_ground(view.find("plot")) is None
    assert of_building(view.find("cars")) is None
    assert outline_of(view.find("cars")).area == pytest.approx(50)
    assert outline_of(view.find("tree")).area == pytest.approx(np.pi, rel=0.02)
