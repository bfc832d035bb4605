"""What a legend says of classes, codes, years and dates."""

import itertools
import math

import numpy as np
import pytest

from app.legend_words import (
    decimals,
    entry_word,
    source_words,
    style_words,
    title,
    trait_word,
    value_words,
)
from city.legend import Entry, Legend
from city.model import Source
from city.style import Style, Trait
from city.values import Values

HEIGHT, ROOF = Trait("measure", "height"), Trait("attribute", "roofType")


def known(trait=HEIGHT, numbers=(3.0,), unit="m", **more):
    given = np.array(numbers)
    return Values(trait, given, None, (), np.ones(len(given), bool), unit, **more)


def graduated(edges, values):
    pairs = list(itertools.pairwise(edges))
    entries = tuple(Entry((0, 0, 0), 1, "", low, high) for low, high in pairs)
    style = Style("graduated", values.trait)
    return Legend(style, entries, 0, np.zeros(1, np.int16), values, tuple(edges[1:-1]))


def words(legend):
    return [entry_word(legend, entry) for entry in legend.entries]


@pytest.mark.parametrize(
    ("trait", "word"),
    [
        (HEIGHT, "Height"),
        (Trait("measure", "area(roof)"), "Surface area of the roof"),
        (Trait("measure", "slope(roof)"), "Slope of the roof"),
        (Trait("surface", "slope(roof)"), "Slope of each roof"),
        (Trait("surface", "kind(surface)"), "Kind of surface"),
        (Trait("surface", "facing(wall)"), "Where each wall faces"),
        (Trait("surface attribute", "b3_azimut"), "B3 azimut"),
        (ROOF, "Roof type"),
        (Trait("class", "lod"), "Level of detail"),
        (Trait("point", "rgb"), "Own colours"),
    ],
)
def test_traits_in_words(trait, word):
    assert trait_word(trait) == word


def test_numbers_with_the_decimals_of_their_breaks():
    legend = graduated([2.1514, 7.24, 9.5, 27.3932], known())
    assert words(legend) == ["2.15 – 7.24", "7.24 – 9.50", "9.50 – 27.40"]
    assert title(legend, "Buildings") == "Height (m)"
    assert decimals((10.0, 20.0)) == 0
    assert decimals((math.pi,)) == 3


def test_years_are_written_from_and_to():
    legend = graduated([1870, 1900, 1901, 2020], known(Trait("attribute", "year"), whole=True))
    assert words(legend) == ["1870 – 1899", "1900", "1901 – 2020"]


def test_dates():
    values = known(Trait("attribute", "built"), (0.0, 31.0), "", dated=True)
    legend = graduated([0, 31, 365], values)
    assert words(legend) == ["1970-01-01 – 1970-01-31", "1970-02-01 – 1971-01-01"]
    assert value_words(values, 1) == "Built 1970-02-01"


def test_kinds_of_surfaces_in_words():
    codes = np.array([0], np.int32)
    kind = Trait("surface", "kind(surface)")
    values = Values(kind, None, codes, ("RoofSurface",), codes >= 0)
    assert value_words(values, 0) == "Kind of surface: Roof"


def test_codes_are_told_by_what_they_mean():
    codes = np.array([0, -1], np.int32)
    values = Values(ROOF, None, codes, ("1030",), codes >= 0, meanings={"1030": "saddle"})
    legend = Legend(
        Style("categorised", ROOF),
        (Entry((0, 0, 0), 1, "1030"), Entry((0, 0, 0), 1, rest=True)),
        1,
        np.zeros(2, np.int16),
        values,
    )
    assert words(legend) == ["saddle (1030)", "other values"]
    assert value_words(values, 0) == "Roof type: saddle (1030)"
    assert value_words(values, 1) == "Roof type: no data"


def test_values_in_words():
    assert value_words(known(numbers=(12.345, math.nan)), 0) == "Height 12.35 m"
    assert value_words(known(numbers=(12.345, math.nan)), 1) == "Height: no data"


def test_points_and_rules():
    by_class = Style("categorised", Trait("point", "class"))
    legend = Legend(by_class, (Entry((0, 0, 0), 5, "6"),), 0, np.zeros(0, np.int16))
    assert words(legend) == ["Building"]
    by_height = Style("graduated", Trait("point", "height"))
    legend = Legend(by_height, (Entry((0, 0, 0), 0, "", 3.21, 3.21),), 0, np.zeros(0, np.int16))
    assert (title(legend, "LiDAR"), words(legend)) == ("Height (m)", ["3.2"])
    echoes = Style("graduated", Trait("point", "intensity"))
    legend = Legend(echoes, (Entry((0, 0, 0), 0, "", 253.9, 253.9),), 0, np.zeros(0, np.int16))
    assert words(legend) == ["254"]


def test_steps_are_named_after_what_they_do():
    assert style_words(None) == "Plaster again"
    assert style_words(Style("graduated", HEIGHT)) == "Colour by height"
    assert style_words(Style("rule")) == "Colour by rules"
    assert style_words(Style()) == "Colour"


def test_sources_by_their_names():
    files = [Source(f"/data/{name}.gml", "CityGML") for name in ("a", "b", "b", "c", "d")]
    assert source_words(files[:1]) == "a.gml"
    assert source_words(files) == "a.gml, b.gml and 2 more"
