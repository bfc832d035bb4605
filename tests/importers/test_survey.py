"""Of a survey of any size an even share is kept, and everything is counted."""

import numpy as np
import pytest

from city.frame import Frame
from city.model import Source
from importers.survey import Survey


def survey(total: int, budget: int) -> Survey:
    return Survey(0, total, budget, np.ones(3), np.zeros(3), lambda points: points)


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
