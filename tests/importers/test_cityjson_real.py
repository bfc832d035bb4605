"""Real CityJSON files: counted by hand in their JSON, and again in the city."""

import json
from collections import Counter

import pytest

from importers import read
from tests.shared import files, name, needs_data

pytestmark = needs_data

REAL = files("cityjson/**/*.json", "**/*.city.json", "**/*.jsonl")
REAL = [path for path in REAL if b"CityJSON" in path.read_bytes()]


def documents(path):
    """The documents of a file, an object that has a key twice as a list of pairs."""
    text = path.read_text("utf-8")
    texts = text.splitlines() if path.suffix == ".jsonl" else [text]
    return [json.loads(one) for one in texts], [
        dict(json.loads(one, object_pairs_hook=list)) for one in texts
    ]


def geometries(root):
    templates = root.get("geometry-templates", {}).get("templates", [])
    for object in root["CityObjects"].values():
        for geometry in object.get("geometry", []):
            planted = geometry["type"] == "GeometryInstance"
            yield object, templates[geometry["template"]] if planted else geometry


@pytest.mark.parametrize("path", REAL, ids=name)
def test_objects_surfaces_and_polygons_are_all_there(path):
    roots, pairs = documents(path)
    kinds = Counter(dict(one)["type"] for root in pairs for _, one in root["CityObjects"])
    if path.suffix == ".jsonl" and "geometry-templates" in roots[0]:
        templates = roots[0]["geometry-templates"]
        roots = [{**root, "geometry-templates": templates} for root in roots]
    city = read(path).city
    assert city.objects.counts() == dict(kinds)
    if kinds.total() > sum(len(root["CityObjects"]) for root in roots):
        return  # the plain JSON above has lost what stands there twice
    polygons, surfaces = Counter(), Counter()
    for root in roots:
        for _, geometry in geometries(root):
            listed = (geometry.get("semantics") or {}).get("surfaces", [])
            surfaces.update(surface["type"] for surface in listed)
            lod = geometry.get("lod", "")
            polygons[str(lod)] += len(list(faces(geometry)))
    assert city.surfaces.counts() == dict(surfaces)
    kept = {lod: shapes.polygons for lod, shapes in city.shapes.items()}
    assert kept == {lod: n for lod, n in polygons.items() if n}


def faces(geometry):
    """Every polygon, line and point of a geometry."""
    depth = {
        "MultiPoint": 0,
        "MultiLineString": 0,
        "MultiSurface": 0,
        "CompositeSurface": 0,
        "Solid": 1,
        "MultiSolid": 2,
        "CompositeSolid": 2,
    }[geometry["type"]]
    level = geometry["boundaries"]
    for _ in range(depth):
        level = [one for some in level for one in some]
    return level


def test_a_whole_district_with_its_attributes_and_family():
    path = next(path for path in REAL if path.name == "2.0_DenHaag_01.city.json")
    (root,), _ = documents(path)
    city = read(path).city
    rows = {id: row for row, id in enumerate(city.objects.ids)}
    for id, object in root["CityObjects"].items():
        parent = int(city.objects.parent[rows[id]])
        named = object.get("parents", [None])[0]
        assert (city.objects.ids[parent] if parent >= 0 else None) == named
        assert city.objects.attributes(rows[id]) == object.get("attributes", {})
