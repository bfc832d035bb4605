"""Part of a city travels between processes and arrives whole."""

import pickle

import numpy as np

from city.batch import Rows, offsets
from city.builder import CityBuilder
from city.model import Material, Texture
from tests.city.toy import town


def test_offsets():
    assert offsets(np.array([2, 0, 3])).tolist() == [0, 2, 2, 5]
    assert offsets(np.zeros(0, int)).tolist() == [0]


def test_rows_are_numbered_as_they_come():
    rows = Rows()
    assert [
        rows.add("Building", "a", -1),
        rows.add("Road", "b", -1),
        rows.add("Building", "", 0),
    ] == [
        0,
        1,
        2,
    ]
    assert list(rows.names) == ["Building", "Road"] and rows.kind.tolist() == [0, 1, 0]
    assert rows.ids == ["a", "b", ""] and rows.parent.tolist() == [-1, -1, 0]


def test_many_values_at_once_are_as_one_by_one():
    one, many = Rows(), Rows()
    for row, value in ((0, 3.5), (2, 4.5)):
        one.set(row, "height", "number", value, "m")
    many.fill("height", "number", [0], [3.5], "m")
    many.fill("height", "number", [2], [4.5], "m")
    many.fill("nothing", "text", [], [])
    assert one.values == many.values


def test_many_rows_at_once_are_as_one_by_one():
    one, many = Rows(), Rows()
    one.add("RoofSurface", "a", -1)
    many.add("RoofSurface", "a", -1)
    for kind in ("WallSurface", "RoofSurface", "WallSurface"):
        one.add(kind, "", -1)
    assert many.extend(["WallSurface", "RoofSurface", "WallSurface"]) == 1
    assert one == many


def test_a_batch_survives_the_journey():
    builder = town()
    builder.paint("day", 0, builder.add_material(Material("red")), -1)
    builder.paint("day", 1, -1, builder.add_texture(Texture("wall.jpg")), np.zeros((4, 2)))
    batch = builder.batch()
    there = pickle.loads(pickle.dumps(batch, protocol=5))
    first, second = CityBuilder(builder.frame), CityBuilder(builder.frame)
    first.extend(batch)
    second.extend(there)
    a, b = first.freeze(), second.freeze()
    assert list(a.objects.ids) == list(b.objects.ids) and a.materials == b.materials
    assert (a.shapes["2"].points == b.shapes["2"].points).all()
    assert (a.shapes["2"].triangles == b.shapes["2"].triangles).all()
