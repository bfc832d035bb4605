"""City -> CityJSON -> City: nothing is lost, and the file is as the specification has it."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from city.builder import CityBuilder
from city.frame import Frame
from city.measure import polygon_areas
from city.model import SHAPE_TYPES
from exporters import write
from exporters.cityjson.names import OBJECTS, SURFACES, object_type, surface_type
from exporters.cityjson.reference import reference_system
from exporters.cityjson.vertices import Vertices, decimals, distinct
from importers import read
from tests.importers.cityjson_files import BOX, CORNERS, SQUARE, building, document, saved
from tests.shared import files, name, needs_data

BOTH = pytest.mark.parametrize("suffix", [".city.json", ".city.jsonl"])


def told(city):
    """All that a city says of each object, by id: what a round trip must keep."""
    surface_rows = defaultdict(list)
    for row, owner in enumerate(city.surface_object.tolist()):
        surface_rows[owner].append(row)
    found = {}
    for row, id in enumerate(city.objects.ids):
        parent = int(city.objects.parent[row])
        found[id] = {
            "kind": city.objects.kind_of(row),
            "parent": city.objects.ids[parent] if parent >= 0 else None,
            "attributes": city.objects.attributes(row),
            "surfaces": Counter(
                json.dumps(
                    [
                        city.surfaces.kind_of(s),
                        city.surfaces.attributes(s),
                        city.surfaces.kind_of(int(city.surfaces.parent[s]))
                        if city.surfaces.parent[s] >= 0
                        else None,
                    ],
                    sort_keys=True,
                )
                for s in surface_rows[row]
            ),
        }
    for lod, shapes in city.shapes.items():
        areas = polygon_areas(shapes)
        owners = shapes.polygon_object()
        for p in range(shapes.polygons):
            surface = int(shapes.polygon_surface[p])
            kind = city.surfaces.kind_of(surface) if surface >= 0 else None
            of = found[city.objects.ids[int(owners[p])]].setdefault(("areas", lod, kind), [])
            of.append(areas[p])
    return found


def assert_same(one, other):
    a, b = told(one), told(other)
    assert a.keys() == b.keys()
    for id, said in a.items():
        assert said.keys() == b[id].keys()
        for key, value in said.items():
            if isinstance(key, tuple):
                assert np.allclose(sorted(value), sorted(b[id][key]), rtol=1e-9, atol=1e-6), (
                    id,
                    key,
                )
            else:
                assert value == b[id][key], (id, key)


def again(city, folder, suffix, **how):
    path = folder / f"again{suffix}"
    assert write(city, path, **how) == []
    return read(path)


def assert_valid(path):
    """The rules of the specification that a schema cannot say, and some that it can."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    roots = lines[1:] if path.suffix == ".jsonl" else lines
    assert (lines[0]["type"], lines[0]["version"]) == ("CityJSON", "2.0")
    ids = {id for root in roots for id in root["CityObjects"]}
    for root in roots:
        looks = root.get("appearance", {})
        for object in root["CityObjects"].values():
            assert object["type"] in OBJECTS.split() or object["type"].startswith("+")
            for child in object.get("children", []):
                assert child in ids
            for parent in object.get("parents", []):
                assert parent in ids
            for geometry in object["geometry"]:
                flat = list(leaves(geometry["boundaries"]))
                assert all(0 <= v < len(root["vertices"]) for v in flat)
                surfaces = geometry.get("semantics", {}).get("surfaces", [])
                for k, surface in enumerate(surfaces):
                    assert surface["type"] in SURFACES.split() or surface["type"][0] == "+"
                    if "parent" in surface:
                        assert k in surfaces[surface["parent"]]["children"]
                for value in leaves(geometry.get("semantics", {}).get("values", [])):
                    assert value is None or 0 <= value < len(surfaces)
                for look in geometry.get("material", {}).values():
                    for value in leaves(look["values"]):
                        assert value is None or 0 <= value < len(looks["materials"])
        for texture in looks.get("textures", []):
            assert texture["type"] in ("PNG", "JPG")
        assert all(len(uv) == 2 for uv in looks.get("vertices-texture", []))
    if path.suffix == ".json":
        assert list(path.parent.glob("*")) and all(len(v) == 3 for v in lines[0]["vertices"])
        used = {
            v
            for o in lines[0]["CityObjects"].values()
            for g in o["geometry"]
            for v in leaves(g["boundaries"])
        }
        assert len({tuple(v) for v in lines[0]["vertices"]}) == len(lines[0]["vertices"])
        assert used <= set(range(len(lines[0]["vertices"])))


