"""Results as one JSON document."""

import json
from pathlib import Path

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
