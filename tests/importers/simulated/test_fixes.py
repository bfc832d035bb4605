import numpy as np
import pytest

from city.series import Measurand
from city.simulated.run import Run
from importers.intake import ReadError
from importers.report import Report
from importers.simulated.fixes import Fixes

SPEED = Measurand("speed", "m/s")


def moments(*seconds):
    return np.array([np.nan if s is None else s for s in seconds]).astype("M8[s]").astype("M8[ms]")


def add(fixes, things, seconds, east):
    thing = fixes.meet(things, lambda new: [(f"id {things[k]}", "bus") for k in new])
    east = np.array(east, float)
    fixes.add(thing, moments(*seconds), (east, east / 2), east * 0, {SPEED: east * 10})


def test_places_come_in_order_of_time_and_lost_ones_are_told():
    fixes, report = Fixes([SPEED]), Report()
    add(fixes, ["a", "b"], [5, 5], [1, 2])
    add(fixes, ["c", "a"], [3, 6], [3, np.nan])
    moving = fixes.moving("run.xml", Run("run"), report)
    assert moving.ids == ("id a", "id b", "id c") and moving.kinds == ("bus",) * 3
    assert moving.thing.tolist() == [2, 0, 1]
    assert moving.values[SPEED].tolist() == [30, 10, 20]
    (lost,) = report
    assert lost.code == "NO_PLACE" and lost.message.startswith("1 places")


def test_nothing_that_moves_is_a_fault():
    with pytest.raises(ReadError, match="nothing moves"):
        Fixes([]).moving("run.xml", Run("run"), Report())


def test_too_many_things_are_refused(monkeypatch):
    monkeypatch.setattr("importers.simulated.fixes.MOST", 2)
    fixes = Fixes([])
    with pytest.raises(ReadError, match="more than 2 things"):
        fixes.meet(["a", "b", "c"], lambda new: [("", "")] * len(new))
