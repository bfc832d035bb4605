"""What a plan changes as a GeoPackage: its layers, its tables, and back through GDAL."""

import json
import sqlite3
from contextlib import closing

import pyogrio
import pyogrio.raw
import pytest
import shapely

from city.changes import changes
from city.frame import Frame
from exporters import WriteError, write_changes
from exporters.layer_styles import STYLES
from tests.city.plans import EAST, NORTH, plan
from tests.city.test_changes import BUILD, PARK, PLANT, PLOT, ZONE
from tests.city.toy import FRAME

EDITS = (
    {"edit": "demolish", "objects": ["tower"]},
    {"edit": "raise", "objects": ["house"], "storeys": 2},
    *(BUILD, PARK, PLANT, PLOT, ZONE),
)
LAYERS = ["removed", "added", "changed", "land", "trees", "plots"]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "changes.gpkg"
    assert write_changes(changes(plan(*EDITS)), FRAME, path) == []
    return path


def rows(path, layer):
    """By id: the attributes that are there, and the shape."""
    meta, _, shapes, values = pyogrio.raw.read(path, layer=layer)
    names = meta["fields"].tolist()
    found = {}
    for number, shape in enumerate(shapely.from_wkb(shapes)):
        said = {name: column[number] for name, column in zip(names, values, strict=True)}
        found[said["id"]] = ({k: v for k, v in said.items() if v == v and v is not None}, shape)
    return found


def test_a_layer_for_each_sort_in_the_citys_own_system(package):
    for name in LAYERS:
        info = pyogrio.read_info(package, layer=name)
        assert info["crs"] == "EPSG:28992"
        assert info["geometry_type"] == ("Point" if name == "trees" else "MultiPolygon")
    units = json.loads(pyogrio.read_info(package, layer="added")["layer_metadata"]["units"])
    assert units == {"height": "m", "footprint": "m²", "gfa": "m²"}


def test_what_comes_goes_and_alters(package):
    said, shape = rows(package, "added")["new"]
    assert said == {
        "id": "new",
        "class": "Building",
        "function": "residential",
        "storeys": 3,
        "height": 9,
        "footprint": 80,
        "gfa": 240,
    }
    assert shape.bounds == (EAST + 200, NORTH, EAST + 210, NORTH + 8)
    said, shape = rows(package, "removed")["tower"]
    assert (said["height"], said["footprint"]) == (25, 400)
    assert shape.area == pytest.approx(400)
    said, _ = rows(package, "changed")["house"]
    assert said["changes"] == "storeys: 1 → 3; height 3.0 → 9.0 m"
    assert (said["storeys_was"], said["storeys_now"]) == (1, 3)
    assert (said["gfa_was"], said["gfa_now"]) == (80, 240)


def test_land_trees_and_plots(package):
    said, shape = rows(package, "land")["park"]
    assert (said["function"], said["area"], shape.area) == ("park", 400, pytest.approx(400))
    said, shape = rows(package, "trees")["t"]
    assert (said["species"], said["height"], said["crown"]) == ("Tilia", 8, 4)
    assert (shape.x, shape.y) == pytest.approx((EAST + 300, NORTH + 300))
    found = rows(package, "plots")
    assert (found["plot"][0]["function"], found["plot"][0]["name"]) == ("plot", "A1")
    assert found["zone"][0]["height_limit"] == 10


def test_the_file_is_a_geopackage_with_colours_that_qgis_finds(package):
    with closing(sqlite3.connect(package)) as connection, connection:
        ask = connection.execute
        assert ask("PRAGMA application_id").fetchone()[0] == 0x47504B47  # "GPKG"
        assert ask("PRAGMA integrity_check").fetchone() == ("ok",)
        assert ask("PRAGMA foreign_key_check").fetchall() == []
        listed = dict(ask("SELECT table_name, data_type FROM gpkg_contents"))
        assert listed == {**dict.fromkeys(LAYERS, "features"), "layer_styles": "attributes"}
        styles = ask(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
    connection.close()
    assert [name for name, *_ in styles] == LAYERS and set(LAYERS) <= set(STYLES)
    for name, column, default, text in styles:
        assert (column, default) == ("geom", 1)
        assert f"<qgis {text.partition('<qgis ')[2]}".endswith("</qgis>")
        kind = "marker" if name == "trees" else "fill"
        assert f'<symbol type="{kind}"' in text


def test_every_style_is_sound_xml(package):
    from lxml import etree

    with closing(sqlite3.connect(package)) as connection, connection:
        texts = [text for (text,) in connection.execute("SELECT styleQML FROM layer_styles")]
    connection.close()
    for text in texts:
        root = etree.fromstring(text)
        assert root.find("renderer-v2/symbols/symbol/layer") is not None


def test_a_plan_that_changes_nothing_has_its_layers_too(tmp_path):
    write_changes([], FRAME, tmp_path / "none.gpkg")
    for name in LAYERS:
        assert pyogrio.read_info(tmp_path / "none.gpkg", layer=name)["features"] == 0


def test_a_city_that_stands_nowhere_is_told(tmp_path):
    (said,) = write_changes(changes(plan(*EDITS)), Frame("local"), tmp_path / "a.gpkg")
    assert said == "nobody knows the coordinate system; the layers name none"
    assert not pyogrio.read_info(tmp_path / "a.gpkg", layer="added")["crs"]


def test_only_a_geopackage_is_written_and_an_older_one_is_replaced(tmp_path):
    with pytest.raises(WriteError, match=r"let the name end with that"):
        write_changes([], FRAME, tmp_path / "a.gml")
    write_changes(changes(plan(*EDITS)), FRAME, tmp_path / "a.gpkg")
    write_changes([], FRAME, tmp_path / "a.gpkg")
    assert pyogrio.read_info(tmp_path / "a.gpkg", layer="added")["features"] == 0
    with pytest.raises(WriteError, match="cannot be written"):
        write_changes([], FRAME, tmp_path / "no" / "a.gpkg")


def test_the_same_as_geojson_in_degrees(tmp_path):
    path = tmp_path / "changes.geojson"
    assert write_changes(changes(plan(*EDITS)), FRAME, path) == []
    features = json.loads(path.read_text("utf-8"))["features"]
    sorts = {one["id"]: one["properties"]["sort"] for one in features}
    assert sorts["tower"] == "removed" and sorts["house"] == "changed" and sorts["new"] == "added"
    (house,) = (one for one in features if one["id"] == "house")
    assert house["properties"]["storeys_now"] == 3 and house["properties"]["class"] == "Building"
    info, _, shapes, _ = pyogrio.raw.read(path)
    assert info["crs"] == "EPSG:4326" and len(shapes) == len(features)
    west, south, east, north = shapely.total_bounds(shapely.from_wkb(shapes))
    assert 4.2 < west < east < 4.6 and 51.8 < south < north < 52.2
    with pytest.raises(WriteError, match="nobody knows where on Earth"):
        write_changes(changes(plan(*EDITS)), Frame("local"), path)
