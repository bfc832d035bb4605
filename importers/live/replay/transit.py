"""The replay as a transit feed: where vehicles are (GTFS Realtime 2.0), and their timetable."""

from __future__ import annotations

from typing import Any

from city.tracks import HEADING
from importers.live.replay.exchange import Asked, Problem, Reply
from importers.live.replay.store import Said, Store

PROTOBUF = "application/x-protobuf"


class Transit:
    """Where the things of a store are that move; a static GTFS as it was packed.

    A vehicle's trip has the last part of the vehicle's id, and its route that without its number.
    """

    def __init__(self, store: Store, timetable: bytes) -> None:
        self._store = store
        self._timetable = timetable
        self._ids = [id for id in store.of if store.moves(id)]

    def close(self) -> None:
        """Nothing was begun."""

    def answer(self, asked: Asked) -> Reply:
        if asked.method != "GET":
            raise Problem(405, "the replay is read; nothing can be written into it")
        if asked.path == "gtfs.zip" and self._timetable:
            return Reply(self._timetable, "application/zip")
        if asked.path != "vehicles.pb":
            raise Problem(404, "here are vehicles.pb and gtfs.zip")
        vehicles = self._store.said(self._ids)
        newest = max((one.newest for one in vehicles), default=0)
        tag = f'"{newest}"'
        if asked.headers.get("if-none-match") == tag:
            return Reply(status=304, headers={"ETag": tag})
        return Reply(_message(vehicles, newest), PROTOBUF, headers={"ETag": tag})


def _message(vehicles: list[Said], newest: int) -> bytes:
    from google.transit import gtfs_realtime_pb2

    message: Any = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    message.header.incrementality = message.header.FULL_DATASET
    message.header.timestamp = newest // 1000
    for said in vehicles:
        entity = message.entity.add(id=said.thing.id)
        trip = said.thing.id.rpartition(":")[2]
        entity.vehicle.trip.trip_id = trip
        entity.vehicle.trip.route_id = trip.rpartition("-")[0]
        entity.vehicle.vehicle.id = said.thing.id
        entity.vehicle.vehicle.label = said.thing.name
        entity.vehicle.position.longitude, entity.vehicle.position.latitude = said.thing.place[:2]
        if HEADING in said.values:
            entity.vehicle.position.bearing = said.values[HEADING][0]
        entity.vehicle.timestamp = said.moved // 1000
    return bytes(message.SerializeToString())
