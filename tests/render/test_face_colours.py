"""The colours of single faces, and what they mix to."""

import numpy as np

from city.builder import CityBuilder
from city.measured import Measured
from render.face_colours import FaceColours
from tests.render.towns import UTM, street

TABLE = np.array([[0, 0, 0, 0], [200, 100, 0, 255], [100, 200, 0, 255]], np.uint8)


def test_each_face_has_the_colour_of_its_row():
    faces = Measured(street(1)).faces
    colours = FaceColours(faces, np.array([0, 1, 2, 1, 2, 0], np.int16), TABLE)
    assert colours.of("2", np.array([1, 2, 5])).tolist() == TABLE[[1, 2, 0]].tolist()


def test_from_afar_they_mix_by_area():
    """Two flat roofs of 100 and 300 m2 of one building, the larger one of its part."""
    builder = CityBuilder(UTM)
    house = builder.add_object("Building", "house")
    part = builder.add_object("BuildingPart", "part", house)
    for row, wide in ((house, 10), (part, 30)):
        roof = np.array([(0, 0, 5), (10, 0, 5), (10, wide, 5), (0, wide, 5)], float)
        builder.add_polygon(builder.add_shape(row, "2", "MultiSurface"), [roof])
    faces = Measured(builder.freeze()).faces
    colours = FaceColours(faces, np.array([1, 2], np.int16), TABLE)
    drawn = {"2": np.ones(2, bool)}
    roof, wall = colours.from_afar(drawn, np.zeros(2, np.int64))
    assert roof.tolist() == [[125, 175, 0, 255], [0, 0, 0, 0]]
    assert not wall.any()  # there are none
    roof, _ = colours.from_afar({"2": np.array([True, False])}, np.zeros(2, np.int64))
    assert roof[0].tolist() == [200, 100, 0, 255]
    roof, _ = colours.from_afar({}, np.zeros(2, np.int64))
    assert not roof.any()
