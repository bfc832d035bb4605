"""The demonstration: the sample city's platforms on this machine, through our own connectors."""

import io
import threading
import time
import zipfile

import httpx2
import numpy as np
import pytest
from google.transit import gtfs_realtime_pb2

from city.progress import Progress
from city.series import Measurand, Series
from city.tracks import LATITUDE, LONGITUDE
from importers.live.opening import open_feed
from importers.live.replay.clock import Clock
from importers.live.replay.demo import demo_service
from importers.live.web import Web
from importers.report import Report
from tests.importers.live.replay.shared import NOON, SECOND, still


@pytest.fixture(scope="module")
def service():
    with demo_service(Clock(NOON)) as one:
        yield one


def read(service, address):
    series, report = Series(), Report()
    with Web(address, service.headers) as web:
        feed = open_feed(address, web, report, Progress())
        for readings in feed.read(Progress()):
            series = series.merge(readings)
    assert {one.code for one in report} <= {"clock"}
    return series


def test_it_is_there_at_once_and_leaves_nothing():
    before, start = set(threading.enumerate()), time.process_time()
    with demo_service():
        assert time.process_time() - start < 0.3  # of work: tests share their machine
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize("second", [0, 700, 1799, 4000])
@pytest.mark.parametrize("protocol", ["ngsi_ld", "sensorthings"])
def test_our_connectors_read_what_the_recording_says_at_that_moment(service, protocol, second):
    still(service.store.clock, NOON + second * SECOND)
    series = read(service, getattr(service, protocol))
    latest = series.latest()
    found = {
        series.streams[row]: (value, time)
        for row, value, time in zip(
            latest.stream.tolist(), latest.value.tolist(), latest.time, strict=True
        )
        if series.streams[row][1] not in (LONGITUDE, LATITUDE)
    }
    wanted = {
        (said.thing.id, measurand): (value, np.datetime64(moment, "ms"))
        for said in service.store.said()
        for measurand, (value, moment) in said.values.items()
        if protocol == "ngsi_ld" or not said.moved
    }
    assert found == wanted and len(found) > 100
    assert all(
        series.things[one.thing.id].place == one.thing.place
        for one in service.store.said()
        if one.thing.id in series.things
    )


def test_all_vehicles_are_told_with_their_trips(service):
    headers = service.headers
    answer = httpx2.get(service.gtfs_rt, headers=headers, verify=False)
    message = gtfs_realtime_pb2.FeedMessage.FromString(answer.content)
    with zipfile.ZipFile(
        io.BytesIO(httpx2.get(service.gtfs, headers=headers, verify=False).content)
    ) as file:
        trips = file.read("trips.txt").decode()
    told = [(one.vehicle.trip.route_id, one.vehicle.trip.trip_id) for one in message.entity]
    assert len(set(told)) == 25
    assert all(f"\n{route},daily,{trip},{route}\n" in trips for route, trip in told)


def ages(service, measurand):
    now = service.store.now()
    return {
        one.thing.id: (now - one.values[measurand][1]) / 1000
        for one in service.store.said()
        if measurand in one.values
    }


def test_a_station_goes_stale_and_another_rises(service):
    pm25 = Measurand("pm25", "µg/m³")
    still(service.store.clock, NOON + 1190 * SECOND)
    old = {id: age for id, age in ages(service, pm25).items() if age > 3 * 60}
    assert list(old.values()) == [650.0]  # silent since ten minutes
    values = [one.values[pm25][0] for one in service.store.said() if pm25 in one.values]
    assert sorted(value > 25 for value in values) == [False] * 7 + [True]
    still(service.store.clock, NOON + 1300 * SECOND)
    assert max(ages(service, pm25).values()) < 3 * 60
