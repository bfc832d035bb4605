"""Who is affected in other programs: read back with the libraries those use."""

import csv
import json
from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import shapely

from city.crs_names import between
from city.frame import Frame
from city.view import View
from exporters import WriteError, write_affected
from tests.city.simulate.test_affected import found, places, town
from tests.city.simulate.test_affected_table import said

LOSS = np.where(places(3, 7), 1.0, 0.0)


def test_a_spreadsheet_has_a_line_for_each_building_and_works_nothing_out(tmp_path):
    view = said(town()[0], "slab", name="=1+1")
    assert write_affected(found(LOSS), view, tmp_path / "a.csv") == []
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, line = list(csv.reader(file))
    told = dict(zip(heads, line, strict=True))
    assert (told["id"], told["name"], told["homes_affected"]) == ("slab", "'=1+1", "2")
    assert (told["lost_mean [h]"], told["from [h]"], told["to [h]"]) == ("1.0", "6.0", "5.0")
    x, y, _ = view.base.frame.origin
    assert float(told["east [EPSG:28992]"]) == pytest.approx(x + 20, abs=1e-3)
    assert float(told["north [EPSG:28992]"]) == pytest.approx(y + 5, abs=1e-3)


def test_a_gis_has_outlines_with_numbers(tmp_path):
    path, view = tmp_path / "a.gpkg", town()[0]
    assert write_affected(found(1.0), view, path) == []
    info = pyogrio.read_info(path, layer="affected")
    assert info["crs"] == "EPSG:28992" and info["geometry_type"] == "MultiPolygon"
    assert json.loads(info["layer_metadata"]["units"])["lost_worst"] == "h"
    meta, _, shapes, columns = pyogrio.raw.read(path)
    by_name = dict(zip(meta["fields"], columns, strict=True))
    assert by_name["id"].tolist() == ["office", "slab"]
    assert by_name["homes"].tolist() == [0, 16]
    assert shapely.area(shapely.from_wkb(shapes)) == pytest.approx([200, 400])


def test_a_web_map_has_outlines_in_degrees(tmp_path):
    path, view = tmp_path / "a.geojson", town()[0]
    assert write_affected(found(LOSS), view, path) == []
    (feature,) = json.loads(path.read_text("utf-8"))["features"]
    assert feature["properties"]["homes_affected"] == 2
    back = between("EPSG:4326", "EPSG:28992").transform
    shape = shapely.transform(
        shapely.geometry.shape(feature["geometry"]), lambda p: np.stack(back(*p.T), axis=1)
    )
    assert shape.area == pytest.approx(400, rel=1e-3)
    assert shapely.is_ccw(shape.exterior)


def test_nobody_affected_makes_an_empty_list(tmp_path):
    for name in ("a.csv", "a.gpkg", "a.geojson"):
        assert write_affected(found(0.0), town()[0], tmp_path / name) == []
    assert len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) == 1
    assert pyogrio.read_info(tmp_path / "a.gpkg")["features"] == 0


def test_what_cannot_be_written_is_said(tmp_path):
    view = town()[0]
    with pytest.raises(WriteError, match=r"are written as \.csv, \.gpkg, \.geojson"):
        write_affected(found(LOSS), view, tmp_path / "a.npz")
    nowhere = View.of(replace(view.base, frame=Frame("local", None, (0.0, 0.0, 0.0))))
    with pytest.raises(WriteError, match="nobody knows where on Earth"):
        write_affected(found(LOSS), nowhere, tmp_path / "a.geojson")
    assert "names none" in write_affected(found(LOSS), nowhere, tmp_path / "a.gpkg")[0]
    assert not (tmp_path / "a.geojson").exists()
