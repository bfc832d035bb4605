"""CityGML -> CityJSON -> CityGML: the same ids, classes, attributes, semantics and areas."""

from __future__ import annotations

import json
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from city.model import City, Table
from exporters import write
from importers import read
from tests.shared import DATA, files, name, needs_data

pytestmark = needs_data

XLINK = "{http://www.w3.org/1999/xlink}href"
IDS = ("{http://www.opengis.net/gml}id", "{http://www.opengis.net/gml/3.2}id")
OBJECTS = {
    *("Building", "BuildingPart", "BuildingInstallation", "IntBuildingInstallation", "Room"),
    *("BuildingRoom", "BuildingFurniture", "BuildingUnit", "Storey", "TINRelief", "ReliefFeature"),
    *("Road", "Section", "Intersection", "TrafficSpace", "AuxiliaryTrafficSpace", "Bridge"),
    *("GenericCityObject", "CityFurniture", "WaterBody", "LandUse", "PlantCover", "Tunnel"),
    *("BridgePart", "BridgeInstallation", "BridgeConstructionElement", "TunnelInstallation"),
}
SURFACES = {
    *("RoofSurface", "WallSurface", "GroundSurface", "ClosureSurface", "FloorSurface"),
    *("OuterFloorSurface", "OuterCeilingSurface", "InteriorWallSurface", "CeilingSurface"),
    *("Window", "Door", "WindowSurface", "DoorSurface", "TrafficArea", "AuxiliaryTrafficArea"),
    "WaterSurface",
}
FACES = {"Polygon", "Triangle", "Rectangle", "PolygonPatch"}
NO_GEOMETRY = {"appearance", "appearanceMember", "address", "Envelope"}

ROUND = [
    *files("citygml/1.0/NRW*.gml"),
    *files("citygml/2.0/ogc-examples/Building_*.gml"),
    *files("citygml/2.0/lod3_textured/*.gml"),
    *files("citygml/3.0/lod2_buildings_v3.gml", "citygml/3.0/building/Building*.gml"),
    *files("citygml/3.0/transportation/*.gml"),
]
DEGREES = [
    *files("citygml/2.0/plateau/brid/**/*.gml", "citygml/2.0/plateau/tun/**/*.gml"),
    *files("citygml/2.0/plateau/dem/**/*.gml", "citygml/3.0/plateau6_tran/**/*.gml"),
    *files("citygml/3.0/building/Jefferson*.gml"),
]
FAULTY = {"TestCaseOfInvalidFileNameGml.gml"}  # no XML
OLD_ADDRESSES = {"Berlin_Moabit_1Bldg_v3.gml"}  # xAL 2.0 in CityGML 3.0, written as xAL 3.0
ALL = [path for path in files("citygml/**/*.gml") if path.name not in FAULTY]


# the areas in the file's own text, without any of our readers


def local(e: ElementTree.Element) -> str:
    return e.tag.rpartition("}")[2]


def id_of(e: ElementTree.Element) -> str:
    return e.get(IDS[0]) or e.get(IDS[1]) or ""


def ids(path: Path) -> set[str]:
    return {id_of(e) for e in ElementTree.parse(path).iter() if id_of(e)}


def area(face: ElementTree.Element) -> float:
    """Newell's area of a polygon, its holes taken off; three numbers a point."""
    total = 0.0
    for number, side in enumerate(face):
        words = " ".join(e.text or "" for e in side.iter() if local(e) in ("posList", "pos"))
        ring = np.array(words.split(), np.float64).reshape(-1, 3)
        ring = ring - ring[0]
        total += (1 if number == 0 else -1) * np.linalg.norm(newell(ring))
    return float(total)


def newell(ring: np.ndarray) -> np.ndarray:
    x, y, z = ring.T
    u, v, w = np.roll(ring, -1, axis=0).T
    return (
        np.array([((y - v) * (z + w)).sum(), ((z - w) * (x + u)).sum(), ((x - u) * (y + v)).sum()])
        / 2
    )


def areas(path: Path, known: set[str] | None = None) -> dict[tuple[str, str], float]:
    """Square metres by the id of an object and the kind of its surface, "" for its own faces.

    Objects whose id is not one of those `known` (their file's own) go by their class. A face that
    a surface holds or links to is that surface's wherever its object uses it.
    """
    root = ElementTree.parse(path).getroot()
    named = {id_of(e): e for e in root.iter() if id_of(e)}
    known = known or set(named)
    meant: dict[str, dict[int, str]] = defaultdict(dict)
    faces: dict[int, ElementTree.Element] = {}

    def walk(e: ElementTree.Element, object: str, kind: str) -> None:
        if local(e) in OBJECTS:
            object, kind = id_of(e) if id_of(e) in known else local(e), ""
        elif local(e) in SURFACES:
            kind = local(e)
        elif local(e) in FACES:
            faces[id(e)] = e
            meant[object][id(e)] = kind or meant[object].get(id(e), "")
        elif local(e) not in NO_GEOMETRY:
            target = named.get((e.get(XLINK) or "").removeprefix("#"))
            if target is not None and local(target) not in OBJECTS | SURFACES:
                walk(target, object, kind)
        else:
            return
        for part in e:
            walk(part, object, kind)

    walk(root, "", "")
    found: dict[tuple[str, str], float] = defaultdict(float)
    for object, own in meant.items():
        for face, kind in own.items():
            found[object, kind] += area(faces[face])
    return found


