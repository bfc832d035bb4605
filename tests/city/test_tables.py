"""Attributes keep their types, units and values, whatever they meet."""

import numpy as np

from city.builder import CityBuilder
from city.model import Material
from city.tables import Numbers
from tests.city.toy import add_box

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def column(values, name="x"):
    """One attribute of as many objects, each value (type, value) or (type, value, unit)."""
    builder = CityBuilder()
    for value in values:
        row = builder.add_object("Building")
        for type, plain, *unit in [value] if isinstance(value, tuple) else value:
            builder.objects.set(row, name, type, plain, *unit)
    city = builder.freeze()
    return {
        title: (found.type, found.unit, dict(found.items()))
        for title, found in city.objects.columns.items()
    }


def test_whole_numbers_among_others_become_numbers():
    assert column([("integer", 1), ("number", 2.5)]) == {"x": ("number", "", {0: 1.0, 1: 2.5})}


def test_values_of_several_types_keep_their_types():
    found = column([("integer", 12), ("text", "12"), ("boolean", True), ("structure", "[1]")])
    assert found == {"x": ("structure", "", {0: 12, 1: "12", 2: True, 3: [1]})}


def test_dates_among_texts_are_kept_as_written():
    found = column([("date", "2019-03-01"), ("text", "unknown")])
    assert found == {"x": ("structure", "", {0: "2019-03-01", 1: "unknown"})}


def test_a_value_set_twice_stands_as_last_set():
    assert column([[("number", 1.0), ("number", 2.0)]]) == {"x": ("number", "", {0: 2.0})}


def test_each_unit_has_its_own_column():
    found = column([("number", 1.0, "m"), ("number", 3.0, "ft"), ("number", 5.0)])
    assert found == {
        "x": ("number", "m", {0: 1.0}),
        "x [ft]": ("number", "ft", {1: 3.0}),
        "x [no unit]": ("number", "", {2: 5.0}),
    }


def test_a_column_for_a_unit_takes_no_other_columns_name():
    builder = CityBuilder()
    row = builder.add_object("Building")
    builder.objects.set(row, "x", "number", 1.0, "m")
    builder.objects.set(row, "x [ft]", "text", "mine")
    builder.objects.set(row, "x", "number", 3.0, "ft")
    city = builder.freeze()
    assert sorted(map(str, city.objects.attributes(0).values())) == ["1.0", "3.0", "mine"]


def test_whole_numbers_too_large_for_a_computer_word_are_kept():
    huge = 12345678901234567890123
    assert column([("integer", huge), ("integer", 1)]) == {"x": ("structure", "", {0: huge, 1: 1})}


def test_a_date_that_is_none_is_kept_as_text():
    found = column([("date", "2019-02-31"), ("date", "2019-03-01")])
    assert found == {"x": ("text", "", {0: "2019-02-31", 1: "2019-03-01"})}


def test_attributes_of_surfaces_follow_their_surface():
    builder = CityBuilder()
    for x in (50, 0):
        row = builder.add_object("Building", f"{x}")
        add_box(builder, row, (x, 0, 0), (x + 1, 1, 1))
        builder.surfaces.set(len(builder.surfaces.ids) - 1, "slope", "number", float(x))
    city = builder.freeze()
    for surface, slope in city.surfaces.columns["slope"].items():
        assert city.surfaces.kind_of(surface) == "RoofSurface"
        assert city.objects.ids[int(city.surface_object[surface])] == f"{slope:.0f}"


def test_openings_follow_their_wall():
    builder = CityBuilder()
    for x in (50, 0):
        row = builder.add_object("Building", f"{x}")
        shape = add_box(builder, row, (x, 0, 0), (x + 1, 1, 1))
        wall = len(builder.surfaces.ids) - 2
        door = builder.add_surface(row, "Door", f"door {x}", wall)
        builder.add_polygon(shape, [np.eye(3)], door)
    city = builder.freeze()
    doors = [k for k in range(len(city.surfaces)) if city.surfaces.kind_of(k) == "Door"]
    assert len(doors) == 2
    for door in doors:
        wall = int(city.surfaces.parent[door])
        assert city.surfaces.kind_of(wall) == "WallSurface"
        assert city.surface_object[wall] == city.surface_object[door]
        object = city.objects.ids[int(city.surface_object[door])]
        assert city.surfaces.ids[door] == f"door {object}"


def test_equal_paints_of_many_batches_are_one():
    numbers = Numbers()
    red, also_red, blue = (Material(diffuse=colour) for colour in (RED, RED, BLUE))
    assert numbers.of([red, blue]).tolist() == [0, 1, -1]
    assert numbers.of([also_red, red, blue]).tolist() == [0, 0, 1, -1]
    assert numbers.of([]).tolist() == [-1]
    assert list(numbers.things) == [red, blue]
