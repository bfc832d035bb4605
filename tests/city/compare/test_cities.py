"""Two deliveries of a city: every change is found, and nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.compare import between_cities, between_plans
from city.outcome import whole_city
from city.progress import Cancelled, Progress
from city.view import View
from tests.city.compare.test_plans import EDITS, GROUND, both_ways
from tests.city.compare.towns import delivery, house, listed

STREET = [house(20.0 * k, 3.0 + k, f"h{k}", storeys=1 + k, use="homes") for k in range(6)]


def words(difference):
    return {difference.ident(k): difference.words(k) for k in range(len(difference))}


def test_what_has_not_changed_is_not_listed():
    difference = between_cities(delivery(*STREET), delivery(*STREET))
    assert (len(difference), difference.told) == (0, [])
    assert all(one == (0, 0, 0) for one in difference.sums.values())


def test_each_sort_of_change_is_found_and_told():
    now = [dict(one) for one in STREET]
    now[0]["high"] = 6.0
    now[1]["said"] = {"storeys": 5, "use": "homes"}
    now[2] |= {"x": 42.0, "said": {"storeys": 3}}
    now[3]["id"] = "other"
    now[4]["id"] = "new"
    now[4]["x"] = 500.0
    difference = between_cities(delivery(*STREET), delivery(*now))
    assert listed(difference) == {
        ("h4", ""): "removed",
        ("", "new"): "added",
        ("h0", "h0"): "shape",
        ("h1", "h1"): "attributes",
        ("h2", "h2"): "both",
        ("h3", "other"): "renamed",
    }
    assert words(difference) == {
        "h4": "",
        "new": "",
        "h0": "height 3.0 → 6.0 m",
        "h1": "storeys: 2 → 5",
        "h2": "use: homes → nothing; moved by 2.0 m",
        "other": "id h3 → other",
    }
    assert difference.attributes() == {"storeys": 1, "use": 1}
    # footprints of 80 m², volumes of 80 m² times the height, floors of storeys times 80 m²
    assert difference.sums["footprint"] == pytest.approx((80, 80, 0))
    assert difference.sums["volume"] == pytest.approx((560, 560, 240))
    assert difference.sums["floor"] == pytest.approx((400, 400, 240))
    row = difference.ids.index(("h0", "h0"))
    assert difference.sizes["height"][row].tolist() == [3, 6]
    assert difference.body(row, 0).high == 3 and difference.body(row, 1).high == 6


@given(st.integers(0, 9999), st.sampled_from([0.0, 0.0005, 0.003]))
@settings(max_examples=25, deadline=None)
def test_another_order_and_noise_are_no_change(seed, noise):
    before, after = delivery(*STREET), delivery(*STREET, chance=seed, noise=noise)
    assert listed(between_cities(before, after)) == {}
    assert listed(between_cities(after, before)) == {}


HOUSES = st.lists(
    st.builds(
        house,
        x=st.integers(0, 40).map(lambda k: 20.0 * k),
        high=st.sampled_from([3.0, 6.0, 9.0]),
        use=st.sampled_from(["homes", "shop"]),
    ),
    max_size=8,
    unique_by=lambda one: one["x"],
)


@st.composite
def deliveries(draw):
    """Two lists of houses, and what differs: each house is called by where it stood at first."""
    before, after, expected = draw(HOUSES), [], {}
    for one in before:
        one["id"] = f"at{one['x']:.0f}"
        what = draw(st.sampled_from(["same", "same", "gone", "higher", "said", "both", "renamed"]))
        other, ident = {**one, "said": dict(one["said"])}, one["id"]
        if what == "gone":
            expected[ident, ""] = "removed"
            continue
        if what in ("higher", "both"):
            other["high"] += 1.5
        if what in ("said", "both"):
            other["said"]["use"] = "office"
        if what == "renamed":
            other["id"] = f"new{ident}"
        if what != "same":
            names = {"higher": "shape", "said": "attributes"}
            expected[ident, other["id"]] = names.get(what, what)
        after.append(other)
    for k in range(draw(st.integers(0, 2))):
        after.append(house(2000.0 + 20 * k, 4.5, f"fresh{k}"))
        expected["", f"fresh{k}"] = "added"
    return before, after, expected


@given(deliveries(), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_every_change_is_found_and_nothing_else_whichever_way_round(said, seed):
    before, after, expected = said
    a, b = delivery(*before), delivery(*after, chance=seed, noise=0.001)
    assert listed(between_cities(a, b)) == expected
    turned = {"added": "removed", "removed": "added"}
    back = {(y, x): turned.get(sort, sort) for (x, y), sort in expected.items()}
    there, here = between_cities(a, b), between_cities(b, a)
    assert listed(here) == back
    for name, one in there.sums.items():
        assert here.sums[name].net == pytest.approx(-one.net, abs=0.5)


@given(EDITS, EDITS)
@settings(max_examples=40, deadline=None)
def test_plans_compared_as_plans_and_as_whole_cities_differ_in_the_same(first, second):
    views = [both_ways(said)[1] for said in (first, second)]
    cities = [whole_city(view) for view in views]
    of_plans, of_cities = between_plans(*views), between_cities(*cities)
    apart = {of_plans.ident(k) for k in range(len(of_plans))}
    whole = {of_cities.ident(k) for k in range(len(of_cities))} - {"podium", "shaft"}
    assert apart == whole


def test_parts_are_compared_as_parts_and_go_with_their_building():
    parts = [
        house(0, 5, "p1", "BuildingPart"),
        house(10, 9, "p2", "BuildingPart"),
    ]
    tower = house(id="t", lods=(), parts=parts)
    higher = {**tower, "parts": [parts[0], {**parts[1], "high": 12.0}]}
    assert listed(between_cities(delivery(tower), delivery(higher))) == {("p2", "p2"): "shape"}
    less = {**tower, "parts": parts[:1]}
    assert listed(between_cities(delivery(tower), delivery(less))) == {("p2", ""): "removed"}
    gone = between_cities(delivery(tower, STREET[5]), delivery(STREET[5]))
    assert listed(gone) == {("t", ""): "removed"}
    assert gone.sums["footprint"].removed == pytest.approx(160)
    assert gone.sizes["height"][0, 0] == 9


def test_a_part_of_another_building_is_told():
    part = house(0, 5, "p", "BuildingPart")
    one, other = house(id="a", lods=()), house(id="b", lods=())
    was = delivery({**one, "parts": [part]}, other)
    now = delivery(one, {**other, "parts": [part]})
    difference = between_cities(was, now)
    assert words(difference) == {"p": "part of: a → b"}


def test_another_class_is_told():
    bridge = between_cities(delivery(house()), delivery(house(kind="Bridge")))
    assert words(bridge) == {"h": "class: Building → Bridge"}
    square = delivery(house(kind="Square")), delivery(house(kind="TransportSquare"))
    assert words(between_cities(*square)) == {}  # as CityGML and CityJSON call the same


def test_sides_without_anything():
    empty, full = delivery(), delivery(*STREET)
    assert set(listed(between_cities(empty, full)).values()) == {"added"}
    assert set(listed(between_cities(full, empty)).values()) == {"removed"}
    assert listed(between_cities(empty, empty)) == {}


def test_views_of_both_sides_are_at_hand():
    difference = between_cities(delivery(*STREET), delivery(*STREET[1:]))
    assert isinstance(difference.a, View) and difference.b.base.cities[0].frame == GROUND.frame
    assert np.isnan(difference.moved).all()


def test_comparing_can_be_stopped():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        between_cities(delivery(*STREET), delivery(*STREET), progress)


def test_a_city_that_has_moved_as_a_whole_is_told_as_such():
    here = [house(20.0 * k, 3.0, f"h{k}") for k in range(25)]
    there = [{**one, "x": one["x"] + 43.2} for one in here]
    (line,) = between_cities(delivery(*here), delivery(*there)).told
    assert line.startswith("25 objects have all moved by the same 43.20 m east: is one of the two")
    apart = [{**one, "x": one["x"] + k} for k, one in enumerate(here)]
    assert between_cities(delivery(*here), delivery(*apart)).told == []
    few = between_cities(delivery(*here), delivery(*there[:9], *here[9:]))
    assert few.told == [] and len(few) == 9


def test_another_city_altogether_is_told_as_such():
    found = between_cities(delivery(*STREET), delivery(house(900, 3, "z")))
    assert found.told == ["no object of A was found in B; are they the same city?"]
