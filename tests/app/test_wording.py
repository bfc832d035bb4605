import pytest
from PySide6.QtCore import QLocale

from app.wording import (
    as_tip,
    attribute_word,
    code_word,
    compact,
    kind_word,
    lift_words,
    metres_up,
    number,
    size_words,
    unit_word,
    value_text,
    visible,
)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("RoofSurface", "Roof"),
        ("BuildingPart", "Building part"),
        ("+ThermalBoundary", "Thermal boundary"),
        ("uro:UndergroundBuilding", "Underground building"),
        ("TINRelief", "Terrain (TIN)"),
    ],
)
def test_classes_read_as_words(kind, word):
    assert kind_word(kind) == word


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("measuredHeight", "Height in the file"),
        ("TerrainHeight", "Terrain height"),
        ("b3_opp_buitenmuur", "B3 opp buitenmuur"),
        ("gml:id-of-thing", "ID of thing"),
        ("_", "_"),
    ],
)
def test_attributes_read_as_words(name, word):
    assert attribute_word(name) == word


def test_codes_and_units_read_as_words():
    assert code_word("CRS_MISSING") == "CRS missing"
    assert unit_word("urn:adv:uom:m") == "m"
    assert unit_word("#m") == "m"
    assert unit_word("m2") == "m²"
    assert unit_word("urn:ogc:def:uom:EPSG::9001") == "m"


def test_numbers_are_written_as_the_country_does():
    assert number(1234567) == "1,234,567"
    assert number(12.5) == "12.5"
    assert number(3.0) == "3"
    assert number(100.0) == "100"
    assert number(34.037, 1) == "34.0"
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert number(1234.5, 1) == "1.234,5"


def test_values_carry_their_unit_and_years_no_comma():
    assert value_text(12.5, "urn:adv:uom:m") == "12.5 m"
    assert value_text(1987) == "1987"
    assert value_text(31001) == "31001"
    assert value_text(14212, "m2") == "14,212 m²"
    assert value_text(True) == "yes"
    assert value_text("Plein 1") == "Plein 1"


def test_counts_fit_into_a_row():
    assert compact(844) == "844"
    assert compact(12345) == "12,345"
    assert compact(18_400_000) == "18.4 M"


def test_a_lift_says_which_way():
    assert lift_words(43.214) == "moved by +43.21 m"
    assert lift_words(-2.0) == "moved by −2.00 m"
    assert metres_up(-0.001) == "+0.00 m"
    QLocale.setDefault(QLocale("de_DE"))
    assert metres_up(-0.304) == "−0,30 m"


def test_a_terminal_takes_no_orders_from_a_file():
    assert visible("Straße\n東京 é") == "Straße\n東京 é"
    assert visible("\x1b[2Jgone\x07\r\x9b") == r"\x1b[2Jgone\x07\r\x9b"
    assert visible("rtl\u202egpj.gml") == r"rtl\u202egpj.gml"


def test_a_tooltip_shows_a_name_as_it_stands():
    assert as_tip("R & D") == "R & D"
    assert "&lt;img src=x&gt; &amp; co" in as_tip("<img src=x> & co")


@pytest.mark.parametrize(
    ("size", "words"), [(3, "3 bytes"), (12_345, "12.3 kB"), (52_000_000, "52.0 MB")]
)
def test_sizes(size, words):
    assert size_words(size) == words