def rounded(value):
    """With places to the micrometre."""
    return json.loads(json.dumps(value), parse_float=lambda digits: round(float(digits), 6))


def leaves(nested):
    for one in nested:
        if isinstance(one, list):
            yield from leaves(one)
        else:
            yield one


# the real cities

REAL = files(
    "cityjson/**/*.json", "cityjson/*.jsonl", "demo-delft/*.json*", "demo-rotterdam/*.json"
)
REAL = [path for path in REAL if b"CityJSON" in path.read_bytes()]


@needs_data
@pytest.mark.parametrize("path", REAL, ids=name)
def test_a_real_city_comes_back_the_same(tmp_path, path):
    city = read(path).city
    large = path.stat().st_size > 500_000
    for suffix in [path.suffix] if large else [".json", ".jsonl"]:
        assert_same(city, again(city, tmp_path, f".city{suffix}").city)
        assert_valid(tmp_path / f"again.city{suffix}")


@needs_data
@pytest.mark.parametrize(
    "path", files("citygml/2.0/ogc-examples/Building_LOD*.gml", "citygml/3.0/*.gml")[:8], ids=name
)
def test_a_citygml_city_comes_back_the_same_but_for_names_of_extensions(tmp_path, path):
    city = read(path).city
    back = again(city, tmp_path, ".city.json").city
    assert_valid(tmp_path / "again.city.json")
    a, b = told(city), told(back)
    assert a.keys() == b.keys()
    for id, said in a.items():
        assert b[id]["kind"] == object_type(said["kind"])
        assert b[id]["parent"] == said["parent"]
        assert rounded(b[id]["attributes"]) == rounded(said["attributes"])
        area = sum(sum(v) for k, v in said.items() if k[0] == "areas")
        assert sum(sum(v) for k, v in b[id].items() if k[0] == "areas") == pytest.approx(
            area, abs=1e-6
        )


@needs_data
def test_another_program_reads_it(tmp_path, monkeypatch):
    # what it changes of how the whole process writes numbers is to be taken back
    monkeypatch.setattr(json.encoder, "c_make_encoder", json.encoder.c_make_encoder)
    monkeypatch.setattr(json.encoder, "float", float, raising=False)
    from cjio import cityjson

    path = next(path for path in REAL if path.name == "delft_3dfier.city.json")
    city = read(path).city
    write(city, tmp_path / "delft.city.json")
    with (tmp_path / "delft.city.json").open() as file:
        loaded = cityjson.reader(file)
    loaded.check_version()  # raises where it is none that it knows
    assert loaded.number_city_objects_level1() == len(city.objects)
    assert loaded.get_epsg() == 7415
    assert loaded.remove_duplicate_vertices() == 0
    assert loaded.remove_orphan_vertices() == 0


# one thing at a time


@pytest.fixture
def rich(tmp_path):
    """A house with everything."""
    (tmp_path / "wall.png").write_bytes(b"a picture")
    bare = [[None]]
    semantics = {
        "surfaces": [
            {"type": "WallSurface", "id": "w", "slope": 90, "children": [1]},
            {"type": "Window", "parent": 0},
            {"type": "+Canopy", "id": "c"},
        ],
        "values": [[None, 0, 1, 0, 0, None]],
    }
    house = building(
        semantics=semantics,
        material={"summer": {"values": [[1, 1, None, 1, 1, 1]]}},
        texture={"summer": {"values": [[bare, [[0, 3, 2, 1, 0]], bare, bare, bare, bare]]}},
    )
    house["geometry"] += [
        {"type": "MultiPoint", "lod": "0", "boundaries": [0, 6]},
        {"type": "MultiLineString", "lod": "1", "boundaries": [[0, 1, 2], [4, 5]]},
        {"type": "MultiSolid", "lod": "3", "boundaries": [[BOX, hollow()], [BOX]]},
        {"type": "CompositeSurface", "lod": "2.2", "boundaries": SQUARE},
    ]
    house |= {
        "attributes": {
            "noise": {"value": 41.5, "uom": "dB"},
            "measuredHeight": 9.5,
            "creationDate": "2020-02-29",
            "tags": ["a", {"b": [1.5]}],
            "ok": True,
        },
        "address": [
            {
                "Street": "Coolsingel",
                "location": {"type": "MultiPoint", "boundaries": [6], "lod": "1"},
            }
        ],
    }
    part = {"type": "BuildingPart", "parents": ["house"], "geometry": []}
    group = {
        "type": "CityObjectGroup",
        "children": ["house", "part"],
        "children_roles": ["main", ""],
    }
    root = document(
        {"house": house, "part": part, "group": group},
        appearance={
            "materials": [{"name": "unused"}, {"name": "brick", "diffuseColor": [1, 0.5, 0]}],
            "textures": [{"type": "PNG", "image": "wall.png", "wrapMode": "wrap"}],
            "vertices-texture": [[0, 0], [1, 0], [1, 1], [0, 1]],
            "default-theme-material": "summer",
        },
        **{"+census": {"people": 5}},
    )
    root["metadata"] = {**root["metadata"], "title": "Delft"}
    return read(saved(tmp_path, root)).city


