"""What is put into a builder in any order, and in any pieces, comes out as the same city."""

import dataclasses
import itertools
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.builder import CityBuilder
from city.column import Column
from city.frame import Frame
from city.model import Material, Source, Texture
from city.progress import Cancelled, Progress
from city.strings import Strings
from tests.city.toy import add_box, town

PAINT = Material("plaster")
WALL = Texture("wall.jpg")
KINDS = ["Building", "BuildingPart", "Road"]
VALUES = {
    "storeys": ("integer", 3, ""),
    "height": ("number", 2.5, "m"),
    "listed": ("boolean", True, ""),
    "name": ("text", "Kerk", ""),
    "built": ("date", "1496-01-01", ""),
    "address": ("structure", '{"street": "Markt"}', ""),
}

things = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(-3, 6),  # which earlier thing it belongs to, none below 0
        st.integers(0, 40),
        st.integers(0, 40),
        st.sets(st.sampled_from(sorted(VALUES))),
        st.sampled_from(["none", "1", "2", "both"]),
        st.booleans(),
    ),
    max_size=12,
)


def build(town, cuts=(), frame=None):
    """The things of a town, put into one builder, or into a new one at each cut."""
    whole = CityBuilder(frame)
    part = CityBuilder(frame) if cuts else whole
    rows = {}
    for number, (kind, above, x, y, values, shapes, painted) in enumerate(town):
        if number in cuts:
            whole.extend(part.batch())
            rows = {}
        parent = above if 0 <= above < number else -1
        row = part.add_object(kind, f"thing {number}", rows.get(parent, -1))
        if parent >= 0 and parent not in rows:
            part.parent_by_id(row, f"thing {parent}")
        rows[number] = row
        for name in sorted(values):
            type, value, unit = VALUES[name]
            part.objects.set(row, name, type, value, unit)
        for lod in {"none": "", "both": "12"}.get(shapes, shapes):
            add_box(part, row, (x, y, 0), (x + 1, y + 2, 3), lod)
        if painted and shapes != "none":
            polygon = part.add_polygon(
                part.add_shape(row, "2", "MultiSurface"), [np.eye(3) + number]
            )
            part.paint("day", polygon, part.add_material(PAINT))
            uv = np.arange(6.0).reshape(3, 2)
            part.paint("night", polygon, texture=part.add_texture(WALL), uv=uv)
    if cuts:
        whole.extend(part.batch())
    return whole.freeze()


def plain(value):
    """A city as lists and dictionaries, so that two of them can be compared."""
    if isinstance(value, np.ndarray):
        return [str(value.dtype), repr(value.tolist())]  # as text, since NaN is unlike itself
    if isinstance(value, Strings):
        return list(value)
    if isinstance(value, Column):
        return [value.type, value.unit, value.items()]
    if isinstance(value, (dict, MappingProxyType)):
        return {name: plain(value[name]) for name in sorted(value)}
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


@settings(max_examples=150, deadline=None)
@given(things, st.sets(st.integers(1, 11)))
def test_batches_in_any_split_give_the_same_city(town, cuts):
    assert plain(build(town, cuts or {0})) == plain(build(town))


