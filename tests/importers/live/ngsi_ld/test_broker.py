"""Brokers: recorded answers of two that disagree, paging, and what has changed."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live.ngsi_ld import broker as module
from importers.live.ngsi_ld import pages
from importers.live.ngsi_ld.broker import Broker
from importers.live.opening import open_feed
from importers.live.web import FeedFault
from importers.report import Report
from tests.live_platform import send
from tests.shared import DATA, needs_data

HOME = "/ngsi-ld/v1"
CAPTURED = DATA / "live" / "captured"


def broker(platform, entities, most=1000, again=False):
    """Answer as a broker does: page by page, and perhaps with the last entity once more."""

    def answer(handler):
        asked = parse_qs(urlsplit(handler.path).query)
        if int(asked["limit"][0]) > most:
            return send(handler, b'{"title": "Limit too large"}', 400)
        start = int(asked["offset"][0])
        kind = asked["type"][0]
        mine = [one for one in entities if kind in one["type"]]
        rows = mine[start : start + int(asked["limit"][0])]
        rows = rows or (mine[-1:] if again else [])
        return send(handler, json.dumps(rows).encode())

    platform.answers[f"{HOME}/entities"] = answer


def series(platform, asking, path=f"{HOME}/entities?type=A", report=None):
    report = Report() if report is None else report
    whole = Series()
    feed = open_feed(platform.address + path, asking, report, Progress())
    assert feed.standard == "NGSI-LD"
    offers = feed.discover(Progress())
    for readings in feed.read(Progress()):
        whole = whole.merge(readings)
    assert sum(one.things for one in offers) == len(whole.streams)
    return whole


def entity(number, **attributes):
    return {"id": f"urn:ngsi-ld:A:{number}", "type": "A", **attributes}


@needs_data
@pytest.mark.parametrize("form", ["normalized", "concise", "sysattrs"])
def test_recorded_entities_are_read_whole(platform, asking, form):
    rows = json.loads((CAPTURED / "ngsi-ld-coraine" / f"entities_{form}.json").read_text())
    broker(platform, rows, again=True)
    whole = series(platform, asking, f"{HOME}/entities?type=AirQualityObserved")
    no2 = Measurand("no2")
    assert {id: whole.of(id, no2)[1].tolist() for id, _ in whole.streams} == {
        row["id"]: [row["no2"]["value"]] for row in rows
    }
    first = rows[0]["id"]
    assert whole.things[first].place == (4.35, 50.85)
    assert str(whole.of(first, no2)[0][0])[:19] == rows[0]["no2"]["observedAt"][:19]


@needs_data
def test_the_broker_that_gives_arrays_without_types_is_read(platform, asking):
    rows = json.loads((CAPTURED / "ngsi-ld-cassiopeia" / "entities.json").read_text())
    broker(platform, rows)
    whole = series(platform, asking, f"{HOME}/entities?type=AirQualityObserved")
    assert [(of.name, of.unit) for _, of in whole.streams] == [("NO2", "mg/m³")]
    (thing,) = whole.things.values()
    assert [value for *_, value in whole] == [22] and thing.place == (4.35, 50.85)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("most", [1000, 100])
def test_pages_end_and_each_entity_is_taken_once(platform, asking, most, again):
    broker(platform, [entity(at, v=at) for at in range(250)], most, again)
    whole = series(platform, asking)
    assert sorted(value for *_, value in whole) == list(range(250))


def test_pages_without_end_are_bounded_and_told(platform, asking, monkeypatch):
    monkeypatch.setattr(pages, "PAGES", 3)

    def endless(handler):
        at = int(parse_qs(urlsplit(handler.path).query)["offset"][0])
        send(handler, json.dumps([entity(at, v=1)]).encode())

    platform.answers[f"{HOME}/entities"] = endless
    report = Report()
    assert len(series(platform, asking, report=report)) == 3
    assert [one.code for one in report] == ["pages"]


def test_all_types_are_read_where_none_is_named(platform, asking):
    platform.answers[f"{HOME}/types"] = {"typeList": ["A", "https://a.eu/B"]}
    other = {"id": "urn:b", "type": "https://a.eu/B", "https://a.eu/def#level": {"value": 2}}
    broker(platform, [entity(1, v={"value": 1, "unitCode": "2N"}), other])
    whole = series(platform, asking, HOME)
    assert {of: value for _, of, _, value in whole} == {
        Measurand("v", "dB"): 1,
        Measurand("level"): 2,
    }


def test_a_broker_without_a_list_of_types_wants_one_named(platform, asking):
    platform.answers[f"{HOME}/types"] = lambda handler: send(handler, b"{}", 501)
    with pytest.raises(FeedFault, match="name one"):
        series(platform, asking, HOME)


def test_what_is_irregular_is_read_and_told(platform, asking):
    report = Report()
    point = {"type": "Property", "value": {"type": "Point", "coordinates": [4, 50]}}
    odd = {"id": "no uri", "type": "A", "location": point, " v ": {"value": 3}, "open": True}
    odd["dateObserved"] = {"value": {"@type": "DateTime", "@value": "2026-11-22T03:00:00Z"}}
    several = entity(2, v=[{"value": 1}, {"value": 2, "datasetId": "urn:ngsi-ld:roof"}])
    broker(platform, [odd, several, entity(3, location={"type": "Point", "coordinates": [500, 4]})])
    whole = series(platform, asking, report=report)
    assert whole.things["no uri"].place == (4, 50)
    assert str(whole.of("no uri", Measurand("v"))[0][0])[:16] == "2026-11-22T03:00"
    assert whole.of("urn:ngsi-ld:A:2", Measurand("v, roof"))[1].tolist() == [2]
    assert sorted(one.code for one in report) == ["id", "place", "typed"]


class Clocked:
    """A broker with a clock of its own, that knows when each entity was modified."""

    def __init__(self, platform, understands=r'modifiedAt>"(.*)"'):
        self.entities, self.hour, self.questions = {}, 3, []
        self._understands = understands
        platform.answers[f"{HOME}/entities"] = self._answer

    def put(self, number, value):
        at = f"2026-11-22T{self.hour:02}:00:00Z"
        one = entity(number, v={"value": value, "observedAt": at})
        self.entities[number] = (at, one)

    def _answer(self, handler):
        asked = parse_qs(urlsplit(handler.path).query)
        condition = asked.get("q", [""])[0]
        self.questions.append(condition)
        found = re.fullmatch(self._understands, condition)
        if condition and not found:
            send(handler, b'{"title": "Bad q"}', 400)
            return
        rows = [one for at, one in self.entities.values() if not found or at > found[1]]
        start = int(asked.get("offset", "0")[0])
        rows = rows[start : start + int(asked["limit"][0])]
        send(handler, json.dumps(rows).encode(), Date=f"Sun, 22 Nov 2026 {self.hour:02}:00:30 GMT")


def read(feed):
    return sorted(value for part in feed.read(Progress()) for value in part.value.tolist())


@pytest.mark.parametrize("understands", [r'modifiedAt>"(.*)"', r"modifiedAt>([^\"]*)"])
def test_only_what_has_changed_is_asked_for_by_the_brokers_own_clock(platform, asking, understands):
    report, there = Report(), Clocked(platform, understands)
    feed = Broker(f"{platform.address}{HOME}/entities?type=A", asking, report)
    there.put(1, 10)
    there.put(2, 20)
    assert read(feed) == [10, 20]
    there.hour = 4
    there.put(2, 21)
    assert read(feed) == [21]
    assert "2026-11-22T03:00:2" in there.questions[-1]  # its clock, and some seconds before
    assert read(feed) == []
    assert [one.code for one in report] == ["clock"]  # which is years from ours; told once


def test_a_broker_that_tells_no_changes_is_read_whole(platform, asking):
    there = Clocked(platform, "nothing of this kind")
    feed = Broker(f"{platform.address}{HOME}/entities?type=A", asking, Report())
    there.put(1, 10)
    assert [read(feed) for _ in range(3)] == [[10]] * 3
    assert sum(map(bool, there.questions)) == 2  # both forms were tried, once


def test_a_broker_that_overlooks_the_condition_is_read_whole(platform, asking):
    there = Clocked(platform, r"modifiedAt>(\W?)x?.*")  # every moment is older than all it has
    feed = Broker(f"{platform.address}{HOME}/entities?type=A", asking, Report())
    there.put(1, 10)
    assert [read(feed) for _ in range(2)] == [[10]] * 2
    assert not any("2026" in one for one in there.questions)


def test_all_is_read_again_after_some_minutes(platform, asking, monkeypatch):
    there = Clocked(platform)
    feed = Broker(f"{platform.address}{HOME}/entities?type=A", asking, Report())
    there.put(1, 10)
    assert read(feed) == [10]
    there.hour = 4
    assert read(feed) == []
    monkeypatch.setattr(module, "RESYNC", 0.0)
    assert read(feed) == [10]


def test_values_without_a_moment_are_asked_for_with_the_brokers_own(platform, asking):
    def answer(handler):
        plain = "sysAttrs" not in handler.path
        value = {"value": 1} if plain else {"value": 1, "modifiedAt": "2026-11-22T03:00:00Z"}
        rows = [entity(1, v=value)] if "offset=0" in handler.path else []
        send(handler, json.dumps(rows).encode())

    platform.answers[f"{HOME}/entities"] = answer
    whole = series(platform, asking)
    assert str(next(iter(whole))[2])[:19] == "2026-11-22T03:00:00"


def test_what_is_irregular_is_told_once(platform, asking):
    report = Report()
    broker(platform, [{"id": "no uri", "type": "A", "v": 1}])
    feed = Broker(f"{platform.address}{HOME}/entities?type=A", asking, report)
    for _ in range(3):
        list(feed.read(Progress()))
    assert [one.code for one in report] == ["id"]


def test_large_brokers_are_handed_on_in_parts_that_grow(platform, asking, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 1000)
    broker(platform, [entity(at, v=at) for at in range(5000)])
    feed = Broker(f"{platform.address}{HOME}/entities?type=A", asking, Report())
    parts = [len(part) for part in feed.read(Progress())]
    assert parts == [1000, 4000]


def test_history_has_the_names_places_and_units_of_now(platform, asking):
    point = {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [4, 50]}}
    v = {"type": "Property", "value": 5, "unitCode": "GQ", "observedAt": "2026-11-22T03:00:00Z"}
    broker(platform, [entity(1, location=point, v=v)])
    past = [entity(1, v={"type": "Property", "values": [[1, "2026-11-21T03:00:00Z"]]})]
    platform.answers[f"{HOME}/temporal/entities"] = lambda handler: send(
        handler, json.dumps(past if "offset=0" in handler.path else []).encode()
    )
    feed = Broker(f"{platform.address}{HOME}/entities?type=A", asking, Report())
    start, end = np.datetime64("2026-11-20", "ms"), np.datetime64("2026-11-22", "ms")
    (readings,) = feed.history(start, end, Progress())
    assert readings.things[0].place == (4, 50)
    assert readings.measurands == (Measurand("v", "µg/m³"),)
    assert readings.value.tolist() == [1]


def test_a_clock_that_is_set_back_is_noticed(platform, asking):
    there = Clocked(platform)
    there.hour = 5
    feed = Broker(f"{platform.address}{HOME}/entities?type=A", asking, Report())
    there.put(1, 10)
    assert read(feed) == [10] and read(feed) == []
    there.hour = 3
    there.put(1, 9)
    assert read(feed) == [9]
