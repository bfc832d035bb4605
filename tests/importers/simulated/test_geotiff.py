"""Series of GeoTIFF, written by rasterio."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from importers.intake import ReadError
from importers.simulated import NeedsMore, Options, geotiff, read, read_series

RD = Affine(10, 0, 84_000, 0, -10, 446_000)
VALUES = np.arange(12, dtype=np.float32).reshape(3, 4)


def write(
    path: Path, *bands: Any, transform: Affine = RD, crs: str | None = "EPSG:28992", **more: Any
) -> Path:
    bands = bands or (VALUES,)
    names, unit, tags = more.pop("names", ()), more.pop("unit", "m"), more.pop("tags", {})
    rows, columns = bands[0].shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(
            path, "w", "GTiff", columns, rows, len(bands), crs, transform, bands[0].dtype, **more
        ) as file:
            for at, band in enumerate(bands):
                file.write(band, at + 1)
                file.set_band_unit(at + 1, unit)
                if names:
                    file.set_band_description(at + 1, names[at])
            file.update_tags(**tags)
    return path


def test_a_folder_is_a_series_in_order_of_time(tmp_path: Path):
    for hour in (12, 9, 15):
        write(tmp_path / f"heat_20260714T{hour:02}00.tif", VALUES + hour)
    results = read(tmp_path)
    (field,) = results.fields
    assert field.times.astype("datetime64[h]").astype(str).tolist() == [
        f"2026-07-14T{hour:02}" for hour in (9, 12, 15)
    ]
    assert [field.values("heat", step)[0, 0] for step in range(3)] == [9, 12, 15]
    world = results.frame.to_world(np.c_[field.shape.places(), np.zeros(12)])
    assert world[0, :2].tolist() == [84_005, 445_995]


def test_a_band_for_each_step(tmp_path: Path):
    names = ("depth 0 min", "depth 10 min")
    path = write(tmp_path / "run.tif", VALUES, VALUES + 1, names=names)
    with pytest.raises(NeedsMore, match="when it begins"):
        read(path)
    field = read(path, Options(start=np.datetime64("2026-01-01"))).fields[0]
    assert field.times.astype(str).tolist()[1] == "2026-01-01T00:10:00.000"
    assert field.values("depth", 1)[2, 3] == 12


def test_bands_of_different_names_are_different_variables(tmp_path: Path):
    field = read(write(tmp_path / "w.tif", VALUES, VALUES, names=("u", "v"), unit="m/s")).fields[0]
    assert field.variables[0].parts == ("u", "v")
    assert not len(field.times)


def test_nothing_is_where_the_file_has_nodata_and_scales_are_applied(tmp_path: Path):
    path = write(tmp_path / "h.tif", VALUES.astype(np.int16), nodata=5, tags={})
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.5,), (10.0,)
    values = read(path).fields[0].values("h")
    assert np.isnan(values[1, 1]) and values[2, 3] == 15.5


def test_turned_and_upside_down_grids_lie_where_their_cells_do(tmp_path: Path):
    turned = RD @ Affine.rotation(30)
    upward = Affine(10, 0, 84_000, 0, 10, 446_000)
    for name, transform in (("turned.tif", turned), ("up.tif", upward)):
        results = read(write(tmp_path / name, transform=transform))
        field = results.fields[0]
        east, north = transform @ (2.5, 1.5)
        local = np.array([[east, north]]) - results.frame.origin[:2]
        assert field.probe(local, Path(name).stem).tolist() == [VALUES[1, 2]]


def test_a_file_of_another_grid_is_left_out_and_told(tmp_path: Path):
    write(tmp_path / "h_20260101.tif")
    write(tmp_path / "h_20260102.tif", transform=RD @ Affine.translation(1, 0))
    write(tmp_path / "h_20260103.tif")
    results = read(tmp_path)
    assert results.fields[0].steps == 2
    assert [(one.code, one.object) for one in results.report] == [("GRID", "h_20260102.tif")]


def test_of_a_large_grid_every_so_manyth_cell_is_shown_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(geotiff, "MOST", 4)
    results = read(write(tmp_path / "h.tif", np.full((4, 4), 7, np.float32)))
    assert results.fields[0].values("h").tolist() == [[7, 7], [7, 7]]
    assert [one.code for one in results.report] == ["THINNED"]
    assert results.fields[0].shape.box().tolist() == [[0, 0], [40, 40]]


def test_without_a_system_or_a_unit_they_are_asked_for(tmp_path: Path):
    with pytest.raises(NeedsMore) as fault:
        read(write(tmp_path / "h.tif", crs=None, unit=""))
    assert {one.what for one in fault.value.needs} == {"crs", "unit"}


def test_a_file_that_is_cut_off_is_a_fault_of_one_line(tmp_path: Path):
    path = write(tmp_path / "h.tif")
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ReadError, match=r"h\.tif: this GeoTIFF cannot be read"):
        read(path)


def test_tags_tell_the_moment_where_names_do_not(tmp_path: Path):
    for at, hour in (("a", 7), ("b", 6)):
        write(tmp_path / f"{at}.tif", VALUES + hour, tags={"TIME": f"2026-07-14T{hour:02}:00:00Z"})
    fields = read(tmp_path).fields
    assert fields[0].times.astype(str).tolist()[0] == "2026-07-14T06:00:00.000"


def test_files_of_different_variables_stand_beside_each_other(tmp_path: Path):
    write(tmp_path / "depth.tif", VALUES)
    write(tmp_path / "speed.tif", VALUES, unit="m/s")
    (field,) = read(tmp_path).fields
    assert [(one.key, one.unit) for one in field.variables] == [("depth", "m"), ("speed", "m/s")]


def test_files_that_were_chosen_one_by_one_are_a_series(tmp_path: Path):
    paths = [write(tmp_path / f"h_2026010{day}.tif", VALUES + day) for day in (3, 1)]
    write(tmp_path / "h_20260102.tif")
    field = read_series(paths).fields[0]
    assert [field.values("h", step)[0, 0] for step in range(field.steps)] == [1, 3]
