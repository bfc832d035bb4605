"""A toy town whose every measure can be worked out in the head."""

from __future__ import annotations

import numpy as np

from city.builder import CityBuilder
from city.frame import Frame

FRAME = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 0.0))


def box_faces(low, high):
    """The six outlines of a box, seen from outside, floor first, roof last."""
    (x, y, z), (X, Y, Z) = low, high
    return [
        np.array(face, float)
        for face in (
            [(x, y, z), (x, Y, z), (X, Y, z), (X, y, z)],
            [(x, y, z), (X, y, z), (X, y, Z), (x, y, Z)],
            [(X, y, z), (X, Y, z), (X, Y, Z), (X, y, Z)],
            [(X, Y, z), (x, Y, z), (x, Y, Z), (X, Y, Z)],
            [(x, Y, z), (x, y, z), (x, y, Z), (x, Y, Z)],
            [(x, y, Z), (X, y, Z), (X, Y, Z), (x, Y, Z)],
        )
    ]


def add_box(builder, row, low, high, lod="2", type="Solid", surfaces=True):
    """A box with a floor, four walls and a roof; returns its shape."""
    shape = builder.add_shape(row, lod, type)
    kinds = ["GroundSurface", *["WallSurface"] * 4, "RoofSurface"]
    for kind, face in zip(kinds, box_faces(low, high), strict=True):
        surface = builder.add_surface(row, kind) if surfaces else -1
        builder.add_polygon(shape, [face], surface)
    return shape


def solid(faces, id="thing", lod="1", type="Solid"):
    """A town of one object made of these faces, each a ring or a list of rings."""
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", id)
    shape = builder.add_shape(row, lod, type)
    for face in faces:
        builder.add_polygon(shape, [face] if isinstance(face, np.ndarray) else face)
    return builder


def town():
    """A house 10 x 8 x 3, a tower of a podium 20 x 20 x 5 and a shaft 10 x 10 x 20, a square with
    a fountain, a street line and a tree's point.
    """
    builder = CityBuilder(FRAME)
    house = builder.add_object("Building", "house")
    add_box(builder, house, (0, 0, 0), (10, 8, 3))
    builder.objects.set(house, "storeys", "integer", 1)
    tower = builder.add_object("Building", "tower")
    podium = builder.add_object("BuildingPart", "podium", tower)
    add_box(builder, podium, (100, 0, 0), (120, 20, 5))
    shaft = builder.add_object("BuildingPart", "shaft", tower)
    add_box(builder, shaft, (100, 0, 5), (110, 10, 25), surfaces=False)
    square = builder.add_object("Square", "square")
    plane = builder.add_shape(square, "2")
    outline = np.array([[0.0, 100, 0], [30, 100, 0], [30, 120, 0], [0, 120, 0]])
    fountain = np.array([[5.0, 105, 0], [5, 107, 0], [8, 107, 0], [8, 105, 0]])
    builder.add_polygon(plane, [outline, fountain])
    street = builder.add_object("Road", "street")
    line = builder.add_shape(street, "2", "MultiCurve")
    builder.add_polygon(line, [np.array([[0.0, 50, 0], [500, 50, 90], [900, 60, 0]])])
    tree = builder.add_object("SolitaryVegetationObject", "tree")
    spot = builder.add_shape(tree, "2", "MultiPoint")
    builder.add_polygon(spot, [np.array([[50.0, 50, 7]])])
    return builder
