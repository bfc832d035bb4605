"""Rows come in the order of space, references are resolved, and doubtful ones are told."""

import json
import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from city.assemble import morton
from city.builder import CityBuilder
from city.finding import Finding
from city.model import Source
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


# the rest


def test_metadata_is_copied():
    builder = CityBuilder()
    builder.metadata["a"] = json.loads('{"b": [1]}')
    city, _ = freeze(builder)
    builder.metadata["c"] = 1
    assert city.metadata == {"a": {"b": [1]}}
