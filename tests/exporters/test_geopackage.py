"""A GeoPackage of a city, read back through GDAL."""

import json

import pyogrio
import pyogrio.raw
import pytest
import shapely

from city.builder import CityBuilder
from city.frame import Frame
from exporters import write
from tests.city.toy import add_box, town


def read(path, layer):
    meta, _, outlines, values = pyogrio.raw.read(path, layer=layer)
    columns = dict(zip(meta["fields"], values, strict=True))
    rows = {ident: row for row, ident in enumerate(columns["id"])}
    return meta, columns, shapely.from_wkb(outlines), rows


@pytest.fixture
def package(tmp_path):
    builder = town()
    builder.objects.set(0, "built", "date", "1910-05-01")
    builder.objects.set(0, "Built", "text", "long ago")
    builder.objects.set(0, "listed", "boolean", True)
    builder.objects.set(0, "eaves", "number", 2.5, "m")
    found = write(builder.freeze(), tmp_path / "town.gpkg")
    assert [f.code for f in found] == ["ATTRIBUTE_RENAMED", "SHAPES_LOST"]
    return tmp_path / "town.gpkg"


def test_a_layer_for_each_class(package):
    names = {str(name) for name, _ in pyogrio.list_layers(package)}
    assert names == {
        *("Building", "BuildingPart", "Square", "Road", "SolitaryVegetationObject"),
    }
    info = pyogrio.read_info(package, layer="Building")
    assert info["crs"] == "EPSG:28992"
    assert info["features"] == 2
    units = json.loads(info["layer_metadata"]["units"])
    assert (units["eaves"], units["footprint"]) == ("m", "m²")


def test_attributes_come_back(package):
    _, columns, _, rows = read(package, "Building")
    house = rows["house"]
    assert str(columns["built"][house]).startswith("1910-05-01")
    assert columns["Built_2"][house] == "long ago"
    assert columns["eaves"][house] == 2.5
    assert columns["storeys"][house] == 1
    assert columns["volume"][rows["tower"]] == pytest.approx(4000)


def test_outlines_are_those_of_the_ground(package):
    _, _, outlines, rows = read(package, "Building")
    assert outlines[rows["house"]].area == pytest.approx(80)
    assert outlines[rows["tower"]].area == pytest.approx(400)  # the shaft stands on the podium
    assert outlines[rows["house"]].bounds == (84000, 447000, 84010, 447008)
    _, _, squares, _ = read(package, "Square")
    assert squares[0].area == pytest.approx(600 - 6)  # without the fountain
    _, _, trees, _ = read(package, "SolitaryVegetationObject")
    assert trees[0] is None


def test_a_city_from_nowhere(tmp_path):
    builder = CityBuilder(Frame())
    row = builder.add_object("Building", "lost")
    add_box(builder, row, (0, 0, 0), (1, 1, 1))
    found = write(builder.freeze(), tmp_path / "lost.gpkg")
    assert "CRS_MISSING" in {f.code for f in found}
    assert not pyogrio.read_info(tmp_path / "lost.gpkg")["crs"]
