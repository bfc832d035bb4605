"""The sample city is whole: it stands on its ground, shows its water, and may be shipped."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from PIL import Image

import assets
from city.frame import Frame
from city.terrain import Terrain
from importers import read

CITIES = ("district", "neighbours", "roads", "rail", "water")


@cache
def city(name: str) -> tuple[dict[str, Any], np.ndarray]:
    """A file of the sample and its corners in metres."""
    data = json.loads(assets.path(f"sample/{name}.city.json").read_text())
    places = np.array(data["vertices"]) * data["transform"]["scale"]
    return data, places + data["transform"]["translate"]


@cache
def terrain() -> Terrain:
    with rasterio.open(assets.path("sample/terrain.tif")) as file:
        west, _, _, north = file.bounds
        step = file.res[0]
        assert file.crs.to_epsg() == 7415
        return Terrain("", Frame(), file.read(1), west + step / 2, north - step / 2, file.res)


def polygons(thing: dict[str, Any]) -> list[list[list[int]]]:
    return [polygon for shape in thing["geometry"] for polygon in shape["boundaries"]]


def corners(thing: dict[str, Any]) -> list[int]:
    return [corner for polygon in polygons(thing) for ring in polygon for corner in ring]


@pytest.mark.parametrize("name", CITIES)
def test_every_file_says_where_it_lies_and_whose_it_is(name):
    data, places = city(name)
    assert (data["type"], data["version"]) == ("CityJSON", "2.0")
    assert data["metadata"]["referenceSystem"].endswith("EPSG/0/7415")
    assert any(word in data["metadata"]["title"] for word in ("CC0", "CC BY 4.0", "ODbL"))
    extent = np.array(data["metadata"]["geographicalExtent"]).reshape(2, 3)
    np.testing.assert_allclose(extent, [places.min(0), places.max(0)], atol=1e-3)


def test_it_has_the_whole_district_and_its_neighbours():
    assert len(city("district")[0]["CityObjects"]) == 853
    assert len(city("neighbours")[0]["CityObjects"]) == 1157
    assert len(city("district")[0]["appearance"]["textures"]) == 148


def test_every_photo_is_there_and_shown():
    data, _ = city("district")
    count = len(data["appearance"]["vertices-texture"])
    for texture in data["appearance"]["textures"]:
        with Image.open(assets.path("sample") / texture["image"]) as photo:
            assert photo.format == "JPEG"
            assert np.array(photo).std() > 1
    shown = 0
    for thing in data["CityObjects"].values():
        for shape in thing["geometry"]:
            looks = shape["texture"]["rgbTexture"]["values"]
            for polygon, look in zip(shape["boundaries"], looks, strict=True):
                for ring, (picture, *uv) in zip(polygon, look, strict=True):
                    if picture is not None:
                        assert len(uv) == len(ring)
                        assert max(uv) < count
                        shown += 1
    assert shown > 13_900


def test_no_building_floats_and_hardly_one_sinks():
    data, places = city("district")
    above = []
    for thing in data["CityObjects"].values():
        own = places[corners(thing)]
        foot = own[own[:, 2] < own[:, 2].min() + 0.002]
        above.append(foot[0, 2] - terrain().height_at(foot[:, :2]).min())
    assert max(above) < 0.01
    assert np.median(above) > -0.1


def test_ground_lies_at_the_height_the_city_names_unless_the_terrain_is_lower():
    data, places = city("district")
    drop = [
        thing["attributes"]["TerrainHeight"] - places[corners(thing), 2].min()
        for thing in data["CityObjects"].values()
    ]
    assert min(drop) > -0.001
    assert np.percentile(drop, 90) < 0.5


@pytest.mark.parametrize("name", CITIES)
def test_the_terrain_reaches_under_everything(name):
    _, places = city(name)
    assert np.isfinite(terrain().height_at(places[:, :2])).all()


def test_water_lies_above_its_bed():
    data, places = city("water")
    seen = []
    for thing in data["CityObjects"].values():
        shore = places[corners(thing)]
        assert np.ptp(shore[:, 2]) == 0
        low, high = shore[:, :2].min(0), shore[:, :2].max(0)
        rows, columns = terrain().heights.shape
        x, y = np.meshgrid(
            terrain().west + 5 * np.arange(columns), terrain().north - 5 * np.arange(rows)
        )
        inside = (x > low[0]) & (x < high[0]) & (y > low[1]) & (y < high[1])
        seen.append((terrain().heights[inside] < shore[0, 2] - 0.2).sum() * 25)
    assert sum(seen) > 200_000  # square metres


@pytest.mark.parametrize("name", ["roads", "rail"])
def test_streets_lie_on_the_terrain(name):
    data, places = city(name)
    faces = np.array([p[0] for thing in data["CityObjects"].values() for p in polygons(thing)])
    middle = places[faces].mean(1)
    clear = middle[:, 2] - terrain().height_at(middle[:, :2])
    assert (clear > 0.02).mean() > 0.995
    assert np.median(clear) == pytest.approx(0.1, abs=0.01)


def test_streets_nowhere_overlap():
    """The triangles' areas add up to what they cover, counted by the whole metre."""
    total, covered = 0.0, set()
    for name in ("roads", "rail"):
        data, places = city(name)
        for thing in data["CityObjects"].values():
            for polygon in polygons(thing):
                a, b, c = places[polygon[0], :2]
                total += np.cross([*(b - a), 0], [*(c - a), 0])[2] / 2
                covered |= grid_places(a, b, c)
    assert len(covered) == pytest.approx(total, rel=0.01)


def grid_places(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> set[tuple[int, int]]:
    """The whole metres (x, y) inside a triangle."""
    low = np.ceil(np.min([a, b, c], axis=0)).astype(int)
    high = np.floor(np.max([a, b, c], axis=0)).astype(int)
    x, y = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1))
    inside = np.ones(x.shape, bool)
    for p, q in ((a, b), (b, c), (c, a)):
        inside &= (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]) >= 0
    return set(zip(x[inside].tolist(), y[inside].tolist(), strict=True))


def test_it_opens_as_one_city_on_its_terrain():
    reading = read(assets.path("sample"))
    assert reading.city is not None
    assert reading.city.objects.counts() == {
        "Building": 2010,
        "Railway": len(city("rail")[0]["CityObjects"]),
        "Road": len(city("roads")[0]["CityObjects"]),
        "WaterBody": len(city("water")[0]["CityObjects"]),
    }
    assert (reading.frame.horizontal, reading.frame.vertical) == ("EPSG:28992", "EPSG:5709")
    assert len(reading.terrains) == 1
    assert all(Path(texture.path).is_file() for texture in reading.city.textures)
    assert not reading.report.count("error")
    owners = " ".join(source.attribution for source in reading.sources)
    assert all(owner in owners for owner in ("Rotterdam", "3DBAG", "OpenStreetMap"))


def test_it_is_small_enough_to_ship_and_names_its_owners():
    sample = assets.path("sample")
    assert sum(f.stat().st_size for f in sample.rglob("*") if f.is_file()) < 18_000_000
    text = (sample / "ATTRIBUTION.md").read_text()
    for owner in ("Gemeente Rotterdam", "3DBAG", "CC BY 4.0", "OpenStreetMap contributors", "ODbL"):
        assert owner in text
