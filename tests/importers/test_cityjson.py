"""CityJSON files: what stands in them stands in the city."""

import json

import numpy as np
import pytest

from city.measure import polygon_areas
from importers import Options, read
from importers.cityjson import recognises
from tests.importers.cityjson_files import (
    BOX,
    CORNERS,
    METADATA,
    SQUARE,
    building,
    document,
    feature,
    saved,
    sequence,
)


def opened(folder, root, name="house.city.json", **options):
    reading = read(saved(folder, root, name), Options(**options))
    assert reading.city is not None
    return reading


def codes(reading):
    """What the reader found; what the doctor says of the geometry is not its business."""
    return sorted({finding.code for finding in reading.report})


# geometry


def test_a_house_stands_where_the_file_puts_it(tmp_path):
    reading = opened(tmp_path, document({"house": building()}))
    city = reading.city
    assert (reading.crs.horizontal, reading.crs.vertical) == ("EPSG:28992", "EPSG:5709")
    shapes = city.shapes["2"]
    assert shapes.polygons == 6
    assert len(shapes.triangles) == 12
    assert polygon_areas(shapes).tolist() == [20, 20, 12, 15, 12, 15]
    world = city.frame.to_world(shapes.points)
    assert world.min(0).tolist() == [85000, 447000, 0]
    assert world.max(0).tolist() == [85004, 447005, 3]
    assert reading.extent.tolist() == [[85000, 447000, 0], [85004, 447005, 3]]
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("type", "boundaries", "kept", "polygons", "shells"),
    [
        ("MultiPoint", [0, 1, 6], "MultiPoint", 3, [0, 0, 0]),
        ("MultiLineString", [[0, 1, 2], [2, 3]], "MultiCurve", 2, [0, 0]),
        ("MultiSurface", BOX, "MultiSurface", 6, [0] * 6),
        ("CompositeSurface", BOX, "CompositeSurface", 6, [0] * 6),
        ("Solid", [BOX, SQUARE], "Solid", 7, [0] * 6 + [1]),
        ("MultiSolid", [[BOX], [BOX, SQUARE]], "MultiSolid", 13, [0] * 6 + [1] * 6 + [2]),
        ("CompositeSolid", [[BOX], [BOX]], "CompositeSolid", 12, [0] * 6 + [1] * 6),
    ],
)
def test_every_type_of_geometry(tmp_path, type, boundaries, kept, polygons, shells):
    from city.model import SHAPE_TYPES

    city = opened(tmp_path, document({"thing": building(type, boundaries)})).city
    shapes = city.shapes["2"]
    assert [SHAPE_TYPES[t] for t in shapes.shape_type] == [kept]
    assert shapes.polygons == polygons
    assert shapes.polygon_shell.tolist() == shells


def test_a_hole_stays_open(tmp_path):
    corners = [
        [0, 0, 0],
        [9, 0, 0],
        [9, 9, 0],
        [0, 9, 0],
        [3, 3, 0],
        [3, 6, 0],
        [6, 6, 0],
        [6, 3, 0],
    ]
    city = opened(
        tmp_path,
        document({"yard": building("MultiSurface", [[[0, 1, 2, 3], [4, 5, 6, 7]]])}, corners),
    ).city
    assert polygon_areas(city.shapes["2"]).tolist() == [72]


def test_the_first_point_again_at_the_end_is_left_out(tmp_path):
    reading = opened(tmp_path, document({"a": building("MultiSurface", [[[0, 1, 2, 3, 0]]])}))
    assert len(reading.city.shapes["2"].points) == 4
    assert "RING_REPEATS" in codes(reading)


@pytest.mark.parametrize(("written", "kept"), [("2.2", "2.2"), (2, "2"), (1.0, "1"), (None, "")])
def test_levels_of_detail_are_texts(tmp_path, written, kept):
    city = opened(tmp_path, document({"house": building(lod=written)})).city
    assert city.lods() == [kept]


def test_several_levels_of_detail(tmp_path):
    house = building()
    house["geometry"].append({"type": "MultiSurface", "lod": "0", "boundaries": SQUARE})
    city = opened(tmp_path, document({"house": house})).city
    assert {lod: shapes.polygons for lod, shapes in city.shapes.items()} == {"0": 1, "2": 6}


