"""A spreadsheet of a city, read back with Python's own reader."""

import csv

import pytest

from exporters import write
from tests.city.toy import town


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {line["id"]: line for line in csv.DictReader(file)}


@pytest.fixture
def lines(tmp_path):
    builder = town()
    for row, (name, type, value, unit) in enumerate(
        (
            ('measured, "really"', "number", 3.25, "urn:adv:uom:m"),
            ("note", "text", 'two\nlines, ünd "quotes"', ""),
            ("built", "date", "1910-05-01", ""),
            ("listed", "boolean", True, ""),
            ("rooms", "structure", '{"kitchen": 1}', ""),
        )
    ):
        builder.objects.set(0 if row < 4 else 1, name, type, value, unit)
    found = write(builder.freeze(), tmp_path / "town.csv")
    assert [f.code for f in found] == ["SHAPES_LOST"]
    return read(tmp_path / "town.csv")


def test_every_object_has_a_line_under_its_id(lines):
    assert set(lines) == {"house", "tower", "podium", "shaft", "square", "street", "tree"}
    assert lines["podium"]["part of"] == "tower"
    assert lines["house"]["part of"] == ""
    assert lines["square"]["class"] == "Square"


def test_attributes_come_back(lines):
    house = lines["house"]
    assert house['measured, "really" [m]'] == "3.25"
    assert house["note"] == 'two\nlines, ünd "quotes"'
    assert house["built"] == "1910-05-01"
    assert house["listed"] == "true"
    assert house["storeys"] == "1"
    assert lines["tower"]["rooms"] == '{"kitchen": 1}'
    assert lines["tower"]["built"] == ""


def test_places_and_sizes_name_their_units(lines):
    house = lines["house"]
    assert (house["east [EPSG:28992]"], house["north [EPSG:28992]"]) == ("84005.0", "447004.0")
    assert float(house["height [m]"]) == 3
    assert float(house["footprint [m²]"]) == 80
    assert float(lines["tower"]["volume [m³]"]) == 4000
    assert lines["tree"]["height [m]"] == ""
    assert float(house["ground [m above EPSG:5709]"]) == 0
