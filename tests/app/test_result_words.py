"""What `maquette info` says of the results of a model."""

import json
from pathlib import Path

import numpy as np
import pytest

from app import cli
from tests.importers.simulated.netcdf_files import grid, write


@pytest.fixture
def flood(tmp_path: Path) -> Path:
    height = {"units": "m", "standard_name": "height"}
    levels = {"z": ("z", np.arange(8.0), height)}
    values = np.zeros((3, 8, 2, 4), np.float32)
    told = {"units": "m s-1", "grid_mapping": "crs", "long_name": "wind speed"}
    more = levels | {"ws": ("time z y x", values, told)}
    return write(
        tmp_path / "run.nc", grid(**more), title="Storm", source="PALM", license="CC BY 4.0"
    )


def test_people_read_what_was_computed_on_what_and_when(flood: Path, capsys):
    assert cli.main(["info", str(flood)]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0].endswith("run.nc")
    for line in (
        "Format PALM-NetCDF",
        "Coordinates Amersfoort / RD New (EPSG:28992)",
        "Origin simulated by PALM",
        "Licence CC BY 4.0",
        "Shape 4 x 2 cells",
        "East 92,000.0 to 92,080.0",
        "Time 3 steps, 2026-07-01 00:00 to 2026-07-01 02:00 UTC",
        "Heights 8: 0, 1, ..., 7 m above the ground",
        "Computed is wind speed (m/s), ws in the file",
        "Doctor: nothing to remark",
    ):
        assert line in lines


def test_machines_read_the_same(flood: Path, capsys):
    assert cli.main(["info", "--json", str(flood)]) == 0
    told = json.loads(capsys.readouterr().out)
    field = told["fields"][1]
    assert field["shape"] == {"kind": "grid", "rows": 2, "columns": 4}
    assert (field["steps"], field["from"]) == (3, "2026-07-01T00:00:00.000Z")
    assert field["variables"][0]["quantity"] == "wind_speed"
    assert told["doctor"]["errors"] == 0


def test_what_is_missing_is_asked_for_and_taken(tmp_path: Path, capsys):
    arrays = grid(crs=None, time=("time", np.arange(3.0), {}))
    arrays["h"] = ("time y x", arrays["h"][1], {})
    path = str(write(tmp_path / "a.nc", arrays))
    assert cli.main(["info", path]) == 1
    said = capsys.readouterr().err
    for option in ("--crs", "--unit h=", "--unit time=", "--start"):
        assert option in said
    given = ["--crs", "EPSG:28992", "--unit", "h=m", "--unit", "time=h"]
    assert cli.main(["info", path, *given, "--start", "2026-07-14T02:00+02:00"]) == 0
    assert "2026-07-14 00:00 to 2026-07-14 02:00 UTC" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--unit", "h"], ["--unit", "=m"], ["--start", "noon"]])
def test_what_is_said_wrongly_is_wrong_usage(flood: Path, wrong: list[str], capsys):
    assert cli.main(["info", str(flood), *wrong]) == 2
    assert "usage: maquette info" in capsys.readouterr().err


def test_people_read_of_networks_what_moves_and_objects(tmp_path: Path, capsys):
    path = tmp_path / "run.csv"
    path.write_text(
        "name,t,x,y,heat (kWh),type\na,0,390000,5819000,3,bus\na,10,390010,5819000,4,bus\n"
    )
    given = ["--crs", "EPSG:25833", "--column", "id=name", "--column", "time=t"]
    assert cli.main(["info", str(path), *given, "--start", "2026-07-14T00:00Z"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    for line in (
        "Shape 1 that move, 2 places",
        "Kinds bus (1)",
        "Time 2026-07-14 00:00 to 2026-07-14 00:00 UTC",
        "Computed is heat (kWh)",
    ):
        assert line in lines
    assert cli.main(["info", str(path), "--column", "nonsense=name"]) == 2
    assert "no ROLE=TITLE" in capsys.readouterr().err
