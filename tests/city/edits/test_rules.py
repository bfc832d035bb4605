"""What edits share."""

import pytest

from city.edits import EditError
from city.edits.rules import free, on_the_ground, stand_in
from city.view import Site, View
from tests.city.plans import at, base, square


def test_a_stand_in_looks_as_what_it_stands_for():
    site = Site(View.of(base()))
    house = site.find_all(["house"])[0]
    thing = stand_in(site, house)
    assert (thing.id, thing.kind, thing.attributes) == ("house", "Building", {"storeys": 1})
    assert thing.body.volume() == pytest.approx(240)
    assert stand_in(site, thing) is thing


def test_names_of_what_stands_are_taken():
    site = Site(View.of(base()))
    with pytest.raises(ValueError, match="called 'house' already"):
        free(site, "house")
    free(site, "another")


def test_the_ground_under_an_outline():
    assert on_the_ground(base(4.5), square(0, 0, 10, 10), None) == 4.5
    assert on_the_ground(base(4.5), square(0, 0, 10, 10), 7.0) == 7.0
    with pytest.raises(EditError, match="EPSG:28992"):
        on_the_ground(base(), [at(1e6, 0), at(1e6 + 9, 0), at(1e6, 9)], None)
