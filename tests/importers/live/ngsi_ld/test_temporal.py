"""Histories: recorded answers, parts and pages, what a broker does not have."""

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series, Thing
from importers.live.answer import FeedFault
from importers.live.feed import now
from importers.live.ngsi_ld import temporal
from importers.live.ngsi_ld.asking import asking as parsed
from importers.live.ngsi_ld.temporal import Known, Period
from tests.live_platform import send
from tests.shared import DATA, needs_data

PATH = "/ngsi-ld/v1/temporal/entities"
CAPTURED = DATA / "live" / "captured" / "ngsi-ld-coraine"
DAY = Period(np.datetime64("2026-11-22T00:00"), np.datetime64("2026-11-23T00:00"))


def told(platform, asking, period=DAY, known=None, tell=lambda *_: None):
    whole = Series()
    where = parsed(f"{platform.address}/ngsi-ld/v1")
    for gathering in temporal.history(
        where, "A", period, known or Known(), asking, Progress(), tell
    ):
        whole = whole.merge(gathering.readings(now()))
    return whole


def paged(platform, rows):
    def answer(handler):
        asked = parse_qs(urlsplit(handler.path).query)
        start = int(asked["offset"][0])
        send(handler, json.dumps(rows[start : start + int(asked["limit"][0])]).encode())

    platform.answers[PATH] = answer


@needs_data
@pytest.mark.parametrize("form", ["values", "normalized"])
def test_recorded_histories_are_read_whole(platform, asking, form):
    recorded = json.loads((CAPTURED / f"temporal_{form}.json").read_text())
    rows = recorded if isinstance(recorded, list) else [recorded]
    paged(platform, rows)
    whole = told(platform, asking)
    expected = {}  # counted by another rule
    for row in rows:
        no2 = row["no2"]
        pairs = (
            no2["values"]
            if isinstance(no2, dict)
            else [(one["value"], one["observedAt"]) for one in no2]
        )
        expected |= {(row["id"], at[:19]): value for value, at in pairs}
    assert {(id, str(at)[:19]): value for id, _, at, value in whole} == expected


@needs_data
def test_recorded_means_are_read_with_the_end_of_their_hour(platform, asking):
    rows = json.loads((CAPTURED / "temporal_aggregated.json").read_text())
    paged(platform, rows)
    whole = told(platform, asking, Period(DAY.start, DAY.end, "PT1H"))
    of = Measurand("no2, mean of PT1H")
    times, values = whole.of("urn:ngsi-ld:AirQualityObserved:1", of)
    assert values.tolist() == [60.5, 32.0] and str(times[0])[11:16] == "04:00"
    query = parse_qs(urlsplit(platform.paths()[0]).query)
    assert query["aggrPeriodDuration"] == ["PT1H"] and query["options"] == ["aggregatedValues"]


def test_a_period_is_asked_for_and_pages_are_followed(platform, asking):
    rows = [
        {"id": f"urn:x:{at}", "type": "A", "v": {"values": [[at, "2026-11-22T01:00:00Z"]]}}
        for at in range(150)
    ]
    paged(platform, rows)
    assert sorted(value for *_, value in told(platform, asking)) == list(range(150))
    query = parse_qs(urlsplit(platform.paths()[0]).query)
    assert query["timerel"] == ["between"]
    assert query["timeAt"] == ["2026-11-22T00:00:00.000Z"]
    assert query["endTimeAt"] == ["2026-11-23T00:00:00.000Z"]


def test_a_broker_that_begins_again_ends(platform, asking):
    row = {"id": "urn:x:1", "type": "A", "v": {"values": [[1, "2026-11-22T01:00:00Z"]]}}
    platform.answers[PATH] = [row]
    assert len(told(platform, asking)) == 1
    assert len(platform.asked) == 2


def test_parts_of_a_period_are_followed(platform, asking):
    """A broker that has more than it likes to send tells how far it got (206)."""

    def answer(handler):
        asked = parse_qs(urlsplit(handler.path).query)
        if asked["offset"][0] != "0":
            return send(handler, b"[]")
        hour = int(asked["timeAt"][0][11:13])
        row = {"id": "urn:x:1", "type": "A"}
        row["v"] = {"values": [[hour, f"2026-11-22T{hour:02}:00:00Z"]]}
        span = f"2026-11-22T{hour:02}:00:00Z-2026-11-22T{hour + 8:02}:00:00Z"
        body = json.dumps([row]).encode()
        if hour >= 16:
            return send(handler, body)
        return send(handler, body, 206, Content_Range=f"DateTime {span}/9")

    platform.answers[PATH] = answer
    assert sorted(value for *_, value in told(platform, asking)) == [0, 8, 16]


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_broker_without_history_says_so(platform, asking, status):
    platform.answers[PATH] = lambda handler: send(handler, b"{}", status)
    with pytest.raises(FeedFault, match="keeps no history") as caught:
        told(platform, asking)
    assert caught.value.status == 501 and caught.value.lasting


def test_smaller_pages_are_asked_for_where_a_broker_wants_that(platform, asking):
    row = {"id": "urn:x:1", "type": "A", "v": {"values": [[1, "2026-11-22T01:00:00Z"]]}}
    platform.answers[PATH] = lambda handler: (
        send(handler, b"{}", 400)
        if "limit=100" in handler.path
        else send(handler, json.dumps([row]).encode())
    )
    assert len(told(platform, asking)) == 1


def test_things_are_those_that_are_known_and_places_of_vehicles_a_track(platform, asking):
    geo = [{"type": "Point", "coordinates": [4 + at, 50]} for at in range(2)]
    location = {"values": [[one, f"2026-11-22T0{at}:00:00Z"] for at, one in enumerate(geo)]}
    row = {"id": "urn:x:1", "type": "Vehicle", "location": location}
    row["speed"] = {"values": [[30, "2026-11-22T01:00:00Z"], [31, "noon"]]}
    paged(platform, [row])
    heard = []
    whole = told(platform, asking, tell=lambda code, *_: heard.append(code))
    assert whole.of("urn:x:1", Measurand("longitude", "°"))[1].tolist() == [4, 5]
    assert whole.things["urn:x:1"].place == (5, 50) and heard == ["moment"]
    known = Known({"urn:x:1": Thing("urn:x:1", "Bus", (1, 2), "Vehicle")}, {"speed": "km/h"})
    whole = told(platform, asking, known=known)
    assert whole.things["urn:x:1"].name == "Bus"
    assert whole.of("urn:x:1", Measurand("speed", "km/h"))[1].tolist() == [30]
