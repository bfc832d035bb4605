"""The depth buffer fits what may be seen."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkRenderer

from render.depth import LONGEST_SHADOW, fit_depth, shadow_reach
from render.ground import Ground
from render.light import Sun

CITY = (-100.0, 100.0, -100.0, 100.0, 0.0, 20.0)


def above(height):
    renderer = vtkRenderer()
    camera = renderer.GetActiveCamera()
    camera.SetPosition(0, 0, height)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewUp(0, 1, 0)
    return renderer


def test_everything_is_deeper_than_the_nearest_and_nearer_than_the_farthest():
    renderer = above(1000)
    near = fit_depth(renderer, CITY, None)
    low, high = renderer.GetActiveCamera().GetClippingRange()
    assert near == low and 600 < low < 980 and 1000 <= high < 1100


def test_the_backdrop_is_seen_as_well():
    renderer = above(1000)
    camera = renderer.GetActiveCamera()
    camera.SetPosition(0, -1000, 50)
    fit_depth(renderer, CITY, None)
    without = camera.GetClippingRange()[1]
    fit_depth(renderer, CITY, Ground(np.array([[-100.0, -100, 0], [100, 100, 0]])))
    assert camera.GetClippingRange()[1] > without


def test_in_parallel_depth_is_even():
    renderer = above(1000)
    renderer.GetActiveCamera().SetParallelProjection(True)
    near = fit_depth(renderer, CITY, None)
    low, high = renderer.GetActiveCamera().GetClippingRange()
    assert near / 1000**2 == pytest.approx(1 / (high - low))


def test_what_lies_far_around_the_city_is_seen_and_takes_nothing_near_away():
    renderer = above(1000)
    camera = renderer.GetActiveCamera()
    camera.SetPosition(0, -90, 2)
    camera.SetFocalPoint(0, 0, 2)
    camera.SetViewUp(0, 0, 1)
    alone = fit_depth(renderer, CITY, None)
    far = (-60_000.0, 60_000.0, -60_000.0, 60_000.0, 0.0, 0.0)
    assert fit_depth(renderer, CITY, None, far) == alone < 5
    assert camera.GetClippingRange()[1] > 60_000
    camera.SetPosition(0, -90, 40_000)
    camera.SetFocalPoint(0, 0, 2)
    fit_depth(renderer, CITY, None, far)
    assert 20_000 < camera.GetClippingRange()[0] < 39_900
    fit_depth(renderer, None, None, far)
    assert 20_000 < camera.GetClippingRange()[0] < 39_900


def test_of_nothing_the_depth_stays_as_it_was():
    renderer = above(1000)
    before = renderer.GetActiveCamera().GetClippingRange()
    fit_depth(renderer, None, None)
    assert renderer.GetActiveCamera().GetClippingRange() == before


@pytest.mark.parametrize(("altitude", "reach"), [(45.0, 20.0), (90.0, 0.0), (0.5, LONGEST_SHADOW)])
def test_shadows_reach_as_far_as_the_sun_is_low(altitude, reach):
    assert shadow_reach(CITY, Sun(180.0, altitude)) == pytest.approx(reach, abs=1e-9)
    assert shadow_reach(None, Sun(180.0, altitude)) == 0
