from pathlib import Path

import numpy as np
import pytest

from importers.simulated.asking import Asking
from importers.simulated.results import Options
from importers.simulated.step_names import date_in, times_of, without_step


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("heat_20260714T1200", "2026-07-14T12:00"),
        ("heat_2026-07-14_12-30-15.tif", "2026-07-14T12:30:15"),
        ("202607141200", "2026-07-14T12:00"),
        ("t_20260714", "2026-07-14T00:00"),
        ("2026-07-14 06:00:00", "2026-07-14T06:00"),
        ("epsg28992_h", None),
        ("tile_20261340", None),
        ("20260231", None),
    ],
)
def test_dates_in_names_are_moments(name: str, moment: str | None):
    assert date_in(name) == (None if moment is None else np.datetime64(moment, "ms"))


def times(names: list[str], **said: object) -> tuple[list[str], list[str]]:
    asking = Asking(Path("folder"), Options(**said))  # type: ignore[arg-type]
    return times_of(names, asking).astype("datetime64[s]").astype(str).tolist(), [
        one.what for one in asking.needs
    ]


def test_numbers_with_a_unit_are_counted_from_a_start_that_is_asked_for():
    names = ["flood_00240min", "flood_00300min"]
    assert times(names) == ([], ["start"])
    told, needs = times(names, start=np.datetime64("2026-07-14"))
    assert told == ["2026-07-14T04:00:00", "2026-07-14T05:00:00"] and not needs


def test_numbers_alone_need_a_unit_too():
    assert times(["d_1", "d_2"]) == ([], ["unit", "start"])
    said = {"start": np.datetime64("2026-07-14"), "units": {"time": "h"}}
    assert times(["d_1", "d_2"], **said)[0] == ["2026-07-14T01:00:00", "2026-07-14T02:00:00"]


def test_one_file_alone_need_not_say_when():
    assert times(["depth_17"]) == ([], [])


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("heat_20260714T1200", "heat"),
        ("flood_00240min", "flood"),
        ("depth 10", "depth"),
        ("h", "h"),
    ],
)
def test_names_are_told_without_their_step(name: str, bare: str):
    assert without_step(name) == bare
