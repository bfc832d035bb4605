"""Whatever can change an answer leaves a mark, and nothing else does."""

import numpy as np
import pytest

from city.base import Base
from city.simulate.marks import DEEP, digest_of_base, marks_of
from city.terrain import Terrain
from tests.city.plans import at, base, plan, square
from tests.city.toy import FRAME, town

TOWN = base()


def built(**said):
    return {
        "edit": "build",
        "footprint": square(40, 0, 10, 10),
        "storeys": 2,
        "id": "new",
        **said,
    }


def tree(**said):
    return {"edit": "plant", "places": [at(60, 60)], "ids": ["oak"], "year": 2000, **said}


def pad(x, height, ident):
    return {"edit": "level", "outline": square(x, 60, 30, 20), "height": height, "id": ident}


def digests(*edits, flat=False):
    return tuple(marks_of(plan(*edits, over=TOWN), flat).digests.tolist())


def test_no_plan_leaves_no_marks():
    found = marks_of(plan(over=TOWN))
    assert len(found.digests) == 0 and found.boxes.shape == (0, 2, 3)


def test_what_is_built_and_demolished_is_marked_where_it_is():
    found = marks_of(plan(built(), over=TOWN))
    np.testing.assert_allclose(found.boxes, [[[40, 0, 0], [50, 10, 6]]])
    gone = marks_of(plan({"edit": "demolish", "objects": ["house"]}, over=TOWN))
    np.testing.assert_allclose(gone.boxes, [[[0, 0, 0], [10, 8, 3]]])
    raised = marks_of(plan({"edit": "raise", "objects": ["house"], "metres": 4}, over=TOWN))
    assert len(raised.digests) == 2  # what it was, and what it is now


def test_every_other_shape_place_and_name_is_another_mark():
    grown = {"grown_height": 20.0, "grown_crown": 12.0}
    plans = [
        (built(),),
        (built(storeys=3),),
        (built(storey_height=3.5),),
        (built(footprint=square(40.001, 0, 10, 10)),),
        (built(id="other"),),
        (built(), {"edit": "demolish", "objects": ["house"]}),
        ({"edit": "demolish", "objects": ["house"]},),
        ({"edit": "demolish", "objects": ["tower"]},),
        (tree(),),
        (tree(**grown),),
        (tree(**grown, years=60),),
        (tree(**{**grown, "year": 2010}),),
        (tree(**{**grown, "grown_height": 21.0}),),
        (pad(40, 2.0, "a"),),
        (pad(40, 2.5, "a"),),
        (pad(40, 2.0, "a"), pad(50, 3.0, "b")),
        (pad(50, 3.0, "b"), pad(40, 2.0, "a")),
    ]
    assert len({digests(*one) for one in plans}) == len(plans)


def test_what_only_says_something_else_leaves_no_other_mark():
    assert digests(built()) == digests(built(name="Casa", use="office"))
    park = {"edit": "lay", "kind": "park", "outline": square(0, 60, 9, 9), "id": "park"}
    assert digests(park) == () and len(digests(park, flat=True)) == 1
    two = built(id="b", footprint=square(70, 0, 10, 10))
    assert digests(built(), two) == digests(two, built())


def test_a_plan_apart_from_another():
    one, both = (marks_of(plan(*edits, over=TOWN)) for edits in ([built()], [built(), tree()]))
    assert len(one.apart(one)) == 0
    np.testing.assert_array_equal(one.apart(both), both.apart(one))
    assert one.apart(both).shape == (1, 2, 3)


def test_a_tree_is_marked_as_high_as_it_will_be():
    found = marks_of(plan(tree(height=4.0, grown_height=18.0, grown_crown=10.0), over=TOWN))
    low, high = found.boxes[0]
    assert high[2] == pytest.approx(18, abs=0.2) and high[0] - low[0] == pytest.approx(10, abs=1)


def test_levelled_ground_is_marked_as_far_as_its_triangles_reach():
    found = marks_of(plan(pad(40, 2.0, "a"), over=TOWN))
    bank = 2 / np.tan(np.radians(33.7)) + 10  # and a side of the terrain's cells
    low, high = found.boxes[0]
    np.testing.assert_allclose(low, [40 - bank, 60 - bank, 2 - DEEP], atol=0.01)
    np.testing.assert_allclose(high, [70 + bank, 80 + bank, 2 + DEEP], atol=0.01)


def test_another_city_has_another_digest():
    def ground(**said):
        heights = np.zeros((5, 5), np.float32)
        told = {"heights": heights, "west": 0.0, "north": 0.0, "step": (10.0, 10.0), **said}
        return Terrain("g", FRAME, **told)

    other = town()
    other.add_object("Building", "one more")
    bases = [
        Base(FRAME, (town().freeze(),)),
        Base(FRAME, (other.freeze(),)),
        Base(FRAME, (town().freeze(),), (ground(),)),
        Base(FRAME, (town().freeze(),), (ground(west=1.0),)),
        Base(FRAME, (town().freeze(),), (ground(heights=np.ones((5, 5), np.float32)),)),
        Base(FRAME, (town().freeze(), town().freeze())),
    ]
    assert len({digest_of_base(one) for one in bases}) == len(bases)
    assert digest_of_base(bases[0]) == digest_of_base(Base(FRAME, (town().freeze(),)))
