"""A field that is typed in, or filled from the picture."""

import numpy as np
import pytest

from app.place_field import PlaceField
from city.simulate.parameters import Parameter


class Hand:
    def point_out(self, kind, pointed, taken_back):
        self.kind, self.pointed, self.taken_back = kind, pointed, taken_back

    def chosen(self):
        return ["tower", "podium"]

    def mark(self, places):
        pass


@pytest.fixture
def field(qtbot):
    def make(kind, pointer=None):
        made = PlaceField(Parameter("at", "Looked from", kind, ""), pointer)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


@pytest.mark.parametrize(
    ("kind", "picks", "takes"),
    [("place", 1, 0), ("places", 1, 0), ("thing", 0, 1), ("aim", 1, 1)],
)
def test_it_offers_what_can_be_said(field, kind, picks, takes):
    made = field(kind, Hand())
    assert (made.pick.isVisible(), made.take.isVisible()) == (bool(picks), bool(takes))
    bare = field(kind)
    assert not bare.pick.isVisible() and not bare.take.isVisible()


def test_what_is_typed_is_places(field):
    made = field("places")
    made.setText(" 1,2; 3,4,5 ")
    np.testing.assert_array_equal(made.places(), [[1, 2, np.nan], [3, 4, 5]])
    assert made.text() == "1,2; 3,4,5"
    made.setText("1,")
    assert len(made.places()) == 0
    thing = field("thing")
    thing.setText("1,2")
    assert len(thing.places()) == 0


def test_clicks_fill_it_anew_and_the_last_is_taken_back(field, qtbot):
    hand = Hand()
    made = field("places", hand)
    made.setText("9,9")
    made.pick.click()
    assert hand.kind == "places"
    with qtbot.waitSignal(made.changed):
        hand.pointed(np.array([1.0, 2.0, np.nan]))
    hand.pointed(np.array([3.004, 4.0, 5.5]))
    assert made.text() == "1.00,2.00; 3.00,4.00,5.50"
    hand.taken_back()
    assert made.text() == "1.00,2.00"


def test_it_takes_what_is_selected(field):
    made = field("thing", Hand())
    made.take.click()
    assert made.text() == "tower"
