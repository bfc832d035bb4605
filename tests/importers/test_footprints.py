"""Map layers become blocks and marks with all their attributes."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from city.model import City
from city.progress import Progress
from importers import footprints
from importers.intake import Intake, NeedsCrs, Options, ReadError
from tests.shared import DATA, files, name, needs_data


def read(path: Path, **options: Any) -> tuple[City, Intake]:
    intake = Intake(Options(**options))
    footprints.read(path, intake, Progress())
    return intake.builder.freeze(intake.report.add), intake


def square(x: float, y: float, side: float = 10) -> list[list[list[float]]]:
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]


def geojson(path: Path, *features: tuple[str, Any, dict[str, Any]], crs: bool = True) -> Path:
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": kind, "coordinates": coordinates} if kind else None,
            }
            for kind, coordinates, properties in features
        ],
    }
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    path.write_text(json.dumps(document))
    return path


def codes(intake: Intake) -> list[str]:
    return [finding.code for finding in intake.report]


def volume(city: City, lod: str = "1") -> float:
    shapes = city.shapes[lod]
    corners = shapes.points[shapes.triangles] - shapes.points[0]
    return float(np.linalg.det(corners).sum()) / 6


X, Y = 90_000.0, 435_000.0


def test_a_height_makes_a_block(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        ("Polygon", square(X, Y), {"id": "west", "height": 12.5, "ground_z": 2.0}),
        ("Polygon", square(X + 20, Y), {"id": "east", "height": 4}),
    )
    city, intake = read(path)
    assert city.objects.counts() == {"Building": 2}
    assert sorted(city.objects.ids) == ["east", "west"]
    assert city.lods() == ["1"]
    assert city.surfaces.counts() == {"GroundSurface": 2, "RoofSurface": 2, "WallSurface": 2}
    assert city.shapes["1"].polygons == 12
    assert volume(city) == pytest.approx(100 * 12.5 + 100 * 4)
    row = city.objects.ids.find("west")
    first, last = city.shapes["1"].object_polygons()[row : row + 2]
    west = np.concatenate([r for p in range(first, last) for r in city.shapes["1"].rings(p)])
    assert city.frame.to_world(west).min(0).tolist() == [X, Y, 2.0]
    assert city.frame.to_world(west).max(0).tolist() == [X + 10, Y + 10, 14.5]
    assert not len(intake.report)


def test_each_face_belongs_to_its_surface(tmp_path: Path) -> None:
    city, _ = read(geojson(tmp_path / "a.geojson", ("Polygon", square(X, Y), {"hoogte": 3})))
    shapes = city.shapes["1"]
    for polygon in range(shapes.polygons):
        z = shapes.rings(polygon)[0][:, 2]
        kind = city.surfaces.kind_of(int(shapes.polygon_surface[polygon]))
        expected = "WallSurface" if np.ptp(z) else "RoofSurface" if z[0] else "GroundSurface"
        assert kind == expected


def test_holes_and_parts_are_blocks_too(tmp_path: Path) -> None:
    holed = square(X, Y) + square(X + 2, Y + 2, 4)
    city, _ = read(
        geojson(tmp_path / "a.geojson", ("MultiPolygon", [holed, square(X + 50, Y)], {"height": 2}))
    )
    assert city.objects.counts() == {"Building": 1}
    assert city.surfaces.counts() == {"GroundSurface": 1, "RoofSurface": 1, "WallSurface": 1}
    assert volume(city) == pytest.approx((100 - 16 + 100) * 2)


@pytest.mark.parametrize(
    ("properties", "options", "height"),
    [
        ({"building:levels": 4}, {}, 12.0),
        ({"Geschosse": "3"}, {}, 9.0),
        ({"height": "12,5 m"}, {}, 12.5),
        ({"height": "40 ft"}, {}, 12.192),
        ({"HOOGTE": "15-18 m."}, {}, 15.0),
        ({"h": 7, "height": 3}, {"height": "h"}, 7.0),
        ({"n": 2, "height": 3}, {"storeys": "n"}, 6.0),
        ({"height": None, "levels": 2}, {}, 6.0),
    ],
)
def test_heights_are_found_by_many_names(
    tmp_path: Path, properties: dict[str, Any], options: dict[str, str], height: float
) -> None:
    path = geojson(tmp_path / "a.geojson", ("Polygon", square(X, Y), properties))
    city, intake = read(path, **options)
    assert volume(city) == pytest.approx(100 * height)
    by_storeys = height in (12.0, 9.0, 6.0)
    assert ("HEIGHT_BY_STOREYS" in codes(intake)) == by_storeys


def test_an_attribute_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", ("Polygon", square(X, Y), {"height": 1}))
    with pytest.raises(ReadError, match=r"no attribute 'tall'.*it has height"):
        read(path, height="tall")


def test_without_a_height_it_lies_flat(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "buildings.geojson",
        ("Polygon", square(X, Y), {"height": 5}),
        ("Polygon", square(X + 20, Y), {"height": None}),
        ("Polygon", square(X + 40, Y), {"height": -2}),
        ("Polygon", square(X + 60, Y), {"height": 99_999}),
    )
    city, intake = read(path)
    assert city.objects.counts() == {"Building": 4}
    assert {lod: s.polygons for lod, s in city.shapes.items()} == {"0": 3, "1": 6}
    assert sorted(codes(intake)) == ["FOOTPRINT_FLAT", "HEIGHT_ABSURD"]


def test_attributes_keep_their_types(tmp_path: Path) -> None:
    properties = {
        "whole": 7,
        "part": 1.5,
        "yes": True,
        "text": "Größe",
        "day": "2024-02-29",
        "list": [1, {"a": 2}],
        "nothing": None,
    }
    other = dict.fromkeys(properties)
    path = geojson(
        tmp_path / "a.geojson",
        ("Polygon", square(X, Y), {"id": "a", **properties}),
        ("Polygon", square(X + 20, Y), {"id": "b", **other}),
    )
    city, _ = read(path)
    del properties["nothing"]
    assert city.objects.attributes(city.objects.ids.find("a")) == {"id": "a", **properties}
    assert city.objects.attributes(city.objects.ids.find("b")) == {"id": "b"}
    types = {key: column.type for key, column in city.objects.columns.items()}
    assert [types[key] for key in properties] == [
        "integer",
        "number",
        "boolean",
        "text",
        "date",
        "structure",
    ]


def test_lines_and_points_are_marks(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "things.geojson",
        ("LineString", [[X, Y], [X + 9, Y], [X + 9, Y + 9]], {"highway": "primary"}),
        ("MultiLineString", [[[X, Y], [X, Y + 1]], [[X, Y + 2], [X, Y + 3]]], {"railway": "tram"}),
        ("Point", [X + 5, Y + 5, 3.0], {"natural": "tree"}),
        ("MultiPoint", [[X, Y], [X + 1, Y]], {}),
    )
    city, _ = read(path)
    assert city.objects.counts() == {
        "GenericCityObject": 1,
        "Railway": 1,
        "Road": 1,
        "SolitaryVegetationObject": 1,
    }
    shapes = city.shapes["0"]
    assert not shapes.filled().any()
    assert sorted(np.diff(shapes.ring_points).tolist()) == [1, 2, 2, 2, 3]
    tree = shapes.points[shapes.points[:, 2] == 3.0]
    assert city.frame.to_world(tree).tolist() == [[X + 5, Y + 5, 3.0]]


def test_a_polygon_that_crosses_itself_is_repaired(tmp_path: Path) -> None:
    bow = [[[X, Y], [X + 10, Y + 10], [X + 10, Y], [X, Y + 10], [X, Y]]]
    city, intake = read(
        geojson(tmp_path / "a.geojson", ("Polygon", bow, {"id": "bow", "height": 2}))
    )
    assert [(f.code, f.object) for f in intake.report] == [("FOOTPRINT_REPAIRED", "bow")]
    assert volume(city) == pytest.approx(50 * 2)


def test_a_feature_without_a_shape_is_reported(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        ("Polygon", square(X, Y), {"id": "a"}),
        ("", None, {"id": "b"}),
    )
    city, intake = read(path)
    assert list(city.objects.ids) == ["a"]
    assert [(f.code, f.object) for f in intake.report] == [("GEOMETRY_MISSING", "b")]


@pytest.mark.parametrize("number", [float("nan"), 1e300])
def test_coordinates_that_are_no_place_are_left_out(tmp_path: Path, number: float) -> None:
    good = shapely.to_wkb(shapely.LineString([(X, Y), (X, Y + 1)]))
    bad = good[:-8] + struct.pack("<d", number)
    path = tmp_path / "a.gpkg"
    write(path, [good, bad], "LineString", id=np.array(["good", "bad"]))
    city, intake = read(path)
    assert list(city.objects.ids) == ["good"]
    assert [f.object for f in intake.report] == ["bad"]


def write(path: Path, shapes: list[Any], kind: str, layer: str = "a", **columns: Any) -> None:
    pyogrio.raw.write(
        path,
        np.array([s if isinstance(s, bytes) else shapely.to_wkb(s) for s in shapes], object),
        list(columns.values()),
        list(columns),
        layer=layer,
        geometry_type=kind,
        crs="EPSG:28992",
        append=path.exists(),
    )


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson"])
def test_every_format_gives_the_same_block(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    write(path, [shapely.box(X, Y, X + 8, Y + 5)], "Polygon", height=np.array([3.0]))
    with path.open("rb") as file:
        assert footprints.recognises(path, file.read(8192))
    city, intake = read(path)
    assert volume(city) == pytest.approx(120)
    assert intake.crs is not None and intake.crs.horizontal == "EPSG:28992"


def test_all_layers_of_a_geopackage_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write(path, [shapely.box(X, Y, X + 8, Y + 5)], "Polygon", "water", n=np.array([1]))
    write(path, [shapely.LineString([(X, Y), (X, Y + 5)])], "LineString", "roads", n=np.array([1]))
    city, _ = read(path)
    assert city.objects.counts() == {"Road": 1, "WaterBody": 1}
    assert sorted(city.objects.ids) == ["roads-1", "water-1"]


# places


def test_degrees_become_metres(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson", ("Polygon", square(4.48, 51.9, 0.001), {"height": 1}), crs=False
    )
    city, intake = read(path)
    assert intake.crs is not None and intake.crs.horizontal == "EPSG:4326"
    assert volume(city) == pytest.approx(111.3 * 68.8, rel=0.01)  # a thousandth of a degree
    extent = intake.extent()
    assert extent is not None
    np.testing.assert_allclose(extent[:, :2], [[4.48, 51.9], [4.481, 51.901]])


def test_degrees_that_are_none_need_a_system(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", ("Polygon", square(X, Y), {}), crs=False)
    with pytest.raises(NeedsCrs):
        read(path, need_crs=True)
    _, intake = read(path)
    assert codes(intake) == ["CRS_NO_DEGREES", "CRS_MISSING"]


@needs_data
@pytest.mark.parametrize(
    "path", files("demo-rotterdam/layers/*.geojson", "simulation/**/*.geojson"), ids=name
)
def test_every_feature_of_the_real_layers_is_kept(path: Path) -> None:
    features = json.loads(path.read_bytes())["features"]
    city, _ = read(path)
    assert len(city.objects) == len(features)
    given = sum(v is not None for f in features for v in f["properties"].values())
    kept = sum(len(c) for k, c in city.objects.columns.items() if k != "id")
    ids = sum("id" in f["properties"] for f in features)
    assert kept == given - ids


@needs_data
def test_rotterdam_has_trees_roads_and_water() -> None:
    layers = DATA / "demo-rotterdam/layers"
    kinds = {
        "trees_municipal": {"SolitaryVegetationObject": 2641},
        "roads_osm": {"Road": 1004},
        "rail_osm": {"Railway": 45},
        "water_osm": {"WaterBody": 21},
    }
    for stem, counts in kinds.items():
        assert read(layers / f"{stem}.geojson")[0].objects.counts() == counts


# faults


@pytest.mark.parametrize("text", ["{", "{}", '{"type": "FeatureCollection", "features": []}', "["])
def test_what_holds_no_shapes_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text)
    with pytest.raises(ReadError, match=r"a\.geojson"):
        read(path)


def test_a_shapefile_alone_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    write(path, [shapely.box(0, 0, 1, 1)], "Polygon", n=np.array([1]))
    path.with_suffix(".shx").unlink()
    with pytest.raises(ReadError, match=r"\.shx and \.dbf"):
        read(path)


def test_a_shapefile_without_its_table_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    write(path, [shapely.box(X, Y, X + 8, Y + 5)], "Polygon", height=np.array([3.0]))
    path.with_suffix(".dbf").unlink()
    city, intake = read(path)
    assert len(city.objects) == 1
    assert [f.code for f in intake.report if f.severity == "error"] == ["ATTRIBUTES_MISSING"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("whole")
    for suffix in ("gpkg", "shp", "geojson"):
        boxes = [shapely.box(X + k * 9, Y, X + k * 9 + 8, Y + 5) for k in range(9)]
        write(folder / f"a.{suffix}", boxes, "Polygon", height=np.arange(9.0))
    return {suffix: folder / f"a.{suffix}" for suffix in ("gpkg", "shp", "geojson")}


@settings(max_examples=60, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["gpkg", "shp", "geojson"]),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), max_size=4),
)
def test_damaged_layers_give_a_plain_line_or_a_report(
    whole: dict[str, Path],
    tmp_path: Path,
    suffix: str,
    cut: float,
    mutations: list[tuple[float, bytes]],
) -> None:
    for beside in whole[suffix].parent.glob("a.[ds][bh][fx]"):
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    data = bytearray(whole[suffix].read_bytes())
    for where, junk in mutations:
        at = int(where * len(data))
        data[at : at + len(junk)] = junk
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data[: max(int(len(data) * cut), 1)])
    try:
        city, _ = read(path)
    except ReadError as fault:
        assert path.name in str(fault)
    else:
        assert len(city.objects)