@settings(max_examples=100, deadline=None)
@given(things)
def test_everything_comes_out_again(town):
    city = build(town)
    ids = list(city.objects.ids)
    assert sorted(ids) == sorted(f"thing {n}" for n in range(len(town)))
    for number, (kind, above, x, y, values, shapes, painted) in enumerate(town):
        row = ids.index(f"thing {number}")
        assert city.objects.kind_of(row) == kind
        parent = int(city.objects.parent[row])
        assert (ids[parent] if parent >= 0 else None) == (
            f"thing {above}" if 0 <= above < number else None
        )
        found = city.objects.attributes(row)
        assert set(found) == values
        assert found.get("height", 2.5) == 2.5 and found.get("name", "Kerk") == "Kerk"
        assert found.get("built", "1496-01-01") == "1496-01-01"
        for lod in {"none": "", "both": "12"}.get(shapes, shapes):
            level = city.shapes[lod]
            first, last = level.object_polygons()[row : row + 2].tolist()
            assert last - first == 6 + (painted and lod == "2")
            roof = level.rings(first + 5)[0].tolist()
            assert roof == [[x, y, 3], [x + 1, y, 3], [x + 1, y + 2, 3], [x, y + 2, 3]]
            surface = int(level.polygon_surface[first + 5])
            assert city.surfaces.kind_of(surface) == "RoofSurface"
            assert city.surface_object[surface] == row
            if painted and lod == "2":
                assert level.appearances["day"].material[last - 1] == 0
                assert level.appearances["night"].texture[last - 1] == 0
                uv = level.appearances["night"].uv
                start = level.ring_points[level.polygon_rings[last - 1]]
                assert uv[start : start + 3].tolist() == [[0, 1], [2, 3], [4, 5]]


@settings(max_examples=50, deadline=None)
@given(things)
def test_children_stand_right_behind_their_root(town):
    city = build(town)
    roots = [city.root(row) for row in range(len(city.objects))]
    # Every family is one run that starts with its root, and parents come before children.
    assert all(root <= row for row, root in enumerate(roots))
    assert [root for root, _ in itertools.groupby(roots)] == sorted(set(roots))
    assert all(parent < row for row, parent in enumerate(city.objects.parent.tolist()))


def test_many_polygons_at_once_are_as_one_by_one():
    one, many = CityBuilder(), CityBuilder()
    square = np.array([[0.0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]])
    hole = np.array([[1.0, 1, 0], [1, 2, 0], [2, 2, 0]])
    for builder in (one, many):
        row = builder.add_object("Building", "a")
        builder.add_shape(row, "1", "Solid")
        builder.add_surface(row, "RoofSurface")
    assert one.add_polygon(0, [square, hole], 0, 1) == 0
    assert one.add_polygon(0, [square + 1]) == 1
    first = many.add_polygons(
        np.array([0, 0]),
        np.array([2, 1]),
        np.array([4, 3, 4]),
        np.concatenate([square, hole, square + 1]),
        np.array([0, -1]),
        np.array([1, 0]),
    )
    assert first == 0
    assert plain(one.freeze()) == plain(many.freeze())


STOCK = np.array([[0, 0, 0], [4, 0, 0], [4, 3, 0], [0, 3, 0], [4, 0, 5], [0, 0, 5]], float)


def from_stock(rows, stock, known=True, lods=("1",)):
    """A building with a polygon of four corners, by row, in each level."""
    builder = CityBuilder(None, stock)
    here = builder.add_object("Building", f"of {rows}")
    for lod in lods:
        builder.add_polygons(
            np.array([builder.add_shape(here, lod)]),
            np.array([1]),
            np.array([4]),
            STOCK[list(rows)],
            corners=np.array(rows) if known else None,
        )
    return builder.batch()


@pytest.mark.parametrize("lods", [("1",), ("1", "2")])
def test_corners_known_by_row_are_as_points(lods):
    def city(*batches):
        whole = CityBuilder()
        for batch in batches:
            whole.extend(batch)
        return plain(whole.freeze())

    floor, wall = (3, 2, 1, 0), (0, 1, 4, 5)
    shared = [from_stock(rows, STOCK, lods=lods) for rows in (floor, wall)]
    assert all(batch.points is STOCK and len(batch.corners) == 4 * len(lods) for batch in shared)
    several = [from_stock(rows, STOCK.copy(), lods=lods) for rows in (floor, wall)]
    alone = [from_stock(rows, STOCK, known=False, lods=lods) for rows in (floor, wall)]
    assert all(batch.corners is None for batch in alone)
    expected = city(*alone)
    assert city(*shared) == expected
    assert city(*several) == expected
    assert city(shared[0], alone[1]) == expected


