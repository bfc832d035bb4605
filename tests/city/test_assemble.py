"""Rows come in the order of space, references are resolved, and doubtful ones are told."""

import json
import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from city.assemble import morton
from city.builder import CityBuilder
from city.finding import Finding
from city.model import Material, Source, Texture
from tests.city.toy import add_box


def freeze(builder):
    told: list[Finding] = []
    return builder.freeze(told.append), told


def parents(city):
    ids = list(city.objects.ids)
    return {
        id: ids[p] if p >= 0 else None
        for id, p in zip(ids, city.objects.parent.tolist(), strict=True)
    }


# the order of space


def test_morton_of_four_by_four():
    # A Z through the cells: x is the low bit, y the high one, and so on inwards.
    places = np.array([[x, y] for y in range(4) for x in range(4)], float)
    order = np.argsort(morton(places)).tolist()
    assert order == [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF)), min_size=1))
def test_morton_interleaves_the_bits(cells):
    cells = [(0, 0), (0xFFFF, 0xFFFF), *cells]
    expected = [
        sum(((x >> b) & 1) << (2 * b) | ((y >> b) & 1) << (2 * b + 1) for b in range(16))
        for x, y in cells
    ]
    assert morton(np.array(cells, float)).tolist() == expected


def test_morton_puts_the_unplaced_last():
    places = np.array([[np.nan, 0], [5, 5], [np.inf, 1], [0, 0]])
    assert np.argsort(morton(places), kind="stable").tolist() == [3, 1, 0, 2]
    assert len(morton(np.zeros((0, 2)))) == 0
    assert len(set(morton(np.full((3, 2), 7.0)).tolist())) == 1


def test_neighbours_in_space_are_neighbours_in_rows():
    builder = CityBuilder()
    grid = [(x, y) for x in range(8) for y in range(8)]
    shuffled = np.random.default_rng(1).permutation(len(grid))
    for k in shuffled.tolist():
        row = builder.add_object("Building", f"{grid[k]}")
        add_box(builder, row, (*grid[k], 0), (grid[k][0] + 0.5, grid[k][1] + 0.5, 1))
    city, told = freeze(builder)
    assert told == []
    level = city.shapes["2"]
    corners = level.points[level.ring_points[level.polygon_rings[level.object_polygons()[:-1]]]]
    steps = np.abs(np.diff(corners[:, :2], axis=0)).sum(1)
    assert steps.mean() < 2  # in the order they came it was more than 5
    quarters = [(x >= 4, y >= 4) for x, y, _ in corners.tolist()]
    assert quarters == sorted(quarters, key=lambda q: (q[1], q[0]))


def test_what_has_no_place_comes_last_and_keeps_its_order():
    builder = CityBuilder()
    builder.add_object("Building", "first bare")
    builder.add_object("Building", "second bare")
    row = builder.add_object("Building", "house")
    add_box(builder, row, (0, 0, 0), (1, 1, 1))
    city, _ = freeze(builder)
    assert list(city.objects.ids) == ["house", "first bare", "second bare"]


# ids


def test_missing_ids_are_given():
    builder = CityBuilder()
    for kind, id in (("Road", ""), ("Road", "Road-1"), ("Road", ""), ("Track", "")):
        builder.add_object(kind, id)
    city, told = freeze(builder)
    assert list(city.objects.ids) == ["Road-2", "Road-1", "Road-3", "Track-1"]
    assert told == []


def test_the_second_of_two_equal_ids_is_told_apart():
    builder = CityBuilder()
    for id in ("a", "a", "a#2", "a"):
        builder.add_object("Building", id)
    city, told = freeze(builder)
    assert list(city.objects.ids) == ["a", "a#3", "a#2", "a#4"]
    assert [(f.severity, f.code, f.object) for f in told] == [
        ("warning", "DUPLICATE_ID", "a#3"),
        ("warning", "DUPLICATE_ID", "a#4"),
    ]
    assert "a second Building has the id a" in told[0].message


# parents


