"""What is looked at anew after a change is, bit for bit, what is found from nothing."""

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from city.simulate.renewal import changed_since, gathered
from city.simulate.sky_view import SKY
from city.simulate.sun_hours import SUN
from tests.city.plans import at, base, plan, square

TOWN = base()
PHASES = (Phase.explicit, Phase.generate)
whole = st.integers(-20, 130)
AREA = [*at(-20, -20), *at(130, 40)]

build = st.builds(
    lambda x, y, w, d, n, k: {
        "edit": "build",
        "footprint": square(x, y, w, d),
        "storeys": n,
        "id": f"new{k}",
    },
    whole,
    st.integers(-20, 30),
    st.integers(4, 25),
    st.integers(4, 25),
    st.integers(1, 15),
    st.integers(0, 3),
)
NAMES = st.sampled_from(["house", "tower", "new0", "new1", "new2", "new3"])
demolish = st.builds(lambda one: {"edit": "demolish", "objects": [one]}, NAMES)
higher = st.builds(
    lambda one, metres: {"edit": "raise", "objects": [one], "metres": metres},
    NAMES,
    st.sampled_from([-2.0, 3.5, 12.0]),
)
move = st.builds(
    lambda one, x, y, turn: {"edit": "move", "objects": [one], "by": [x, y, 0.0], "turn": turn},
    NAMES,
    st.integers(-15, 15).map(float),
    st.integers(-15, 15).map(float),
    st.sampled_from([0.0, 30.0, 90.0]),
)
plant = st.builds(
    lambda x, y, k: {
        "edit": "plant",
        "places": [at(x, y)],
        "height": 9.0,
        "crown": 5.0,
        "year": 2020,
        "grown_height": 15.0,
        "ids": [f"tree{k}"],
    },
    whole,
    st.integers(-20, 40),
    st.integers(0, 3),
)
level = st.builds(
    lambda x, y, height, k: {
        "edit": "level",
        "outline": square(x, y, 12, 9),
        "height": height,
        "id": f"pad{k}",
    },
    whole,
    st.integers(-20, 40),
    st.sampled_from([-2.0, 1.5, 4.0]),
    st.integers(0, 3),
)
edits = st.lists(st.one_of(build, demolish, higher, move, plant, level), max_size=5)


def same(one, other):
    assert one.inputs == other.inputs
    for name in ("points", "normals", "owner", "cell", "sort"):
        np.testing.assert_array_equal(getattr(one.samples, name), getattr(other.samples, name))
    assert one.values.keys() == other.values.keys()
    for name, values in one.values.items():
        np.testing.assert_array_equal(values, other.values[name], err_msg=name)


@settings(max_examples=25, phases=PHASES, deadline=None)
@given(edits, edits, st.sampled_from(["solid", "leaves"]))
def test_from_any_plan_to_any_other(before, after, trees):
    said = {"area": AREA, "date": "2026-03-21", "step": 60, "spacing": 3, "trees": trees}
    first, second = plan(*before, over=TOWN), plan(*after, over=TOWN)
    known = SUN.run(first, said)
    same(SUN.run(second, said, known=known), SUN.run(second, said))


@settings(max_examples=8, phases=PHASES, deadline=None)
@given(edits, edits)
def test_the_sky_too(before, after):
    said = {"area": AREA, "rays": 64, "spacing": 4, "trees": "leaves"}
    first, second = plan(*before, over=TOWN), plan(*after, over=TOWN)
    known = SKY.run(first, said)
    same(SKY.run(second, said, known=known), SKY.run(second, said))


def test_an_answer_of_an_answer_of_an_answer():
    said = {"area": AREA, "date": "2026-03-21", "step": 60, "spacing": 3}
    view, steps = plan(over=TOWN), []
    known = SUN.run(view, said)
    for k in range(6):
        steps.append(
            {
                "edit": "build",
                "footprint": square(30 + 8 * k, 5, 6, 9),
                "storeys": 3 + k,
                "id": f"n{k}",
            }
        )
        view = plan(*steps, over=TOWN)
        known = SUN.run(view, said, known=known)
    same(known, SUN.run(view, said))


def test_only_what_has_changed_is_told():
    said = {"area": AREA, "date": "2026-03-21", "step": 60, "spacing": 5, "surfaces": "roofs"}
    known = SUN.run(plan(over=TOWN), said)
    assert changed_since(plan(over=TOWN), known).shape == (0, 2, 3)
    edit = {"edit": "build", "footprint": square(40, 10, 8, 6), "storeys": 2, "id": "one"}
    found = changed_since(plan(edit, over=TOWN), known)
    np.testing.assert_allclose(found, [[[40, 10, 0], [48, 16, 6]]], atol=1e-6)


@given(st.lists(st.tuples(*[st.integers(-1000, 1000)] * 3), min_size=1, max_size=60))
def test_boxes_that_are_gathered_cover_all_of_them(corners):
    low = np.array(corners, float)
    boxes = np.stack([low, low + 7], axis=1)
    found = gathered(boxes)
    assert len(found) <= min(36, len(boxes))
    inside = (found[:, None, 0] <= boxes[None, :, 0]) & (found[:, None, 1] >= boxes[None, :, 1])
    assert inside.all(2).any(0).all()
