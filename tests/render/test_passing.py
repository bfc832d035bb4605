"""Few rays find the shadows that a ray for each pixel finds."""

from dataclasses import replace

import numpy as np
import pytest

import assets
from city.progress import Cancelled, Progress
from importers import Options, read
from render.light import Sun
from render.passing import Passing
from render.picture import off_screen
from render.scene import Scene
from tests.render.towns import hill, street

SUNS = [Sun(110, 12), Sun(180, 38), Sun(250, 22), Sun(300, 4)]


class Counting:
    """Rays, and how many were traced."""

    def __init__(self, rays):
        self.rays, self.count = rays, 0

    def blocked(self, origins, directions):
        self.count += len(origins)
        return self.rays.blocked(origins, directions)


def everywhere(rays, sight, sun):
    """(rows, columns): what a ray from each pixel that faces the sun says."""
    towards = sun.direction().astype(np.float32)
    facing = sight.normal @ towards > 0
    found = np.ones(facing.shape, np.float32)
    found[facing] = ~rays.blocked(sight.start[facing], towards[None])
    return found, facing


def largest(mask):
    """Pixels of the largest square that lies in a mask."""
    side = 0
    while mask.any():
        side += 1
        mask = mask[1:, 1:] & mask[:-1, 1:] & mask[1:, :-1] & mask[:-1, :-1]
    return side


@pytest.fixture(scope="module")
def sample():
    """The sample city from near by, and what its rays meet."""
    reading = read([assets.path("sample")], Options())
    scene = Scene()
    window = off_screen(scene, (533, 400))
    for number, thing in enumerate([reading.city, *reading.terrains]):
        scene.show(str(number), thing)
    scene.home()
    scene.renderer.GetActiveCamera().Dolly(3)
    scene.make()
    window.Render()
    yield scene
    scene.close()
    window.Finalize()


def test_of_the_sample_city_a_fraction_of_the_rays_finds_nearly_all(sample):
    sight = sample.shading()().sight
    rays, passing = Counting(sample._shadings[0]._rays[1]), Passing(sight)
    for sun in SUNS:
        rays.count = 0
        found = passing.shade(rays, sun, Progress())
        full, facing = everywhere(rays.rays, sight, sun)
        wrong = found.sun != full
        assert 0.2 < full[facing].mean() < 0.98  # there are shadows, and light
        assert rays.count < 0.25 * facing.sum()
        assert wrong.mean() < 0.01
        assert largest(wrong) <= 3
        assert np.allclose(found.lit, np.maximum(sight.normal @ sun.direction(), 0), atol=1e-5)


def test_a_shadow_as_wide_as_the_first_pixels_lie_apart_is_found_whole(stage):
    stage.scene.show("city", street())
    stage.scene.show("hill", hill())
    stage.scene.home()
    for sun in SUNS:
        shade = stage.scene.shading(sun.direction(), soft=False)()
        full, _ = everywhere(stage.scene._shadings[0]._rays[1], shade.sight, sun)
        assert largest(shade.sun != full) <= 2


def test_by_night_no_ray_is_traced(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    sight = stage.scene.shading()().sight
    rays = Counting(stage.scene._shadings[0]._rays[1])
    night = Passing(sight).shade(rays, Sun(0, -3), Progress())
    assert rays.count == 0 and not night.sun.any() and not night.lit.any()


def test_where_colours_tell_values_no_sun_and_no_shadow_counts(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    sight = stage.scene.shading()().sight
    told = (sight.mesh >= 0) & (np.indices(sight.mesh.shape)[1] % 3 == 0)
    passing = Passing(replace(sight, told=told))
    for sun in (*SUNS, Sun(0, -3)):
        found = passing.shade(stage.scene._shadings[0]._rays[1], sun, Progress())
        assert told.any() and (found.lit[told] == 1).all()
        assert (found.sun[told] == (sun.altitude > 0)).all()


def test_it_stops_once_it_is_cancelled(stage):
    stage.scene.show("city", street())
    stage.scene.home()
    passing, progress = Passing(stage.scene.shading()().sight), Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        passing.shade(stage.scene._shadings[0]._rays[1], SUNS[0], progress)
