"""Envelopes, and what of a building sticks out of them, against boxes worked out by hand."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city import zoning
from city.base import Base
from city.body import ROOF, WALL, Body
from city.builder import CityBuilder
from city.forms import Massing, Shape
from city.outline import clean_rings
from city.solid import is_closed
from city.thing import Thing
from city.view import Site, View
from city.zoning import DEEP, Envelope, Watch, beyond
from tests.city.test_body import box
from tests.city.toy import FRAME, add_box, box_faces

PLOT = clean_rings(np.array([(0, 0), (40, 0), (40, 30), (0, 30)], float))


def zone(height=10.0, setback=0.0, rings=PLOT, ground=0.0):
    return Thing("zone", "LandUse", Envelope(rings, ground, height, setback), {"function": "zone"})


def view_of(*things, base=None):
    site = Site(View.of(base or Base(FRAME)))
    for thing in things:
        site.put(thing)
    return site.done()


def house(x, y, long, wide, storeys, ident="house"):
    ring = np.array([(x, y), (x + long, y), (x + long, y + wide), (x, y + wide)], float)
    return Thing(ident, "Building", Massing((ring,), 0.0, storeys, 3.0), {})


def found(view, rule):
    return [(one.id, round(one.metres, 6), round(one.volume, 6)) for one in beyond(view, rule)]


def test_an_envelope_is_the_plot_without_its_rim_up_to_the_height():
    body = zone(12.0, 5.0, ground=3.0).body
    assert body.volume() == pytest.approx(30 * 20 * (12 + DEEP))
    assert (body.low, body.high) == (3 - DEEP, 15)
    assert is_closed(body)


def test_a_setback_may_leave_two_places_to_build_on():
    waist = np.array(
        [(0, 0), (40, 0), (40, 20), (24, 20), (24, 6), (16, 6), (16, 20), (0, 20)], float
    )
    assert zone(10.0, 4.0, clean_rings(waist)).body.volume() == pytest.approx(
        2 * 8 * 12 * (10 + DEEP)
    )


def test_a_setback_without_room_is_told():
    with pytest.raises(ValueError, match="the setback leaves no room on the plot"):
        zone(10.0, 15.0).form.body()


def test_what_keeps_the_rules_is_not_told():
    assert found(view_of(house(5, 5, 20, 10, 3)), zone(9.0, 5.0)) == []


def test_what_is_too_high_sticks_out_by_its_upper_part():
    assert found(view_of(house(5, 5, 20, 10, 5)), zone(9.0)) == [("house", 6.0, 20 * 10 * 6.0)]


def test_what_is_too_near_the_edge_sticks_out_by_its_rim():
    view = view_of(house(2, 5, 20, 10, 2))
    assert found(view, zone(9.0, 5.0)) == [("house", 0.0, 3 * 10 * 6.0)]


def test_only_what_is_on_the_plot_counts():
    """Half of a house stands on the neighbour's plot, all of another one does."""
    view = view_of(house(30, 5, 20, 10, 4), house(45, 5, 9, 9, 9, "neighbour"))
    assert found(view, zone(9.0)) == [("house", 3.0, 10 * 10 * 3.0)]


@settings(deadline=None)
@given(
    st.integers(-10, 45),
    st.integers(-10, 35),
    st.integers(3, 30),
    st.integers(3, 30),
    st.integers(1, 9),
    st.integers(4, 20),
    st.integers(0, 12),
)
def test_the_volume_beyond_is_that_on_the_plot_less_that_within(x, y, long, wide, n, top, rim):
    def overlap(low, high, inset, at, size):
        return max(min(high - inset, at + size) - max(low + inset, at), 0)

    def area(inset):
        return overlap(0, 40, inset, x, long) * overlap(0, 30, inset, y, wide)

    expected = area(0) * 3 * n - area(rim) * min(3 * n, top)
    told = found(view_of(house(x, y, long, wide, n)), zone(float(top), float(rim)))
    assert sum(volume for *_, volume in told) == pytest.approx(expected, abs=1e-3)
    assert len(told) == (expected > 0)


# buildings of the base


def base_of(*boxes, faces=None):
    builder = CityBuilder(FRAME)
    for ident, low, high in boxes:
        row = builder.add_object("Building", ident)
        add_box(builder, row, low, high)
    if faces is not None:
        row = builder.add_object("Building", "open")
        shape = builder.add_shape(row, "2", "MultiSurface")
        for face in faces:
            builder.add_polygon(shape, [face])
    return Base(FRAME, (builder.freeze(),))


def test_buildings_of_the_base_are_told_while_they_stand():
    base = base_of(("high", (5, 5, 0), (15, 15, 20)), ("far", (500, 5, 0), (510, 15, 20)))
    assert found(view_of(base=base), zone(12.0)) == [("high", 8.0, 800.0)]
    site = Site(View.of(base))
    site.vanish(base.find(["high"])[0])
    assert found(site.done(), zone(12.0)) == []


