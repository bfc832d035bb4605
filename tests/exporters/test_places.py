"""Values of a layer in other programs: read back with the libraries those use."""

import csv
import io
import json

import numpy as np
import pyogrio
import pytest

from city.frame import Frame
from city.layer_archive import layer_from
from city.progress import Cancelled, Progress
from exporters import WriteError, write_layer
from tests.city.layers import layer

FRAME = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 0.0))
HOURS = [np.nan, *range(1, 18)]


def test_a_spreadsheet_has_a_line_for_each_place(tmp_path):
    made = layer(values=HOURS)
    assert write_layer(made, FRAME, tmp_path / "a.csv") == []
    lines = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    assert lines[0] == [
        *("east [EPSG:28992]", "north [EPSG:28992]", "up [m above EPSG:5709]", "on"),
        *("building", "storey", "area [m²]", "hours [h]"),
    ]
    assert len(lines) == 19
    east, _, _, on, building, storey, area, hours = lines[1]
    assert float(east) == round(84000 + made.samples.points[0, 0], 3)
    assert (on, building, storey, area, hours) == ("façades", "b0", "", "1.0", "")
    assert lines[-1][3:] == ["ground", "", "", "4.0", "17.0"]


def test_a_gis_has_places_and_buildings(tmp_path):
    made = layer(values=HOURS, tables={"hours": np.array([2.5, np.nan])})
    path = tmp_path / "a.gpkg"
    assert write_layer(made, FRAME, path) == []
    assert [name for name, _ in pyogrio.list_layers(path)] == ["places", "buildings"]
    meta, _, points, fields = pyogrio.raw.read(path, layer="places")
    found = dict(zip(meta["fields"], fields, strict=True))
    assert "28992" in meta["crs"] and len(points) == 18
    assert np.array_equal(found["hours"], made.values["hours"], equal_nan=True)
    assert found["building"][0] == "b0" and found["building"][-1] is None
    info = pyogrio.read_info(path, layer="places")
    assert json.loads(info["layer_metadata"]["units"]) == {"area": "m²", "hours": "h"}
    low_x, low_y, *_ = info["total_bounds"]
    assert abs(low_x - made.samples.points[:, 0].min() - 84000) < 1e-6
    assert abs(low_y - made.samples.points[:, 1].min() - 447000) < 1e-6
    meta, _, none, fields = pyogrio.raw.read(path, layer="buildings")
    assert none is None and list(meta["fields"]) == ["building", "hours"]
    assert fields[0].tolist() == ["b0", "b1"]
    assert fields[1][0] == 2.5 and np.isnan(fields[1][1])


def test_a_web_map_has_degrees(tmp_path):
    told = write_layer(layer(values=HOURS), FRAME, tmp_path / "a.geojson")
    assert len(told) == 1 and "ellipsoid" in told[0]
    found = json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"]
    assert len(found) == 18
    lon, lat, _ = found[0]["geometry"]["coordinates"]
    assert abs(lon - 4.354) < 0.01 and abs(lat - 52.007) < 0.01  # in Delft
    assert found[0]["properties"]["hours"] is None
    assert found[1]["properties"] == {
        "on": "façades",
        "building": "b0",
        "storey": None,
        "area": 1.0,
        "hours": 1.0,
    }


def test_numpy_has_everything(tmp_path):
    made = layer(values=HOURS)
    assert write_layer(made, FRAME, tmp_path / "a.npz") == []
    assert layer_from((tmp_path / "a.npz").read_bytes()).digest() == made.digest()


def test_a_quantity_may_be_called_what_a_column_is(tmp_path):
    from dataclasses import replace

    from city.layer import Quantity

    made = layer()
    odd = replace(made, quantities=(Quantity("Area", "A"),), values={"Area": made.values["hours"]})
    write_layer(odd, FRAME, tmp_path / "a.gpkg")
    assert list(pyogrio.read_info(tmp_path / "a.gpkg", layer="places")["fields"])[-1] == "Area_2"


def test_what_cannot_be_written_is_said_in_one_line(tmp_path):
    with pytest.raises(WriteError, match=r"a.xlsx: values are written as .csv, .gpkg"):
        write_layer(layer(), FRAME, tmp_path / "a.xlsx")
    with pytest.raises(WriteError, match=r"a.geojson: GeoJSON is in degrees"):
        write_layer(layer(), Frame("local"), tmp_path / "a.geojson")
    with pytest.raises(WriteError, match="cannot be written"):
        write_layer(layer(), FRAME, tmp_path / "nowhere" / "a.csv")
    assert "coordinate system" in write_layer(layer(), Frame("local"), tmp_path / "a.gpkg")[0]


def test_nothing_is_left_of_what_was_stopped(tmp_path):
    progress = Progress()
    progress.cancel()
    for name in ("a.csv", "a.gpkg", "a.geojson", "a.npz"):
        with pytest.raises(Cancelled):
            write_layer(layer(), FRAME, tmp_path / name, progress)
    assert list(tmp_path.iterdir()) == []
