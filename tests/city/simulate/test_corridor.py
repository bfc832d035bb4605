"""Protected views: metres over a plane, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.layer import FACADE, ROOF
from city.progress import Cancelled, Progress
from city.simulate.corridor import CORRIDOR, Corridor, risen
from tests.city.simulate.sights import FAR, build, run, same, town, where, with_edits

# From 1.6 m at (0, 0) to 21.6 m at (400, 0): the plane rises by one in twenty.
ASKED = {"from": where(0, 0), "to": where(400, 0, 21.6), "half_width": 40.0}
PLANE = 1 / 20
BOXES = {
    "low": ((100, -5, 0), (110, 5, 5)),  # the plane over it is at 6.6 m
    "high": ((200, -5, 0), (220, 5, 20)),  # at 11.6 m over its near side
    "beside": ((200, 60, 0), (220, 80, 90)),
    "behind": ((405, -5, 0), (430, 5, 90)),
    "touched": ((300, 28, 0), (320, 50, 40)),  # the corridor is 30 m wide to either side at 300
}


def told(layer, key="over"):
    return dict(zip(layer.samples.owners, layer.tables[key].tolist(), strict=True))


def test_what_rises_into_it_and_by_how_many_metres():
    layer = run(CORRIDOR, town(BOXES), ASKED)
    over = told(layer)
    assert over["low"] == pytest.approx(5 - (1.6 + 100 * PLANE))
    assert over["high"] == pytest.approx(20 - (1.6 + 200 * PLANE))
    assert over["touched"] == pytest.approx(40 - (1.6 + 300 * PLANE))
    assert np.isnan(over.get("beside", np.nan)) and np.isnan(over.get("behind", np.nan))
    verdict = told(layer, "verdict")
    assert [verdict[name] for name in ("low", "high", "touched")] == [0, 1, 1]
    words = dict(layer.facts)
    assert words["Rise into it"] == "touched by 23.40 m, high by 8.40 m"
    assert words["Planned and rise into it"] == "none"
    assert words["Corridor"] == "400.0 m long, 80.0 m wide at its end"


def test_places_have_their_metres_over_the_plane_and_none_beside_it():
    layer = run(CORRIDOR, town(BOXES), ASKED)
    points, over = layer.samples.points, layer.values["over"]
    inside = (points[:, 0] <= 400) & (np.abs(points[:, 1]) <= points[:, 0] / 10)
    np.testing.assert_array_equal(np.isfinite(over), inside)
    expected = points[:, 2] - 1.6 - points[:, 0] * PLANE
    assert over[inside] == pytest.approx(expected[inside], abs=1e-4)
    verdict = layer.values["verdict"]
    np.testing.assert_array_equal(verdict[inside], (expected > 0)[inside])
    assert set(np.unique(layer.samples.sort)) == {FACADE, ROOF}


def test_a_plan_is_judged_and_what_it_demolishes_is_not():
    view = with_edits(
        town(BOXES),
        build(100, -5, 120, 5, 4, "new"),
        {"edit": "demolish", "objects": ["high"]},
        {"edit": "demolish", "objects": ["touched"]},
    )
    layer = run(CORRIDOR, view, ASKED)
    assert told(layer)["new"] == pytest.approx(12 - (1.6 + 100 * PLANE))
    assert not told(layer).get("high", -1) > 0
    words = dict(layer.facts)
    assert words["Planned and rise into it"] == "new by 5.40 m"
    assert words["Rise into it"] == "none"
    raised = with_edits(town(BOXES), {"edit": "raise", "objects": ["low"], "metres": 3.0})
    assert told(run(CORRIDOR, raised, ASKED))["low"] == pytest.approx(3 + 5 - 6.6)


def test_so_much_may_be_allowed():
    layer = run(CORRIDOR, town(BOXES), {**ASKED, "allowed": 8.5})
    assert told(layer, "verdict")["high"] == 0
    assert told(layer, "verdict")["touched"] == 1


def test_to_a_building_it_is_as_wide_as_that_and_begins_at_a_share_of_its_height():
    tower = {"tower": ((390, -15, 0), (410, 15, 40)), "high": BOXES["high"]}
    asked = {"from": where(0, 0), "to": "tower", "seen_from": 54.0}
    layer = run(CORRIDOR, town(tower), asked)
    assert dict(layer.facts)["Corridor"] == "400.0 m long, 30.0 m wide at its end"
    assert told(layer)["high"] == pytest.approx(20 - (1.6 + 200 * PLANE))
    assert "tower" not in dict(layer.facts)["Rise into it"]


def test_heights_may_be_those_of_the_project():
    far = town(BOXES, FAR)  # whose zero lies 100 m up
    asked = {**ASKED, "from": where(0, 0, 101.6, frame=FAR), "to": where(400, 0, 121.6, frame=FAR)}
    layer = run(CORRIDOR, far, {**asked, "heights": "datum"})
    near = run(CORRIDOR, town(BOXES), ASKED)
    assert told(layer) == pytest.approx(told(near), abs=1e-6, nan_ok=True)
    assert dict(layer.facts)["Line of sight"] == "from 101.60 m to 121.60 m"
    over = {**ASKED, "from": where(0, 0, 1.6, frame=FAR), "to": where(400, 0, 21.6, frame=FAR)}
    assert same(run(CORRIDOR, far, over), layer)


def test_ground_that_rises_into_it_is_told():
    asked = {**ASKED, "to": where(400, 0, 0.0), "from": where(0, 0, 0.0)}
    assert "The ground itself" not in dict(run(CORRIDOR, town({"a": BOXES["low"]}), asked).facts)
    view = town({"a": BOXES["low"]})
    terrain = view.base.terrains[0]
    terrain.heights.setflags(write=True)
    terrain.heights[40:60, 59:63] = 7.0
    words = dict(run(CORRIDOR, view, asked).facts)["The ground itself"]
    assert words == "rises 7.00 m into it"


def test_trees_count_where_they_are_asked_to():
    tree = ("SolitaryVegetationObject", "tree", (200, -5, 0), (210, 5, 20))
    view = town({"low": BOXES["low"]}, more=[tree])
    assert np.isnan(told(run(CORRIDOR, view, ASKED))["tree"])
    layer = run(CORRIDOR, view, {**ASKED, "trees": True})
    assert told(layer)["tree"] == pytest.approx(20 - 11.6)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"from": ""}, "from: no place"),
        ({"from": where(205, 0)}, "lies inside of high"),
        ({"from": where(90_000, 0)}, "outside of the city"),
        ({"from": where(0, 0) + ";" + where(1, 1)}, "must be one place"),
        ({"to": where(400, 0)}, "how high"),
        ({"to": "nobody"}, "not in the city"),
        ({"half_width": 0.0}, "half_width"),
        ({"to": where(0, 0, 9)}, "same place"),
    ],
)
def test_bad_questions_are_refused(asked, words):
    with pytest.raises(ValueError, match=words):
        run(CORRIDOR, town(BOXES), {**ASKED, **asked})


TRIANGLES = st.lists(st.floats(-60, 160, width=32), min_size=9, max_size=9)


@given(TRIANGLES)
def test_no_place_of_a_triangle_rises_higher_than_its_measure(numbers):
    """Against places all over the triangle, tried one by one."""
    corridor = Corridor(np.array([0.0, 0, 2]), np.array([80.0, 60, 30]), 25.0)
    corners = np.array(numbers).reshape(1, 3, 3)
    u, v = (axis.ravel() for axis in np.meshgrid(np.linspace(0, 1, 60), np.linspace(0, 1, 60)))
    inside = u + v <= 1
    share = np.stack([1 - u - v, u, v], axis=1)[inside]
    places = share @ corners[0]
    within = (corridor.margins(places) >= 0).all(1)
    (measure,) = risen(corridor, corners)
    if within.any():
        highest = corridor.over(places[within]).max()
        assert measure >= highest - 1e-6
    if np.isfinite(measure):
        assert measure <= corridor.over(corners[0]).max() + 1e-6


def test_the_corridor_over_a_large_roof_is_measured_at_its_own_corners():
    roof = np.array([[[-900.0, -900, 50], [900, -900, 50], [0, 900, 50]]])
    corridor = Corridor(np.zeros(3), np.array([100.0, 0, 20]), 10.0)
    assert risen(corridor, roof) == pytest.approx([50])  # over the eye


class Stopped(Progress):
    """Cancelled by somebody just before it is asked for the so-manieth time."""

    def __init__(self, when=0):
        super().__init__()
        self.asked, self._when = 0, when

    def check(self):
        self.asked += 1
        if self.asked == self._when:
            self.cancel()
        super().check()


def test_it_measures_in_pieces_and_stops_between_any_two_of_them(monkeypatch):
    whole = run(CORRIDOR, town(BOXES), ASKED)
    monkeypatch.setattr("city.simulate.corridor.PIECE", 7)
    monkeypatch.setattr("city.simulate.samples.CELLS", 50)
    progress = Stopped()
    pieces = run(CORRIDOR, town(BOXES), ASKED, progress)
    assert pieces.digest() == whole.digest()
    triangles, places, buildings = 5 * 12, len(whole.samples), len(whole.samples.owners)
    assert progress.asked > triangles / 7 + places / 7 + buildings
    for when in range(1, progress.asked + 1, 29):
        with pytest.raises(Cancelled):
            run(CORRIDOR, town(BOXES), ASKED, Stopped(when))
