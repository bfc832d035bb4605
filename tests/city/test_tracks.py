"""Things that move: known answers by hand, and motion that no order of frames changes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.series import Readings, Series, Thing
from city.tracks import FASTEST, HEADING, LATITUDE, LONGITUDE, RADIUS, tracks

START = np.datetime64("2026-11-22T03:00", "ms")
METRE = math.degrees(1 / RADIUS)  # on a meridian, and at the equator along it


def moment(seconds):
    return START + np.timedelta64(round(seconds * 1000), "ms")


def seen(*fixes, series=None):
    """A series, or one that is there, with (vehicle, second, east, north) or with a heading,
    received one by one."""
    series = series or Series()
    for vehicle, second, *place in fixes:
        of = (LONGITUDE, LATITUDE, HEADING)[: len(place)]
        n = len(place)
        series = series.merge(
            Readings(
                (Thing(vehicle),),
                of,
                np.zeros(n, int),
                np.arange(n),
                np.full(n, moment(second)),
                np.array(place, float),
                moment(second),
            )
        )
    return series


def test_a_vehicle_goes_evenly_from_one_reading_to_the_next():
    found = tracks(seen(("bus", 0, 0, 0), ("bus", 10, 100 * METRE, 0), ("tram", 4, 5, 6)))
    assert found.ids == ("bus", "tram")
    half = found.at(moment(5))
    assert half.vehicle.tolist() == [0, 1]
    assert half.east[0] / METRE == pytest.approx(50) and half.north[0] == 0
    assert half.heading[0] == pytest.approx(90) and half.speed[0] == pytest.approx(10)
    assert half.age.tolist() == [5, 1]
    assert (half.east[1], half.north[1]) == (5, 6)
    assert math.isnan(half.heading[1]) and math.isnan(half.speed[1])
    late = found.at(moment(15), delay=10)
    assert late.east.tolist() == half.east.tolist()


def test_after_its_newest_reading_it_stands_as_it_came_and_is_gone_in_the_end():
    fixes = [("bus", 10 * k, 0, -100 * METRE * k) for k in range(3)]
    fixes += [("bus", 30, 0, -200 * METRE), ("bus", 40, 1 * METRE, -200 * METRE)]
    found = tracks(seen(*fixes))
    there = found.at(moment(100))
    assert there.north[0] / METRE == pytest.approx(-200)
    assert there.heading[0] == pytest.approx(180, abs=1)  # standing still tells nothing
    assert there.age.tolist() == [60]
    assert len(found.at(moment(341)).vehicle) == 0 and len(found.at(moment(-1)).vehicle) == 0
    assert len(tracks(Series()).at(START).vehicle) == 0


def test_a_jump_and_a_long_silence_are_no_way():
    far = 10 * (FASTEST + 1) * METRE
    found = tracks(seen(("bus", 0, 0, 0), ("bus", 10, 0, far), ("bus", 400, 0, far + METRE * 99)))
    assert found.at(moment(9)).north.tolist() == [0]
    assert found.at(moment(10)).north.tolist() == [far]
    assert found.at(moment(300)).north.tolist() == [far]
    assert len(found.at(moment(311)).vehicle) == 0
    assert np.isnan(found.at(moment(300)).heading).all()


def test_a_source_that_says_there_is_no_place_is_believed():
    found = tracks(seen(("bus", 0, 1, 2), ("bus", 10, math.nan, math.nan), ("bus", 20, 1, 2)))
    assert [len(found.at(moment(second)).vehicle) for second in (5, 15, 20)] == [1, 0, 1]
    assert found.at(moment(5)).east.tolist() == [1]


def test_a_place_needs_both_degrees_at_one_moment():
    series = seen(("bus", 10, 1, 0), ("bus", 20, 1, 100 * METRE))
    east = Readings((Thing("bus"),), (LONGITUDE,), np.zeros(2, int), np.zeros(2, int),
                    np.array([moment(0), moment(30)]), np.ones(2), moment(30))  # fmt: skip
    found = tracks(series.merge(east))
    where = [found.at(moment(second)) for second in (5, 15, 25, 35)]
    assert [len(one.vehicle) for one in where] == [0, 1, 1, 0]
    assert where[1].north[0] / METRE == pytest.approx(50)
    assert where[2].north[0] / METRE == pytest.approx(100)


@pytest.mark.parametrize(
    ("one", "other", "middle"), [(350, 20, 5), (20, 350, 5), (90, 180, 135), (0, 0, 0)]
)
def test_headings_of_the_source_hold_and_turn_the_short_way(one, other, middle):
    fixes = [("bus", 0, 0, 0, one), ("bus", 10, 100 * METRE, 0, other)]
    found = tracks(seen(*fixes))
    assert found.at(moment(5)).heading[0] == pytest.approx(middle)
    assert found.at(moment(50)).heading[0] == pytest.approx(other)


def test_a_heading_that_comes_with_some_readings_only_is_filled_from_the_track():
    fixes = [("bus", 0, 0, 0, 45), ("bus", 10, 0, 100 * METRE), ("bus", 20, 0, 200 * METRE, 20)]
    found = tracks(seen(*fixes))
    assert [found.at(moment(second)).heading[0] for second in (5, 15, 25)] == [45, 0, 20]


def test_the_way_over_180_degrees_is_the_short_one():
    found = tracks(seen(("ship", 0, 180 - 50 * METRE, 0), ("ship", 10, -180 + 50 * METRE, 0)))
    at = found.at(moment(2))
    assert (180 - at.east[0]) / METRE == pytest.approx(30, rel=1e-5)
    assert (found.at(moment(8)).east[0] + 180) / METRE == pytest.approx(30, rel=1e-5)
    assert at.heading[0] == pytest.approx(90) and at.speed[0] == pytest.approx(10)
    assert found.trails(moment(8), 20).offsets.tolist() == [0, 2]


def test_trails_follow_the_readings_up_to_the_vehicle():
    fixes = [("bus", 10 * k, 0, 100 * METRE * k) for k in range(5)]
    found = tracks(seen(*fixes, ("tram", 20, 5, 5), ("gone", -400, 1, 1)))
    trails = found.trails(moment(35), 20)
    ways = np.split(trails.north / METRE, trails.offsets[1:-1])
    assert trails.vehicle.tolist() == [0, 1]
    assert ways[0] == pytest.approx([150, 200, 300, 350])
    assert trails.age[:4].tolist() == [20, 15, 5, 0]
    later = found.trails(moment(40), 20, delay=5)
    assert later.north.tolist() == trails.north.tolist()


def test_trails_break_at_jumps():
    far = 10 * (FASTEST + 1) * METRE
    found = tracks(seen(("bus", 0, 0, 0), ("bus", 10, 0, far), ("bus", 20, 0, far + 9 * METRE)))
    trails = found.trails(moment(20), 60)
    assert trails.vehicle.tolist() == [0, 0]
    assert [len(way) for way in np.split(trails.north, trails.offsets[1:-1])] == [1, 3]


FIX = st.tuples(
    st.sampled_from("ab"), st.integers(0, 12), st.integers(-300, 300), st.integers(-300, 300)
)


@given(
    st.lists(FIX, max_size=12, unique_by=lambda fix: fix[:2]),
    st.lists(st.integers(-10, 140), min_size=1, max_size=8),
)
def test_whatever_was_asked_before_the_answer_is_the_same(fixes, tenths):
    fixes = [(id, 10 * k, x * METRE, y * METRE) for id, k, x, y in fixes]
    series = seen(*fixes)
    kept, known = tracks(series), {(id, second): place for id, second, *place in fixes}
    for tenth in tenths:
        when = moment(tenth)
        at, fresh = kept.at(when), tracks(series).at(when)
        for name in ("vehicle", "east", "north", "heading", "speed", "age"):
            assert np.array_equal(getattr(at, name), getattr(fresh, name), equal_nan=True)
        assert {kept.ids[v] for v in at.vehicle} == {id for id, s in known if s <= tenth}
        for row, vehicle in enumerate(at.vehicle):
            id = kept.ids[vehicle]
            before = max(s for one, s in known if one == id and s <= tenth)
            after = min((s for one, s in known if one == id and s > tenth), default=before)
            for told, part in ((at.east, 0), (at.north, 1)):
                ends = sorted(known[id, s][part] for s in (before, after))
                assert ends[0] - 1e-12 <= told[row] <= ends[1] + 1e-12


def test_what_is_known_of_a_motion_holds_until_more_is_told():
    fixes = [
        ("bus", 0, 0, 0),
        ("bus", 10, 100 * METRE, 0),
        ("tram", 4, 5, 6),
        ("ship", 0, 1, 1, 90),
    ]
    series = seen(*fixes)
    before = tracks(series)
    before.at(moment(5))
    more = ("tram", 8, 5, 6.001), ("ship", 0, 1, 1, 80), ("new", 0, 1, 1)
    series = seen(*more, series=series)
    after, anew = tracks(series), tracks(series)
    after.go_on(before)
    assert np.isfinite(after.kept[0]).tolist() == [True, False, False, False]
    for second in (5, 6, 9, 12):
        found, right = after.at(moment(second)), anew.at(moment(second))
        assert found.vehicle.tolist() == right.vehicle.tolist()
        np.testing.assert_array_equal(found.east, right.east)
        np.testing.assert_array_equal(found.heading, right.heading)
