"""Every real file: what is in it is in the city, counted independently."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from tests.importers.citygml.shared import (
    SQUARE,
    building,
    model,
    polygon,
    read_text,
    surfaces,
    take,
)
from tests.shared import files, name, needs_data

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
GML_FILES = [path for path in files("citygml/**/*.gml") if path.name not in BROKEN | UNBOUND]


def counted(path: Path) -> Counter[str]:
    """Elements of CityGML's own namespaces by name."""
    count: Counter[str] = Counter()
    for _, element in ElementTree.iterparse(path):
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