def test_a_template_is_planted_where_its_instances_stand(tmp_path):
    turned = [0, -2, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]  # a quarter turn, twice the size
    tree = {
        "type": "SolitaryVegetationObject",
        "geometry": [
            {
                "type": "GeometryInstance",
                "template": 1,
                "boundaries": [6],
                "transformationMatrix": turned,
            }
        ],
    }
    templates = {
        "templates": [
            {"type": "MultiPoint", "lod": "1", "boundaries": [0]},
            {"type": "MultiSurface", "lod": "3", "boundaries": [[[1, 2, 3]]]},
        ],
        "vertices-templates": [[9, 9, 9], [0, 0, 0], [1, 0, 0], [0, 1, 0.5]],
    }
    root = document({"tree": tree}, **{"geometry-templates": templates})
    city = opened(tmp_path, root).city
    world = city.frame.to_world(city.shapes["3"].points)
    expected = [[85004, 447005, 3], [85004, 447007, 3], [85002, 447005, 4]]
    assert np.allclose(world, expected, atol=1e-9)


# semantics


def test_surfaces_have_polygons_attributes_and_openings(tmp_path):
    semantics = {
        "surfaces": [
            {"type": "WallSurface", "id": "w", "slope": 90, "children": [2]},
            {"type": "RoofSurface"},
            {"type": "Window", "parent": 0, "glass": True},
        ],
        "values": [[None, 1, 0, 0, 2, 0]],
    }
    city = opened(tmp_path, document({"house": building(semantics=semantics)})).city
    surfaces = city.surfaces
    assert surfaces.counts() == {"RoofSurface": 1, "WallSurface": 1, "Window": 1}
    assert surfaces.parent.tolist() == [-1, -1, 0]
    assert list(surfaces.ids) == ["w", "", ""]
    assert surfaces.attributes(0) == {"slope": 90}
    assert surfaces.attributes(2) == {"glass": True}
    assert city.shapes["2"].polygon_surface.tolist() == [-1, 1, 0, 0, 2, 0]
    assert city.surface_object.tolist() == [0, 0, 0]


@pytest.mark.parametrize("values", [None, [None], [None, None]])
def test_values_may_be_null(tmp_path, values):
    semantics = {"surfaces": [{"type": "RoofSurface"}], "values": values}
    reading = opened(tmp_path, document({"house": building(semantics=semantics)}))
    assert reading.city.shapes["2"].polygon_surface.tolist() == [-1] * 6
    assert codes(reading) == (["VALUES_MISFIT"] if values == [None, None] else [])


def test_a_surface_with_an_id_is_the_same_in_every_level_of_detail(tmp_path):
    roof = {"type": "RoofSurface", "id": "roof", "slope": 0}
    semantics = {"surfaces": [roof], "values": [0]}
    house = building("MultiSurface", SQUARE, semantics=semantics)
    house["geometry"].append({**house["geometry"][0], "lod": "3"})
    city = opened(tmp_path, document({"house": house})).city
    assert list(city.surfaces.ids) == ["roof"]
    assert city.shapes["3"].polygon_surface.tolist() == [0]


# attributes


def test_attributes_keep_their_types(tmp_path):
    given = {
        "storeys": 3,
        "height": 9.5,
        "listed": False,
        "name": "Café « Ü »",
        "creationDate": "2020-02-29",
        "terminationDate": "soon",
        "built": "1999-01-01",
        "noise": {"value": 41.5, "uom": "dB"},
        "measuredHeight": 9.5,
        "owners": ["a", {"b": 1}],
        "nothing": None,
        "huge": 2**70,
    }
    house = {**building(), "attributes": given}
    city = opened(tmp_path, document({"house": house})).city
    columns = city.objects.columns
    assert {name: (column.type, column.unit) for name, column in columns.items()} == {
        "storeys": ("integer", ""),
        "height": ("number", ""),
        "listed": ("boolean", ""),
        "name": ("text", ""),
        "creationDate": ("date", ""),
        "terminationDate": ("text", ""),
        "built": ("text", ""),
        "noise": ("number", "dB"),
        "measuredHeight": ("number", "m"),
        "owners": ("structure", ""),
        "huge": ("number", ""),
    }
    kept = {**given, "noise": 41.5, "huge": float(2**70)}
    del kept["nothing"]
    assert city.objects.attributes(0) == kept


def test_addresses_extents_and_members_of_extensions_are_attributes(tmp_path):
    house = {
        **building(),
        "address": [
            {"Street": "Coolsingel", "location": {"type": "MultiPoint", "boundaries": [6]}}
        ],
        "+energy": {"label": "A"},
    }
    group = {"type": "CityObjectGroup", "children": ["house"], "children_roles": ["main"]}
    empty = {"type": "LandUse", "geographicalExtent": [0, 0, 0, 1, 1, 1]}
    root = document({"house": house, "group": group, "empty": empty})
    city = opened(tmp_path, root).city
    row = {id: k for k, id in enumerate(city.objects.ids)}
    address = {"Street": "Coolsingel", "location": [[85004, 447005, 3]]}
    kept = {"address": [address], "+energy": {"label": "A"}}
    assert city.objects.attributes(row["house"]) == kept
    members = {"members": [{"id": "house", "role": "main"}]}
    assert city.objects.attributes(row["group"]) == members
    assert city.objects.attributes(row["empty"]) == {"geographicalExtent": [0, 0, 0, 1, 1, 1]}


