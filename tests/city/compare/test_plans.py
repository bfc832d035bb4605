"""The list of differences is what the edits did, and nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.base import Base
from city.compare import SORTS, between_plans
from city.edits import read_edit
from city.progress import Cancelled, Progress
from city.scenario import fold
from city.view import View
from tests.city.plans import at, base, plan, square

GROUND = base()
NOTHING = View.of(GROUND)
BUILD = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}


def listed(difference):
    """Each object that differs with how it does, as a plain dict."""
    found = {difference.ident(k): difference.sort_of(k) for k in range(len(difference))}
    assert len(found) == len(difference)
    return found


def told(*edits, before=()):
    return between_plans(plan(*before, over=GROUND), plan(*edits, over=GROUND))


# a plain record of what edits do, against which the list is held

BASE = {
    "house": {"x": 0, "z": 3.0, "said": {"storeys": 1}},
    "tower": {"x": 0, "z": 25.0, "said": {}},
}
SKETCHED = ("b0", "b1", "b2", "b3")
NAMES = (*BASE, *SKETCHED)


class Record:
    """The town as a list of things with a place, a height and attributes."""

    def __init__(self):
        self.stands, self.rubble = {k: dict(v) for k, v in BASE.items()}, {}

    def do(self, said):
        verb = said["edit"]
        if verb == "build":
            if said["id"] not in self.stands:
                what = {"function": "residential", "storeysAboveGround": 3}
                self.stands[said["id"]] = {"x": 0, "z": 9.0, "said": what}
            return
        (name,) = said["objects"]
        there = self.stands.get(name)
        if verb == "restore":
            if name in self.rubble:
                self.stands[name] = self.rubble.pop(name)
            elif name in BASE:
                self.stands[name] = dict(BASE[name])
        elif there is None:
            return
        elif verb == "demolish":
            del self.stands[name]
            if name in SKETCHED:
                self.rubble[name] = there
        elif verb == "move":
            self.stands[name] = {**there, "x": there["x"] + said["by"][0]}
        elif verb == "change":
            self.stands[name] = {**there, "said": self.with_words(there, said["attributes"])}
        elif verb == "raise":
            self.higher(name, there, said["storeys"])

    @staticmethod
    def with_words(there, attributes):
        told = {**there["said"], **attributes}
        return {name: value for name, value in told.items() if value is not None}

    def higher(self, name, there, storeys):
        counted = next((n for n in ("storeys", "storeysAboveGround") if n in there["said"]), None)
        told = dict(there["said"])
        if not storeys or (counted and told[counted] + storeys < 1):
            return
        if counted:
            told[counted] += storeys
        self.stands[name] = {**there, "z": there["z"] + 3.0 * storeys, "said": told}


def expected(a, b):
    """What differs between two records."""
    found = {}
    for name in {*a.stands, *b.stands}:
        one, other = a.stands.get(name), b.stands.get(name)
        if one is None or other is None:
            found[name] = "added" if one is None else "removed"
            continue
        shape = (one["x"], one["z"]) != (other["x"], other["z"])
        words = one["said"] != other["said"]
        if shape or words:
            found[name] = "both" if shape and words else "shape" if shape else "attributes"
    return found


def objects(verb, **fields):
    return st.builds(
        lambda name, **more: {"edit": verb, "objects": [name], **more},
        st.sampled_from(NAMES),
        **fields,
    )


EDITS = st.lists(
    st.one_of(
        st.integers(0, 3).map(
            lambda n: {
                "edit": "build",
                "footprint": square(200 + 20 * n, 0, 9, 8),
                "id": f"b{n}",
                "ground": 0,
            }
        ),
        objects("demolish"),
        objects("restore"),
        objects("raise", storeys=st.integers(0, 3)),
        objects(
            "change",
            attributes=st.sampled_from([{"function": "office"}, {"function": None}, {"a": 1}]),
        ),
        objects("move", by=st.sampled_from([[1, 0, 0], [-1, 0, 0]])),
    ),
    max_size=12,
)


def both_ways(said):
    record = Record()
    for one in said:
        record.do(one)
    return record, fold(NOTHING, [read_edit(one) for one in said])


@given(EDITS, EDITS)
@settings(max_examples=150, deadline=None)
def test_the_difference_of_two_plans_is_what_their_edits_did_and_nothing_else(first, second):
    (one, a), (other, b) = both_ways(first), both_ways(second)
    difference = between_plans(a, b)
    assert listed(difference) == expected(one, other)
    for k in range(len(difference)):
        name = difference.ident(k)
        heights = [r.stands[name]["z"] if name in r.stands else None for r in (one, other)]
        was, now = difference.sizes["height"][k].tolist()
        assert heights == [None if np.isnan(h) else pytest.approx(h) for h in (was, now)]


@given(EDITS)
@settings(max_examples=60, deadline=None)
def test_a_plan_differs_from_the_city_in_what_it_did_and_from_itself_in_nothing(said):
    record, view = both_ways(said)
    _, again = both_ways(said)
    assert listed(between_plans(NOTHING, view)) == expected(Record(), record)
    assert len(between_plans(view, again)) == len(between_plans(view, view)) == 0


@given(EDITS, EDITS)
@settings(max_examples=60, deadline=None)
def test_the_other_way_round_what_came_is_what_went(first, second):
    a, b = both_ways(first)[1], both_ways(second)[1]
    there, back = between_plans(a, b), between_plans(b, a)
    turned = {"added": "removed", "removed": "added"}
    assert listed(back) == {k: turned.get(sort, sort) for k, sort in listed(there).items()}
    for name, one in there.sums.items():
        assert back.sums[name].net == pytest.approx(-one.net)


# known answers


def test_sizes_are_told_before_and_after_and_add_up():
    difference = told(
        BUILD,
        {"edit": "raise", "objects": ["house"], "storeys": 2},
        {"edit": "demolish", "objects": ["tower"]},
    )
    assert listed(difference) == {"tower": "removed", "house": "both", "new": "added"}
    house = [difference.ident(k) for k in range(3)].index("house")
    assert difference.sizes["height"][house].tolist() == [3, 9]
    assert difference.sizes["floor"][house].tolist() == pytest.approx([80, 240])
    assert difference.words(house) == "storeys: 1 → 3; height 3.0 → 9.0 m"
    assert difference.sums["floor"] == pytest.approx((240, 400 * 2 + 100 * 7, 160))
    assert difference.sums["footprint"] == pytest.approx((80, 400, 0))
    assert difference.sums["volume"] == pytest.approx((720, 2000 + 2000, 480))
    assert difference.sums["floor"].net == pytest.approx(240 - 1500 + 160)
    assert difference.totals() == {"Building": {"added": 1, "removed": 1, "both": 1}}
    assert sum(difference.counts().values()) == 3 and list(difference.counts()) == list(SORTS)


def test_a_part_that_goes_is_one_difference_and_a_whole_building_is_one():
    part, whole = (
        {"edit": "demolish", "objects": ["shaft"]},
        {"edit": "demolish", "objects": ["tower"]},
    )
    assert listed(told(part)) == {"shaft": "removed"}
    assert listed(told(whole)) == {"tower": "removed"}
    rest = told(whole, before=[part])
    assert listed(rest) == {"tower": "removed"}
    assert rest.sizes["height"][0, 0] == 5 and rest.sizes["footprint"][0, 0] == 400


def test_a_part_that_moves_is_told_and_its_building_is_not():
    difference = told({"edit": "move", "objects": ["podium"], "by": [3, 4, 0]})
    assert listed(difference) == {"podium": "shape"}
    assert difference.moved[0] == pytest.approx([3, 4, 0])
    assert difference.words(0) == "moved by 5.0 m"
    up = told({"edit": "move", "objects": ["podium"], "by": [0, 0, 0.02]})
    assert up.words(0) == "moved by 2 cm"


def test_land_trees_and_plots_are_told_by_their_class():
    difference = told(
        {"edit": "plant", "places": [at(300, 300)], "species": "Tilia", "ids": ["t"]},
        {"edit": "lay", "kind": "park", "outline": square(400, 400, 20, 20), "id": "park"},
        {"edit": "zone", "outline": square(0, 0, 50, 50), "height": 10.0, "id": "zone"},
    )
    assert difference.totals() == {
        "LandUse": {"added": 1},
        "PlantCover": {"added": 1},
        "SolitaryVegetationObject": {"added": 1},
    }
    zone = {"edit": "zone", "outline": square(0, 0, 50, 50), "height": 12.0, "id": "zone"}
    higher = told(zone, before=[{**zone, "height": 10.0}])
    assert listed(higher) == {"zone": "both"}


def test_bodies_of_both_sides_are_at_hand():
    difference = told({"edit": "raise", "objects": ["house"], "metres": 1})
    before, after = difference.body(0, 0), difference.body(0, 1)
    assert (before.high, after.high) == (3, 4)
    assert told(BUILD).body(0, 0) is None


def test_plans_over_different_cities_are_refused():
    with pytest.raises(ValueError, match="over different cities"):
        between_plans(NOTHING, View.of(base()))


def test_what_no_plan_touches_is_not_looked_at_and_the_rest_only_once(monkeypatch):
    said = {"edit": "change", "objects": ["house"], "attributes": {"function": "office"}}
    view = plan(said, over=base())
    asked, body = [], Base.body

    def spied(self, spot, gone=None):
        asked.append(self.ident(spot))
        return body(self, spot, gone)

    monkeypatch.setattr(Base, "body", spied)
    for _ in range(2):
        assert len(between_plans(View.of(view.base), view)) == 1
    assert asked == ["house"]


def test_comparing_can_be_stopped():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        between_plans(NOTHING, plan(BUILD, over=GROUND), progress)


def test_a_park_and_its_trees_add_nothing_to_what_buildings_cover():
    park = {"edit": "lay", "kind": "park", "outline": square(200, 40, 30, 20), "id": "park"}
    tree = {"edit": "plant", "places": [at(210, 50)]}
    difference = told(BUILD, park, tree)
    assert len(difference) == 3 and np.nansum(difference.sizes["footprint"]) > 600
    assert difference.sums["footprint"] == pytest.approx((80, 0, 0))
