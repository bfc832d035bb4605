"""The replay as a transit feed."""

import pytest
from google.transit import gtfs_realtime_pb2

from importers.live.replay.exchange import Asked, Problem
from importers.live.replay.transit import Transit
from tests.importers.live.replay.shared import BUS, NOON, SECOND, still, store


def seconds(moment):
    return int(moment.astype("datetime64[s]").astype(int))


def test_vehicles_are_where_they_were(client, service):
    answer = client.get(service.gtfs_rt)
    assert answer.headers["content-type"] == "application/x-protobuf"
    message = gtfs_realtime_pb2.FeedMessage.FromString(answer.content)
    assert message.header.gtfs_realtime_version == "2.0"
    assert message.header.timestamp == seconds(NOON + 20 * SECOND)
    (entity,) = message.entity
    vehicle = entity.vehicle
    assert (vehicle.vehicle.id, vehicle.vehicle.label) == (BUS.id, BUS.name)
    assert (vehicle.trip.trip_id, vehicle.trip.route_id) == ("B1-1", "B1")
    assert vehicle.position.longitude == pytest.approx(4.442, abs=1e-6)
    assert vehicle.position.bearing == 90
    assert vehicle.timestamp == seconds(NOON + 20 * SECOND)


def test_what_has_not_changed_is_not_sent_again(client, service):
    tag = client.get(service.gtfs_rt).headers["etag"]
    again = client.get(service.gtfs_rt, headers={"If-None-Match": tag})
    assert again.status_code == 304 and again.content == b""
    still(service.store.clock, NOON + 30 * SECOND)
    assert client.get(service.gtfs_rt, headers={"If-None-Match": tag}).status_code == 200


def test_the_timetable_is_sent_as_it_was_packed(client, service):
    assert client.get(service.gtfs).content == b"a timetable"


def test_there_is_nothing_else(client, service):
    assert client.get(f"{service.gtfs}/x").status_code == 404
    assert client.post(service.gtfs_rt).status_code == 405


def test_without_a_timetable_there_is_none():
    with pytest.raises(Problem):
        Transit(store(), b"").answer(Asked("GET", "gtfs.zip", {}, {}))
