"""How every face of a toy town lies, and to whom it belongs."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.faces import COMPASS, ends
from city.measured import Measured
from tests.city.toy import FRAME, add_box, town

UP = np.array([(0, 0, 3), (10, 0, 3), (10, 10, 13), (0, 10, 13)], float)  # a slope that looks south


def test_the_faces_of_a_box():
    builder = CityBuilder(FRAME)
    add_box(builder, builder.add_object("Building", "house"), (0, 0, 0), (10, 8, 3))
    faces = Measured(builder.freeze()).faces
    assert faces.area.tolist() == [80, 30, 24, 30, 24, 80]
    assert faces.slope().tolist() == [0, 90, 90, 90, 90, 0]
    assert faces.azimuth()[1:5].tolist() == [180, 90, 0, 270]
    assert np.isnan(faces.azimuth()[[0, 5]]).all()
    named = [[*COMPASS, "flat"][k] for k in faces.facing()]
    assert named == ["flat", "south", "east", "north", "west", "flat"]
    assert faces.counted.all() and faces.owner.tolist() == [0] * 6


def test_a_slope_of_45_degrees():
    builder = CityBuilder(FRAME)
    shape = builder.add_shape(builder.add_object("Building", "shed"), "2", "MultiSurface")
    builder.add_polygon(shape, [UP])
    city = builder.freeze()
    faces = Measured(city).faces
    assert faces.slope()[0] == pytest.approx(45) and faces.azimuth()[0] == pytest.approx(180)
    assert faces.area[0] == pytest.approx(100 * 2**0.5)
    low, high = ends(city.shapes["2"])
    assert (low[0], high[0]) == (3, 13)


def test_curves_do_not_count_and_the_levels_lie_one_behind_the_other():
    builder = town()
    row = builder.add_object("Building", "twice")
    for lod in ("1", "2"):
        add_box(builder, row, (200, 0, 0), (210, 10, 5), lod)
    city = builder.freeze()
    faces = Measured(city).faces
    assert len(faces) == sum(shapes.polygons for shapes in city.shapes.values())
    rough = faces.spans["1"]
    assert rough.stop - rough.start == 6 and not faces.counted[rough].any()
    assert faces.row("1", 3) == rough.start + 3
    assert faces.row("1", -1) == faces.row("9", 0) == faces.row(None, 0) == -1
    street = city.objects.ids.find("street")
    assert not faces.counted[faces.owner == street].any()
    assert (faces.area[faces.owner == street] == 0).all()
