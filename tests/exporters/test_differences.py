"""The list of differences in files that others open."""

import csv
import json

import pyogrio
import pytest
import shapely

from city.compare import SORTS, between_cities
from city.frame import Frame
from exporters import WriteError, write_difference
from tests.city.compare.towns import delivery, house

STREET = [house(20.0 * k, 3.0 + k, f"h{k}", storeys=1 + k) for k in range(4)]
NOW = [
    {**STREET[0], "high": 6.0},
    {**STREET[1], "said": {"storeys": 5}},
    {**STREET[2], "x": 43.0},
    house(200, 9, "new"),
]
CHANGED = between_cities(delivery(*STREET), delivery(*NOW))


def test_a_table_tells_all_of_each_object(tmp_path):
    path = tmp_path / "list.csv"
    assert write_difference(CHANGED, path) == []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id_b"] or row["id_a"]: row for row in csv.DictReader(file)}
    assert {key: row["sort"] for key, row in rows.items()} == {
        "h3": "removed",
        "new": "added",
        "h0": "shape",
        "h1": "attributes",
        "h2": "shape",
    }
    assert rows["h1"]["changes"] == "storeys: 2 → 5"
    assert (rows["h0"]["height_a [m]"], rows["h0"]["height_b [m]"]) == ("3.0", "6.0")
    assert (rows["new"]["height_a [m]"], rows["new"]["footprint_b [m²]"]) == ("", "80.0")
    assert rows["h2"]["moved_east [m]"] == "3.0"
    assert rows["new"]["east [EPSG:28992]"] == "84205.0"
    assert rows["h3"]["north [EPSG:28992]"] == "447004.0"


def test_a_geopackage_has_a_layer_for_each_sort(tmp_path):
    path = tmp_path / "list.gpkg"
    assert write_difference(CHANGED, path) == []
    names = [name for name, _ in pyogrio.list_layers(path)]
    assert names[: len(SORTS)] == list(SORTS)
    meta, _, outlines, fields = pyogrio.raw.read(path, layer="removed")
    assert meta["crs"] == "EPSG:28992"
    (outline,) = shapely.from_wkb(outlines)
    assert outline.area == pytest.approx(80) and outline.bounds[0] == pytest.approx(84060)
    told = dict(zip(meta["fields"], fields, strict=True))
    assert (told["id_a"][0], told["id_b"][0]) == ("h3", None)
    assert len(pyogrio.raw.read(path, layer="renamed")[2]) == 0


def test_a_web_map_is_in_degrees(tmp_path):
    path = tmp_path / "list.geojson"
    assert write_difference(CHANGED, path) == []
    features = json.loads(path.read_text("utf-8"))["features"]
    assert len(features) == 5
    (new,) = [one for one in features if one["properties"]["sort"] == "added"]
    ((east, north), *_), *_ = new["geometry"]["coordinates"][0]
    assert east == pytest.approx(4.35, abs=0.2) and north == pytest.approx(52.0, abs=0.1)
    assert new["properties"]["height_a"] is None


def test_nowhere_on_earth_there_are_no_degrees_but_layers(tmp_path):
    here = Frame("", "", (0.0, 0.0, 0.0))
    found = between_cities(delivery(*STREET, frame=here), delivery(*NOW, frame=here))
    with pytest.raises(WriteError, match="nobody knows where on Earth"):
        write_difference(found, tmp_path / "list.geojson")
    assert write_difference(found, tmp_path / "list.gpkg") == [
        "nobody knows the coordinate system; the layers name none"
    ]


def test_nothing_that_differs_is_a_list_without_lines(tmp_path):
    same = between_cities(delivery(*STREET), delivery(*STREET))
    for name in ("list.csv", "list.gpkg", "list.geojson"):
        assert write_difference(same, tmp_path / name) == []
    assert len((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()) == 1


def test_another_format_is_refused(tmp_path):
    with pytest.raises(WriteError, match="differences are written as"):
        write_difference(CHANGED, tmp_path / "list.pdf")
