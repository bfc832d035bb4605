"""How much of a plan is seen: pictures and faces, by hand."""

import numpy as np
import pytest

from city.simulate.visible_plan import VISIBLE_PLAN
from tests.city.simulate.sights import build, one_thread, run, same, town, where, with_edits

# 20 m wide, 12 m high, its front 100 m before the first viewpoint.
HOUSE = build(-10, 100, 10, 110, 4, "new")
ASKED = {"points": where(0, 0), "angle": 60.0, "columns": 300}


def numbers(layer):
    return layer.traces["pixels"], layer.traces["area"] / layer.traces["facing"]


def test_a_front_fills_as_many_pixels_as_its_picture_is_large():
    layer = run(VISIBLE_PLAN, with_edits(town({}), HOUSE), {**ASKED, "columns": 1200})
    pixels, faces = numbers(layer)
    length = 600 / np.tan(np.radians(30))
    # the picture looks up to its middle at 105 m, 6 m high: by 2.4°, which changes 0.2 %
    assert pixels == pytest.approx([20 * 12 * (length / 100) ** 2 / (1200 * 800)], rel=0.01)
    assert faces == pytest.approx([1])
    assert dict(layer.facts)["From 84000.0, 447000.0"].endswith("of the faces towards it (240 m²)")


def test_what_is_hidden_altogether_is_not_seen():
    view = with_edits(town({"wall": ((-300, 50, 0), (300, 51, 30))}), HOUSE)
    layer = run(VISIBLE_PLAN, view, ASKED)
    assert [float(x[0]) for x in numbers(layer)] == [0, 0]
    assert (layer.values["seen"] == 0).all() and np.isnan(layer.values["distance"]).all()
    assert layer.tables["seen"] == pytest.approx([0])


def test_behind_a_wall_the_part_above_its_edge_is_seen():
    view = with_edits(town({"wall": ((-300, 49, 0), (300, 50, 4))}), HOUSE)
    pixels, faces = numbers(run(VISIBLE_PLAN, view, {**ASKED, "columns": 900, "spacing": 0.5}))
    edge = 1.6 + (4 - 1.6) * 100 / 49
    free, _ = numbers(run(VISIBLE_PLAN, with_edits(town({}), HOUSE), {**ASKED, "columns": 900}))
    assert pixels / free == pytest.approx([1 - edge / 12], abs=0.02)
    assert faces == pytest.approx([1 - edge / 12], abs=0.03)


def test_each_viewpoint_has_its_own_numbers_and_pictures_may_look_elsewhere():
    view = with_edits(town({}), HOUSE)
    points = f"{where(0, 0)};{where(0, -100)};{where(0, 300)}"
    pixels, faces = numbers(run(VISIBLE_PLAN, view, {**ASKED, "points": points}))
    assert pixels[0] > 3.5 * pixels[1] > 0 and len(pixels) == 3
    assert faces == pytest.approx([1, 1, 1])
    away, seen = numbers(run(VISIBLE_PLAN, view, {**ASKED, "look": where(0, -50)}))
    assert away == [0] and seen == pytest.approx([1])


def test_all_that_a_plan_changes_counts_and_trees_too():
    base = town({"old": ((-10, 100, 0), (10, 110, 6))})
    raised = with_edits(base, {"edit": "raise", "objects": ["old"], "metres": 6.0})
    pixels, _ = numbers(run(VISIBLE_PLAN, raised, ASKED))
    built, _ = numbers(run(VISIBLE_PLAN, with_edits(town({}), HOUSE), ASKED))
    assert pixels == built
    places = [[84000.0 + x, 447050.0] for x in range(-30, 31, 10)]
    trees = {"edit": "plant", "places": places, "height": 12.0, "crown": 9.0}
    green = run(VISIBLE_PLAN, with_edits(town({}), trees), ASKED)
    assert numbers(green)[0] > 0.01
    assert (
        numbers(run(VISIBLE_PLAN, with_edits(town({}), trees), {**ASKED, "trees": False}))[0] == 0
    )


def test_it_is_the_same_on_one_thread(monkeypatch):
    view = with_edits(town({"wall": ((-300, 49, 0), (300, 50, 4))}), HOUSE)
    here = run(VISIBLE_PLAN, view, ASKED)
    one_thread(monkeypatch)
    alone = run(VISIBLE_PLAN, view, ASKED)
    assert same(here, alone)
    for name in here.traces:
        np.testing.assert_array_equal(here.traces[name], alone.traces[name])


@pytest.mark.parametrize(
    ("edits", "asked", "words"),
    [
        ([], {}, "built or changed nothing"),
        ([HOUSE], {"points": where(0, 105)}, "lies inside of new"),
        ([HOUSE], {"look": "here"}, "must be one place"),
        ([HOUSE], {"look": f"{where(0, 0)};{where(1, 0)}"}, "must be one place"),
    ],
)
def test_bad_questions_are_refused(edits, asked, words):
    with pytest.raises(ValueError, match=words):
        run(VISIBLE_PLAN, with_edits(town({}), *edits), {**ASKED, **asked})
