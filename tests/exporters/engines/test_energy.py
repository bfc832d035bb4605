"""CityGML with the Energy ADE, read again."""

import pytest
from lxml import etree

from importers import read
from tests.exporters.engines.towns import planned, town, written

SPACES = {
    "bldg": "http://www.opengis.net/citygml/building/2.0",
    "gml": "http://www.opengis.net/gml",
    "nrg2": "http://www.citygml.org/ade/energy/2.0",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = tmp_path_factory.mktemp("energy") / "plan.gml"
    told = written("energy", made)
    assert "choose them by archetype" in told[-1]
    return made


def qualified(root, id):
    """By kind of value: the number and its unit, of one building."""
    (building,) = root.xpath(f"//bldg:*[@gml:id='{id}']", namespaces=SPACES)
    found = {}
    for one in building.xpath("./nrg2:*/*", namespaces=SPACES):
        value = one.find("nrg2:value", SPACES)
        found[one.find("nrg2:type", SPACES).text] = (float(value.text), value.get("uom"))
    return found


def test_sizes_of_buildings(path):
    root = etree.parse(path).getroot()
    assert qualified(root, "new") == {
        "grossFloorArea": (240.0, "m^2"),
        "footprintArea": (80.0, "m^2"),
        "highestRoofEdge": (9.0, "m"),
        "bottomOfConstruction": (0.0, "m"),
        "grossVolume": (720.0, "m^3"),
    }
    assert qualified(root, "podium")["grossVolume"] == (2000.0, "m^3")


def test_how_surfaces_lie(tmp_path):
    written("energy", tmp_path / "town.gml", town())
    city = read([tmp_path / "town.gml"]).city
    house = city.objects.ids.find("house")
    names = ("bdgBdrySurfTotalSurfaceArea", "bdgBdrySurfInclination", "bdgBdrySurfAzimuth")
    found = []
    for row in range(len(city.surfaces)):
        if city.surface_object[row] == house:
            told = city.surfaces.attributes(row)
            found.append((city.surfaces.kind_of(row), *(told[name] for name in names)))
    assert sorted(found) == [
        ("GroundSurface", 80.0, 180.0, -1.0),
        ("RoofSurface", 80.0, 0.0, -1.0),
        ("WallSurface", 24.0, 90.0, 90.0),
        ("WallSurface", 24.0, 90.0, 270.0),
        ("WallSurface", 30.0, 90.0, 0.0),
        ("WallSurface", 30.0, 90.0, 180.0),
    ]
    assert city.surfaces.columns["bdgBdrySurfTotalSurfaceArea"].unit == "m^2"


def test_the_plan_is_in_it_and_nothing_else_is_lost(path):
    city = read([path]).city
    ids = set(city.objects.ids)
    assert {"new", "tower", "podium", "shaft"} <= ids and "house" not in ids
    told = city.objects.attributes(city.objects.ids.find("new"))
    assert told["storeysAboveGround"] == 3 and "bdgVolume" in told


def test_extensions_stand_last(path):
    root = etree.parse(path).getroot()
    for building in root.xpath("//bldg:Building", namespaces=SPACES):
        own = [etree.QName(one).namespace for one in building]
        first = own.index(SPACES["nrg2"]) if SPACES["nrg2"] in own else len(own)
        assert set(own[first:]) <= {SPACES["nrg2"]}


def test_only_what_lies_in_the_box(tmp_path):
    from exporters.engines import write_for
    from tests.city.plans import EAST, NORTH

    box = (EAST + 190, NORTH - 5, EAST + 220, NORTH + 20)
    write_for("energy", planned(), tmp_path / "part.gml", box=box)
    kinds = read([tmp_path / "part.gml"]).city.objects.counts()
    assert kinds.get("Building") == 1
