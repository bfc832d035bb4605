"""What moves is where it should be in every frame, on the ground, and trails its way."""

import numpy as np
import pytest

from app.live import moving
from app.live.moving import Fleet, Paint
from city.frame import Frame
from city.place import local_of
from city.series import Readings, Series, Thing
from city.tracks import LATITUDE, LONGITUDE, tracks
from tests.city.test_subjects import NOON

FRAME = Frame("EPSG:28992", "EPSG:5709", (92000.0, 437000.0, 0.0))
WEST, EAST = (4.470, 51.910), (4.474, 51.910)  # about 275 m apart


def after(seconds):
    return NOON + np.timedelta64(round(1000 * seconds), "ms")


def driving(*said):
    """Of (vehicle, seconds after noon, place)."""
    series = Series()
    for name, seconds, place in said:
        rows = np.zeros(2, np.int64), np.array([0, 1])
        time = np.full(2, after(seconds))
        things, of = (Thing(name, kind="bus"),), (LONGITUDE, LATITUDE)
        series = series.merge(Readings(things, of, *rows, time, np.array(place, float), NOON))
    return tracks(series)


TWO = driving(("a", 0, WEST), ("a", 20, EAST), ("b", 0, EAST), ("b", 20, EAST))


def plain(of):
    count = len(of.ids)
    colours = np.arange(3 * count, dtype=np.uint8).reshape(count, 3)
    return Paint(colours, np.arange(count) == 1, np.arange(count) == 0)


def slope(places):
    """Ground that rises by a metre in ten towards the east."""
    return places[:, 0] / 10


def fleet(of=TWO, ground=slope, delay=0.0):
    return Fleet(of, FRAME, ground, delay)


def test_half_way_in_time_is_half_way_along_and_on_the_ground():
    found = fleet().glyphs(after(10), False, plain(TWO))
    start, end = local_of(FRAME, np.array([WEST, EAST]))
    assert found.points[0, :2] == pytest.approx((start + end) / 2, abs=0.1)
    assert found.points[1, :2] == pytest.approx(end, abs=0.1)
    assert found.points[:, 2] == pytest.approx(found.points[:, 0] / 10, abs=0.01)
    assert found.sort == "vehicle" and found.heading[0] == pytest.approx(90, abs=1)
    assert found.colour.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found.stale.tolist() == [False, True] and found.alert.tolist() == [True, False]


def test_live_it_is_shown_late_so_that_it_has_somewhere_to_go():
    one = fleet(delay=20.0)
    late = one.glyphs(after(30), True, plain(TWO)).points[0]
    assert late == pytest.approx(fleet().glyphs(after(10), False, plain(TWO)).points[0], abs=1e-3)
    assert one.glyphs(after(10), False, plain(TWO)).points[0] == pytest.approx(late, abs=1e-3)
    assert fleet(delay=1e6).delay == moving.LONGEST_DELAY


def test_what_is_not_there_yet_or_gone_is_not_shown():
    of = driving(("a", 0, WEST), ("a", 20, EAST), ("b", 100, EAST), ("b", 120, EAST))
    one = fleet(of)
    assert len(one.glyphs(after(10), False, plain(of))) == 1 and one.vehicle.tolist() == [0]
    assert len(one.glyphs(after(110), False, plain(of))) == 2
    assert len(one.glyphs(after(5000), False, plain(of))) == 0


def test_the_ground_is_looked_up_where_a_thing_has_moved_on_and_not_in_every_frame():
    asked = []

    def ground(places):
        asked.append(len(places))
        return slope(places)

    one = fleet(ground=ground)
    for k in range(100):
        one.glyphs(after(5 + k / 100), False, plain(TWO))  # some 14 m of one of them
    assert asked == [2, 1]
    one.glyphs(after(4.9), False, plain(TWO))  # time is turned back
    assert asked == [2, 1, 1]


def test_until_the_ground_is_known_a_thing_is_as_high_as_before():
    known = [True]
    one = fleet(ground=lambda places: np.where(known[0], slope(places), np.nan))
    before = one.glyphs(after(5), False, plain(TWO)).points
    known[0] = False
    assert one.glyphs(after(10), False, plain(TWO)).points[0, 2] == before[0, 2]
    known[0] = True
    assert one.glyphs(after(10.3), False, plain(TWO)).points[0, 2] > before[0, 2]


def test_at_a_moment_that_stands_still_it_stands_once_the_ground_is_known():
    known = []
    of = fleet(ground=lambda places: slope(places) if known else np.full(len(places), np.nan))
    assert len(of.glyphs(after(10), False, plain(TWO))) == 0
    known.append(True)
    assert len(of.glyphs(after(10), False, plain(TWO))) == 0  # it was asked a moment ago
    of.look_again()
    assert len(of.glyphs(after(10), False, plain(TWO))) == 2


def test_it_goes_on_with_what_has_come_since():
    one = fleet(driving(("b", 0, EAST)), delay=9.0)
    assert len(one.glyphs(after(10), False, plain(one.tracks))) == 1
    one._ground = lambda places: np.full(len(places), np.nan)  # nothing is asked of those it knows
    one.follow(TWO, 20.0)
    found = one.glyphs(after(10), False, plain(TWO))
    assert one.vehicle.tolist() == [1] and one.delay == 20.0
    assert found.points[0, 2] == pytest.approx(found.points[0, 0] / 10, abs=0.01)


def test_where_one_of_them_is_now():
    one = fleet()
    here = one.glyphs(after(10), False, plain(TWO)).points
    assert one.place("a", after(10), False) == pytest.approx(here[0])
    assert one.place("a", after(-9), False) is None


def test_what_has_no_ground_under_it_is_not_shown():
    one = fleet(ground=lambda places: np.where(places[:, 0] > 0, np.nan, 1.0))
    assert len(one.glyphs(after(10), False, plain(TWO))) == 0
    assert one.trails(after(10), False, plain(TWO)) is None or not len(
        one.trails(after(10), False, plain(TWO)).colour
    )


def test_ways_end_where_the_things_are():
    one = fleet()
    here = one.glyphs(after(15), False, plain(TWO))
    ways = one.trails(after(15), False, plain(TWO))
    assert ways.points[ways.starts[1] - 1, :2] == pytest.approx(here.points[0, :2], abs=0.1)
    start = local_of(FRAME, np.array([WEST]))[0]
    assert ways.points[ways.starts[0], :2] == pytest.approx(start, abs=0.1)
    assert ways.starts[-1] == len(ways.points) and np.isfinite(ways.points).all()


def test_of_too_many_things_no_ways_are_drawn(monkeypatch):
    monkeypatch.setattr(moving, "MANY", 1)
    assert fleet().trails(after(10), False, plain(TWO)) is None
