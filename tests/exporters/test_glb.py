"""A GLB gives back what was written: ids, parents, attributes, areas and places."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import trimesh

from city.builder import CityBuilder
from city.model import City
from city.progress import Cancelled, Progress
from exporters import glb
from importers import Options, read
from tests.exporters.pair import areas, town, world_extent
from tests.shared import DATA, needs_data


def written(city: City, path: Path, lod: str | None = None) -> City:
    glb.write(city, path, lod=lod, version=None, progress=Progress())
    reading = read(path)
    assert reading.city is not None
    assert reading.frame.horizontal == city.frame.horizontal
    return reading.city


def document(path: Path) -> dict:
    data = path.read_bytes()
    magic, version, total = struct.unpack_from("<4sII", data)
    assert (magic, version, total) == (b"glTF", 2, len(data))
    (length,) = struct.unpack_from("<I", data, 12)
    return dict(json.loads(data[20 : 20 + length]))


def test_ids_parents_kinds_and_attributes_come_back(tmp_path: Path) -> None:
    city = town(tmp_path)
    back = written(city, tmp_path / "a.glb")
    assert sorted(back.objects.ids) == sorted(city.objects.ids)
    assert back.objects.counts() == city.objects.counts()
    for row, id in enumerate(city.objects.ids):
        there = back.objects.ids.find(id)
        assert back.objects.attributes(there) == city.objects.attributes(row)
    part, house = (back.objects.ids.find(id) for id in ("part-ä", "Haus & Hof 1"))
    assert back.objects.parent[part] == house


def test_areas_and_places_come_back(tmp_path: Path) -> None:
    city = town(tmp_path)
    back = written(city, tmp_path / "a.glb")
    assert len(back.shapes[""].triangles) == 12 + 3
    total = areas(city, "2").sum() + areas(city, "1").sum()
    assert areas(back, "").sum() == pytest.approx(total, rel=1e-6)
    low = np.minimum(world_extent(city, "2")[0], world_extent(city, "1")[0])
    np.testing.assert_allclose(world_extent(back, "")[0], low, atol=1e-5)
    assert back.frame.vertical == "EPSG:7837"


def test_the_picture_lies_as_it_did(tmp_path: Path) -> None:
    city = town(tmp_path)
    back = written(city, tmp_path / "a.glb")
    shapes = back.shapes[""]
    look = shapes.appearances["mesh"]
    assert look.uv is not None
    (texture,) = back.textures
    assert Path(texture.path).read_bytes() == (tmp_path / "roof.png").read_bytes()
    roof = np.flatnonzero(look.texture >= 0)
    assert len(roof) == 2
    corners = np.concatenate([np.arange(*shapes.ring_points[p : p + 2]) for p in roof])
    world = back.frame.to_world(shapes.points[corners]) - (690_000.125, 5_335_000, 0)
    found = {
        tuple(np.rint(w[:2])): tuple(uv) for w, uv in zip(world, look.uv[corners], strict=True)
    }
    assert found == {(0, 0): (0, 0), (10, 0): (1, 0), (10, 10): (1, 0.75), (0, 10): (0, 1)}


def test_surfaces_have_the_colours_of_their_kinds(tmp_path: Path) -> None:
    glb.write(town(tmp_path), tmp_path / "a.glb", lod=None, version=None, progress=Progress())
    written_as = document(tmp_path / "a.glb")
    used = {
        written_as["materials"][p["material"]]["name"]
        for mesh in written_as["meshes"]
        for p in mesh["primitives"]
    }
    assert used == {"GroundSurface", "WallSurface", "texture-0", "Road"}


def test_another_program_finds_upright_metres_and_outward_normals(tmp_path: Path) -> None:
    glb.write(town(tmp_path), tmp_path / "a.glb", lod=None, version=None, progress=Progress())
    scene = trimesh.load_scene(tmp_path / "a.glb", process=False)
    assert set(scene.graph.nodes) > {"Haus & Hof 1", "part-ä", "road", "tree"}
    mesh = scene.to_mesh()
    assert mesh.bounds[:, 1].tolist() == [0.0, 22.0]  # y is up
    box = mesh.submesh([np.flatnonzero(mesh.triangles_center[:, 0] < 15)], append=True)
    box.merge_vertices(merge_tex=True, merge_norm=True)
    assert box.volume == pytest.approx(500)
    extras = document(tmp_path / "a.glb")["asset"]["extras"]
    assert extras == {"crs": "EPSG:25832+7837", "origin": [690_000.0, 5_335_000.0, 500.0]}


def test_one_level_of_detail_can_be_chosen(tmp_path: Path) -> None:
    back = written(town(tmp_path), tmp_path / "a.glb", "0")
    assert areas(back, "").sum() == pytest.approx(100)


def test_what_is_lost_is_said(tmp_path: Path) -> None:
    lost = glb.write(town(tmp_path), tmp_path / "a", lod=None, version=None, progress=Progress())
    assert [f.code for f in lost] == ["LOD_HIGHEST", "MARKS_LOST", "SURFACES_LOST"]


def test_a_town_without_faces_is_a_file_with_its_names(tmp_path: Path) -> None:
    builder = CityBuilder()
    builder.add_object("Building", "only a name")
    path = tmp_path / "a.glb"
    glb.write(builder.freeze(), path, lod=None, version=None, progress=Progress())
    assert document(path)["nodes"][0]["name"] == "only a name"


def test_cancel_stops_the_writing(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        glb.write(town(tmp_path), tmp_path / "a.glb", lod=None, version=None, progress=progress)


@needs_data
def test_delft_comes_back_whole(tmp_path: Path) -> None:
    city = read(DATA / "demo-delft/delft_3dfier.city.json", Options()).city
    assert city is not None
    back = written(city, tmp_path / "a.glb")
    assert back.objects.counts() == city.objects.counts()
    (lod,) = city.lods()
    assert len(back.shapes[""].triangles) == len(city.shapes[lod].triangles)
    assert areas(back, "").sum() == pytest.approx(areas(city, lod).sum(), rel=1e-5)
    np.testing.assert_allclose(world_extent(back, ""), world_extent(city, lod), atol=1e-3)
