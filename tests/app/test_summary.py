import numpy as np
import pytest

from app.summary import page, summary
from city.builder import CityBuilder
from city.cloud import PointCloud
from city.crs import Crs
from city.frame import Frame
from city.model import Source, Texture
from city.terrain import Terrain
from importers.intake import Reading
from importers.report import Report

SOURCE = Source("/data/town.gml", "CityGML", "2.0")
FRAME = Frame("EPSG:25832", "EPSG:7837", (600_000.0, 5_000_000.0, 100.0))


def reading(**parts) -> Reading:
    values = {
        "sources": (SOURCE,),
        "crs": Crs("EPSG:25832", "EPSG:7837"),
        "extent": np.array([[600_000, 5_000_000, 100], [600_010.5, 5_000_010, 103]]),
        "frame": FRAME,
        "city": None,
        "clouds": (),
        "terrains": (),
        "report": Report(),
    }
    return Reading(**(values | parts))


@pytest.fixture
def town() -> Reading:
    """A house with a pitched roof of two faces, its annex as a curve, and a tree without shape."""
    builder = CityBuilder(FRAME)
    builder.add_source(SOURCE)
    house = builder.add_object("Building", "house")
    builder.objects.set(house, "height", "number", 3.0, "m")
    annex = builder.add_object("BuildingPart", "annex", house)
    builder.objects.set(annex, "height", "number", 2.0, "m")
    builder.objects.set(annex, "use", "text", "shed")
    builder.add_object("SolitaryVegetationObject", "tree")
    roof = builder.add_surface(house, "RoofSurface")
    builder.surfaces.set(roof, "slope", "number", 30.0)
    solid = builder.add_shape(house, "2", "Solid")
    square = np.array([[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0]], float)
    builder.add_polygon(solid, [square], roof)
    builder.add_polygon(solid, [square[:3] + np.array([0, 0, 3])], roof)
    line = builder.add_shape(annex, "", "MultiCurve")
    builder.add_polygon(line, [square[:2]])
    builder.add_texture(Texture("wall.jpg"))
    return reading(city=builder.freeze())


def cloud(name: str, classes: dict[int, int], colour: bool) -> PointCloud:
    points = np.zeros((2, 3), np.float32)
    rgb = np.zeros((2, 3), np.uint8) if colour else None
    codes = np.zeros(2, np.uint8)
    total = sum(classes.values())
    return PointCloud(name, FRAME, points, codes, rgb, None, None, total, classes, np.zeros((2, 3)))


def test_a_city_in_numbers(town):
    found = summary(town)
    assert list(found)[:12] == [
        *("format", "version", "crs", "extent", "objects", "lods", "surfaces"),
        *("polygons", "triangles", "textures", "attributes", "doctor"),
    ]
    assert found["format"] == "CityGML"
    assert found["version"] == "2.0"
    assert found["crs"] == {"horizontal": "EPSG:25832", "vertical": "EPSG:7837"}
    assert found["extent"] == {"min": [600_000, 5_000_000, 100], "max": [600_010.5, 5_000_010, 103]}
    assert found["objects"] == {"Building": 1, "BuildingPart": 1, "SolitaryVegetationObject": 1}
    assert found["lods"] == ["2"]
    assert found["surfaces"] == {"RoofSurface": 1}
    assert found["polygons"] == 2  # the curve is no polygon
    assert found["triangles"] == 3
    assert found["textures"] == 1
    assert found["attributes"] == [
        {"name": "height", "type": "number", "count": 2},
        {"name": "use", "type": "text", "count": 1},
    ]
    assert found["surface_attributes"] == [{"name": "slope", "type": "number", "count": 1}]
    assert found["doctor"] == {"errors": 0, "warnings": 0, "findings": []}


def test_points_of_several_surveys_are_counted_together():
    found = summary(reading(clouds=(cloud("a", {2: 70, 6: 30}, False), cloud("b", {2: 5}, True))))
    assert found["points"] == 105
    assert found["classes"] == {"2": 75, "6": 30}
    assert found["has_rgb"] is True
    assert "objects" not in found


def test_a_terrain_in_numbers_of_its_own_height_system():
    heights = np.array([[1, 2, np.nan], [3, 4, 5]], np.float32)
    found = summary(reading(terrains=(Terrain("dem", FRAME, heights, 0.0, 0.0, (5.0, 5.0)),)))
    assert found["size"] == [3, 2]
    assert found["step"] == [5.0, 5.0]
    assert found["heights"] == {"min": 101.0, "max": 105.0}
    assert [t["name"] for t in found["terrains"]] == ["dem"]
    assert "objects" not in found


def test_a_terrain_without_any_height():
    heights = np.full((2, 2), np.nan, np.float32)
    found = summary(reading(terrains=(Terrain("dem", FRAME, heights, 0.0, 0.0, (5.0, 5.0)),)))
    assert found["heights"] is None
    assert "2 x 2 cells of 5 m" in page(
        reading(terrains=(Terrain("dem", FRAME, heights, 0.0, 0.0, (5.0, 5.0)),))
    )


def test_what_is_not_known_is_null():
    found = summary(reading(crs=Crs(), extent=None, sources=()))
    assert found["crs"] == {"horizontal": None, "vertical": None}
    assert found["extent"] is None
    assert found["format"] is None
    assert found["objects"] == {}


def test_an_infinite_extent_is_null_and_not_bad_json():
    extent = np.array([[0, np.nan, 0], [1, np.inf, 1]])
    assert summary(reading(extent=extent))["extent"] == {"min": [0, None, 0], "max": [1, None, 1]}
    assert "North" not in page(reading(extent=extent))


def test_the_page_says_the_same_to_people(town):
    text = page(town)
    assert text.startswith("/data/town.gml\n")
    assert "ETRS89 / UTM zone 32N (EPSG:25832)" in text
    assert "East              600,000.000 to 600,010.500" in text
    assert "  Building                  1" in text
    assert "height (number, 2), use (text, 1)" in text
    assert "nothing to remark" in text


def test_the_page_groups_the_findings_by_code(town):
    for n in range(1200):
        town.report.warning("DUPLICATE_ID", f"b{n}", f"a second Building has the id b{n}")
    town.report.error("BENT", "tree", "its crown is bent")
    town.report.note("SKIPPED", "", "1 .xml file")
    lines = page(town).splitlines()
    start = lines.index("Doctor: 1 error, 1,200 warnings, 1 note")
    assert lines[start + 1 :] == [
        "  error    BENT",
        "           tree: its crown is bent",
        "  warning  DUPLICATE_ID  x 1,200",
        "           a second Building has the id b0",
        "           a second Building has the id b1",
        "           a second Building has the id b2",
        "           ... and 1,197 more",
        "  note     SKIPPED",
        "           1 .xml file",
    ]


def test_many_files_are_named_shortly():
    sources = tuple(Source(f"/d/{n}.gml", "CityGML", "2.0") for n in range(5))
    assert page(reading(sources=sources)).startswith("5 files: /d/0.gml, /d/1.gml, /d/2.gml ...")
