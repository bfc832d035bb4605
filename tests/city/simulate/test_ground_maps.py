"""Quick maps of the ground tell what rays and formulas tell."""

import numpy as np
import pytest

import assets
from city.base import Base
from city.layer import GROUND
from city.progress import Cancelled, Progress
from city.simulate.ground_maps import COARSE, GROUND_MAPS, NEAR
from city.simulate.sky_view import SKY
from city.simulate.sun_hours import SUN
from city.view import View
from importers import read
from tests.city.plans import at, plan, square
from tests.city.simulate.towns import area, view_of

TOWN = (((-20, -20, 0), (0, 0, 12)), ((10, -15, 0), (25, 5, 20)), ((-15, 15, 0), (20, 25, 6)))
DAY = {"date": "2026-03-21"}


def beside_rays(view, box, **said):
    """Maps, and rays at the same places."""
    asked = {"area": box, **said}
    quick = GROUND_MAPS.run(view, {**asked, **DAY})
    sun = SUN.run(view, {**asked, **DAY, "surfaces": "ground"})
    sky = SKY.run(view, {**asked, "surfaces": "ground", "rays": 640, "date": "2026-03-21"})
    for one in (sun, sky):
        np.testing.assert_array_equal(quick.samples.cell, one.samples.cell)
        np.testing.assert_allclose(quick.samples.points, one.samples.points, atol=1e-3)
    possible = sun.quantity("hours").high
    hours = np.abs(quick.values["hours"] - sun.values["hours"]) / possible
    return quick, hours, np.abs(quick.values["svf"] - sky.values["svf"])


def test_a_small_town_as_rays_see_it():
    view = view_of(*TOWN)
    quick, hours, sky = beside_rays(view, area(view, -40, -40, 40, 40))
    assert hours.mean() < 0.02 and sky.mean() < 0.01
    assert (quick.samples.sort == GROUND).all()


def test_a_real_district_as_rays_see_it():
    sample = read([assets.path("sample")])
    view = View.of(Base.of([sample.city, *sample.terrains], sample.frame))
    x, y = view.base.extent.mean(0) + np.array(sample.frame.origin[:2])
    _, hours, sky = beside_rays(view, [x - 100, y - 100, x + 100, y + 100], spacing=2)
    assert hours.mean() < 0.03 and sky.mean() < 0.03


def test_far_towers_are_seen_in_coarse_cells():
    away = NEAR + 20 + 8 * COARSE
    view = view_of(((-6, -6, 0), (6, 6, 3)), ((-200, -away - 40, 0), (200, -away, 90)))
    quick, hours, sky = beside_rays(view, area(view, -20, -20, 20, 20))
    alone = view_of(((-6, -6, 0), (6, 6, 3)))
    open_ = GROUND_MAPS.run(alone, {"area": area(view, -20, -20, 20, 20), **DAY})
    assert (open_.values["svf"] - quick.values["svf"]).mean() > 0.02
    assert hours.mean() < 0.02 and sky.mean() < 0.01


def test_it_follows_a_plan():
    box = [*at(-20, -20), *at(60, 40)]
    before = GROUND_MAPS.run(plan(), {"area": box, **DAY})
    edits = [
        {"edit": "demolish", "objects": ["house"]},
        {"edit": "build", "footprint": square(30, 0, 12, 12), "storeys": 8, "id": "new"},
        {"edit": "level", "outline": square(-10, 20, 15, 15), "height": 2.0, "id": "pad"},
    ]
    view = plan(*edits)
    quick, hours, sky = beside_rays(view, box)
    assert len(quick.samples) == len(before.samples) + 80 - 144
    assert hours.mean() < 0.03 and sky.mean() < 0.02
    assert quick.samples.points[:, 2].max() == pytest.approx(2, abs=1e-3)


@pytest.mark.parametrize(("trees", "limit"), [("none", 0.02), ("solid", 0.05), ("leaves", 0.05)])
def test_trees_are_as_asked(trees, limit):
    places = [at(20, 10), at(25, 14), at(40, -5)]
    size = {"height": 9.0, "crown": 6.0, "ids": ["a", "b", "c"]}
    view = plan({"edit": "plant", "places": places, **size})
    _, hours, sky = beside_rays(view, [*at(-20, -20), *at(60, 40)], trees=trees)
    assert hours.mean() < limit and sky.mean() < limit


def test_threads_do_not_matter(monkeypatch):
    view = view_of(*TOWN)
    said = {"area": area(view, -40, -40, 40, 40), **DAY}
    before = GROUND_MAPS.run(view, said)
    for threads in (1, 5):
        monkeypatch.setattr("os.cpu_count", lambda threads=threads: threads)
        after = GROUND_MAPS.run(view, said)
        for name, values in after.values.items():
            np.testing.assert_array_equal(values, before.values[name])


def test_days_without_sun_and_areas_without_ground():
    polar = view_of(*TOWN, lat=75.0)
    said = {"area": area(polar, -40, -40, 40, 40), "date": "2026-12-22"}
    night = GROUND_MAPS.run(polar, said)
    assert (night.values["hours"] == 0).all() and (night.values["svf"] > 0).any()
    view = view_of(*TOWN)
    with pytest.raises(ValueError, match="no free ground"):
        GROUND_MAPS.run(view, {"area": area(view, -15, -15, -5, -5), **DAY})
    bare = view_of(*TOWN, terrain=False)
    assert len(GROUND_MAPS.run(bare, {"area": area(bare, -40, -40, 40, 40), **DAY}).samples) > 5000


def test_it_stops_when_told():
    view = view_of(*TOWN)
    said = {"area": area(view, -40, -40, 40, 40), **DAY}
    for note in ("Laying out the ground", "Looking at the horizon", "Counting hours of sun"):
        with pytest.raises(Cancelled):
            GROUND_MAPS.run(view, said, cancelled_at(note))


def cancelled_at(note):
    """A progress that somebody cancels once it tells of something."""

    def stop(done, total, now):
        if now == note:
            progress.cancel()

    progress = Progress(stop)
    return progress
