"""The shadow of a mast, measured in the drawn picture at real places and dates.

Height over tangent of the altitude, away from the sun's azimuth. At noon the altitude follows from
latitude and declination alone; at other hours it is that of test_sun, which agrees with NREL's SPA.
"""

from datetime import UTC, datetime

import numpy as np
import pytest

from city.builder import CityBuilder
from city.place import Place
from city.simulate.sun import sunlight
from city.terrain import Terrain
from tests.city.toy import add_box
from tests.render.towns import UTM

HEIGHT, METRES = 12.0, 0.15  # of the mast; to the pixel
SIZE = (480, 480)
TILT = 23.436  # degrees


def mast():
    builder = CityBuilder(UTM)
    add_box(builder, builder.add_object("Building", "mast"), (-1, -1, 0), (1, 1, HEIGHT))
    return builder.freeze()


def shadow(stage, towards):
    """The lengths of the ground's dark pixels away from the sun and across, in metres."""
    scene = stage.scene
    stage.window.SetSize(*SIZE)
    scene.show("mast", mast())
    scene.show("flat", Terrain("flat", UTM, np.zeros((9, 9), np.float32), -80, 80, (20.0, 20.0)))
    camera = scene.renderer.GetActiveCamera()
    camera.ParallelProjectionOn()
    camera.SetParallelScale(SIZE[1] * METRES / 2)
    camera.SetPosition(0, 0, 600)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewUp(0, 1, 0)
    scene.set_sun(towards)
    scene.rest()
    picture = stage.picture()[::-1].astype(float).sum(2)
    y, x = (np.indices(SIZE) + 0.5 - SIZE[0] / 2) * METRES
    open_ground = np.maximum(np.abs(x), np.abs(y)) > 1.2  # without the mast's own roof
    away = -(x * towards[0] + y * towards[1]) / np.hypot(towards[0], towards[1])
    lit = np.median(picture[open_ground & (away < -4)])
    core = np.median(picture[open_ground & (away > 2) & (away < 3) & (np.hypot(x, y) < away + 0.2)])
    dark = open_ground & (picture < (lit + core) / 2)
    return away[dark].max()


def reach(altitude, azimuth):
    """How far the shadow of the mast's farthest corner falls from its middle."""
    a = np.radians(azimuth)
    return HEIGHT / np.tan(np.radians(altitude)) + abs(np.sin(a)) + abs(np.cos(a))


def edge(altitude):
    """A pixel and a half, and half the width of the soft edge that the sun's disc makes."""
    return 1.5 * METRES + HEIGHT * 0.00465 / np.sin(np.radians(altitude)) ** 2


@pytest.mark.parametrize(
    ("lat", "day", "tilt"),
    [(52.0, (3, 20), 0.0), (52.0, (6, 21), TILT), (40.0, (12, 21), -TILT), (-34.0, (6, 21), TILT)],
)
def test_at_noon_the_shadow_is_as_long_as_the_latitude_says(stage, lat, day, tilt):
    place = Place(0.0, lat)
    noon = datetime(2026, *day, 12, tzinfo=UTC)
    sun, _ = sunlight(noon, place)
    altitude = 90 - abs(lat - tilt)
    towards = np.array([0, np.sin(np.radians(tilt - lat)), np.cos(np.radians(tilt - lat))])
    assert sun.true_altitude[0] == pytest.approx(altitude, abs=0.35)
    assert shadow(stage, towards) == pytest.approx(reach(altitude, 0), abs=edge(altitude))


@pytest.mark.parametrize(
    ("lon", "lat", "moment"),
    [
        (4.48, 51.92, (2026, 3, 21, 8)),
        (4.48, 51.92, (2026, 6, 21, 13)),
        (4.48, 51.92, (2026, 9, 23, 14)),
        (-78.5, -0.2, (2026, 6, 21, 20)),
        (151.2, -33.9, (2026, 12, 22, 5)),
        (18.96, 69.65, (2026, 6, 21, 6)),
    ],
)
def test_at_any_hour_it_falls_away_from_the_sun(stage, lon, lat, moment):
    sun, towards = sunlight(datetime(*moment, tzinfo=UTC), Place(lon, lat))
    altitude, azimuth = float(sun.altitude[0]), float(sun.azimuth[0])
    assert 15 < altitude < 80
    found = shadow(stage, towards)
    assert found == pytest.approx(reach(altitude, azimuth), abs=edge(altitude))


def test_a_turned_grid_turns_the_shadow(stage):
    """Three degrees of meridian convergence move the end of a long shadow by a metre and more."""
    moment = datetime(2026, 3, 21, 8, tzinfo=UTC)
    straight = sunlight(moment, Place(4.48, 51.92))[1]
    turned = sunlight(moment, Place(4.48, 51.92, turn=3.0))[1]
    ends = [-t[:2] / t[2] * HEIGHT for t in (straight, turned)]
    assert np.linalg.norm(ends[0] - ends[1]) > 0.8
    assert shadow(stage, turned) == pytest.approx(shadow(stage, straight), abs=0.3)
