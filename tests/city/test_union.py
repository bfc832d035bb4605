"""Several cities as one: every id, attribute, surface, look and area is there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.builder import CityBuilder
from city.column import Column
from city.measure import surface_areas
from city.model import Material, Source, Texture
from city.strings import Strings
from city.union import joined_column, united
from importers import read
from tests.city.toy import FRAME, add_box, town
from tests.exporters import pair
from tests.shared import DATA, needs_data

values = st.one_of(
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(max_size=5),
    st.sampled_from(["2001-05-06", "1999-12-31"]),
)
TYPES = {int: "integer", float: "number", bool: "boolean", str: "text"}


def objects(city):
    """By id: class, id of the parent, attributes."""
    ids = list(city.objects.ids)
    return {
        ident: (
            city.objects.kind_of(row),
            ids[above] if (above := int(city.objects.parent[row])) >= 0 else None,
            city.objects.attributes(row),
        )
        for row, ident in enumerate(ids)
    }


def areas(city):
    """Square metres by level of detail, object and kind of surface."""
    ids = list(city.objects.ids)
    return {
        (lod, ids[row], kind): area
        for lod in city.shapes
        for kind, column in surface_areas(city, lod).items()
        for row, area in enumerate(column.tolist())
        if area
    }


def painted(city):
    """How each polygon of each object looks, and where its picture lies on it."""
    found = []
    for lod, shapes in city.shapes.items():
        of = shapes.polygon_object()
        for theme, look in shapes.appearances.items():
            for k in range(shapes.polygons):
                material, texture = int(look.material[k]), int(look.texture[k])
                if material < 0 and texture < 0:
                    continue
                a, b = shapes.ring_points[shapes.polygon_rings[k : k + 2]]
                found.append(
                    (
                        *(lod, theme, city.objects.ids[int(of[k])]),
                        city.materials[material] if material >= 0 else None,
                        city.textures[texture] if texture >= 0 else None,
                        None if look.uv is None else np.nan_to_num(look.uv[a:b]).tolist(),
                    )
                )
    return found


def moved(metres, prefix):
    """The toy town again, elsewhere and under other names."""
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", f"{prefix}house")
    part = builder.add_object("BuildingPart", f"{prefix}part", row)
    add_box(builder, part, (metres, 0, 0), (metres + 5, 5, 9), lod="1.2")
    builder.objects.set(row, "storeys", "integer", 3)
    builder.sources = [Source(f"{prefix}.json", "CityJSON")]
    return builder.freeze()


def test_one_city_is_itself():
    city = town().freeze()
    assert united([city]) is city


def test_everything_of_several_cities_is_there(tmp_path):
    cities = [moved(500, "a"), pair.town(tmp_path), moved(900, "b")]
    whole = united(cities)
    assert objects(whole) == {k: v for city in cities for k, v in objects(city).items()}
    assert areas(whole) == pytest.approx({k: v for city in cities for k, v in areas(city).items()})
    assert sorted(whole.shapes) == ["0", "1", "1.2", "2"]
    for lod, shapes in whole.shapes.items():
        assert len(shapes.object_shapes) == len(whole.objects) + 1
        parts = [city.shapes[lod] for city in cities if lod in city.shapes]
        assert len(shapes.triangles) == sum(len(part.triangles) for part in parts)
        corners = np.concatenate([part.points[part.triangles] for part in parts])
        assert (shapes.points[shapes.triangles] == corners).all()
    assert painted(whole) == [look for city in cities for look in painted(city)]
    assert len(painted(whole)) == 1
    owners = [city.objects.ids[row] for city in cities for row in city.surface_object.tolist()]
    assert [whole.objects.ids[row] for row in whole.surface_object.tolist()] == owners
    paths = [whole.sources[k].path for k in whole.source.tolist()]
    assert paths[-2:] == ["b.json"] * 2


def test_looks_of_one_city_are_no_looks_of_another():
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", "red")
    shape = builder.add_shape(row, "2")
    polygon = builder.add_polygon(shape, [np.eye(3)])
    builder.paint("photo", polygon, builder.add_material(Material("red", (1, 0, 0))))
    builder.add_texture(Texture("unused.png"))
    red = builder.freeze()
    whole = united([town().freeze(), red])
    look = whole.shapes["2"].appearances["photo"]
    assert look.material.tolist() == [*[-1] * (whole.shapes["2"].polygons - 1), 0]
    assert whole.materials[0].name == "red"


def test_nothing_in_it_can_be_written_to():
    whole = united([town().freeze(), moved(500, "a")])
    with pytest.raises(ValueError):
        whole.shapes["2"].points[0] = 0
    with pytest.raises(ValueError):
        whole.objects.parent[0] = 0


def test_of_several_objects_with_one_id_the_later_are_told_apart():
    city = town().freeze()
    whole = united([city, city, moved(5, ""), city])
    ids = list(whole.objects.ids)
    assert len(set(ids)) == len(ids)
    assert [ident for ident in ids if ident.startswith("house")] == [
        *("house", "house#2", "house#3", "house#4")
    ]
    parents = [ids[whole.objects.parent[ids.index(f"shaft{n}")]] for n in ("", "#2", "#3")]
    assert parents == ["tower", "tower#2", "tower#3"]


def test_an_attribute_in_several_units_gets_a_column_for_each():
    def city(ident, *said):
        builder = CityBuilder(FRAME)
        row = builder.add_object("Building", ident)
        for value, unit in said:
            builder.objects.set(row, "height", "number", value, unit)
        return builder.freeze()

    whole = united([city("a", (3.0, "m")), city("b", (10.0, "ft")), city("c", (4.0, ""))])
    found = {name: (c.items(), c.unit) for name, c in whole.objects.columns.items()}
    assert found == {
        "height": ([(0, 3.0), (2, 4.0)], "m"),
        "height [ft]": ([(1, 10.0)], "ft"),
    }


@given(st.lists(st.lists(values, max_size=4), min_size=1, max_size=4))
def test_every_value_is_there_in_its_own_type(tables):
    parts, expected, first = [], [], 0
    for table in tables:
        for kind in {TYPES[type(value)] for value in table}:
            rows = [k for k, value in enumerate(table) if TYPES[type(value)] == kind]
            parts.append((column_of(kind, rows, [table[k] for k in rows]), first))
            expected += [(first + k, table[k]) for k in rows]
        first += len(table)
    if not parts:
        return
    found = dict(joined_column(parts).items())
    assert found == dict(expected)
    kinds = {part.type for part, _ in parts}
    if "boolean" not in kinds or kinds == {"boolean"}:
        return
    for row, value in expected:
        assert type(found[row]) is type(value)


def column_of(kind, rows, held):
    where = np.array(rows, np.int32)
    if kind == "text":
        return Column("text", where, np.arange(len(held), dtype=np.int32), Strings.of(held))
    dtype = {"integer": "int64", "number": "float64", "boolean": "bool"}[kind]
    return Column(kind, where, np.array(held, dtype))


def test_texts_are_held_once():
    words = column_of("text", [0, 1], ["a", "b"])
    both = joined_column([(words, 0), (words, 2)])
    assert [value for _, value in both.items()] == ["a", "b", "a", "b"]
    assert list(both.texts) == ["a", "b"]


def test_dates_stay_dates_where_the_others_are_written_as_dates():
    day = Column("date", np.array([0], np.int32), np.array(["2001-05-06"], "datetime64[s]"))
    good = joined_column([(day, 0), (column_of("text", [0], ["1999-12-31"]), 1)])
    assert good.type == "date"
    assert [value for _, value in good.items()] == ["2001-05-06", "1999-12-31"]
    mixed = joined_column([(day, 0), (column_of("text", [0], ["about 1900"]), 1)])
    assert [value for _, value in mixed.items()] == ["2001-05-06", "about 1900"]


@needs_data
def test_real_cities_are_united():
    paths = ("2.0_DenHaag_01.city.json", "2.0_multi_lod_3dbag.json")
    cities = [read(DATA / "cityjson" / path).city for path in paths]
    whole = united(cities)
    assert objects(whole) == {k: v for city in cities for k, v in objects(city).items()}
    assert areas(whole) == pytest.approx({k: v for city in cities for k, v in areas(city).items()})
    assert len(whole.surfaces) == sum(len(city.surfaces) for city in cities)
