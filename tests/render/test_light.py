"""The light on the model."""

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkProperty, vtkRenderer

from render.light import AMBIENT, SKY, SUN, Sun, illuminate, matte


@pytest.mark.parametrize(
    ("azimuth", "altitude", "towards"),
    [(0, 0, (0, 1, 0)), (90, 0, (1, 0, 0)), (180, 0, (0, -1, 0)), (33, 90, (0, 0, 1))],
)
def test_the_sun_stands_where_it_is_said_to(azimuth, altitude, towards):
    assert Sun(azimuth, altitude).direction() == pytest.approx(towards, abs=1e-12)


def test_there_is_one_sun_and_one_sky_and_nothing_else():
    renderer = vtkRenderer()
    for _ in range(2):
        illuminate(renderer, Sun())
    lights = [renderer.GetLights().GetItemAsObject(k) for k in range(2)]
    assert renderer.GetLights().GetNumberOfItems() == 2
    assert lights[0].GetPosition() == pytest.approx(Sun().direction())
    assert lights[1].GetPosition() == (0, 0, 1)
    assert not any(light.GetPositional() for light in lights)


def test_flat_roofs_keep_their_colour_and_nothing_shines():
    flat = AMBIENT + SKY + SUN * Sun().direction()[2]
    assert 0.85 < flat < 1
    look = vtkProperty()
    matte(look)
    assert look.GetSpecular() == 0 and np.isclose(look.GetAmbient(), AMBIENT)


def test_a_low_sun_is_weak_and_warm_and_none_shines_at_night():
    lights = {h: Sun(180, h).light() for h in (60, 32, 10, 3, -1, -10)}
    fading = [lights[h].sun for h in (32, 10, 3, -1)]
    assert fading == sorted(fading, reverse=True)
    assert lights[32].sun == pytest.approx(SUN) and lights[32].sky == pytest.approx(SKY)
    assert lights[-1].sun == 0 and lights[-10].day == 0
    assert 0 < lights[-10].sky < lights[3].sky < SKY
    red, _, blue = lights[3].colour
    assert red / blue > 1.3


def test_the_sky_behind_darkens_after_sunset():
    renderer = vtkRenderer()
    brightness = []
    for altitude in (32, 0, -3, -8):
        illuminate(renderer, Sun(250, altitude))
        brightness.append(sum(renderer.GetBackground2()))
    assert brightness == sorted(brightness, reverse=True) and brightness[-1] < 1


@pytest.mark.parametrize("altitude", [20, 32, 45, 60, 75, 90])
def test_open_ground_never_turns_white(altitude):
    light = Sun(180, altitude).light()
    assert AMBIENT + light.sky + light.sun * np.sin(np.radians(altitude)) <= 0.951
    assert light.sun * np.sin(np.radians(altitude)) > 0.19  # and its shadows are seen
