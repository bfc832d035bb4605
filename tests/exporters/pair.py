"""A small town for the exporters: a textured house with a part, a road, and a tree as a point."""

from pathlib import Path

import numpy as np
from PIL import Image

from city.builder import CityBuilder
from city.frame import Frame
from city.model import City, Source, Texture

CORNERS = np.array(
    [(0, 0, 0), (10, 0, 0), (10, 10, 0), (0, 10, 0), (0, 0, 5), (10, 0, 5), (10, 10, 5), (0, 10, 5)]
).astype(float)
SIDES = [[3, 2, 1, 0], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]]
KINDS = ["GroundSurface", "RoofSurface", *["WallSurface"] * 4]


def town(folder: Path) -> City:
    """In EPSG:25832, at Munich's coordinates: 412 m2 of faces, 18 triangles."""
    Image.new("RGB", (4, 4), (200, 10, 10)).save(folder / "roof.png")
    builder = CityBuilder(Frame("EPSG:25832", "EPSG:7837", (690_000.0, 5_335_000.0, 500.0)))
    builder.add_source(Source("made", "made"))
    house = builder.add_object("Building", "Haus & Hof 1")
    builder.objects.set(house, "storeys", "integer", 2)
    builder.objects.set(house, "measuredHeight", "number", 5.25)
    builder.objects.set(house, "Straße", "text", "Arcisstraße 21")
    part = builder.add_object("BuildingPart", "part-ä", house)
    texture = builder.add_texture(Texture("roof.png", str(folder / "roof.png")))
    shape = builder.add_shape(part, "2", "Solid")
    for side, kind in zip(SIDES, KINDS, strict=True):
        surface = builder.add_surface(part, kind)
        polygon = builder.add_polygon(shape, [CORNERS[side] + (0.125, 0, 17)], surface)
        if kind == "RoofSurface":
            uv = np.array([(0, 0), (1, 0), (1, 0.75), (0, 1)])
            builder.paint("photo", polygon, texture=texture, uv=uv)
    low = builder.add_shape(part, "0")
    builder.add_polygon(low, [CORNERS[SIDES[1]]])
    road = builder.add_object("Road", "road")
    shape = builder.add_shape(road, "1")
    strip = np.array([(20, 0, 1.5), (23, 0, 1.5), (23, 4, 1.5), (20, 4, 1.5)])
    bump = np.array([(30, 0, 0.0), (40, 0, 0), (40, 0, 0), (30, 5, 0.0)])
    builder.add_polygon(shape, [strip])
    builder.add_polygon(shape, [bump[[0, 1, 3]]])
    tree = builder.add_object("SolitaryVegetationObject", "tree")
    builder.add_polygon(builder.add_shape(tree, "0", "MultiPoint"), [np.array([[5.0, 5, 5]])])
    return builder.freeze()


def areas(city: City, lod: str) -> np.ndarray:
    """(t,) areas of the triangles of a level of detail."""
    shapes = city.shapes[lod]
    a, b, c = shapes.points[shapes.triangles].transpose(1, 0, 2)
    return np.asarray(np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2)


def world_extent(city: City, lod: str) -> np.ndarray:
    points = city.frame.to_world(city.shapes[lod].points[city.shapes[lod].triangles].reshape(-1, 3))
    return np.stack([points.min(0), points.max(0)])