def hollow():
    """The box seen from inside: the shell of a hollow in a solid."""
    return [[ring[::-1] for ring in face] for face in BOX]


@BOTH
def test_a_city_with_everything_comes_back_the_same(tmp_path, rich, suffix):
    folder = tmp_path / "out"
    folder.mkdir()
    back = again(rich, folder, suffix).city
    assert_same(rich, back)
    assert_valid(folder / f"again{suffix}")
    assert back.metadata == rich.metadata
    assert back.frame.horizontal == "EPSG:28992"
    assert back.frame.vertical == "EPSG:5709"
    for lod, shapes in rich.shapes.items():
        other = back.shapes[lod]
        assert [SHAPE_TYPES[t] for t in other.shape_type] == [
            SHAPE_TYPES[t] for t in shapes.shape_type
        ]
        assert other.polygon_shell.tolist() == shapes.polygon_shell.tolist()
    look, other = rich.shapes["2"].appearances["summer"], back.shapes["2"].appearances["summer"]
    assert np.array_equal(look.uv, other.uv, equal_nan=True)
    assert [back.materials[m].name for m in other.material if m >= 0] == ["brick"] * 5
    assert other.texture.tolist() == look.texture.tolist()
    assert Path(back.textures[0].path).read_bytes() == b"a picture"
    assert back.textures[0].path.startswith(str(folder))


def test_solids_of_several_shells_are_put_together_again(tmp_path, rich):
    folder = tmp_path / "out"
    folder.mkdir()
    write(rich, folder / "a.city.json", lod="3")
    root = json.loads((folder / "a.city.json").read_text())
    (geometry,) = root["CityObjects"]["house"]["geometry"]
    assert [[len(shell) for shell in solid] for solid in geometry["boundaries"]] == [[6, 6], [6]]


@BOTH
def test_a_group_keeps_members_with_a_role_and_without(tmp_path, suffix):
    builder = CityBuilder(Frame("EPSG:28992"))
    for id in ("a", "b"):
        builder.add_object("Building", id)
    group = builder.add_object("CityObjectGroup", "g")
    builder.objects.set(group, "members", "structure", '["a",{"id":"b","role":"main"}]')
    back = again(builder.freeze(), tmp_path, suffix).city
    row = list(back.objects.ids).index("g")
    assert back.objects.columns["members"].at(row) == ["a", {"id": "b", "role": "main"}]


def test_one_level_of_detail_only(tmp_path, rich):
    folder = tmp_path / "out"
    folder.mkdir()
    assert again(rich, folder, ".city.json", lod="2").city.lods() == ["2", "2.2"]
    assert again(rich, folder, ".city.json", lod="2.2").city.lods() == ["2.2"]


def test_coordinates_are_exact_and_written_once(tmp_path):
    far = [[x + 0.001, y, z] for x, y, z in CORNERS]
    root = document({"a": building(), "b": building()}, far)
    root["transform"] = {"scale": [0.001] * 3, "translate": [592000.5, 5807000.125, 31.0625]}
    root["vertices"] = [[round(c * 1000) for c in vertex] for vertex in far]
    root["metadata"] = {"referenceSystem": "EPSG:25833"}
    city = read(saved(tmp_path, root)).city
    write(city, tmp_path / "out.city.json")
    written = json.loads((tmp_path / "out.city.json").read_text())
    assert len(written["vertices"]) == 8
    assert written["transform"]["scale"] == [0.0001] * 3
    back = read(tmp_path / "out.city.json").city
    one = city.frame.to_world(city.shapes["2"].points)
    other = back.frame.to_world(back.shapes["2"].points)
    assert np.abs(one - other).max() < 2e-9


def test_surfaces_without_polygons_are_kept(tmp_path):
    builder = CityBuilder(Frame("EPSG:28992", "", (0.0, 0.0, 0.0)))
    house = builder.add_object("Building", "house")
    wall = builder.add_surface(house, "WallSurface", "wall")
    builder.add_surface(house, "Door", "door", wall)
    city = builder.freeze()
    back = again(city, tmp_path, ".city.json").city
    assert_same(city, back)


