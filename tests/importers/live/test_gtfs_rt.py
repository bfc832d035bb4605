"""GTFS Realtime: messages by hand, real captures against the bindings' own count, and faults."""

import json
import math
from contextlib import suppress

import numpy as np
import pytest
from google.transit.gtfs_realtime_pb2 import Alert, FeedMessage, TripUpdate, VehiclePosition
from hypothesis import given, settings
from hypothesis import strategies as st

from city.progress import Progress
from city.series import Series
from city.tracks import FASTEST, HEADING, LATITUDE, LONGITUDE, tracks
from city.transit import Route, Stop, Transit
from importers.live import feed as feed_module
from importers.live import gtfs_rt
from importers.live.gtfs import timetable
from importers.live.gtfs_rt import ACTIVE, CROWDING, DELAY, NEXT_STOP, SPEED, Realtime, is_realtime
from importers.live.opening import open_feed
from importers.live.recording import Recorder, recorded
from importers.live.web import Answer, FeedFault
from importers.report import Report
from tests.live_platform import in_turn, send
from tests.shared import DATA

CAPTURES = DATA / "live/gtfs-rt"
SUMO = sorted((CAPTURES / "synthetic-sumo").glob("vp_*.pb"))
NOW = 1_700_000_000
TRANSIT = Transit(
    {"r1": Route("r1", "10", "tram")},
    {"t1": "r1"},
    {"a": Stop("a", "Market", (4.5, 50.5)), "b": Stop("b", "Depot", (4.6, 50.6))},
)


@pytest.fixture
def message():
    one = FeedMessage()
    one.header.gtfs_realtime_version, one.header.timestamp = "2.0", NOW
    return one


def vehicle(message, id="v1", **position):
    entity = message.entity.add(id=f"e-{id}")
    entity.vehicle.vehicle.id = id
    place = {"longitude": 4.5, "latitude": 50.5, **position}
    for name, value in place.items():
        setattr(entity.vehicle.position, name, value)
    return entity.vehicle


def opened(*messages, report=None, transit=TRANSIT):
    bodies = [one if isinstance(one, bytes) else one.SerializeToString() for one in messages]
    answers = [Answer("https://bus.eu/vp?key=s3cret", "", body) for body in bodies]
    report = Report() if report is None else report
    rest = iter(answers[1:])
    return Realtime("bus.eu", answers[0], lambda _: next(rest), report, transit)


def read(feed, series=None):
    series = Series() if series is None else series
    for readings in feed.read(Progress()):
        series = series.merge(readings)
    return series


def told(series):
    return {
        (thing, measurand.name): value if math.isnan(value) else round(value, 4)
        for thing, measurand, _, value in series
    }


def at(seconds):
    return np.datetime64(seconds * 1000, "ms")


def test_vehicles_say_where_they_are_and_how_full(message):
    one = vehicle(message, bearing=-90, speed=12.5)
    one.trip.trip_id, one.timestamp, one.vehicle.label = "t1", NOW - 7, "Kurt"
    one.occupancy_status, one.occupancy_percentage = VehiclePosition.FEW_SEATS_AVAILABLE, 60
    other = vehicle(message, "v2")
    other.occupancy_status = VehiclePosition.NO_DATA_AVAILABLE
    series = read(opened(message))
    assert told(series) == {
        ("v1", "longitude"): 4.5,
        ("v1", "latitude"): 50.5,
        ("v1", "heading"): 270,
        ("v1", "speed"): 12.5,
        ("v1", "occupancy"): 60,
        ("v1", CROWDING.name): 2,
        ("v2", "longitude"): 4.5,
        ("v2", "latitude"): 50.5,
    }
    bus, unknown = series.things["v1"], series.things["v2"]
    assert (bus.name, bus.kind, bus.place) == ("10 Kurt", "tram", (4.5, 50.5))
    assert (unknown.name, unknown.kind) == ("", "vehicle")
    assert series.of("v1", LONGITUDE)[0].tolist() == [at(NOW - 7).item()]
    assert series.of("v2", LONGITUDE)[0].tolist() == [at(NOW).item()]  # as the message says


