"""Terrain keeps its heights and its place, whatever grid the file uses."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine

from city.frame import Frame
from city.progress import Cancelled, Progress
from city.terrain import Terrain
from importers import raster
from importers import read as read_sources
from importers.intake import Intake, Options, ReadError
from tests.shared import DATA, files, name, needs_data

WEST, NORTH = 85_000.0, 446_000.0


def made(path: Path, heights: np.ndarray, **profile: Any) -> Path:
    bands = heights if heights.ndim == 3 else heights[None]
    profile = {
        "crs": "EPSG:28992",
        "transform": Affine(2.0, 0, WEST, 0, -2.0, NORTH),
        "dtype": bands.dtype,
        **profile,
    }
    size = {"count": bands.shape[0], "height": bands.shape[1], "width": bands.shape[2]}
    with rasterio.open(path, "w", driver="GTiff", **size, **profile) as file:
        file.write(bands)
    return path


def slope(rows: int = 40, columns: int = 60, step: float = 2.0) -> np.ndarray:
    """A plane that rises 1 in 10 to the east and 2 in 10 to the north."""
    x = (np.arange(columns) + 0.5) * step
    y = -(np.arange(rows) + 0.5) * step
    return (x * 0.1 + y[:, None] * 0.2 + 50).astype(np.float32)


def read(path: Path, **options: Any) -> tuple[Terrain, Intake]:
    intake = Intake(Options(**options))
    raster.read(path, intake, Progress())
    return intake.terrains[0], intake


def codes(intake: Intake) -> set[str]:
    return {finding.code for finding in intake.report}


def assert_on_the_slope(terrain: Terrain, world: np.ndarray, tolerance: float = 1e-3) -> None:
    local = terrain.frame.to_local(np.c_[world, np.zeros(len(world))])
    expected = (world[:, 0] - WEST) * 0.1 + (world[:, 1] - NORTH) * 0.2 + 50
    np.testing.assert_allclose(terrain.height_at(local), expected, atol=tolerance)


PLACES = np.array([[WEST + 10, NORTH - 10], [WEST + 100, NORTH - 60], [WEST + 33, NORTH - 47]])


def test_heights_stand_where_they_were_measured(tmp_path: Path) -> None:
    terrain, intake = read(made(tmp_path / "a.tif", slope()))
    assert terrain.heights.shape == (40, 60)
    assert terrain.step == (2.0, 2.0)
    assert_on_the_slope(terrain, PLACES)
    extent = intake.extent()
    assert extent is not None
    assert extent[:, :2].tolist() == [[WEST, NORTH - 80], [WEST + 120, NORTH]]
    assert not len(intake.report)


def test_a_grid_with_the_south_on_top_is_turned(tmp_path: Path) -> None:
    south_up = Affine(2.0, 0, WEST, 0, 2.0, NORTH - 80)
    terrain, _ = read(made(tmp_path / "a.tif", slope()[::-1], transform=south_up))
    assert_on_the_slope(terrain, PLACES)


def test_a_rotated_grid_is_turned_upright(tmp_path: Path) -> None:
    turned = Affine.translation(WEST, NORTH) @ Affine.rotation(-30) @ Affine.scale(1, -1)
    column, row = np.meshgrid(np.arange(200) + 0.5, np.arange(200) + 0.5)
    x, y = turned @ (column, row)
    heights = ((x - WEST) * 0.1 + (y - NORTH) * 0.2 + 50).astype(np.float32)
    terrain, intake = read(made(tmp_path / "a.tif", heights, transform=turned))
    middle = np.array([[0, 0], [30, 5], [-20, -40]]) + (turned @ (100, 100))
    assert_on_the_slope(terrain, middle, 0.02)
    assert codes(intake) == {"RASTER_RESAMPLED"}


def test_a_grid_of_another_system_comes_into_the_frame(tmp_path: Path) -> None:
    from pyproj import Transformer

    frame = Frame("EPSG:25831", "", (590_000.0, 5_760_000.0, 0.0))
    terrain, intake = read(made(tmp_path / "a.tif", slope(200, 200)), frame=frame)
    assert terrain.frame is frame
    world = np.array([[WEST + 200, NORTH - 200], [WEST + 150, NORTH - 280]])
    x, y = Transformer.from_crs("EPSG:28992", "EPSG:25831", always_xy=True).transform(*world.T)
    local = frame.to_local(np.c_[x, y, np.zeros(2)])
    expected = (world[:, 0] - WEST) * 0.1 + (world[:, 1] - NORTH) * 0.2 + 50
    np.testing.assert_allclose(terrain.height_at(local), expected, atol=0.3)  # a metre, 2 in 10
    assert "RASTER_RESAMPLED" in codes(intake)


def test_nodata_is_unknown(tmp_path: Path) -> None:
    heights = slope()
    heights[3, 4] = -1.0
    terrain, _ = read(made(tmp_path / "a.tif", heights, nodata=-1.0))
    assert np.argwhere(np.isnan(terrain.heights)).tolist() == [[3, 4]]


def test_undeclared_nodata_and_absurd_heights_are_unknown(tmp_path: Path) -> None:
    heights = slope()
    heights[0, 0], heights[1, 1], heights[2, 2], heights[3, 3] = -9999, -3.4e38, np.inf, np.nan
    terrain, intake = read(made(tmp_path / "a.tif", heights))
    unknown = np.argwhere(np.isnan(terrain.heights))
    assert unknown.tolist() == [[0, 0], [1, 1], [2, 2], [3, 3]]
    assert codes(intake) == {"RASTER_ABSURD"}


@pytest.mark.parametrize("kind", ["int16", "uint16", "int32", "float64"])
def test_whole_and_double_numbers_are_heights_too(tmp_path: Path, kind: str) -> None:
    terrain, _ = read(made(tmp_path / "a.tif", slope().astype(kind)))
    np.testing.assert_allclose(terrain.heights, slope().astype(kind), atol=1e-4)


def test_scale_and_offset_of_the_file_count(tmp_path: Path) -> None:
    path = made(tmp_path / "a.tif", (slope() * 100).astype(np.int32))
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.01,), (5.0,)
    terrain, _ = read(path)
    np.testing.assert_allclose(terrain.heights, slope() + 5, atol=0.011)


def test_feet_become_metres(tmp_path: Path) -> None:
    path = made(tmp_path / "a.tif", slope() / 0.3048)
    with rasterio.open(path, "r+") as file:
        file.units = ("ft",)
    terrain, intake = read(path)
    np.testing.assert_allclose(terrain.heights, slope(), rtol=1e-5)
    assert codes(intake) == {"RASTER_FEET"}


def test_a_large_raster_is_averaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "BUDGET", 200)
    terrain, intake = read(made(tmp_path / "a.tif", slope(41, 62)))
    assert terrain.heights.shape == (10, 15)
    assert terrain.step == (8.0, 8.0)
    assert_on_the_slope(terrain, PLACES)
    assert codes(intake) == {"RASTER_THINNED"}


@needs_data
def test_munich_has_the_heights_of_munich() -> None:
    path = DATA / "raster/munich_dgm1_690_5335.tif"
    terrain, _ = read(path)
    with rasterio.open(path) as file:
        x, y = file.xy(123, 456)
        truth = file.read(1)[123, 456]
    local = terrain.frame.to_local(np.array([[x, y, 0.0]]))
    assert terrain.height_at(local)[0] == pytest.approx(truth, abs=1e-4)


@needs_data
@pytest.mark.parametrize("path", files("citygml/**/*.tif"), ids=name)
def test_a_picture_is_refused(path: Path) -> None:
    with pytest.raises(ReadError, match="a picture, not heights"):
        read(path)


def test_a_grid_without_a_place_is_refused(tmp_path: Path) -> None:
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        path = made(tmp_path / "a.tif", slope(), transform=Affine.identity(), crs=None)
    with pytest.raises(ReadError, match="does not say where it lies"):
        read(path)


@pytest.mark.parametrize(
    "place",
    [
        Affine(0, 0, WEST, 0, 0, NORTH),
        Affine(1e-300, 0, WEST, 0, -1e-300, NORTH),
        Affine(float("nan"), 0, WEST, 0, -1, NORTH),
        Affine(1, 0, 1e300, 0, -1, 1e300),
    ],
)
def test_a_grid_at_a_place_that_cannot_be_is_refused(tmp_path: Path, place: Affine) -> None:
    with pytest.raises(ReadError, match="georeference is nonsense"):
        read(made(tmp_path / "a.tif", slope(), transform=place))


def test_a_grid_beyond_all_patience_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "a.tif", slope())
    monkeypatch.setattr(raster, "MOST_CELLS", 2000)
    with pytest.raises(ReadError, match="60 x 40 cells and no overviews"):
        read(path)
    with rasterio.open(path, "r+") as file:
        file.build_overviews([2])
    assert read(path)[0].heights.shape == (40, 60)


def test_a_grid_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="unknown"):
        read(made(tmp_path / "a.tif", np.full((5, 5), np.nan, np.float32)))


def test_half_a_file_keeps_its_upper_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(0).uniform(0, 9, (1_200, 1_000)).astype(np.float32)
    path = made(tmp_path / "a.tif", noise, blockysize=10)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 5])
    terrain, intake = read(path)
    np.testing.assert_array_equal(terrain.heights[:500], noise[:500])
    assert np.isnan(terrain.heights[-1]).all()
    assert codes(intake) == {"RASTER_TRUNCATED"}


def test_cancel_stops_the_reading(tmp_path: Path) -> None:
    progress = Progress(lambda done, total, note: progress.cancel())
    with pytest.raises(Cancelled):
        raster.read(made(tmp_path / "a.tif", np.ones((2_000, 900), np.float32)), *_in(progress))


def _in(progress: Progress) -> tuple[Intake, Progress]:
    return Intake(Options()), progress


@settings(max_examples=80, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(st.floats(0, 1), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8))))
def test_damaged_rasters_give_a_plain_line_or_a_report(
    tmp_path: Path, cut: float, mutations: list[tuple[float, bytes]]
) -> None:
    data = bytearray(made(tmp_path / "whole.tif", slope(), compress="deflate").read_bytes())
    for where, junk in mutations:
        at = int(where**3 * len(data))  # more often in the header
        data[at : at + len(junk)] = junk
    path = tmp_path / "a.tif"
    path.write_bytes(data[: int(len(data) * cut)] or b"I")
    try:
        terrain, _ = read(path)
    except ReadError as fault:
        assert path.name in str(fault)
    else:
        assert np.isfinite(terrain.heights).any()


def test_whom_the_file_names_is_thanked(tmp_path: Path) -> None:
    path = made(tmp_path / "owned.tif", slope())
    assert read(path)[1].sources[0].attribution == ""
    for tag, words in (("ARTIST", "A surveyor"), ("COPYRIGHT", "(c) the city")):
        with rasterio.open(path, "r+") as file:
            file.update_tags(**{f"TIFFTAG_{tag}": words})
        assert read(path)[1].sources[0].attribution == words


GRID = "ncols 3\nnrows 2\nxllcorner 84000\nyllcorner 447000\ncellsize 5\nNODATA_value -9999\n"


def test_an_ascii_grid(tmp_path):
    path = tmp_path / "a.asc"
    path.write_text(GRID + "1 2 3\n4 -9999 6.25\n")
    reading = read_sources(path, Options("EPSG:28992+5709"))
    (terrain,) = reading.terrains
    assert reading.sources[0].format == "ASCII grid"
    assert np.array_equal(terrain.heights, [[1, 2, 3], [4, np.nan, 6.25]], equal_nan=True)
    assert terrain.step == (5, 5)
    east, north = reading.frame.origin[:2]
    assert (terrain.west + east, terrain.north + north) == (84002.5, 447007.5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (GRID, "a.asc"),
        (GRID + "1 2 3\n", "a.asc"),
        (GRID.replace("ncols 3", "ncols 2000000000").replace("nrows 2", "nrows 90"), "a.asc"),
        ("ncols\n", "this ASCII grid cannot be read"),
        ("-----BEGIN PGP SIGNATURE-----\n", "this is no"),
    ],
)
def test_a_broken_ascii_grid_is_refused(tmp_path, text, why):
    path = tmp_path / "a.asc"
    path.write_text(text)
    with pytest.raises(ReadError) as told:
        read_sources(path, Options("EPSG:28992"))
    assert why in str(told.value) and "\n" not in str(told.value)
