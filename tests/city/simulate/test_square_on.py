"""The angle before a façade is the one that anybody can draw."""

import numpy as np
import pytest

from city.layer import FACADE
from city.progress import Progress
from city.simulate.obstacles import Area, Obstacles
from city.simulate.samples import Spacing, samples_on
from city.simulate.square_on import obstruction
from tests.city.simulate.towns import frame_at, objects, view_of
from tests.city.toy import box_faces

AREA = Area(-60, -60, 60, 60)
HOUSE = ((-10, -8, 0), (10, 0, 12))


def angles(view, owner="b0", looks=(0, 1, 0)):
    """Places of a façade and their angles."""
    obstacles = Obstacles(view, AREA, -2.0, 1.0)
    samples = samples_on(view, AREA, obstacles, Spacing(1.0), frozenset({FACADE}))
    mine = np.array(samples.owners)[samples.owner] == owner
    rows = np.flatnonzero(mine & (samples.normals @ np.array(looks, np.float32) > 0.99))
    return samples.points[rows], obstruction(samples, obstacles, rows, Progress())


@pytest.mark.parametrize(("away", "high"), [(10.0, 18.0), (30.0, 25.0), (50.0, 4.0), (3.0, 60.0)])
def test_a_long_building_before_it(away, high):
    points, found = angles(view_of(HOUSE, ((-59, away, 0), (59, away + 5, high))))
    rise = np.maximum(high - points[:, 2], 0)
    back = np.where(rise > 0, away - 0.02, 1)  # a place lies 2 cm off its wall
    np.testing.assert_allclose(found, np.degrees(np.arctan2(rise, back)), atol=0.02)


def test_nothing_before_it_is_no_angle():
    found = angles(view_of(HOUSE))[1]
    assert (found == 0).all()


def test_what_stands_beside_is_not_before_it():
    points, found = angles(view_of(HOUSE, ((2, 20, 0), (30, 25, 40))))
    before = points[:, 0] > 2
    assert (found[~before] == 0).all() and (found[before] > 50).all()


def test_a_higher_one_behind_counts():
    view = view_of(HOUSE, ((-59, 10, 0), (59, 12, 8)), ((-59, 30, 0), (59, 35, 50)))
    points, found = angles(view)
    expected = np.degrees(np.arctan2(50 - points[:, 2], 30 - 0.02))
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_its_own_eaves_do_not_count_but_its_own_wing_does():
    faces = box_faces(*HOUSE)
    eaves = box_faces((-10, 0, 11.8), (10, 1, 12))
    wing = box_faces((-10, 20, 0), (10, 25, 12))
    view = objects(frame_at(52.0), ("b0", [*faces, *eaves]))
    points, found = angles(view)
    low = points[:, 2] < 11
    assert (found[low] == 0).all()
    points, found = angles(objects(frame_at(52.0), ("b0", [*faces, *wing])))
    mine = points[:, 1] < 1
    expected = np.degrees(np.arctan2(12 - points[mine, 2], 20 - 0.02))
    np.testing.assert_allclose(found[mine], expected, atol=0.02)