def test_odd_vehicles_are_told(message):
    report = Report()
    vehicle(message, "null", longitude=0, latitude=0)
    vehicle(message, "swapped", longitude=50, latitude=104)
    vehicle(message, "nan", latitude=math.nan, bearing=math.inf, speed=-1)
    vehicle(message, "milli").timestamp = NOW * 1000
    vehicle(message, "never").timestamp = 2**63
    vehicle(message, "twice").timestamp = NOW - 9
    vehicle(message, "twice", longitude=4.6).timestamp = NOW - 2
    vehicle(message, "twice", longitude=4.7).timestamp = NOW - 5
    vehicle(message, "").vehicle.id = ""
    message.entity[-1].id = "only the entity has one"
    message.entity.add(id="").vehicle.position.latitude = 1
    message.entity[-1].vehicle.position.longitude = 1
    vehicle(message, "loud<b>\u202e" + "x" * 100_000)
    series = read(opened(message, report=report))
    ids = {thing for thing, _ in series.streams}
    assert {"milli", "twice", "only the entity has one"} < ids and len(ids) == 4
    assert max(map(len, ids)) == 200
    assert series.of("milli", LATITUDE)[0].tolist() == [at(NOW).item()]
    assert series.of("twice", LONGITUDE)[1] == pytest.approx([4.6])
    assert report.counts() == {
        ("note", "old"): 1,
        ("warning", "place"): 3,
        ("warning", "moment"): 1,
        ("error", "moment"): 1,
        ("note", "twice"): 2,
        ("error", "id"): 1,
    }


def test_a_vehicle_that_is_deleted_is_gone(message):
    vehicle(message)
    later = FeedMessage()
    later.CopyFrom(message)
    later.header.timestamp = NOW + 15
    del later.entity[:]
    later.entity.add(id="e-v1", is_deleted=True)
    later.entity.add(id="e-nobody", is_deleted=True)
    feed = opened(message, later)
    series = read(feed, read(feed))
    moving = tracks(series)
    assert len(moving.at(at(NOW + 14)).vehicle) == 1
    assert len(moving.at(at(NOW + 15)).vehicle) == 0


def stop(update, id, time=None, delay=None, skipped=False):
    one = update.stop_time_update.add(stop_id=id)
    if time is not None:
        one.arrival.time = time
    if delay is not None:
        one.arrival.delay = delay
    if skipped:
        one.schedule_relationship = TripUpdate.StopTimeUpdate.SKIPPED


def test_trips_and_stops_have_delays(message):
    late = message.entity.add(id="1").trip_update
    late.trip.trip_id, late.timestamp = "t1", NOW
    stop(late, "gone", NOW - 60, 5)
    stop(late, "skipped", NOW + 1, 900, skipped=True)
    stop(late, "a", NOW + 30, 90)
    stop(late, "b", NOW + 300, 120)
    early = message.entity.add(id="2").trip_update
    early.trip.trip_id, early.vehicle.id = "t2", "v2"
    stop(early, "b", NOW + 100, -20)
    over = message.entity.add(id="3").trip_update
    over.trip.trip_id = "t3"
    over.trip.schedule_relationship = over.trip.CANCELED
    series = read(opened(message))
    assert told(series) == {
        ("trip:t1", "delay"): 90,
        ("trip:t1", "time to next stop"): 30,
        ("v2", "delay"): -20,
        ("v2", "time to next stop"): 100,
        ("trip:t3", "cancelled"): 1,
        ("stop:a", "delay"): 90,
        ("stop:b", "delay"): -20,  # who comes there next
    }
    assert series.things["trip:t1"].place == (4.5, 50.5)
    assert series.things["trip:t1"].kind == "tram"
    assert series.things["stop:b"].name == "Depot" and series.things["v2"].place == ()


