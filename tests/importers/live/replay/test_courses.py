"""Values over time in the forms of NGSI-LD."""

import numpy as np
import pytest

from importers.live.replay.courses import Course, courses, duration
from importers.live.replay.exchange import Problem
from tests.importers.live.replay.shared import BUS, NOON, SECOND, A, B, iso, still, store

MOMENT = int(NOON.astype(np.int64))


def course(*pairs, code=""):
    values, seconds = zip(*pairs, strict=True)
    return Course(np.array(values, float), MOMENT + 1000 * np.array(seconds), code)


def test_instances_and_pairs():
    one = course((1.5, 0), (2.5, 10), code="GQ")
    assert one.instances()[1] == {
        "type": "Property",
        "value": 2.5,
        "observedAt": iso(10),
        "unitCode": "GQ",
    }
    assert one.pairs() == {"type": "Property", "values": [[1.5, iso(0)], [2.5, iso(10)]]}
    place = course(((4.0, 52.0), 0))
    assert place.pairs()["values"][0][0] == {"type": "Point", "coordinates": [4.0, 52.0]}
    assert place.aggregated(["avg"], 1000, MOMENT) == {"type": "GeoProperty"}


def test_means_of_periods():
    one = course((1, 5), (3, 15), (5, 19), (7, 45))
    told = one.aggregated(["avg", "sum", "min", "max", "totalCount"], 20_000, MOMENT)
    first, second = [iso(0), iso(20)], [iso(40), iso(60)]
    assert told == {
        "type": "Property",
        "avg": [[3.0, *first], [7.0, *second]],
        "sum": [[9.0, *first], [7.0, *second]],
        "min": [[1.0, *first], [7.0, *second]],
        "max": [[5.0, *first], [7.0, *second]],
        "totalCount": [[3.0, *first], [1.0, *second]],
    }
    assert one.aggregated(["avg"], 0, MOMENT)["avg"] == [[4.0, iso(0), iso(45)]]


def test_what_was_said_in_a_period():
    whole = store()
    still(whole.clock, NOON + 45 * SECOND)
    (told,) = courses(whole, whole.of[A.id], [], MOMENT, MOMENT + 15_000, 0).values()
    assert told.values.tolist() == [10, 11] and told.code == "GQ"
    bus = courses(whole, whole.of[BUS.id], ["location"], MOMENT, MOMENT + 60_000, 1)
    assert bus["location"].values.tolist() == [[pytest.approx(4.444), 51.9]]
    assert courses(whole, whole.of[B.id], [], MOMENT + 25_000, MOMENT + 60_000, 0) == {}  # a gap


@pytest.mark.parametrize(
    "text, seconds",
    [("PT1H", 3600), ("P1D", 86_400), ("PT15M", 900), ("P1DT1H1M1S", 90_061), ("PT0S", 0)],
)
def test_durations(text, seconds):
    assert duration(text) == 1000 * seconds


@pytest.mark.parametrize("text", ["", "P", "PT", "P1Y", "1H", "PT-1H", "PT9999999S"])
def test_what_is_no_duration_is_told(text):
    with pytest.raises(Problem, match="no duration"):
        duration(text)