def test_a_parent_may_come_later_and_from_another_worker():
    builder, worker = CityBuilder(), CityBuilder()
    builder.parent_by_id(builder.add_object("BuildingPart", "part"), "house")
    worker.add_object("Building", "house")
    builder.extend(worker.batch())
    city, told = freeze(builder)
    assert parents(city) == {"house": None, "part": "house"} and told == []


def test_a_parent_that_is_not_there():
    builder = CityBuilder()
    builder.parent_by_id(builder.add_object("BuildingPart", "part"), "ghost")
    city, told = freeze(builder)
    assert parents(city) == {"part": None}
    assert [(f.code, f.object) for f in told] == [("DANGLING_PARENT", "part")]
    assert "ghost" in told[0].message


def test_two_files_with_the_same_ids_keep_their_own_families():
    builder = CityBuilder()
    for name in ("a.gml", "b.gml"):
        builder.add_source(Source(name, "CityGML"))
        builder.parent_by_id(builder.add_object("BuildingPart", f"part of {name}"), "house")
        builder.add_object("Building", "house")
    city, _ = freeze(builder)
    assert parents(city) == {
        "house": None,
        "part of a.gml": "house",
        "house#2": None,
        "part of b.gml": "house#2",
    }


def test_of_two_parents_with_one_id_the_first_in_the_file_is_taken():
    builder = CityBuilder()
    for name in ("a.gml", "b.gml"):
        builder.add_source(Source(name, "CityGML"))
        for _ in range(2):
            builder.add_object("Building", "house")
        builder.parent_by_id(builder.add_object("BuildingPart", f"part of {name}"), "house")
    city, _ = freeze(builder)
    found = parents(city)
    assert found["part of a.gml"] == "house"
    assert found["part of b.gml"] == "house#3"


def test_rings_of_parents_are_broken_once():
    builder = CityBuilder()
    for id, parent in (("a", "b"), ("b", "c"), ("c", "a"), ("self", "self"), ("leaf", "c")):
        builder.parent_by_id(builder.add_object("Building", id), parent)
    city, told = freeze(builder)
    assert sorted(f.code for f in told) == ["CYCLIC_PARENT", "CYCLIC_PARENT"]
    assert sum(parent is None for parent in parents(city).values()) == 2
    assert parents(city)["leaf"] == "c" and parents(city)["self"] is None
    assert all(city.root(row) >= 0 for row in range(5))


def test_a_line_of_parents_without_end_takes_no_time():
    builder = CityBuilder()
    for n in range(20_000):
        builder.parent_by_id(builder.add_object("Building", f"{n}"), f"{(n or 100) - 1}")
    begun = time.perf_counter()
    city, told = freeze(builder)
    assert time.perf_counter() - begun < 5
    assert [f.code for f in told] == ["CYCLIC_PARENT"] and len(city.objects) == 20_000


# geometry


def test_an_object_may_have_any_levels_and_shapes():
    builder = CityBuilder()
    row = builder.add_object("Building", "house")
    add_box(builder, row, (0, 0, 0), (1, 1, 1), "1")
    add_box(builder, row, (0, 0, 0), (1, 1, 2), "2.2")
    add_box(builder, row, (5, 5, 0), (6, 6, 2), "2.2", "MultiSurface")
    builder.add_shape(row, "3", "Solid")  # a shape without a single polygon is kept
    city, _ = freeze(builder)
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
    city, _ = freeze(builder)
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
    city, _ = freeze(builder)
    assert city.shapes["1"].appearances == {}
    look = city.shapes["2"].appearances["day"]
    assert look.material.tolist() == [-1, 0, -1, -1, -1, -1]
    assert look.texture.tolist() == [-1, -1, -1, -1, 0, 0]
    assert look.uv[-4:].tolist() == uv.tolist() and np.isnan(look.uv[:-4]).all()


def test_metadata_is_copied():
    builder = CityBuilder()
    builder.metadata["a"] = json.loads('{"b": [1]}')
    city, _ = freeze(builder)
    builder.metadata["c"] = 1
    assert city.metadata == {"a": {"b": [1]}}