def test_alerts_say_what_whom_and_whether_they_hold(message, monkeypatch):
    monkeypatch.setattr(feed_module, "now", lambda: at(NOW))
    one = message.entity.add(id="7").alert
    one.cause, one.effect = Alert.MEDICAL_EMERGENCY, Alert.SIGNIFICANT_DELAYS
    one.informed_entity.add(route_id="r1")
    one.informed_entity.add(stop_id="a")
    for language, text in (("nl", "Vertraging"), ("en", "Delays\n<b>today")):
        one.header_text.translation.add(language=language, text=text)
    over = message.entity.add(id="8").alert
    over.active_period.add(start=NOW - 9, end=NOW)
    begun = message.entity.add(id="10").alert
    begun.active_period.add(start=NOW)
    coming = message.entity.add(id="9").alert
    coming.active_period.add(start=3_999_999_999)
    series = read(opened(message))
    assert told(series) == {
        ("alert:7", "active"): 1,
        ("alert:8", "active"): 0,
        ("alert:9", "active"): 0,
        ("alert:10", "active"): 1,
    }
    thing = series.things["alert:7"]
    assert thing.name == "10: significant delays, medical emergency: Delays <b>today"
    assert thing.place == (4.5, 50.5) and thing.kind == "alert"


def test_clocks_that_are_off_and_too_many_entities_are_told(message, monkeypatch):
    monkeypatch.setattr(gtfs_rt, "MOST", 1)
    message.header.timestamp = 3_900_000_000
    vehicle(message), vehicle(message, "v2"), vehicle(message, "v3")
    report = Report()
    series = read(opened(message, report=report))
    assert list(series.things) == ["v1"]
    assert {one.code for one in report} == {"clock", "entities", "future"}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!doctype html><p>sign in", "HTML"),
        (b"", "no GTFS Realtime"),
        (b"\x00\x01\x02\xff", "no GTFS Realtime"),
        (b"id,lat,lon\n1,2,3", "no GTFS Realtime"),
    ],
)
def test_what_is_no_message_is_refused_in_one_line(body, says):
    for ask in (lambda feed: list(feed.read(Progress())), lambda feed: feed.discover(Progress())):
        with pytest.raises(FeedFault, match=says) as fault:
            ask(opened(body))
        assert "s3cret" not in str(fault.value) and "\n" not in str(fault.value)


def test_a_message_that_is_cut_anywhere_gives_a_fault_or_fewer_entities(message):
    for id in "abc":
        vehicle(message, id)
    whole = message.SerializeToString()
    for end in range(len(whole)):
        with suppress(FeedFault):
            assert len(read(opened(whole[:end])).things) < 3


@settings(max_examples=60)
@given(st.data())
def test_bytes_that_are_wrong_give_a_fault_or_a_report_and_nothing_else(data):
    message = FeedMessage()
    message.header.gtfs_realtime_version, message.header.timestamp = "2.0", NOW
    vehicle(message, speed=1, bearing=2).trip.trip_id = "t1"
    stop(message.entity.add(id="2").trip_update, "a", NOW + 9, 5)
    message.entity[-1].trip_update.trip.trip_id = "t1"
    message.entity.add(id="3").alert.header_text.translation.add(text="words", language="en")
    body = bytearray(message.SerializeToString())
    for at, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(body) - 1), st.integers(0, 255)), max_size=3)
    ):
        body[at] = byte
    with suppress(FeedFault):
        read(opened(bytes(body)))


def test_names_that_are_no_text_are_read_as_far_as_they_go(message):
    vehicle(message, "bus-?-1").trip.route_id = "r1"
    body = message.SerializeToString().replace(b"bus-?-1", b"bus-\xff-1")
    assert list(read(opened(body)).things) == ["bus-\ufffd-1"]
    assert not is_realtime(Answer("x", "", body.replace(b"2.0", b"\xff.0")))


# over the wire