def test_a_surface_in_two_levels_of_detail_stays_one(tmp_path):
    builder = CityBuilder(Frame("EPSG:28992", "", (0.0, 0.0, 0.0)))
    house = builder.add_object("Building", "house")
    roof = builder.add_surface(house, "RoofSurface")
    ring = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0.0]])
    for lod in ("2", "3"):
        builder.add_polygon(builder.add_shape(house, lod), [ring], roof)
    back = again(builder.freeze(), tmp_path, ".city.json").city
    assert back.surfaces.counts() == {"RoofSurface": 1}


def test_terrain_is_a_composite_surface(tmp_path):
    builder = CityBuilder(Frame("EPSG:28992", "", (0.0, 0.0, 0.0)))
    ring = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0.0]])
    builder.add_polygon(builder.add_shape(builder.add_object("TINRelief", "t"), "1"), [ring])
    write(builder.freeze(), tmp_path / "a.city.json")
    root = json.loads((tmp_path / "a.city.json").read_text())
    assert root["CityObjects"]["t"]["geometry"][0]["type"] == "CompositeSurface"


@pytest.mark.parametrize(
    ("kind", "type"),
    [
        ("Building", "Building"),
        ("Room", "BuildingRoom"),
        ("Storey", "BuildingStorey"),
        ("HollowSpace", "TunnelHollowSpace"),
        ("Square", "TransportSquare"),
        ("IntBuildingInstallation", "+IntBuildingInstallation"),
        ("ReliefFeature", "+ReliefFeature"),
        ("uro:Manhole", "+uro:Manhole"),
        ("+Tree", "+Tree"),
    ],
)
def test_kinds_become_types(kind, type):
    assert object_type(kind) == type


def test_kinds_of_surfaces_become_types():
    assert surface_type("RoofSurface") == "RoofSurface"
    assert surface_type("WindowSurface") == "+WindowSurface"


@pytest.mark.parametrize(
    ("horizontal", "vertical", "name"),
    [
        ("EPSG:28992", "EPSG:5709", "https://www.opengis.net/def/crs/EPSG/0/7415"),
        ("EPSG:28992", "", "https://www.opengis.net/def/crs/EPSG/0/28992"),
        (
            "EPSG:2056",
            "EPSG:5728",
            "https://www.opengis.net/def/crs-compound?1=https://www.opengis.net/def/crs/EPSG/0/2056"
            "&2=https://www.opengis.net/def/crs/EPSG/0/5728",
        ),
        ("local", "", ""),
        ("", "", ""),
    ],
)
def test_the_frame_has_a_name(horizontal, vertical, name):
    assert reference_system(Frame(horizontal, vertical)) == name


@pytest.mark.parametrize(
    ("system", "vertical"),
    [("EPSG:2056", "EPSG:5728"), ("EPSG:6677", ""), ("EPSG:31370", "EPSG:5710")],
)
def test_systems_of_any_order_of_axes_come_back(tmp_path, system, vertical):
    from pyproj import CRS, Transformer

    area = CRS(system).area_of_use
    way = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    east, north = way.transform((area.west + area.east) / 2, (area.south + area.north) / 2)
    builder = CityBuilder(Frame(system, vertical, (round(east), round(north), 0.0)))
    ring = np.array([[0, 0, 0], [30, 0, 0], [30, 10, 0.0]])
    builder.add_polygon(builder.add_shape(builder.add_object("Building", "t"), "1"), [ring])
    city = builder.freeze()
    back = again(city, tmp_path, ".city.json").city
    assert (back.frame.horizontal, back.frame.vertical) == (system, vertical)
    world = back.frame.to_world(back.shapes["1"].points)
    assert np.allclose(world, city.frame.to_world(ring), rtol=0, atol=1e-6)


def test_as_many_decimals_as_there_are():
    assert decimals(np.array([[1.0, 2.0, 3.0]])) == 0
    assert decimals(np.array([[1.5, 2.0, 3.125]])) == 3
    assert decimals(np.array([[0.1 + 0.2, 0.0, 1 / 3]])) == 9


def test_no_vertex_twice():
    rows = np.array([[5, 1, 2], [1, 1, 1], [5, 1, 2], [-4, 0, 2**61]])
    for some in (rows, rows[:3]):
        kept, index = distinct(some)
        assert len(kept) == len({tuple(row) for row in some.tolist()})
        assert np.array_equal(kept[index], some)


def test_a_city_without_geometry_has_no_vertices():
    vertices = Vertices([], [0.0, 0.0, 0.0])
    assert len(vertices.rows) == 0
    assert vertices.extent() == [0.0] * 6
