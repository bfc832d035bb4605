"""What each face of a toy town can be coloured by."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.legend import NONE, OUTSIDE, legend_of, usual_style
from city.measured import Measured
from city.style import Style, StyleError, Trait
from city.surface_traits import has, traits, values
from tests.city.toy import FRAME, add_box, town


def gabled():
    """A shed of two roofs, one with a value in the file, and four walls."""
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", "shed")
    add_box(builder, row, (0, 0, 0), (10, 10, 5))
    roof = builder.add_surface(row, "RoofSurface")
    slope = np.array([(0, 0, 5), (10, 0, 5), (10, 5, 10), (0, 5, 10)], float)
    builder.add_polygon(builder.add_shape(row, "2", "MultiSurface"), [slope], roof)
    builder.surfaces.set(roof, "material", "text", "slate")
    return Measured(builder.freeze())


def test_what_there_is():
    found = list(traits(gabled()))
    assert Trait("surface", "slope(roof)") in found and Trait("surface", "kind(surface)") in found
    assert Trait("surface attribute", "material") in found
    assert all(has(gabled(), trait) for trait in found)
    for name in ("slope", "slope(door)", "beauty(roof)"):
        assert not has(gabled(), Trait("surface", name))
    assert not has(gabled(), Trait("surface attribute", "paint"))


def test_a_city_that_does_not_say_what_its_faces_are():
    builder = CityBuilder(FRAME)
    add_box(builder, builder.add_object("Building", "block"), (0, 0, 0), (9, 9, 9), surfaces=False)
    found = {trait.name for trait in traits(Measured(builder.freeze()))}
    assert "slope(surface)" in found and not found & {"kind(surface)", "slope(roof)"}


def test_only_the_surfaces_that_are_asked_about_have_a_class():
    measured = gabled()
    style = Style("graduated", Trait("surface", "slope(roof)"), "own", breaks=(30.0,))
    legend = legend_of(style, measured)
    assert legend.number.tolist() == [OUTSIDE] * 5 + [0, 1]
    assert [entry.count for entry in legend.entries] == [1, 1] and legend.missing == 0
    assert legend.rows(1).tolist() == [0] and legend.rows(NONE).tolist() == []


def test_an_attribute_speaks_of_the_kinds_that_have_it():
    style = Style("categorised", Trait("surface attribute", "material"))
    legend = legend_of(style, gabled())
    assert legend.number.tolist() == [OUTSIDE] * 5 + [NONE, 0]
    assert [(e.word, e.count) for e in legend.entries] == [("slate", 1)] and legend.missing == 1
    with pytest.raises(StyleError, match="no surface here has the attribute paint; there is mat"):
        legend_of(Style("categorised", Trait("surface attribute", "paint")), gabled())


def test_kinds_areas_and_heights():
    measured = Measured(town().freeze())
    city = measured.city
    kind = values(measured, Trait("surface", "kind(surface)"))
    mine = measured.faces.owner == city.objects.ids.find("house")
    words = [kind.words[code] for code in kind.codes[mine]]
    assert words == ["GroundSurface", *["WallSurface"] * 4, "RoofSurface"]
    shaft = measured.faces.owner == city.objects.ids.find("shaft")
    assert (kind.codes[shaft] == -1).all()  # its faces do not say what they are
    area = values(measured, Trait("surface", "area(surface)"))
    assert area.numbers[mine].tolist() == [80, 30, 24, 30, 24, 80] and area.unit == "m2"
    top = values(measured, Trait("surface", "top(surface)"))
    ground = values(measured, Trait("surface", "ground(surface)"))
    assert top.numbers[shaft].tolist() == [5, 25, 25, 25, 25, 25]
    assert ground.numbers[shaft].tolist() == [5, 5, 5, 5, 5, 25]


def test_only_the_faces_of_the_layers_objects_are_coloured():
    measured = Measured(town().freeze())
    mine = np.zeros(len(measured.city.objects), bool)
    mine[measured.city.objects.ids.find("house")] = True
    legend = legend_of(Style("categorised", Trait("surface", "kind(surface)")), measured, mine)
    assert {e.word: e.count for e in legend.entries} == {
        "WallSurface": 4,
        "GroundSurface": 1,
        "RoofSurface": 1,
    }
    assert (legend.number != OUTSIDE).sum() == 6


def test_the_usual_styles():
    city = gabled().city
    slope = usual_style(city, Trait("surface", "slope(roof)"))
    assert (slope.kind, slope.breaks) == ("graduated", (5, 15, 30, 45, 60))
    assert usual_style(city, Trait("surface", "area(roof)")).kind == "graduated"
    facing = usual_style(city, Trait("surface", "facing(roof)"))
    assert (facing.kind, facing.classes) == ("categorised", 9)
    assert usual_style(city, Trait("surface attribute", "material")).kind == "categorised"