def test_an_address_is_recognised_and_asked_again_only_for_what_has_changed(
    platform, asking, message
):
    vehicle(message, bearing=10)
    body = message.SerializeToString()

    def answer(handler):
        if handler.headers.get("If-None-Match") == '"1"':
            send(handler, status=304)
        else:
            send(handler, body, kind="application/octet-stream", ETag='"1"')

    platform.answers["/vp"] = answer
    feed = open_feed(f"{platform.address}/vp", asking, Report(), Progress())
    assert (feed.standard, feed.pace) == ("GTFS Realtime", 15.0)
    assert {offer.measurand for offer in feed.discover(Progress())} == {
        LONGITUDE,
        LATITUDE,
        HEADING,
    }
    assert [len(list(feed.read(Progress()))) for _ in range(3)] == [1, 0, 0]
    assert len(platform.asked) == 3
    feed.close()


def test_a_message_that_turns_into_a_page_is_a_fault_and_comes_back(platform, asking, message):
    vehicle(message)
    good = message.SerializeToString()
    kind = "application/x-protobuf"
    platform.answers["/vp"] = in_turn(
        lambda h: send(h, good, kind=kind),
        lambda h: send(h, b"<html>", kind="text/html"),
        lambda h: send(h, good[:-3], kind=kind),
        lambda h: send(h, good, kind=kind),
    )
    feed = open_feed(f"{platform.address}/vp", asking, Report(), Progress())
    assert len(read(feed)) == 2
    for says in ("HTML", "cut"):
        with pytest.raises(FeedFault, match=says):
            read(feed)
    assert len(read(feed)) == 2


def test_the_timetable_is_read_from_elsewhere_and_gets_no_key(platform, other, asking):
    platform.answers["/vp"] = (CAPTURES / "ct-vehicle-positions.pb").read_bytes()
    body = (CAPTURES / "caltrain.zip").read_bytes()
    other.answers["/gtfs.zip"] = lambda handler: send(handler, body, kind="application/zip")
    address = f"{platform.address}/vp"
    feed = open_feed(address, asking, Report(), Progress(), static=f"{other.address}/gtfs.zip")
    assert len(read(feed).things) == 14
    ((_, headers),) = other.asked
    assert "authorization" not in headers
    with pytest.raises(FeedFault, match="--static"):
        open_feed(f"{other.address}/gtfs.zip", asking, Report(), Progress())


# real captures


@pytest.mark.parametrize(
    "name", [path.name for path in [*sorted(CAPTURES.glob("*.pb")), *SUMO[:1]]] or ["missing"]
)
def test_captures_are_read_to_the_same_entities_as_the_bindings_count(name):
    path = next(CAPTURES.rglob(name))
    expected = FeedMessage.FromString(path.read_bytes())
    report = Report()
    feed = Realtime(name, Answer(name, "", path.read_bytes()), lambda _: None, report, Transit())
    series = read(feed)
    vehicles = {one.vehicle.vehicle.id or one.id: one.vehicle for one in expected.entity
                if one.HasField("vehicle")}  # fmt: skip
    updates = [one.trip_update for one in expected.entity if one.HasField("trip_update")]
    trips = {one.vehicle.id or f"trip:{one.trip.trip_id}" for one in updates}
    alerts = {f"alert:{one.id}" for one in expected.entity if one.HasField("alert")}
    stops = {one for one in series.things if one.startswith("stop:")}
    assert set(series.things) - stops == set(vehicles) | trips | alerts
    assert report.count("error") == 0
    for id, one in vehicles.items():
        assert series.of(id, LONGITUDE)[1].tolist() == [one.position.longitude]
        assert series.of(id, LATITUDE)[1].tolist() == [one.position.latitude]
        if one.position.HasField("speed"):
            assert series.of(id, SPEED)[1].tolist() == [one.position.speed]
    reached = {stop.stop_id for one in updates for stop in one.stop_time_update}
    assert stops <= {f"stop:{id}" for id in reached}


