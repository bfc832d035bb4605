"""What a toy town can be coloured by, and whose value each object shows."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.measured import Measured
from city.model import Source
from city.style import Trait
from city.traits import has, traits, values
from tests.city.toy import FRAME, add_box, town


def column(name, rows, type="number"):
    """A house, a building of two parts, a lone shed, with values for some of them."""
    builder = CityBuilder(FRAME)
    named = {"house": builder.add_object("Building", "house")}
    named["block"] = builder.add_object("Building", "block")
    named["one"] = builder.add_object("BuildingPart", "one", named["block"])
    named["two"] = builder.add_object("BuildingPart", "two", named["block"])
    named["dormer"] = builder.add_object("BuildingInstallation", "dormer", named["two"])
    named["shed"] = builder.add_object("Building", "shed")
    for place, row in enumerate(named.values()):
        add_box(builder, row, (20 * place, 0, 0), (20 * place + 10, 10, 5 + place))
    for who, value in rows.items():
        builder.objects.set(named[who], name, type, value)
    city = builder.freeze()
    known = values(Measured(city), Trait("attribute", name))
    return {ident: row for row, ident in enumerate(city.objects.ids)}, known


def shown(at, known):
    return {who: float(known.numbers[row]) for who, row in at.items()}


def holders(at, known):
    return {who for who, row in at.items() if known.holder[row]}


def test_a_buildings_value_colours_its_parts():
    at, known = column("height", {"house": 3.0, "block": 9.0})
    found = shown(at, known)
    assert found["house"] == 3
    assert {found[who] for who in ("block", "one", "two", "dormer")} == {9}
    assert np.isnan(found["shed"])
    assert holders(at, known) == {"house", "block"}


def test_the_nearest_value_above_counts():
    at, known = column("height", {"block": 9.0, "two": 4.0})
    found = shown(at, known)
    assert (found["block"], found["one"]) == (9, 9)
    assert (found["two"], found["dormer"]) == (4, 4)


def test_a_building_without_a_value_takes_its_first_parts():
    at, known = column("height", {"one": 7.0, "two": 4.0})
    found = shown(at, known)
    assert (found["block"], found["one"], found["two"], found["dormer"]) == (7, 7, 4, 4)
    assert holders(at, known) == {"one", "two"}
    at, known = column("height", {"two": 4.0})
    assert shown(at, known)["one"] == 4  # through the building


def test_words_numbers_and_dates():
    at, known = column("use", {"house": "shop", "block": "flats"}, "text")
    assert known.numbers is None
    assert known.words[known.codes[at["dormer"]]] == "flats"
    assert known.codes[at["shed"]] == -1
    at, known = column("storeys", {"house": "2", "block": "10"}, "text")
    assert shown(at, known)["one"] == 10
    assert known.whole
    at, known = column("old", {"house": True, "block": False}, "boolean")
    assert [known.words[known.codes[at[w]]] for w in ("house", "two")] == ["yes", "no"]
    at, known = column("built", {"house": "1970-01-11"}, "date")
    assert known.dated
    assert shown(at, known)["house"] == 10


def test_measures_are_of_the_whole_family():
    city = town().freeze()
    measured = Measured(city)
    at = {ident: row for row, ident in enumerate(city.objects.ids)}
    height = values(measured, Trait("measure", "height"))
    assert shown(at, height)["house"] == 3
    assert {shown(at, height)[who] for who in ("tower", "podium", "shaft")} == {25}
    assert holders(at, height) == {"house", "tower", "square"}
    assert (height.unit, height.badge) == ("m", "derived")
    roof = values(measured, Trait("measure", "area(roof)"))
    assert shown(at, roof)["house"] == 80
    assert shown(at, roof)["shaft"] == 400  # of the tower: the podium's roof
    storeys = values(measured, Trait("measure", "storeys"))
    assert storeys.badge == "assumed"


def test_classes():
    builder = town()
    builder.add_source(Source("/some/where/town.gml", "CityGML"))
    measured = Measured(builder.freeze())
    kind = values(measured, Trait("class", "kind"))
    assert kind.words[kind.codes[0]] == measured.city.objects.kind_of(0)
    lod = values(measured, Trait("class", "lod"))
    assert set(lod.words) == {"2"}
    source = values(measured, Trait("class", "source"))
    assert source.words == ("town.gml",)


def test_what_there_is_to_colour_by():
    measured = Measured(town().freeze())
    found = list(traits(measured))
    assert Trait("class", "kind") in found
    assert Trait("measure", "area(roof)") in found
    assert Trait("attribute", "storeys") in found
    assert all(has(measured, trait) for trait in found)
    for trait in found:
        known = values(measured, trait)
        assert (known.numbers is not None) or (known.codes is not None)
    for trait in (Trait("attribute", "none"), Trait("measure", "exec(roof)"), Trait("class", "x")):
        assert not has(measured, trait)
        with pytest.raises(KeyError):
            values(measured, trait)


@pytest.mark.parametrize(
    ("ridge", "faces"),
    [((0, 1), "west"), ((1, 0), "south")],  # the lower half of the roof is the larger one
)
def test_where_a_roof_faces(ridge, faces):
    """A house whose roof has two slopes of 10 x 7 m and 10 x 3 m, seen from above."""
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", "house")
    part = builder.add_object("BuildingPart", "part", row)
    shape = builder.add_shape(part, "2", "MultiSurface")
    slopes = [
        [(0, 0, 3), (7, 0, 6), (7, 10, 6), (0, 10, 3)],
        [(7, 0, 6), (10, 0, 3), (10, 10, 3), (7, 10, 6)],
    ]
    for slope in slopes:
        ring = np.array(slope, float)
        if ridge == (1, 0):
            ring = ring[::-1][:, [1, 0, 2]]
        builder.add_polygon(shape, [ring], builder.add_surface(part, "RoofSurface"))
    flat = builder.add_object("Building", "flat")
    add_box(builder, flat, (50, 0, 0), (60, 10, 5))
    city = builder.freeze()
    known = values(Measured(city), Trait("class", "facing"))
    words = {ident: known.words[known.codes[row]] for row, ident in enumerate(city.objects.ids)}
    assert words == {"house": faces, "part": faces, "flat": "flat"}
    assert known.holder.sum() == 2
