"""The table of who is affected: names, addresses, numbers and outlines."""

from dataclasses import replace

import numpy as np
import pytest

from city.layer import Quantity
from city.simulate.affected_table import outlines_of, rows_of, units_of
from city.simulate.thresholds import Threshold
from city.view import View
from tests.city.simulate.test_affected import found, places, town


def said(view, ident, **attributes):
    """A view in which more is said of a building."""
    spot = view.find(ident)
    return replace(view, said={spot: attributes})


def test_a_row_says_which_building_where_and_how_much():
    view = said(town()[0], "slab", name="Slab", street="Markt", housenumber="3")
    who = found(np.where(places(3, 7), 1.0, 0.0))
    assert rows_of(who, view) == [
        {
            "id": "slab",
            "name": "Slab",
            "address": "Markt 3",
            "homes_affected": 2,
            "homes": 16,
            "lost_mean": 1.0,
            "lost_worst": 1.0,
            "from": 6.0,
            "to": 5.0,
        }
    ]
    assert units_of(who)["lost_mean"] == "h" and units_of(who)["homes"] == ""


def test_who_gains_does_not_lose():
    noise = Quantity("lden", "Noise", "dB")
    who = found(np.where(places(1), -6.0, 0.0), threshold=None, was=50.0, quantity=noise)
    (row,) = rows_of(who, town()[0])
    assert (row["gained_worst"], row["to"]) == (6.0, 56.0) and "lost_worst" not in row
    fifth = found(1.0, threshold=Threshold(5.0, "%", relative=True))
    assert units_of(fifth)["lost_mean"] == "% of what there was"


def test_an_outline_is_what_the_building_covers():
    view = town()[0]
    who = found(1.0)
    areas = {
        name: shape.area for name, shape in zip(who.owners, outlines_of(who, view), strict=True)
    }
    assert areas == {"slab": pytest.approx(400), "office": pytest.approx(200)}
    nobody = View.of(replace(view.base, cities=()))
    assert outlines_of(who, nobody) == [None, None]
    assert {row["address"] for row in rows_of(who, nobody)} == {""}