def test_a_capture_agrees_with_its_json():
    data = json.loads((CAPTURES / "ct-vehicle-positions.pb.json").read_text())
    path = CAPTURES / "ct-vehicle-positions.pb"
    static = CAPTURES / "caltrain.zip"
    known = timetable(static, static.name, Report(), Progress())
    series = read(open_feed(str(path), None, Report(), Progress(), static=str(static)))
    assert len(data["entity"]) == len(series.things) == 14
    for entity in data["entity"]:
        one, id = entity["vehicle"], entity["vehicle"]["vehicle"]["id"]
        place = one["position"]
        assert series.of(id, LONGITUDE)[1][0] == pytest.approx(place["longitude"], abs=1e-5)
        assert series.of(id, LATITUDE)[1][0] == pytest.approx(place["latitude"], abs=1e-5)
        assert series.of(id, LONGITUDE)[0].tolist() == [at(int(one["timestamp"])).item()]
        route = known.trips.get(one["trip"]["tripId"])  # the timetable is years older
        name, mode = (known.routes[route].name, "rail") if route else ("", "vehicle")
        assert series.things[id].name == (name or one["trip"]["routeId"])
        assert series.things[id].kind == mode


def test_trip_updates_of_bart_have_the_delays_that_stand_in_them():
    path = CAPTURES / "bart-trip-updates.pb"
    message = FeedMessage.FromString(path.read_bytes())
    feed = Realtime("bart", Answer("bart", "", path.read_bytes()), None, Report(), Transit())
    series = read(feed)
    for entity in message.entity:
        update, now = entity.trip_update, entity.trip_update.timestamp or message.header.timestamp
        ahead = [one for one in update.stop_time_update if one.arrival.time >= now]
        told = (ahead or update.stop_time_update[-1:])[0].arrival
        id = f"trip:{update.trip.trip_id}"
        assert series.of(id, DELAY)[1].tolist() == [told.delay]
        assert series.of(id, NEXT_STOP)[1].tolist() == [max(told.time - now, 0)]
    bart = (CAPTURES / "bart-alerts.pb").read_bytes()
    alerts = read(Realtime("bart", Answer("bart", "", bart), None, Report(), Transit()))
    assert told_alerts(alerts) == [("alert:BSA_187874", 1.0)]
    name = alerts.things["alert:BSA_187874"].name
    assert name.startswith("significant delays, medical emergency: There is a major delay at")


def told_alerts(series):
    return [(thing, value) for thing, measurand, _, value in series if measurand == ACTIVE]


def test_snapshots_are_recorded_and_vehicles_lie_between_them(tmp_path):
    series = Series()
    with Recorder(tmp_path / "buses.ndjson", "buses") as recorder:
        for path in SUMO:
            feed = Realtime(path.name, Answer(path.name, "", path.read_bytes()), None, Report(),
                            Transit())  # fmt: skip
            for readings in feed.read(Progress()):
                fresh = series.unknown(readings)
                recorder.write(fresh)
                series = series.merge(fresh)
    again = Series()
    for readings in recorded(tmp_path / "buses.ndjson", Report()):
        again = again.merge(readings)
    assert sorted(map(str, again)) == sorted(map(str, series)) and len(series) > 1000
    moving = tracks(again)
    times = [int(FeedMessage.FromString(path.read_bytes()).header.timestamp) for path in SUMO]
    between = 0
    for start in times[:-1]:
        for second in (0, 7, 15, 29):
            found = moving.at(at(start + second))
            for row, vehicle in enumerate(found.vehicle):
                id = moving.ids[vehicle]
                moments, east = again.of(id, LONGITUDE)
                north = again.of(id, LATITUDE)[1]
                k = int(np.searchsorted(moments, at(start + second), "right")) - 1
                if k + 1 < len(moments):
                    between += 1
                    for place, known in ((found.east, east), (found.north, north)):
                        low, high = sorted(known[k : k + 2])
                        assert low - 1e-12 <= place[row] <= high + 1e-12
                    assert found.speed[row] < 40 < FASTEST
    assert between > 500
