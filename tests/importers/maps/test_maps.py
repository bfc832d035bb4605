"""Maps of every kind lie where they should: the colours of the server tell their coordinates."""

import re
from dataclasses import replace

import httpx2
import numpy as np
import pyproj
import pytest

from city.frame import Frame
from city.progress import Progress
from importers.maps.axes import north_first
from importers.maps.catalogue import find, offers
from importers.maps.fetch import MapFault
from importers.maps.ground import under
from importers.maps.orthophoto import orthophoto
from importers.maps.pixels import decoded
from importers.maps.systems import metres_per_unit, short_name
from importers.maps.tiles import AT_ONCE, MERCATOR, xyz
from tests.importers.maps.server import NORTH, WEST, WMTS, colours, drawn, png

BERLIN = Frame("EPSG:25833", "", (392000.0, 5820000.0, 0.0))
BOX = (-800.0, -600.0, 800.0, 600.0)


def world(x, y, crs, frame=BERLIN):
    change = pyproj.Transformer.from_crs(frame.horizontal, crs, always_xy=True)
    return change.transform(x + frame.origin[0], y + frame.origin[1])


def places(imagery):
    """Local coordinates of the pixels' middles."""
    rows, columns = imagery.pixels.shape[:2]
    x = imagery.west + (np.arange(columns) + 0.5) * imagery.metres
    y = imagery.north - (np.arange(rows) + 0.5) * imagery.metres
    return np.meshgrid(x, y)


def agree(imagery, crs, frame=BERLIN, unit=100.0):
    """The share of pixels whose colour is that of their place; the rest lies on borders."""
    x, y = world(*places(imagery), crs, frame)
    wanted = colours(np.asarray(x) * 100 / unit, np.asarray(y) * 100 / unit)
    return float((imagery.pixels == wanted).all(2).mean())


def only(address, server, fetcher, crs="EPSG:25833"):
    found = offers(address, crs, fetcher, Progress())
    assert len(found) == 1
    return found[0]


def test_a_wms_in_the_citys_own_system(server, fetcher):
    offer = only("http://maps.example/wms?map=town", server, fetcher)
    assert (offer.title, offer.about) == ("Orthophoto 2024", "From the air")
    imagery = under(offer.map, BERLIN, BOX, 5.0, Progress())
    assert imagery.pixels.shape == (240, 320, 4)
    assert imagery.attribution == "Town of Toytown"
    assert agree(imagery, "EPSG:25833") > 0.85
    assert all(url.startswith("http://maps.example/") for url in server.asked)
    assert "map=town" not in server.asked[-1] or "REQUEST=GetMap" in server.asked[-1]


def test_a_wms_in_degrees_is_asked_with_the_latitude_first(server, fetcher):
    far = Frame("EPSG:31468", "", (4592000.0, 5822000.0, 0.0))
    offer = only("http://maps.example/wms", server, fetcher, "EPSG:31468")
    server.always = degrees
    map = replace(offer.map, crs="EPSG:4326")
    imagery = under(map, far, BOX, 5.0, Progress())
    assert agree(imagery, "EPSG:4326", far, unit=0.01) > 0.85


def degrees(request):
    """A map whose colours tell hundredths of a degree."""
    parts = dict(request.url.params)
    south, west, north, east = (float(v) * 1e4 for v in parts["BBOX"].split(","))
    pixels = drawn(west, south, east, north, int(parts["WIDTH"]), int(parts["HEIGHT"]))
    return httpx2.Response(200, content=png(pixels), headers={"content-type": "image/png"})


def test_a_large_wms_picture_comes_in_parts_without_a_seam(server, fetcher):
    offer = only("http://maps.example/wms", server, fetcher)
    box = (-6000.0, -3000.0, 6000.0, 3000.0)
    imagery = under(offer.map, BERLIN, box, 5.0, Progress())
    assert imagery.pixels.shape == (1200, 2400, 4)
    assert agree(imagery, "EPSG:25833") > 0.85
    assert sum("GetMap" in url for url in server.asked) == 6


def test_a_wmts_by_its_template(server, fetcher):
    offer = only("http://tiles.example/wmts", server, fetcher)
    assert offer.map.attribution == "Land survey"
    imagery = under(offer.map, BERLIN, BOX, 4.0, Progress())
    assert agree(imagery, "EPSG:25833") > 0.85
    tiles = [url for url in server.asked if "/t/" in url]
    assert all("/grid/1/" in url for url in tiles)
    assert len(tiles) == 2 * 3  # 1600 by 1200 metres, and a little more, in tiles of 1024


