"""Of a survey of any size an even share is kept, and everything is counted."""

import numpy as np
import pytest

from city.crs import Crs
from city.frame import Frame
from city.model import Source
from city.placement import Placement
from importers.survey import KNUTH, Layout, Survey


def survey(total: int, budget: int) -> Survey:
    layout = Layout(0, np.ones(3), np.zeros(3), Placement(Crs(), Frame()))
    return Survey(layout, total, budget)


def test_a_billion_points_cost_no_more_than_the_budget() -> None:
    huge = survey(10**9, 1_000)
    kept = np.concatenate([huge._share(a, a + 10**8) + a for a in range(0, 10**9, 10**8)])
    assert len(kept) == 1_000
    assert (np.diff(kept) > 0).all()
    assert np.histogram(kept, 10, (0, 10**9))[0].tolist() == [100] * 10


@pytest.mark.parametrize("budget", [1, 2, 63, 64, 100, 127, 128, 1_000, 4_096, 10_007])
def test_every_kept_point_has_a_place_of_its_own(budget: int) -> None:
    slots = survey(budget, budget)._slots(0, budget)
    assert sorted(slots.tolist()) == list(range(budget))


def test_a_survey_that_ends_early_has_no_holes() -> None:
    half = survey(1_000, 1_000)
    records = np.zeros(
        500,
        [(c, "<i4") for c in "XYZ"]
        + [("intensity", "<u2")]
        + [("bit_fields", "u1"), ("raw_classification", "u1")],
    )
    records["X"] = np.arange(500)
    half.add(records)
    cloud = half.cloud("a", Frame(), Source("", ""))
    assert sorted(cloud.points[:, 0].tolist()) == list(range(500))
    assert cloud.extent.tolist() == [[0, 0, 0], [499, 0, 0]]
    assert (cloud.total, dict(cloud.class_counts)) == (500, {0: 500})


def test_places_are_exact_for_the_largest_budget() -> None:
    large = survey(10**9, 5_000_000)
    point = np.arange(4_999_000, 5_000_000)
    bits = (5_000_000 // 64).bit_length() - 1
    hashed = np.where((point >> bits) < 5_000_000 >> bits, (point >> bits) * KNUTH, 0)
    turned = [
        int(p) ^ (int(h) & 0xFFFFFFFF) >> (32 - bits) for p, h in zip(point, hashed, strict=True)
    ]
    expected = [t * large._step % 5_000_000 for t in turned]
    assert large._slots(4_999_000, 5_000_000).tolist() == expected


def test_a_shift_alone_gives_what_the_whole_way_gives() -> None:
    frame = Frame("EPSG:28992", "", (84_000.0, 447_000.0, 0.0))
    scale, offset = np.full(3, 0.001), np.array([85_000.0, 447_000.0, 0.0])
    short = Layout(0, scale, offset, Placement(Crs("EPSG:28992"), frame, north_first=False))
    assert short.place.only_shifts()
    xyz = [np.array([1, 20, 300], np.int32) for _ in range(3)]
    world = np.stack([xyz[k] * scale[k] + offset[k] for k in range(3)], axis=1)
    local = np.stack(list(short.local(xyz)), axis=1)
    assert np.abs(local - short.place(world)).max() < 1e-9


def test_the_same_points_are_kept_however_many_are_taken_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records = np.zeros(
        1_000,
        [(c, "<i4") for c in "XYZ"]
        + [("intensity", "<u2")]
        + [("bit_fields", "u1"), ("raw_classification", "u1")],
    )
    records["X"] = np.arange(1_000)
    records["intensity"] = np.arange(1_000) * 7
    clouds = []
    for block in (1, 13, 999, 1_000, 5_000):
        monkeypatch.setattr("importers.survey.BLOCK", block)
        some = survey(1_000, 300)
        some.add(records[:400])
        some.add(records[400:])
        clouds.append(some.cloud("a", Frame(), Source("", "")))
    for cloud in clouds:
        assert len(np.unique(cloud.points[:, 0])) == 300
        assert np.array_equal(cloud.points, clouds[0].points)
        assert cloud.intensity is not None
        assert np.array_equal(cloud.intensity, cloud.points[:, 0] * 7)
        assert (cloud.total, dict(cloud.class_counts)) == (1_000, {0: 1_000})
