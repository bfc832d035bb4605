"""Things make their body once, when somebody asks."""

from city.thing import Thing
from tests.city.test_body import box


class Counted:
    """A form that counts how often it was asked."""

    def __init__(self):
        self.asked = 0

    def body(self):
        self.asked += 1
        return box()


def test_a_body_is_made_when_it_is_asked_for_and_then_kept():
    form = Counted()
    thing = Thing("a", "Building", form)
    assert form.asked == 0
    assert thing.body is thing.body
    assert form.asked == 1
    assert (thing.attributes, thing.was) == ({}, None)


def test_things_are_themselves_and_no_others():
    form = Counted()
    one, other = Thing("a", "Building", form), Thing("a", "Building", form)
    assert one != other
    assert len({one, other}) == 2