# family


@pytest.mark.parametrize(
    ("house", "part"),
    [
        ({"children": ["part"]}, {"parents": ["house"]}),
        ({}, {"parents": ["house"]}),
        ({"children": ["part"]}, {}),
        ({}, {"parent": "house"}),
        ({}, {"parents": ["group", "house"]}),
    ],
)
def test_parts_hang_under_their_building_whoever_says_so(tmp_path, house, part):
    objects = {
        "group": {"type": "CityObjectGroup", "children": ["part"]},
        "part": {**building(), "type": "BuildingPart", **part},
        "house": {"type": "Building", **house},
    }
    city = opened(tmp_path, document(objects)).city
    ids = list(city.objects.ids)
    assert city.objects.parent[ids.index("part")] == ids.index("house")
    assert city.objects.parent[ids.index("house")] == -1
    assert city.objects.parent[ids.index("group")] == -1


def test_families_that_cannot_be_are_told(tmp_path):
    objects = {
        "a": {**building(), "parents": ["b"]},
        "b": {**building(), "parents": ["a"]},
        "c": {**building(), "parents": ["nobody"]},
        "d": {**building(), "children": ["nothing"]},
    }
    reading = opened(tmp_path, document(objects))
    assert reading.city.objects.counts() == {"Building": 4}
    assert codes(reading) == ["CYCLIC_PARENT", "DANGLING_CHILD", "DANGLING_PARENT"]


# appearance


def looks(**more):
    return {
        "materials": [{"name": "brick", "diffuseColor": [1, 0, 0]}, {"name": "slate"}],
        "textures": [{"type": "PNG", "image": "wall.png", "wrapMode": "wrap"}],
        "vertices-texture": [[0, 0], [1, 0], [1, 1], [0, 1]],
        **more,
    }


def test_materials_and_textures_lie_on_their_polygons(tmp_path):
    (tmp_path / "wall.png").write_bytes(b"no picture, but there")
    bare = [[None]]
    worn = {
        "material": {"summer": {"values": [[0, 0, 1, None, 0, 0]]}, "winter": {"value": 1}},
        "texture": {"summer": {"values": [[bare, [[0, 3, 2, 1, 0]], bare, bare, bare, bare]]}},
    }
    root = document({"house": building(**worn)}, appearance=looks())
    reading = opened(tmp_path, root)
    city = reading.city
    assert codes(reading) == []
    names = [material.name for material in city.materials]
    summer = city.shapes["2"].appearances["summer"]
    worn_names = [names[m] if m >= 0 else "" for m in summer.material]
    assert worn_names == ["brick", "brick", "slate", "", "brick", "brick"]
    winter = city.shapes["2"].appearances["winter"]
    assert {names[m] for m in winter.material} == {"slate"}
    assert summer.texture.tolist() == [-1, 0, -1, -1, -1, -1]
    assert summer.uv[4:8].tolist() == [[0, 1], [1, 1], [1, 0], [0, 0]]
    assert np.isnan(summer.uv[:4]).all()
    assert city.textures[0].path == str(tmp_path / "wall.png")
    assert city.textures[0].wrap == "wrap"


@pytest.mark.parametrize(
    ("image", "code"),
    [
        ("gone.png", "MISSING_TEXTURE"),
        ("../secret.png", "TEXTURE_OUTSIDE"),
        ("/etc/passwd", "TEXTURE_OUTSIDE"),
        ("https://example.org/a.png", "TEXTURE_REMOTE"),
    ],
)
def test_pictures_are_looked_for_beside_the_file_only(tmp_path, image, code):
    (tmp_path / "secret.png").write_bytes(b"secret")
    folder = tmp_path / "files"
    folder.mkdir()
    textures = [{"type": "PNG", "image": image}]
    root = document({"house": building()}, appearance={"textures": textures})
    assert codes(opened(folder, root)) == [code]


# what holds for the whole file


def test_what_a_file_says_of_itself_is_kept(tmp_path):
    metadata = {**METADATA, "title": "Delft", "geographicalExtent": [0, 0, 0, 1, 1, 1]}
    extensions = {"Noise": {"url": "https://example.org/noise.json", "version": "1.0"}}
    root = document(
        {"house": building()},
        metadata=metadata,
        extensions=extensions,
        appearance=looks(**{"default-theme-texture": "summer"}),
        **{"+census": {"people": 5}},
    )
    city = opened(tmp_path, root).city
    assert city.metadata == {
        "title": "Delft",
        "extensions": extensions,
        "+census": {"people": 5},
        "default-theme-texture": "summer",
    }
    assert (city.sources[0].format, city.sources[0].version) == ("CityJSON", "2.0")


