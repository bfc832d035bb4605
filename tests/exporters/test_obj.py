"""An OBJ gives back what was written: ids, areas, pictures and exact places."""

from pathlib import Path

import numpy as np
import pytest

from city.model import City
from city.progress import Cancelled, Progress
from exporters import obj
from importers import Options, read
from tests.exporters.pair import areas, town, world_extent
from tests.shared import DATA, needs_data


def written(city: City, path: Path, lod: str | None = None) -> City:
    obj.write(city, path, lod=lod, version=None, progress=Progress())
    reading = read(path)
    assert reading.city is not None
    assert reading.frame.horizontal == city.frame.horizontal
    return reading.city


def test_ids_areas_and_places_come_back(tmp_path: Path) -> None:
    city = town(tmp_path)
    back = written(city, tmp_path / "a.obj")
    assert sorted(back.objects.ids) == ["part-ä", "road"]
    assert len(back.shapes[""].triangles) == 12 + 3
    total = areas(city, "2").sum() + areas(city, "1").sum()
    assert areas(back, "").sum() == pytest.approx(total, abs=1e-6)
    high = np.maximum(world_extent(city, "2")[1], world_extent(city, "1")[1])
    np.testing.assert_allclose(world_extent(back, "")[1], high, atol=1e-6)


def test_materials_lie_beside_it(tmp_path: Path) -> None:
    written(town(tmp_path), tmp_path / "a.obj")
    text = (tmp_path / "a.mtl").read_text()
    assert [line.split()[1] for line in text.splitlines() if line.startswith("newmtl")] == [
        "Road",
        "GroundSurface",
        "WallSurface",
        "texture-0",
    ]
    (picture,) = (tmp_path / "a_textures").iterdir()
    assert picture.read_bytes() == (tmp_path / "roof.png").read_bytes()


def test_the_picture_lies_as_it_did(tmp_path: Path) -> None:
    back = written(town(tmp_path), tmp_path / "a.obj")
    shapes = back.shapes[""]
    look = shapes.appearances["mesh"]
    assert look.uv is not None
    roof = np.flatnonzero(look.texture >= 0)
    corners = np.concatenate([np.arange(*shapes.ring_points[p : p + 2]) for p in roof])
    world = back.frame.to_world(shapes.points[corners]) - (690_000.125, 5_335_000, 0)
    found = {
        tuple(np.rint(w[:2])): tuple(uv) for w, uv in zip(world, look.uv[corners], strict=True)
    }
    assert found == {(0, 0): (0, 0), (10, 0): (1, 0), (10, 10): (1, 0.75), (0, 10): (0, 1)}


def test_what_is_lost_is_said(tmp_path: Path) -> None:
    lost = obj.write(town(tmp_path), tmp_path / "a", lod=None, version=None, progress=Progress())
    assert {f.code for f in lost} >= {"OBJECTS_LOST", "ATTRIBUTES_LOST", "SURFACES_LOST"}


def test_cancel_stops_the_writing(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        obj.write(town(tmp_path), tmp_path / "a.obj", lod=None, version=None, progress=progress)


@needs_data
def test_delft_comes_back_whole(tmp_path: Path) -> None:
    city = read(DATA / "demo-delft/delft_3dfier.city.json", Options()).city
    assert city is not None
    back = written(city, tmp_path / "a.obj")
    (lod,) = city.lods()
    assert len(back.shapes[""].triangles) == len(city.shapes[lod].triangles)
    assert areas(back, "").sum() == pytest.approx(areas(city, lod).sum(), rel=1e-6)
    np.testing.assert_allclose(world_extent(back, ""), world_extent(city, lod), atol=1e-5)
