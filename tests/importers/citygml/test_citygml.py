"""Every real file: what is in it is in the city, counted independently."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import orjson
import pytest

from city.model import City
from tests.importers.citygml.shared import (
    SQUARE,
    building,
    model,
    polygon,
    read_text,
    surfaces,
    take,
)
from tests.shared import DATA, files, name, needs_data

# Spelled out here again, so that a name lost from the reader's own lists is noticed.
NAMES = " ".join(
    [
        "Building BuildingPart BuildingInstallation IntBuildingInstallation Room BuildingRoom",
        "BuildingFurniture BuildingUnit Storey BuildingConstructiveElement Bridge BridgePart",
        "BridgeInstallation BridgeConstructionElement BridgeRoom Tunnel TunnelPart",
        "TunnelInstallation HollowSpace Road Railway Track Square TransportationComplex",
        "Waterway Section Intersection TrafficSpace AuxiliaryTrafficSpace ClearanceSpace",
        "TrafficArea AuxiliaryTrafficArea SolitaryVegetationObject PlantCover WaterBody",
        "WaterSurface LandUse CityFurniture ReliefFeature TINRelief MassPointRelief",
        "BreaklineRelief RasterRelief GenericCityObject CityObjectGroup RoofSurface WallSurface",
        "GroundSurface ClosureSurface FloorSurface OuterFloorSurface InteriorWallSurface",
        "CeilingSurface OuterCeilingSurface Window Door WindowSurface DoorSurface",
        "WaterGroundSurface Version VersionTransition Dynamizer",
    ]
)
CLASSES = set(NAMES.split())
BROKEN = {"TestCaseOfInvalidFileNameGml.gml"}
UNBOUND = {"53392642_bldg_6697_op2.gml"}  # a prefix without a namespace: no parser counts it
VERSIONED = {"historicalSuccession_CityGML_3.0_LOD2_Versioning.gml"}  # see test_versions
OTHERS = BROKEN | UNBOUND | VERSIONED
GML_FILES = [path for path in files("citygml/**/*.gml") if path.name not in OTHERS]


def counted(path: Path) -> Counter[str]:
    """Elements of CityGML's own namespaces by name."""
    count: Counter[str] = Counter()
    for element in ElementTree.parse(path).iter():
        space, _, local = element.tag.rpartition("}")
        if "/citygml/" in space and "opengis" in space and local in CLASSES:
            count[local] += 1
    return count


@needs_data
@pytest.mark.parametrize("path", GML_FILES, ids=name)
def test_every_element_of_a_class_is_an_object_or_a_surface(path: Path):
    city, _ = take(path)
    have = Counter(city.objects.counts()) + Counter(city.surfaces.counts())
    ours = {kind: n for kind, n in have.items() if ":" not in kind}
    assert ours == dict(counted(path))


@needs_data
@pytest.mark.parametrize("path", files("citygml/**/*.zip"), ids=name)
def test_the_same_for_the_files_in_archives(path: Path, tmp_path: Path):
    with ZipFile(path) as archive:
        archive.extractall(tmp_path)
    found = [p for p in tmp_path.rglob("*") if p.suffix in (".gml", ".xml") and p.name[0] != "."]
    assert found
    for one in found:
        city, _ = take(one)
        have = Counter(city.objects.counts()) + Counter(city.surfaces.counts())
        assert have == counted(one)


def filled_area(city: City) -> tuple[int, float]:
    """How many faces a city has, and how many square metres they cover."""
    number, area = 0, 0.0
    for level in city.shapes.values():
        a, b, c = (level.points[level.triangles[:, k]] for k in range(3))
        area += float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()) / 2
        number += int(level.filled().sum())
    return number, area


@needs_data
def test_the_hague_is_the_same_as_in_cityjson(tmp_path: Path):
    with ZipFile(DATA / "citygml/1.0/DenHaag_01.zip") as archive:
        archive.extract("DenHaag/DenHaag_01.xml", tmp_path)
    city, _ = take(tmp_path / "DenHaag/DenHaag_01.xml")
    twin = orjson.loads((DATA / "cityjson/2.0_DenHaag_01.city.json").read_bytes())
    vertices = np.array(twin["vertices"]) * twin["transform"]["scale"]

    def faces(boundaries: list[Any]) -> list[list[list[int]]]:
        if isinstance(boundaries[0][0], int):
            return [boundaries]
        return [face for part in boundaries for face in faces(part)]

    def area(ring: list[int]) -> np.ndarray:
        corners = vertices[ring] - vertices[ring[0]]
        return np.cross(corners, np.roll(corners, -1, 0)).sum(0) / 2

    things = twin["CityObjects"].values()
    every = [f for o in things for g in o.get("geometry", []) for f in faces(g["boundaries"])]
    square_metres = sum(np.linalg.norm(sum(area(ring) for ring in face)) for face in every)
    number, covered = filled_area(city)
    assert number == len(every) == 21804
    assert covered == pytest.approx(square_metres, rel=1e-4)  # its vertices are rounded to 1 mm


TWINS = ["LOD0-EPSG25832", "LOD1-EPSG25832", "LOD2-EPSG25832", "and_garage_LOD2-EPSG25832"]
TWIN_FILES = [
    (f"2.0/ogc-examples/Building_{name}.gml", f"3.0/building/Building_{name}.gml") for name in TWINS
] + [
    ("2.0/Berlin_Moabit_1Bldg_v2.gml", "3.0/Berlin_Moabit_1Bldg_v3.gml"),
    (
        "3.0/ade-tokyo-gallery/53394517_bldg_6697_2_op_CityGML2.gml",
        "3.0/ade-tokyo-gallery/53394517_bldg_6697_2_op_CityGML3.gml",
    ),
    (
        "3.0/xlink/3_Building_With_Nested_Features/CityGML_2.gml",
        "3.0/xlink/3_Building_With_Nested_Features/CityGML_3.gml",
    ),
]


@needs_data
@pytest.mark.parametrize(("old", "new"), TWIN_FILES)
def test_the_same_model_in_version_2_and_3_is_the_same_city(old: str, new: str):
    one, other = (take(DATA / "citygml" / name)[0] for name in (old, new))
    assert (one.sources[0].version, other.sources[0].version) == ("2.0", "3.0")
    assert one.objects.counts() == other.objects.counts()
    assert filled_area(one) == pytest.approx(filled_area(other))


def test_the_smallest_building(tmp_path: Path):
    text = model(
        building(f"<bldg:lod1MultiSurface>{surfaces(polygon(SQUARE))}</bldg:lod1MultiSurface>")
    )
    city, report = read_text(tmp_path, text)
    assert city.objects.counts() == {"Building": 1}
    assert city.objects.ids[0] == "b1"
    assert city.shapes["1"].rings(0)[0].shape == (4, 3)
    assert city.frame.to_world(city.shapes["1"].points)[2].tolist() == [458004, 5438003, 100]
    assert len(report) == 0
