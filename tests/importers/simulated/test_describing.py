"""Results as one JSON document."""

import json
from pathlib import Path

import numpy as np
import pytest

from importers.simulated import Options, describe, holds_results, read
from tests.importers.simulated.netcdf_files import grid, write
from tests.shared import DATA, needs_data


def test_no_values_are_read_to_describe_them(tmp_path: Path):
    results = read(write(tmp_path / "a.nc", grid()))
    kept = len(results.fields[0].kept)
    assert json.loads(json.dumps(describe(results)))["fields"][0]["variables"][0] == {
        "name": "h",
        "title": "h",
        "unit": "m",
        "at": "cells",
        "quantity": None,
        "parts": [],
        "classes": [],
    }
    assert len(results.fields[0].kept) == kept


@needs_data
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("live/sim/pvd/s1.vtu", "volume"),
        ("live/sim/depth.slf", "mesh"),
        ("simulation/yokosuka-cfd/air_temperature_3m.geojson", "points"),
    ],
)
def test_every_shape_is_told(name: str, kind: str):
    said = Options("EPSG:32654", units={"U": "m/s", "temperature": "°C"})
    told = describe(read(DATA / name, said if kind != "points" else Options(units=said.units)))
    assert told["fields"][0]["shape"]["kind"] == kind
    assert told["fields"][0]["extent"]["min"][0] < told["fields"][0]["extent"]["max"][0]


@needs_data
def test_a_terrain_or_a_city_is_not_taken_for_results():
    assert holds_results(DATA / "live/sim/cf_urban_heat.nc")
    assert holds_results(DATA / "live/sim/uhi.zarr")
    for pattern in (
        "raster/*.tif",
        "cityjson/*.json",
        "citygml/2.0/*.gml",
        "simulation/*/*.geojson",
    ):
        for path in sorted(DATA.glob(pattern))[:6]:
            assert not holds_results(path), path


@needs_data
def test_networks_what_moves_and_objects_are_told(tmp_path: Path):
    said = Options(start=np.datetime64("2026-11-22T07:00", "ms"))
    told = json.loads(json.dumps(describe(read(DATA / "live/sim/sumo_edgedata.xml", said))))
    (network,) = told["networks"]
    assert network["shape"] == {"kind": "network", "lines": 224, "places": 64, "areas": 64}
    assert (network["steps"], network["until"]) == (2, "2026-11-22T07:10:00.000Z")
    assert network["extent"]["min"][0] > 590_000 and network["run"]["version"] == "1.28.0"
    told = json.loads(json.dumps(describe(read(DATA / "traffic/sumo_fcd_sample_munich.csv", said))))
    (moving,) = told["moving"]
    assert moving["shape"] == {"kind": "moving", "things": 280, "places": 36_991}
    assert moving["kinds"] == {"passenger": 141, "bicycle": 106, "truck": 33}
    assert moving["variables"][0]["unit"] == "m/s" and moving["seconds"] == 1
    path = tmp_path / "heat.csv"
    path.write_text("id,heat (kWh)\na,1\nb,2\n")
    (objects,) = describe(read(path))["told"]
    assert objects["shape"] == {"kind": "told", "things": 2, "values": 2}
    assert objects["from"] is None and objects["variables"][0]["name"] == "heat"