def test_a_wmts_without_a_template_is_asked_by_parameters(server, fetcher, monkeypatch):
    bare = re.sub("<ResourceURL.*?/>", "", WMTS, flags=re.DOTALL)
    monkeypatch.setattr("tests.importers.maps.server.WMTS", bare)
    offer = only("http://tiles.example/wmts", server, fetcher)
    assert agree(under(offer.map, BERLIN, BOX, 4.0, Progress()), "EPSG:25833") > 0.85
    tiles = [url for url in server.asked if "REQUEST=GetTile" in url]
    assert len(tiles) == 2 * 3
    assert all("LAYER=aerial" in url and "TILEMATRIXSET=grid" in url for url in tiles)


def test_a_map_is_found_again_by_its_name(server, fetcher):
    address, crs = "http://tiles.example/wmts", "EPSG:25833"
    name = only(address, server, fetcher).name
    for wanted in (name, ""):
        assert find(address, wanted, crs, fetcher, Progress()).attribution == "Land survey"
    with pytest.raises(MapFault, match=r"tiles\.example has no map called bygone any more"):
        find(address, "bygone", crs, fetcher, Progress())


def test_a_coarser_level_serves_where_tiles_would_be_too_many(server, fetcher, monkeypatch):
    monkeypatch.setattr("importers.maps.tiles.MOST", 3)
    offer = only("http://tiles.example/wmts", server, fetcher)
    under(offer.map, BERLIN, BOX, 4.0, Progress())
    assert all("/grid/0/" in url for url in server.asked if "/t/" in url)


def test_outside_of_a_wmts_there_is_no_map(server, fetcher):
    offer = only("http://tiles.example/wmts", server, fetcher)
    elsewhere = Frame("EPSG:25833", "", (WEST - 50_000, NORTH, 0.0))
    with pytest.raises(MapFault, match="has no map of this place"):
        under(offer.map, elsewhere, BOX, 4.0, Progress())


def test_a_wmts_turns_with_the_citys_own_system(server, fetcher):
    frame = Frame("EPSG:31468", "", (4592000.0, 5822000.0, 0.0))
    offer = only("http://tiles.example/wmts", server, fetcher, "EPSG:31468")
    imagery = under(offer.map, frame, BOX, 4.0, Progress())
    assert agree(imagery, "EPSG:25833", frame) > 0.85


def mercator(request):
    """Tiles whose colours tell hundreds of metres in EPSG:3857."""
    z, x, y = (int(p) for p in request.url.path.strip("/").removesuffix(".png").split("/"))
    side = 2 * MERCATOR / (1 << z)
    west, north = x * side - MERCATOR, MERCATOR - y * side
    pixels = drawn(west, north - side, west + side, north, 256, 256)
    return httpx2.Response(200, content=png(pixels), headers={"content-type": "image/png"})


def test_tiles_of_the_web_lie_right_under_a_city(server, fetcher):
    server.always = mercator
    offer = only("https://{s}.tiles.example/{z}/{x}/{y}.png", server, fetcher)
    imagery = under(offer.map, BERLIN, BOX, 2.0, Progress())
    assert agree(imagery, "EPSG:3857") > 0.9
    assert {url[8] for url in server.asked} == set("abc")


def test_rows_may_count_from_the_south(fetcher):
    up = xyz("http://a/{z}/{x}/{y}", "", "", fetcher).address
    down = xyz("http://a/{z}/{x}/{-y}", "", "", fetcher).address
    assert up("3", 2, 5) == "http://a/3/5/2"
    assert down("3", 2, 5) == "http://a/3/5/5"


def test_one_missing_tile_leaves_a_hole_and_all_missing_are_told(server, fetcher):
    calls = []

    def answer(request):
        calls.append(1)
        return httpx2.Response(404) if len(calls) == 1 else mercator(request)

    server.always = answer
    offer = only("https://tiles.example/{z}/{x}/{y}.png", server, fetcher)
    imagery = under(offer.map, BERLIN, BOX, 2.0, Progress())
    share = (imagery.pixels[..., 3] == 0).mean()
    assert 0 < share < 0.9
    server.always = lambda _: httpx2.Response(404)
    far = Frame("EPSG:25833", "", (412000.0, 5820000.0, 0.0))
    with pytest.raises(MapFault, match="refuses"):
        under(offer.map, far, BOX, 2.0, Progress())


def test_a_server_that_is_down_is_not_asked_for_every_tile(server, fetcher):
    offer = only("https://tiles.example/{z}/{x}/{y}.png", server, fetcher)
    server.always = lambda _: httpx2.Response(503)
    with pytest.raises(MapFault, match="busy") as fault:
        under(offer.map, BERLIN, BOX, 0.5, Progress())
    assert not fault.value.lasting
    down = len(set(server.asked))
    server.always = mercator
    under(offer.map, BERLIN, BOX, 0.5, Progress())
    assert down <= AT_ONCE < len(set(server.asked)) / 4


def test_a_picture_of_the_wrong_size_is_told(server, fetcher):
    offer = only("http://maps.example/wms", server, fetcher)
    kind = {"content-type": "image/png"}
    body = png(np.zeros((10, 10, 4), np.uint8))
    server.always = lambda _: httpx2.Response(200, content=body, headers=kind)
    with pytest.raises(MapFault, match="asked for 324 by 244 pixels, the server sent 10 by 10"):
        under(offer.map, BERLIN, BOX, 5.0, Progress())


