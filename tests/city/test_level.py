"""Shapes of each level of detail come to their objects, and what they wear comes with them."""

from itertools import pairwise

import numpy as np

from city.builder import CityBuilder
from city.level import firsts
from city.model import Material, Texture
from tests.city.toy import add_box


def test_parts_begin_where_those_before_them_end():
    assert firsts([3, 0, 2]) == [0, 3, 3, 5] and firsts([]) == [0]


def test_an_object_may_have_any_levels_and_shapes():
    builder = CityBuilder()
    row = builder.add_object("Building", "house")
    add_box(builder, row, (0, 0, 0), (1, 1, 1), "1")
    add_box(builder, row, (0, 0, 0), (1, 1, 2), "2.2")
    add_box(builder, row, (5, 5, 0), (6, 6, 2), "2.2", "MultiSurface")
    builder.add_shape(row, "3", "Solid")  # a shape without a single polygon is kept
    city = builder.freeze()
    assert city.lods() == ["1", "2.2", "3"]
    assert [len(city.shapes[lod].shape_type) for lod in city.lods()] == [1, 2, 1]
    assert city.shapes["2.2"].polygon_shape().tolist() == [0] * 6 + [1] * 6
    assert city.shapes["3"].polygons == 0


def test_polygons_need_not_come_in_the_order_of_their_shapes():
    builder = CityBuilder()
    a, b = (builder.add_object("Building", id) for id in "ab")
    first, second = builder.add_shape(a, "1"), builder.add_shape(b, "1")
    for height, shape in enumerate((second, first, second, first)):
        builder.add_polygon(shape, [np.eye(3) + np.array([0, 0, height * 10.0])], shell=height)
    city = builder.freeze()
    level = city.shapes["1"]
    found = {
        id: [
            (float(level.rings(p)[0][0, 2]), int(level.polygon_shell[p]))
            for p in range(*level.object_polygons()[row : row + 2].tolist())
        ]
        for row, id in enumerate(city.objects.ids)
    }
    assert found == {"a": [(10, 1), (30, 3)], "b": [(0, 0), (20, 2)]}


def test_what_a_polygon_wears_follows_it_through_the_levels():
    builder = CityBuilder()
    row = builder.add_object("Building", "house")
    add_box(builder, row, (0, 0, 0), (1, 1, 1), "1")
    add_box(builder, row, (0, 0, 0), (1, 1, 2), "2")
    uv = np.arange(8.0).reshape(4, 2)
    builder.paint("day", 7, builder.add_material(Material("red")))
    builder.paint("day", 11, texture=builder.add_texture(Texture("roof.jpg")), uv=uv)
    builder.paint("day", 10, texture=0, uv=uv[:3])  # too few for its four corners
    city = builder.freeze()
    assert city.shapes["1"].appearances == {}
    look = city.shapes["2"].appearances["day"]
    assert look.material.tolist() == [-1, 0, -1, -1, -1, -1]
    assert look.texture.tolist() == [-1, -1, -1, -1, 0, 0]
    assert look.uv[-4:].tolist() == uv.tolist() and np.isnan(look.uv[:-4]).all()


def test_batches_of_several_workers_make_one_level():
    builder = CityBuilder()
    for k, name in enumerate("ab"):
        worker = CityBuilder()
        row = worker.add_object("Building", name)
        add_box(worker, row, (k, 0, 0), (k + 0.5, 1, 1), "1")
        add_box(worker, row, (k, 0, 0), (k + 0.5, 1, 2 + k), "2")
        builder.extend(worker.batch())
    city = builder.freeze()
    for lod, high in (("1", [1, 1]), ("2", [2, 3])):
        level = city.shapes[lod]
        ends = level.ring_points[level.polygon_rings[level.object_polygons()]].tolist()
        tops = [level.points[a:b, 2].max() for a, b in pairwise(ends)]
        assert dict(zip(city.objects.ids, tops, strict=True)) == dict(zip("ab", high, strict=True))
