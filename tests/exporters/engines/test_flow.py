"""Closed solids for flow, read again."""

import json

import numpy as np
import pytest
import trimesh

from importers import read
from tests.exporters.engines.towns import VOLUMES, planned, written


def volume(city):
    """Cubic metres within all faces of a city, counted from its middle."""
    (shapes,) = city.shapes.values()
    a, b, c = (shapes.points[shapes.triangles[:, k]] - shapes.points.mean(0) for k in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


def without_terrain(view):
    from dataclasses import replace

    return replace(view, base=replace(view.base, terrains=()))


def test_a_solid_of_stl_for_each_kind_of_surface(tmp_path):
    path = tmp_path / "plan.stl"
    assert written("cfd", path) == []
    text = path.read_text("ascii")
    names = [line.split()[1] for line in text.splitlines() if line.startswith("solid ")]
    assert names == ["ground", "wall", "roof", "terrain"]
    assert text.count("facet normal") == text.count("endfacet") == text.count("outer loop")
    beside = json.loads((tmp_path / "plan.origin.json").read_text("utf-8"))
    assert beside["origin"] == [84000, 447000, 0] and beside["horizontal"] == "EPSG:28992"
    assert beside["solids"] == 2 and beside["mended"] == {}
    assert beside["volume"] == pytest.approx(sum(VOLUMES.values()), abs=1e-4)


def test_stl_read_again_is_watertight_and_as_large(tmp_path):
    path = tmp_path / "plan.stl"
    told = written("cfd", path, without_terrain(planned()))
    assert told == ["there is no terrain there; the ground is for you to add"]
    city = read([path]).city
    assert volume(city) == pytest.approx(sum(VOLUMES.values()), abs=1e-4)
    mesh = trimesh.load_mesh(path)
    mesh.merge_vertices()
    assert mesh.is_watertight and mesh.body_count == 2
    assert sorted(part.volume for part in mesh.split()) == pytest.approx([720, 4000], abs=1e-3)


def test_obj_read_again_has_its_groups(tmp_path):
    path = tmp_path / "plan.obj"
    written("cfd", path)
    city = read([path]).city
    assert set(city.objects.ids) == {"ground", "wall", "roof", "terrain"}
    path = tmp_path / "alone.obj"
    written("cfd", path, without_terrain(planned()))
    assert volume(read([path]).city) == pytest.approx(sum(VOLUMES.values()), abs=1e-4)
    lines = path.read_text("ascii").splitlines()
    assert [line for line in lines if line.startswith("o ")] == ["o tower", "o new"]
    mesh = trimesh.load_mesh(path)
    mesh.merge_vertices()
    assert mesh.is_watertight


def test_the_terrain_lies_under_the_box(tmp_path):
    path = tmp_path / "plan.obj"
    written("cfd", path, planned(height=3.0))
    city = read([path]).city
    (shapes,) = city.shapes.values()
    row = city.objects.ids.find("terrain")
    first, last = shapes.object_triangles()[[row, row + 1]]
    points = city.frame.to_world(shapes.points[shapes.triangles[first:last].ravel()])
    assert np.unique(points[:, 2]) == pytest.approx([3.0])
    assert points[:, 0].min() <= -10 and points[:, 0].max() >= 230
    assert points[:, 0].min() > -30
