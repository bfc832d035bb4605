"""Times of any calendar, in any order."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from importers.simulated.asking import Asking
from importers.simulated.cf_time import is_time, times
from importers.simulated.dataset import Stored
from importers.simulated.results import Options


def axis(values: list[float], units: str, **more: Any) -> Stored:
    raw = np.asarray(values)
    told = {"units": units} | more
    return Stored("time", ("time",), raw.shape, raw.dtype, told, lambda index: raw[index])


def asking(**said: Any) -> Asking:
    return Asking(Path("run.nc"), Options(**said))


@pytest.mark.parametrize(
    ("values", "units", "calendar", "expected"),
    [
        ([0, 1.5], "hours since 2026-07-01", "", ["2026-07-01T00:00", "2026-07-01T01:30"]),
        ([0], "hours since 2026-07-01 00:00:00 +02:00", "standard", ["2026-06-30T22:00"]),
        ([90], "minutes since 2026-03-29T00:30:00Z", "gregorian", ["2026-03-29T02:00"]),
        ([59], "days since 2024-01-01", "standard", ["2024-02-29"]),
        ([59], "days since 2024-01-01", "noleap", ["2024-03-01"]),
        ([58], "days since 2024-01-01", "360_day", ["2024-02-29"]),
        ([0, 59], "days since 2023-01-01", "360_day", ["2023-01-01", "2023-03-01"]),
        ([1e-3], "s since 2026-01-01", "proleptic_gregorian", ["2026-01-01T00:00:00.001"]),
    ],
)
def test_moments_are_in_utc(values: list[float], units: str, calendar: str, expected: list[str]):
    given = asking()
    moments, order = times(axis(values, units, calendar=calendar), given)
    assert moments.tolist() == np.array(expected, "datetime64[ms]").tolist()
    assert order.tolist() == list(range(len(values)))
    strange = calendar in ("noleap", "360_day")
    assert [one.code for one in given.report] == (["CALENDAR"] if strange else [])


def test_times_that_run_backwards_are_put_in_order_and_told():
    given = asking()
    moments, order = times(axis([3, 2, 2, np.nan, 1], "hours since 2026-01-01"), given)
    assert order.tolist() == [4, 2, 0]
    assert moments.astype(str).tolist()[0] == "2026-01-01T01:00:00.000"
    assert {one.code for one in given.report} == {"TIME_ORDER", "TIME_TWICE", "TIME"}


def test_a_time_that_is_counted_from_nothing_is_asked_for():
    given = asking()
    times(axis([0, 60], "seconds"), given)
    (need,) = given.needs
    assert (need.what, need.found) == ("start", "time from 0 to 60 seconds")


def test_a_time_without_a_unit_is_asked_for_that_as_well():
    given = asking()
    times(axis([0, 60], ""), given)
    assert [(one.what, one.of) for one in given.needs] == [("unit", "time"), ("start", "")]


def test_what_a_person_says_is_taken():
    given = asking(start=np.datetime64("2026-07-14T06:00"), units={"time": "min"})
    moments, _ = times(axis([0, 60], ""), given)
    assert moments.astype(str).tolist() == ["2026-07-14T06:00:00.000", "2026-07-14T07:00:00.000"]
    assert not given.needs


def test_palm_begins_when_its_origin_says():
    moments, _ = times(axis([3600], "seconds"), asking(), "2019-03-06 10:00:00 +00")
    assert moments.astype(str).tolist() == ["2019-03-06T11:00:00.000"]


def test_a_duration_is_no_time():
    assert is_time(axis([0], "days since 2026-01-01"))
    assert not is_time(axis([0], "days"))
    assert not is_time(axis([0], "metres since the flood"))