def test_a_part_that_was_demolished_sticks_out_no_more():
    builder = CityBuilder(FRAME)
    tower = builder.add_object("Building", "tower")
    for ident, low, high in (("low", (0, 0, 0), (9, 9, 5)), ("top", (0, 0, 5), (9, 9, 30))):
        add_box(builder, builder.add_object("BuildingPart", ident, tower), low, high)
    base = Base(FRAME, (builder.freeze(),))
    assert found(view_of(base=base), zone(12.0)) == [("tower", 18.0, 81 * 18.0)]
    site = Site(View.of(base))
    site.vanish(base.find(["top"])[0])
    assert found(site.done(), zone(12.0)) == []


def test_what_does_not_close_is_measured_as_a_block():
    inside = box_faces((5, 5, 0), (15, 15, 20))[1:]
    assert found(view_of(base=base_of(faces=inside)), zone(12.0)) == [("open", 8.0, 800.0)]


def test_a_neighbour_that_does_not_close_is_no_fault():
    """Its box overlaps that of the plot, it does not stand on it."""
    corner = clean_rings(np.array([(0, 0), (40, 0), (0, 30)], float))
    outside = box_faces((30, 20, 0), (38, 28, 90))[1:]
    assert found(view_of(base=base_of(faces=outside)), zone(12.0, rings=corner)) == []


def test_what_covers_nothing_is_passed_over():
    walls = Body.of(box(5, 5).faces()[2:], [WALL] * 4, False)
    roof = Body.of([[np.array([(0, 0, 99), (1e-3, 0, 99), (0, 1e-3, 99)], float)]], [ROOF], False)
    things = [Thing(k, "Building", Shape(body), {}) for k, body in (("a", walls), ("b", roof))]
    assert found(view_of(*things), zone()) == []


def test_an_envelope_that_is_a_mere_body_by_now_says_nothing():
    mere = Thing("zone", "LandUse", Shape(box()), {"function": "zone"})
    assert found(view_of(house(5, 5, 20, 10, 5)), mere) == []


def test_what_is_no_building_is_no_fault():
    wall = Thing("dike", "OtherConstruction", Shape(box(5, 5, 0, 9, 9, 90)), {})
    assert found(view_of(wall, zone()), zone()) == []


# watching, edit by edit


def test_each_building_is_looked_at_once_until_it_changes():
    base = base_of(("high", (5, 5, 0), (15, 15, 20)), ("far", (500, 5, 0), (510, 15, 20)))
    watch, rule, new = Watch(), zone(12.0), house(20, 5, 10, 10, 5)
    view = view_of(new, base=base)
    looks = watch.follow(view, [rule])
    assert [look.id for look in looks] == ["house", "high"] and watch.found == []
    watch.look(looks)
    assert [one.id for _, one in watch.found] == ["house", "high"]
    assert watch.follow(view, [rule]) == []
    after = Site(view)
    after.put(house(60, 60, 10, 10, 9, "elsewhere"))
    after.put(house(20, 5, 10, 10, 3))
    view = after.done()
    looks = watch.follow(view, [rule])
    assert [look.id for look in looks] == ["house"]
    watch.look(looks)
    assert [one.id for _, one in watch.found] == ["high"]
    other = zone(30.0)
    assert len(watch.follow(view, [other])) == 2  # another rule asks all of them anew
    assert watch.follow(view, []) == [] and watch.found == []


def test_another_base_is_looked_at_anew():
    watch = Watch()
    for top, told in ((20, 8.0), (30, 18.0)):
        view = view_of(base=base_of(("high", (5, 5, 0), (15, 15, top))))
        watch.look(watch.follow(view, [RULE]))
        assert [one.metres for _, one in watch.found] == [told]


RULE = zone(12.0)


def remembering():
    """Looks as ever, but works out only once what sticks out of a rule."""
    known, look = {}, zoning._beyond

    def looked(rule, ident, body):
        key = rule.form.height, ident, body.points.tobytes()
        if key not in known:
            known[key] = look(rule, ident, body)
        return known[key]

    return looked


@patch.object(zoning, "_beyond", remembering())  # who is looked at is tried, not how
@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "drop", "vanish", "rule"]), st.integers(0, 3)),
        max_size=8,
    )
)
def test_watching_edits_finds_what_looking_anew_finds(deeds):
    base = base_of(*((f"b{k}", (4 + 9 * k, 5, 0), (9 + 9 * k, 15, 8 + 4 * k)) for k in range(4)))
    watch, view, rules = Watch(), view_of(base=base), [RULE]
    for number, (deed, which) in enumerate(deeds):
        site = Site(view)
        if deed == "put":
            site.put(house(3 * which, 16 + number % 2, 9, 9, 2 + which, f"t{which}"))
        elif deed == "drop":
            site.things.pop(f"t{which}", None)
        elif deed == "vanish":
            site.vanish(base.find([f"b{which}"])[0], number % 2 == 0)
        else:
            rules = [RULE, zone(4.0 + 4 * which)][: 1 + number % 2]
        view = site.done()
        watch.look(watch.follow(view, rules))
        plain = [(one.id, one.volume) for rule in rules for one in beyond(view, rule)]
        assert sorted((one.id, one.volume) for _, one in watch.found) == sorted(plain)


def test_what_is_seen_of_an_envelope_begins_at_the_ground():
    form = Envelope(PLOT, 3.0, 12.0)
    assert (form.body().low, form.body().high) == (3 - DEEP, 15)
    assert (form.seen().low, form.seen().high) == (3, 15)
