"""The sky of façades and ground is what formulas say, and trees take their part."""

import numpy as np
import pytest

from city.layer import FACADE, GROUND, ROOF
from city.progress import Cancelled, Progress
from city.simulate.sky_view import OPEN_WALL, SKY
from tests.city.plans import at, plan
from tests.city.simulate.towns import area, sample_of, view_of

LONG = 1500.0


def looked(view, box=(-30, -30, 30, 30), **said):
    return SKY.run(view, {"area": area(view, *box), "spacing": 2, **said})


@pytest.mark.parametrize("rays", [64, 320])
def test_a_house_alone_has_what_the_formula_says_exactly(rays):
    found = looked(view_of(((-5, -5, 0), (5, 5, 8))), rays=rays, surfaces="facades,roofs")
    walls, roof = sample_of(found, FACADE), sample_of(found, ROOF)
    assert found.values["vsc"][walls] == pytest.approx(100 * OPEN_WALL, abs=1e-3)
    assert found.values["svf"][walls] == pytest.approx(0.5, abs=1e-5)
    assert found.values["open"][walls] == pytest.approx(0.5, abs=1e-5)
    assert (found.values["line25"][walls] == 0).all()
    assert found.values["svf"][roof] == pytest.approx(1, abs=1e-5)
    assert np.isnan(found.values["vsc"][roof]).all()
    assert found.tables["facades"] == pytest.approx([100 * OPEN_WALL], abs=1e-3)


def test_trees_let_through_what_their_leaves_let_through():
    trees = [at(5, -8), at(2, -9)]
    edit = {"edit": "plant", "places": trees, "height": 15.0, "crown": 9.0, "ids": ["a", "b"]}
    view = plan(edit)
    said = {"area": [*at(-20, -20), *at(30, 30)], "spacing": 3, "surfaces": "ground,facades"}
    solid, none, summer, winter = (
        SKY.run(view, {**said, "trees": trees, "date": day})
        for trees, day in (
            ("solid", "06-21"),
            ("none", "06-21"),
            ("leaves", "06-21"),
            ("leaves", "12-21"),
        )
    )
    for name in ("svf", "open"):
        low, high = solid.values[name], none.values[name]
        known = np.isfinite(low)
        assert (high[known] > low[known] + 0.1).any()
        for layer, share in ((summer, 0.03), (winter, 0.46)):
            expected = low + (high - low) * share
            np.testing.assert_allclose(layer.values[name][known], expected[known], atol=1e-4)


def test_threads_do_not_matter(monkeypatch):
    view = view_of(((-5, -5, 0), (5, 5, 8)), ((8, -5, 0), (20, 5, 14)))
    before = looked(view)
    for threads in (1, 5):
        monkeypatch.setattr("os.cpu_count", lambda threads=threads: threads)
        after = looked(view)
        for name, values in after.values.items():
            np.testing.assert_array_equal(values, before.values[name])


def test_more_rays_come_nearer_to_the_truth():
    view = view_of(((-5, -5, 0), (5, 5, 8)), ((8, -7, 0), (20, 5, 14)), ((-9, 9, 0), (9, 12, 25)))
    truth, few, many = (
        looked(view, rays=rays, surfaces="facades,ground").values for rays in (2584, 64, 640)
    )
    for name, limit in (("svf", 0.01), ("vsc", 0.6)):
        known = np.isfinite(truth[name])
        away = [np.abs(one[name] - truth[name])[known].mean() for one in (few, many)]
        assert away[1] < away[0] / 2 and away[1] < limit


def test_it_stops_when_told():
    progress = Progress(lambda *news: progress.cancel())
    view = view_of(((-5, -5, 0), (5, 5, 8)))
    with pytest.raises(Cancelled):
        SKY.run(view, {"area": area(view, -30, -30, 30, 30)}, progress)
    with pytest.raises(ValueError, match="rays=63"):
        looked(view, rays=63)
    assert (looked(view).samples.sort == GROUND).any()
