"""Surveys are read whole, thinned evenly, and never believed beyond what the file can hold."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import laspy
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import importers.lidar as lidar
from city.progress import Cancelled, Progress
from importers.intake import Intake, Options, ReadError
from tests.importers.surveys import grid, made
from tests.shared import DATA, files, name, needs_data

SURVEYS = files("pointcloud/*.la[sz]", "demo-delft/*.laz")


def read(path: Path, crs: str = "") -> Intake:
    intake = Intake(Options(crs=crs))
    lidar.read(path, intake, Progress())
    return intake


@needs_data
@pytest.mark.parametrize("path", SURVEYS, ids=name)
def test_every_real_survey_agrees_with_laspy(path: Path) -> None:
    truth = laspy.read(path)
    intake = read(path)
    (cloud,) = intake.clouds
    assert cloud.total == len(cloud) == len(truth) == intake.facts["points"]
    codes, counts = np.unique(np.asarray(truth.classification), return_counts=True)
    assert dict(cloud.class_counts) == dict(zip(codes.tolist(), counts.tolist(), strict=True))
    extent = intake.extent()
    assert extent is not None
    np.testing.assert_allclose(extent, [truth.xyz.min(0), truth.xyz.max(0)], atol=1e-6)
    assert np.isfinite(cloud.points).all()
    assert sorted(np.asarray(truth.return_number).tolist()) == sorted(cloud.returns.tolist())
    assert int(np.asarray(truth.intensity).sum()) == int(cloud.intensity.sum(dtype=np.int64))
    assert not intake.report.count("error")


@pytest.mark.parametrize("suffix", ["las", "laz"])
@pytest.mark.parametrize("point_format", range(11))
def test_a_point_keeps_its_class_colour_and_place(
    tmp_path: Path, point_format: int, suffix: str
) -> None:
    classes = np.arange(10_000) % 20
    path = made(
        tmp_path / f"a.{suffix}",
        grid(),
        point_format,
        classification=classes,
        intensity=classes * 9,
    )
    cloud = read(path, "EPSG:28992").clouds[0]
    world = cloud.frame.to_world(cloud.points)
    column, row = np.rint(world[:, :2] - [85_000, 446_000]).astype(int).T
    np.testing.assert_array_equal(cloud.classes, (row * 100 + column) % 20)
    np.testing.assert_array_equal(cloud.intensity, ((row * 100 + column) % 20) * 9)
    np.testing.assert_allclose(world[:, 2], column / 10, atol=1e-4)
    assert len(set((row * 100 + column).tolist())) == 10_000


@pytest.mark.parametrize("brightest", [255, 65_280])
def test_colours_of_8_and_of_16_bits_look_the_same(tmp_path: Path, brightest: int) -> None:
    red = np.linspace(0, brightest, 10_000).astype(np.uint16)
    cloud = read(made(tmp_path / "a.las", grid(), 2, red=red), "local").clouds[0]
    assert cloud.colour is not None
    assert cloud.colour.dtype == np.uint8
    assert cloud.colour.max(0).tolist() == [255, 0, 0]


def test_a_survey_without_any_colour_has_none(tmp_path: Path) -> None:
    intake = read(made(tmp_path / "a.las", grid(), 2), "local")
    assert intake.clouds[0].colour is None
    assert intake.facts["has_rgb"] is True


@pytest.mark.parametrize("budget", [10_000, 1_000])
@pytest.mark.parametrize(("first", "side"), [(100, 3), (500, 5), (1_000, 6)])
def test_any_first_points_are_an_even_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int, side: int, budget: int
) -> None:
    monkeypatch.setattr(lidar, "BUDGET", budget)
    monkeypatch.setattr(lidar, "CHUNK", 700)
    cloud = read(made(tmp_path / "a.laz", grid()), "local").clouds[0]
    assert (len(cloud), cloud.total) == (budget, 10_000)
    assert dict(cloud.class_counts) == {0: 10_000}
    place = cloud.frame.to_world(cloud.points[:first]) - [85_000, 446_000, 0]
    counts = np.histogram2d(place[:, 0], place[:, 1], side, [(0, 100), (0, 100)])[0]
    assert counts.min() > first / side**2 * 0.5
    assert counts.max() < first / side**2 * 1.6


def test_thinning_gives_the_same_points_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lidar, "BUDGET", 500)
    path = made(tmp_path / "a.laz", grid())
    once = read(path, "local").clouds[0].points
    monkeypatch.setattr(lidar, "CHUNK", 333)
    np.testing.assert_array_equal(once, read(path, "local").clouds[0].points)


@needs_data
def test_a_system_in_feet_becomes_metres() -> None:
    intake = read(DATA / "pointcloud/autzen_trim.laz")
    (cloud,) = intake.clouds
    feet = shapely.MultiPoint(laspy.read(DATA / "pointcloud/autzen_trim.laz").xyz[:, :2])
    metres = shapely.MultiPoint(cloud.points[:, :2].astype(float))
    area = metres.convex_hull.area / feet.convex_hull.area
    assert area == pytest.approx(0.3048**2, rel=1e-3)
    assert cloud.colour is not None and cloud.colour.max() > 200  # 8 bits in 16-bit fields


def test_cancel_stops_between_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lidar, "CHUNK", 100)
    progress = Progress(lambda done, total, note: progress.cancel())
    with pytest.raises(Cancelled):
        lidar.read(made(tmp_path / "a.laz", grid()), Intake(Options()), progress)


def test_a_survey_without_points_is_an_empty_cloud(tmp_path: Path) -> None:
    cloud = read(made(tmp_path / "a.laz", np.zeros((0, 3))), "local").clouds[0]
    assert (len(cloud), cloud.total) == (0, 0)


# faults


@needs_data
def test_a_copc_file_cut_short_keeps_its_whole_chunks(tmp_path: Path) -> None:
    whole = DATA / "pointcloud/ellipsoid.copc.laz"
    data = whole.read_bytes()
    path = tmp_path / "a.copc.laz"
    path.write_bytes(data[: len(data) * 7 // 10])
    intake = read(path)
    (cloud,) = intake.clouds
    assert 40_000 < cloud.total == len(cloud) < 100_000
    truth, extent = laspy.read(whole).xyz, intake.extent()
    assert extent is not None
    assert (extent[0] >= truth.min(0) - 1e-6).all() and (extent[1] <= truth.max(0) + 1e-6).all()
    assert intake.report.count("error")


@pytest.mark.parametrize("suffix", ["las", "laz"])
def test_a_truncated_survey_keeps_what_is_there(tmp_path: Path, suffix: str) -> None:
    wavy = grid() + np.random.default_rng(1).normal(size=(10_000, 3))
    whole = made(tmp_path / f"a.{suffix}", wavy).read_bytes()
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(whole[: len(whole) // 2])
    intake = read(path, "local")
    (cloud,) = intake.clouds
    assert 3_500 < cloud.total < 5_500
    np.testing.assert_allclose(
        np.sort(cloud.frame.to_world(cloud.points)[:, 0]),
        np.sort(wavy[: cloud.total, 0]),
        atol=0.01,
    )
    assert intake.report.count("error") >= 1


@cache
def small(key: str) -> bytes:
    """A survey of 3,000 points in one of three layouts."""
    suffix, point_format = {"a": ("las", 1), "b": ("laz", 3), "c": ("laz", 7)}[key]
    steps = np.random.default_rng(2).normal(size=(3_000, 3))
    xyz = np.array([85_000, 446_000, 0]) + steps.cumsum(0)
    with TemporaryDirectory() as folder:
        return made(Path(folder) / f"{key}.{suffix}", xyz, point_format).read_bytes()


@settings(max_examples=150, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(st.sampled_from("abc"), st.floats(0, 1), st.lists(st.tuples(st.floats(0, 1), st.binary())))
def test_damaged_surveys_give_a_plain_line_or_a_report(
    tmp_path: Path, key: str, cut: float, mutations: list
) -> None:
    data = bytearray(small(key))
    for where, junk in mutations:
        at = int(where**4 * len(data))  # more often in the header, where it hurts
        data[at : at + len(junk)] = junk
    path = tmp_path / "a.laz"
    path.write_bytes(data[: int(len(data) * cut)] or b"L")
    try:
        cloud = read(path).clouds[0]
    except ReadError as fault:
        assert path.name in str(fault)
    else:
        assert len(cloud) == cloud.total <= 3_000