# what a city says of its things


def things(city: City) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Class, parent and attributes by id."""
    ids = list(city.objects.ids)
    attributes = rows(city.objects)
    return {
        id: (
            city.objects.kind_of(row),
            ids[p] if (p := int(city.objects.parent[row])) >= 0 else "",
            attributes[row],
        )
        for row, id in enumerate(ids)
    }


def meanings(city: City, known: set[str]) -> Counter[str]:
    """Every surface: whose, which class and id, within which other, and its attributes.

    known: the ids of the source; CityJSON needs more of them to name surfaces that return.
    """
    s = city.surfaces
    owners, attributes = list(city.objects.ids), rows(s)
    found: Counter[str] = Counter()
    for row, id in enumerate(s.ids):
        above = s.kind_of(int(s.parent[row])) if s.parent[row] >= 0 else ""
        owner = owners[city.surface_object[row]]
        own = id if id in known else ""
        found[json.dumps([owner, s.kind_of(row), own, above, attributes[row]], sort_keys=True)] += 1
    return found


def rows(table: Table) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for title, column in table.columns.items():
        title = title.removesuffix(f" [{column.unit or 'no unit'}]")  # it comes in several units
        for row, value in column.items():
            found[row][title] = rounded(value) if title == "address" else value
    return found


def rounded(value: Any) -> Any:
    """Places of addresses to the millimetre: in CityJSON they are vertices like all others."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return round(value, 3) if isinstance(value, float) else value


def version(path: Path) -> str:
    return "3.0" if path.is_relative_to(DATA / "citygml/3.0") else "2.0"


def there_and_back(path: Path, folder: Path) -> tuple[City, City, Path]:
    """The city of a file, the same after two conversions, and the file written last."""
    first = read(path).city
    assert first is not None
    between, last = folder / "between.city.json", folder / "last.gml"
    write(first, between)
    again = read(between).city
    assert again is not None
    write(again, last, version=version(path))
    city = read(last).city
    assert city is not None
    return first, city, last


def same(one: dict[tuple[str, str], float], other: dict[tuple[str, str], float]) -> None:
    assert one.keys() == other.keys()
    worst = max((abs(one[key] - other[key]), key) for key in one)
    assert worst[0] <= 1e-6, worst


def check(before: City, after: City) -> None:
    assert things(after) == things(before)
    known = set(before.surfaces.ids)
    assert meanings(after, known) == meanings(before, known)


@pytest.mark.parametrize("path", ROUND, ids=name)
def test_nothing_changes_on_the_way_through_cityjson(path, tmp_path):
    before, after, last = there_and_back(path, tmp_path)
    check(before, after)
    source = areas(path)
    assert sum(source.values()) > 0
    same(source, areas(last, ids(path)))


@pytest.mark.parametrize("path", DEGREES, ids=name)
def test_nothing_changes_for_a_city_in_degrees(path, tmp_path):
    """Degrees have no areas: the city's own, written straight, are compared."""
    before, after, last = there_and_back(path, tmp_path)
    check(before, after)
    write(before, tmp_path / "straight.gml", version=version(path))
    straight = areas(tmp_path / "straight.gml")
    assert sum(straight.values()) > 0
    same(straight, areas(last))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_city_comes_back_from_its_own_format(path, tmp_path):
    before = read(path).city
    assert before is not None
    own = "3.0" if b"citygml/3.0" in path.read_bytes()[:4000] else "2.0"
    lost = {finding.code for finding in write(before, tmp_path / "own.gml", version=own)}
    after = read(tmp_path / "own.gml").city
    assert after is not None
    assert "LOD" not in lost
    if path.name not in OLD_ADDRESSES:
        assert things(after) == things(before)
    if "SEMANTICS" not in lost:  # CityGML 2.0 knows roofs of buildings, bridges and tunnels only
        known = set(before.surfaces.ids)
        assert meanings(after, known) == meanings(before, known)
    assert painted(after) == painted(before)


def painted(city: City) -> tuple[int, int]:
    """How many polygons wear a material, and how many a picture."""
    looks = [look for shapes in city.shapes.values() for look in shapes.appearances.values()]
    materials = sum(int((look.material >= 0).sum()) for look in looks)
    return materials, sum(int((look.texture >= 0).sum()) for look in looks)


def test_a_whole_quarter_of_the_hague(tmp_path):
    with zipfile.ZipFile(DATA / "citygml/1.0/DenHaag_01.zip") as archive:
        names = [n for n in archive.namelist() if n.endswith("DenHaag_01.xml")]
        path = Path(archive.extract(next(n for n in names if "MACOSX" not in n), tmp_path))
    before, after, last = there_and_back(path, tmp_path)
    check(before, after)
    same(areas(path), areas(last, ids(path)))
