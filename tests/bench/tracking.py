"""Values over time and things that move: beside doing all of it anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row, python

MERGE, SCRUB, FRAME = 0.25, 0.1, 0.25

CODE = """
from statistics import median
import numpy as np
from city.frame import Frame
from city.series import Measurand, Readings, Series, Thing
from city.sheet import sheet
from city.tracks import HEADING, LATITUDE, LONGITUDE, tracks
START = np.datetime64("2026-11-22T03:00", "ms")
def moment(seconds):
    return START + np.timedelta64(round(1000 * seconds), "ms")
def seconds(job, times):
    took = []
    for k in range(times):
        begin = time.process_time()
        job(k)
        took.append(time.process_time() - begin)
    return median(took)

# 20,000 vehicles, each told anew each second, up to two million values
rng, count = np.random.default_rng(1), 20_000
things = tuple(Thing(f"vehicle-{k}", "10", (13.0, 52.0), "bus") for k in range(count))
columns = np.repeat(np.arange(count), 3), np.tile(np.arange(3), count)
east, north = rng.uniform(12.9, 13.3, count), rng.uniform(52.3, 52.6, count)
by = rng.normal(0, 1e-4, (2, count))
def second(k):
    value = np.stack([east + by[0] * k, north + by[1] * k, np.full(count, 90.0)], 1).ravel()
    time = np.full(3 * count, moment(k))
    return Readings(things, (LONGITUDE, LATITUDE, HEADING), *columns, time, value, moment(k))
series = Series()
for k in range(33):
    series = series.merge(second(k))
batches = [second(33 + k) for k in range(12)]
def merge(k):
    global series
    series = series.merge(batches[k])
figures["merge"] = seconds(merge, 12)
stream = np.repeat(np.arange(3 * count), 34)
moments, values = np.tile(np.arange(34), 3 * count), rng.random(34 * 3 * count)
figures["sorting"] = seconds(lambda _: np.lexsort((values, moments, stream)), 3)

# a frame of them, on the ground of a city
moving, here = tracks(series), sheet(Frame("EPSG:25833", "", (370_000, 5_812_000, 0)))
def frame(k):
    found = moving.at(moment(40 + 0.033 * k))
    here.metres(found.east, found.north)
figures["frame"] = seconds(frame, 60)
def anew(k):
    found = tracks(series).at(moment(40 + 0.033 * k))
    here.metres(found.east, found.north)
figures["frame_anew"] = seconds(anew, 10)

# a year of 15-minute values of a thousand sensors
year, quarter, pm = 35_040, np.timedelta64(900_000, "ms"), (Measurand("pm25", "µg/m³"),)
times, zeros = START + np.arange(year) * quarter, np.zeros(year, np.int64)
series = Series()
for k in range(1000):
    told = (zeros, zeros, times, rng.random(year), START)
    series = series.merge(Readings((Thing(f"s{k}"),), pm, *told))
def scrub(k):
    series.at(times[k * 997 % year])
figures["scrub"], figures["values"] = seconds(scrub, 200), len(series)
early = np.tile(times, 1000)
figures["counting"] = seconds(lambda k: np.cumsum(early <= times[k]), 3)
"""


def rows(folder: Path) -> Iterator[Row]:
    """Adding to two million values, a frame of 20,000 vehicles, a jump within a year."""
    told = python(CODE)
    assert told["values"] == 35_040_000
    for name, ours, peer, peer_name, limit in (
        ("60,000 readings into 2,000,000", "merge", "sorting", "sorting all of them", MERGE),
        ("A frame of 20,000 vehicles", "frame", "frame_anew", "without what was known", FRAME),
        ("A jump within 1,000 sensors' year", "scrub", "counting", "counting what is early", SCRUB),
    ):
        ratio = told[ours] / told[peer]
        milliseconds = (1000 * told[key] for key in (ours, peer))
        yield Row(name, *milliseconds, peer_name, "", ratio, limit, "lower", "ms")
