import numpy as np

from city.series import Measurand
from city.simulated.moving import Moving
from city.simulated.run import Run
from city.tracks import HEADING, LONGITUDE

SPEED = Measurand("speed", "m/s")
START = np.datetime64("2026-11-22T07:00", "ms")


def moment(seconds):
    return START + np.timedelta64(round(seconds * 1000), "ms")


def bus_and_car():
    """A bus for ten seconds, and a car from the third to the fifth, told each second."""
    rows = sorted([(k, 0) for k in range(10)] + [(k, 1) for k in range(3, 6)])
    second, thing = (np.array(column) for column in zip(*rows, strict=True))
    east = 4 + second * 1e-4 + thing
    return Moving(
        "run",
        Run("run"),
        ("bus", "car"),
        ("coach", "passenger"),
        thing.astype(np.int32),
        START + second.astype("timedelta64[s]"),
        east,
        np.full(len(east), 50.0),
        np.full(len(east), 90, np.float32),
        {SPEED: np.where(thing, np.nan, second).astype(np.float32)},
    )


def test_a_series_of_it_tells_what_the_columns_tell():
    series = bus_and_car().series()
    times, east = series.of("car", LONGITUDE)
    assert times.tolist() == [moment(k).item() for k in (3, 4, 5)]
    np.testing.assert_allclose(east, [5.0003, 5.0004, 5.0005])
    assert not len(series.of("car", SPEED)[0]) and len(series.of("bus", SPEED)[0]) == 10
    assert series.of("bus", HEADING)[1].tolist() == [90] * 10
    assert series.things["bus"].place == (4.0009, 50.0) and series.things["car"].kind == "passenger"
    assert len(series) == 3 * 13 + 10


def test_a_series_may_grow_like_any_other():
    moving = bus_and_car()
    first, whole = moving.series(None, moment(5)), moving.series()
    assert first.span() == (moment(0), moment(4))
    later = moving.series(moment(5))
    assert later.span() == (moment(5), moment(9)) and len(first) + len(later) == len(whole)


def test_between_two_places_things_go_evenly_and_are_gone_after_the_last():
    moving = bus_and_car()
    assert moving.cadence == 1
    tracks = moving.tracks()
    for seconds, there in (
        (2.5, ["bus"]),
        (3.5, ["bus", "car"]),
        (6, ["bus", "car"]),
        (7, ["bus"]),
    ):
        at = tracks.at(moment(seconds))
        assert [tracks.ids[row] for row in at.vehicle] == there, seconds
    np.testing.assert_allclose(tracks.at(moment(3.5)).east, [4.00035, 5.00035])


def test_of_two_places_at_one_moment_the_later_counts():
    moving = bus_and_car()
    twice = Moving(
        "run", Run("run"), ("bus",), ("",), np.zeros(2, np.int32), np.array([START] * 2),
        np.array([4.0, 5.0]), np.array([50.0, 51.0]), np.full(2, np.nan, np.float32), {},
    )  # fmt: skip
    assert twice.series().of("bus", LONGITUDE)[1].tolist() == [5]
    assert np.isnan(twice.cadence) or twice.cadence == 0
    assert len(twice.tracks().at(START).vehicle) == 1
    assert not len(moving.series(moment(100)))