def test_a_city_without_a_place_gets_no_map(server, fetcher):
    offer = only("http://maps.example/wms", server, fetcher)
    for name in ("", "local"):
        with pytest.raises(MapFault, match="where on Earth"):
            under(offer.map, Frame(name, "", (0.0, 0.0, 0.0)), BOX, 5.0, Progress())
    with pytest.raises(MapFault, match="nothing to lay"):
        under(offer.map, BERLIN, (0, 0, 0, 0), 5.0, Progress())


def test_what_is_no_map_service_is_told(server, fetcher):
    kind = {"content-type": "text/xml"}
    server.always = lambda _: httpx2.Response(200, text="<rss/>", headers=kind)
    with pytest.raises(MapFault, match="does not describe itself as a map service"):
        offers("http://news.example/feed", "EPSG:25833", fetcher, Progress())
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><WMS_Capabilities>&b;</WMS_Capabilities>'
    server.always = lambda _: httpx2.Response(200, text=bomb, headers=kind)
    with pytest.raises(MapFault, match="entities"):
        offers("http://bomb.example/wms", "EPSG:25833", fetcher, Progress())
    broken = "<WMS_Capabilities><Service>"
    server.always = lambda _: httpx2.Response(200, text=broken, headers=kind)
    with pytest.raises(MapFault, match="damaged"):
        offers("http://broken.example/wms", "EPSG:25833", fetcher, Progress())
    with pytest.raises(MapFault, match="neither an address nor a file"):
        offers("/no/such/file.tif", "EPSG:25833", fetcher, Progress())


def test_a_file_on_the_disk_is_a_map(tmp_path, fetcher):
    path = write_tiff(tmp_path / "air.tif", "EPSG:25833")
    offer = only(str(path), None, fetcher)
    assert offer.title == "air"
    imagery = under(offer.map, BERLIN, BOX, 5.0, Progress())
    assert agree(imagery, "EPSG:25833") > 0.85
    half = (0.0, 0.0, 8000.0, 600.0)  # most of it beyond the file
    beyond = under(offer.map, BERLIN, half, 10.0, Progress())
    share = (beyond.pixels[..., 3] > 0).mean()
    assert share == pytest.approx(1000 / 8000, abs=0.01)


def write_tiff(path, crs):
    import rasterio
    from affine import Affine

    west, north = BERLIN.origin[0] - 1000, BERLIN.origin[1] + 800
    pixels = drawn(west, north - 1600, west + 2000, north, 1000, 800)
    place = Affine(2, 0, west, 0, -2, north)
    with rasterio.open(path, "w", "GTiff", 1000, 800, 3, crs, place, "uint8") as file:
        file.write(np.moveaxis(pixels[..., :3], 2, 0))
    return path


def test_a_file_without_a_place_or_no_picture_is_told(tmp_path):
    from PIL import Image

    Image.new("RGB", (5, 5)).save(tmp_path / "plain.tif")
    (tmp_path / "text.tif").write_text("hello")
    with pytest.warns(match="no geotransform"), pytest.raises(MapFault, match="where on Earth"):
        orthophoto(tmp_path / "plain.tif")
    with pytest.raises(MapFault, match="not a picture"):
        orthophoto(tmp_path / "text.tif")


def test_downloaded_pictures_are_not_trusted():
    with pytest.raises(MapFault, match="not a picture"):
        decoded(b"<html>")
    with pytest.raises(MapFault, match="not a picture"):
        decoded(png(np.zeros((50, 50, 4), np.uint8))[:60])
    with pytest.raises(MapFault, match="too large"):
        decoded(png(np.zeros((1, 9000, 4), np.uint8)))


@pytest.mark.parametrize(
    ("crs", "first"),
    [("EPSG:4326", True), ("OGC:CRS84", False), ("EPSG:25833", False), ("EPSG:31468", True)],
)
def test_the_registry_tells_which_axis_comes_first(crs, first):
    assert north_first(crs) is first


def test_systems_have_many_names():
    assert short_name("urn:ogc:def:crs:EPSG::25833") == "EPSG:25833"
    assert short_name("urn:ogc:def:crs:EPSG:6.18:3:3857") == "EPSG:3857"
    assert short_name("http://www.opengis.net/def/crs/EPSG/0/28992") == "EPSG:28992"
    assert short_name("EPSG:900913") == "EPSG:3857"
    assert short_name("urn:ogc:def:crs:OGC:1.3:CRS84") == "OGC:CRS84"
    with pytest.raises(ValueError, match="not a known"):
        short_name("urn:example")
    assert metres_per_unit("EPSG:25833") == 1.0
    assert metres_per_unit("EPSG:4326") == pytest.approx(111319.49079)