@pytest.mark.parametrize(
    "metadata",
    [
        {"referenceSystem": "urn:ogc:def:crs:EPSG::7415"},
        {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/7415"},
        {"referenceSystem": "EPSG:7415"},
        {"referenceSystem": 7415},
        {"crs": {"epsg": 7415}},
    ],
)
def test_the_coordinate_system_in_any_spelling(tmp_path, metadata):
    crs = opened(tmp_path, document({"house": building()}, metadata=metadata)).crs
    assert (crs.horizontal, crs.vertical) == ("EPSG:28992", "EPSG:5709")


def test_old_files_have_no_transform_and_another_version(tmp_path):
    root = document({"house": building()}, version="0.9")
    del root["transform"]
    root["vertices"] = CORNERS
    root["metadata"] = {"referenceSystem": "urn:ogc:def:crs:EPSG::28992"}
    reading = opened(tmp_path, root, crs="local")
    assert codes(reading) == ["VERSION"]
    assert polygon_areas(reading.city.shapes["2"])[0] == 20


# CityJSONSeq


def test_a_sequence_has_a_header_and_a_feature_a_line(tmp_path):
    far = [[x + 100, y, z] for x, y, z in CORNERS]
    text = sequence(document({}, []), feature("a"), "", feature("b", far))
    reading = opened(tmp_path, text, "two.city.jsonl")
    city = reading.city
    assert list(city.objects.ids) == ["a", "b"]
    assert city.frame.to_world(city.shapes["2"].points).max(0).tolist() == [85104, 447005, 3]
    assert reading.extent.tolist() == [[85000, 447000, 0], [85104, 447005, 3]]
    assert city.sources[0].format == "CityJSONSeq"
    assert codes(reading) == []


def test_each_feature_has_its_own_looks(tmp_path):
    def painted(id, name):
        house = {**feature(id, **building(material={"": {"value": 0}}))}
        return {**house, "appearance": {"materials": [{"name": name}]}}

    text = sequence(document({}, []), painted("a", "brick"), painted("b", "slate"))
    city = opened(tmp_path, text, "two.city.jsonl").city
    names = [city.materials[m].name for m in city.shapes["2"].appearances[""].material]
    assert names == ["brick"] * 6 + ["slate"] * 6


def test_large_files_are_read_by_several_processes_all_the_same(tmp_path, monkeypatch):
    from importers import crew
    from importers.cityjson import document as whole
    from importers.cityjson import sequence as lines

    objects = {
        f"{k}": {**building(), "attributes": {"k": k}, "parents": [f"{k // 10 * 10}"]}
        for k in range(40)
    }
    for k in range(0, 40, 10):
        del objects[f"{k}"]["parents"]
    texts = {
        "one.city.json": json.dumps(document(objects)),
        "many.city.jsonl": sequence(
            document({}, []), *(feature(id, **house) for id, house in objects.items())
        ),
    }
    for name, text in texts.items():
        here = opened(tmp_path, text, name).city
        monkeypatch.setattr(crew, "LARGE", 0)
        monkeypatch.setattr(whole, "PART", 2000)
        monkeypatch.setattr(lines, "BLOCK", 2000)
        there = opened(tmp_path, text, name).city
        monkeypatch.undo()
        assert sorted(here.objects.ids) == sorted(there.objects.ids) == sorted(objects)
        assert here.shapes["2"].polygons == there.shapes["2"].polygons == 240
        values = {there.objects.ids[row]: k for row, k in there.objects.columns["k"].items()}
        assert values == {f"{k}": k for k in range(40)}
        parents = [there.objects.ids[int(p)] for p in there.objects.parent if p >= 0]
        assert sorted(parents) == sorted(f"{k // 10 * 10}" for k in range(40) if k % 10)


# which files are ours


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ('{"type": "CityJSON"', True),
        ('{ "CityObjects" : {', True),
        ('\ufeff{"type":"CityJSONFeature"', True),
        ('{"type": "FeatureCollection", "features": []', False),
        ('{"asset": {"version": "1.1"}}', False),
        ('<?xml version="1.0"?><CityModel>"CityObjects":', False),
        ("[1, 2]", False),
    ],
)
def test_cityjson_is_told_from_other_json(tmp_path, text, ours):
    path = saved(tmp_path, text)
    assert recognises(path, path.read_bytes()) == ours


def test_the_type_may_stand_at_the_end(tmp_path):
    root = document({}, [[k, k, k] for k in range(4000)])
    text = json.dumps({name: root[name] for name in ("vertices", "transform", "type")})
    path = saved(tmp_path, text)
    assert recognises(path, path.read_bytes()[:8192])
