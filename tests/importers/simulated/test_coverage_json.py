"""Grids in CoverageJSON."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, read
from tests.shared import DATA, needs_data


def coverage(**changed: Any) -> dict[str, Any]:
    place = {
        "coordinates": ["x", "y"],
        "system": {"id": "http://www.opengis.net/def/crs/EPSG/0/28992"},
    }
    told = {
        "type": "Coverage",
        "id": "Flood",
        "domain": {
            "domainType": "Grid",
            "axes": {
                "x": {"start": 84_005, "stop": 84_025, "num": 3},
                "y": {"values": [446_005, 446_015]},
                "t": {"values": ["2026-07-14T00:00:00Z", "2026-07-14T01:00:00Z"]},
            },
            "referencing": [place],
        },
        "parameters": {
            "h": {"unit": {"symbol": "m"}, "observedProperty": {"label": {"en": "Depth"}}}
        },
        "ranges": {
            "h": {
                "type": "NdArray",
                "axisNames": ["t", "y", "x"],
                "shape": [2, 2, 3],
                "values": [0, 1, 2, 3, None, 5, 6, 7, 8, 9, 10, 11],
            }
        },
    }
    return told | changed


def write(path: Path, told: Any) -> Path:
    path.write_text(json.dumps(told))
    return path


def test_a_grid_over_time_is_read(tmp_path: Path):
    results = read(write(tmp_path / "a.covjson", coverage()))
    (field,) = results.fields
    assert np.array_equal(field.values("h", 0), [[3, np.nan, 5], [0, 1, 2]], equal_nan=True)
    assert field.times.astype(str).tolist()[1] == "2026-07-14T01:00:00.000"
    assert (field.run.title, field.variables[0].title) == ("Flood", "Depth")
    assert results.frame.horizontal == "EPSG:28992"


def test_coverages_of_a_collection_stand_beside_each_other(tmp_path: Path):
    one = coverage()
    shared = {"type": "CoverageCollection", "parameters": one.pop("parameters")}
    later = json.loads(json.dumps(one))
    later["domain"]["axes"]["x"] = {"values": [90_000, 90_010, 90_020]}
    results = read(write(tmp_path / "a.json", shared | {"coverages": [one, later]}))
    assert [one.shape.frame for one in results.fields] == [results.frame] * 2


def test_what_it_does_not_say_is_asked_for(tmp_path: Path):
    told = coverage(parameters={"h": {"observedProperty": {}}})
    told["domain"] = told["domain"] | {"referencing": []}
    with pytest.raises(NeedsMore) as fault:
        read(write(tmp_path / "a.json", told))
    assert [one.what for one in fault.value.needs] == ["crs", "unit"]


@pytest.mark.parametrize(
    "changed",
    [
        {"ranges": {"h": "https://example.org/h"}},
        {"ranges": {"h": {"type": "NdArray", "shape": [9], "values": [1], "axisNames": ["x"]}}},
        {"domain": {"domainType": "Grid", "axes": {"x": {"values": [1]}}}},
        {
            "domain": {
                "domainType": "Grid",
                "axes": {"x": {"num": 10**12, "start": 0, "stop": 1}, "y": {}},
            }
        },
        {"domain": {"domainType": "PointSeries", "axes": {}}},
    ],
)
def test_what_is_broken_is_a_fault_of_one_line(tmp_path: Path, changed: dict[str, Any]):
    with pytest.raises(ReadError, match=r"^a\.json: ") as fault:
        read(write(tmp_path / "a.json", coverage(**changed)), Options("EPSG:28992"))
    assert "\n" not in str(fault.value)


@needs_data
def test_what_a_real_server_says_is_read():
    path = DATA / "live/captured/ogcapi-pygeoapi/edr_cube.json"
    told = json.loads(path.read_text())["ranges"]["ta"]["values"]
    values = read(path).fields[0].values("ta")
    assert np.array_equal(values.ravel(), np.float32(told))  # its rows run from the north
