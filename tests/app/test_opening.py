import numpy as np
import pytest

import assets
from app.opening import open_all, open_sources, opened
from city.cloud import PointCloud
from city.crs import Crs
from city.frame import Frame
from city.progress import Progress
from city.terms import Terms
from city.terrain import Terrain
from importers import NeedsCrs, Options, ReadError, Reading, places
from importers.catalogues.download import download
from importers.catalogues.entry import Distribution
from importers.report import Report
from tests.app.command_line import HOUSE
from tests.app.simulated.model_files import flood
from tests.app.standin import town_opened
from tests.live_platform import serving
from tests.shared import DATA, needs_data


def test_a_city_becomes_one_layer_for_each_theme_with_geometry():
    town = town_opened()
    by_name = {layer.name: layer for layer in town.layers}
    assert by_name["Buildings"].count == 2  # the tower's two parts are no buildings of their own
    assert by_name["Buildings"].lods == ("2",)
    assert by_name["Transport"].count == 2
    assert {layer.group for layer in town.layers} == {"City"}
    assert town.crs == ("Amersfoort / RD New (EPSG:28992)", "NAP height (EPSG:5709)")
    assert town.attribution == ("The people of Toytown",)
    assert town.objects == 7


def test_points_and_terrain_become_layers_of_their_own():
    frame = Frame("EPSG:28992", "")
    zero = np.zeros((2, 3), np.float32)
    cloud = PointCloud(
        "strip", frame, zero, np.zeros(2, np.uint8), None, None, None, 90, {0: 90}, np.zeros((2, 3))
    )
    land = Terrain("", frame, np.zeros((2, 2), np.float32), 0.0, 1.0, (1.0, 1.0))
    made = Reading((), Crs(), None, frame, None, (cloud,), (land,), Report())
    layers = opened(["a.las", "b.tif", "c.tif"], made).layers
    assert [(y.group, y.name, y.count) for y in layers] == [
        ("Terrain", "Terrain", 0),
        ("Points", "strip", 90),
    ]
    assert opened(["a.las", "b.tif", "c.tif"], made).title == "a.las and 2 more"


def test_a_file_that_is_no_city_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader")
    with pytest.raises(ReadError, match=r"letter\.txt"):
        open_sources([str(tmp_path / "letter.txt")], Options(), Progress())


@needs_data
def test_a_real_city_opens():
    path = DATA / "demo-delft" / "delft_3dfier.city.json"
    delft = open_sources([str(path)], Options(need_crs=True), Progress())
    counts = {layer.name: layer.count for layer in delft.layers}
    assert counts["Buildings"] == 160
    assert counts["Transport"] == 143
    assert counts["Water"] == 3


@needs_data
def test_a_city_without_a_system_asks_for_one():
    path = DATA / "demo-delft" / "ahn3_cropped_2.laz"
    with pytest.raises(NeedsCrs) as asked:
        open_sources([str(path)], Options(need_crs=True), Progress())
    assert 84_000 < asked.value.extent[0, 0] < 86_000


def test_the_sample_city_names_whom_to_thank():
    sample = open_sources([str(assets.path("sample"))], Options(need_crs=True), Progress())
    thanks = " ".join(sample.attribution)
    for name in ("Gemeente Rotterdam", "3DBAG", "OpenStreetMap contributors"):
        assert name in thanks


def test_what_was_fetched_from_a_catalogue_says_whose_it_is(tmp_path):
    with serving() as platform:
        platform.answers["/house"] = HOUSE.encode()
        way = Distribution("", f"{platform.address}/house", "", "city model", "CityGML")
        path = download(way, Terms("CC BY 4.0", "Studio Maas"), places.downloads(), Progress())
    house = open_sources([str(path)], Options(), Progress())
    named = "Studio Maas, CC BY 4.0"
    assert house.attribution == (named,) and [one.attribution for one in house.sources] == [named]
    assert [one.attribution for one in house.layers[0].thing.sources] == [named]
    path = path.rename(tmp_path / path.name)
    assert open_sources([str(path)], Options(), Progress()).attribution == ()


@needs_data
def test_what_is_no_city_may_be_a_flood(tmp_path):
    tiles = DATA / "simulation" / "kumamoto-flood" / "flood_00240min"
    opened, results = open_all([str(tiles)], Options(need_crs=True), Progress())
    assert opened is None and results == [str(tiles)]
    (tmp_path / "nothing.txt").write_text("nothing at all")
    with pytest.raises(ReadError):
        open_all([str(tmp_path / "nothing.txt")], Options(), Progress())


def test_results_and_cities_are_told_apart(tmp_path):
    path, house = flood(tmp_path / "flood.nc"), tmp_path / "house.gml"
    house.write_text(HOUSE)
    opened, results = open_all([str(house), str(path)], Options(), Progress())
    assert results == [str(path)] and opened is not None and opened.objects