def test_points_of_both_kinds_in_one_batch_come_out_as_points():
    builder = CityBuilder(None, STOCK)
    shape = builder.add_shape(builder.add_object("Building"), "1")
    for rows, known in (((3, 2, 1, 0), True), ((0, 1, 4, 5), False)):
        builder.add_polygons(
            np.array([shape]),
            np.array([1]),
            np.array([4]),
            STOCK[list(rows)],
            corners=np.array(rows) if known else None,
        )
    batch = builder.batch()
    assert batch.corners is None
    np.testing.assert_array_equal(batch.points, STOCK[[3, 2, 1, 0, 0, 1, 4, 5]])


def test_many_paints_at_once_are_as_one_by_one():
    cities = []
    for at_once in (False, True):
        builder = town()
        red, wall = builder.add_material(Material("red")), builder.add_texture(WALL)
        uv = np.arange(8.0).reshape(4, 2)
        if at_once:
            builder.paint_polygons("day", np.array([0, 3]), materials=np.array([red, red]))
            builder.paint_polygons(
                "night",
                np.array([1, 2]),
                textures=np.array([wall, wall]),
                uv_points=np.array([4, 4]),
                uv=np.concatenate([uv, uv + 8]),
            )
        else:
            builder.paint("day", 0, red)
            builder.paint("day", 3, red)
            builder.paint("night", 1, texture=wall, uv=uv)
            builder.paint("night", 2, texture=wall, uv=uv + 8)
        cities.append(plain(builder.freeze()))
    assert cities[0] == cities[1]


def test_the_same_paint_is_kept_once():
    builder = CityBuilder()
    assert builder.add_material(Material("a")) == builder.add_material(Material("a")) == 0
    assert builder.add_material(Material("b")) == 1
    assert builder.add_texture(WALL) == builder.add_texture(Texture("wall.jpg")) == 0


def test_objects_know_their_source():
    builder = CityBuilder()
    builder.add_object("Building", "before any")
    builder.add_source(Source("a.gml", "CityGML"))
    builder.add_object("Building", "a")
    builder.add_source(Source("b.json", "CityJSON"))
    other = CityBuilder()
    other.add_object("Building", "b")
    builder.extend(other.batch())
    builder.add_source(Source("empty.json", "CityJSON"))
    city = builder.freeze()
    named = dict(zip(city.objects.ids, city.source.tolist(), strict=True))
    assert named == {"before any": 0, "a": 0, "b": 1}
    assert [source.path for source in city.sources] == ["a.gml", "b.json", "empty.json"]


def test_a_batch_empties_the_builder():
    builder = town()
    assert len(builder.batch().object_ids) == 7
    assert len(builder.batch().object_ids) == 0
    assert len(builder.freeze().objects) == 0


def test_the_frame_and_the_metadata_stay_with_the_city():
    builder = CityBuilder(Frame("EPSG:28992"))
    builder.metadata["title"] = "Delft"
    city = builder.freeze()
    assert city.frame == Frame("EPSG:28992") and city.metadata == {"title": "Delft"}
    assert CityBuilder().freeze().frame == Frame()


def test_an_unknown_type_of_shape_is_refused():
    builder = CityBuilder()
    with pytest.raises(KeyError):
        builder.add_shape(builder.add_object("Building"), "1", "Blob")


def test_curves_are_kept_and_not_filled():
    level = town().freeze().shapes["2"]
    for polygon in np.flatnonzero(~level.filled()).tolist():
        first, last = level.polygon_triangles[polygon : polygon + 2]
        assert first == last
        assert len(level.rings(polygon)) == 1


def test_freezing_can_be_cancelled():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        town().freeze(progress=progress)


def test_the_surface_knows_its_object():
    builder = CityBuilder()
    a, b = builder.add_object("Building"), builder.add_object("Road")
    surfaces = [builder.add_surface(b, "TrafficArea"), builder.add_surface(a, "RoofSurface")]
    assert [builder.object_of(surface) for surface in surfaces] == [b, a]
