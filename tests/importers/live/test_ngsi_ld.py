"""NGSI-LD: recorded answers of two brokers that disagree, models as people write them, paging."""

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live import ngsi_ld
from importers.live.feed import Gathering, now
from importers.live.opening import open_feed
from importers.live.web import FeedFault
from importers.report import Report
from tests.live_platform import send
from tests.shared import DATA, files, name, needs_data

HOME = "/ngsi-ld/v1"
CAPTURED = DATA / "live" / "captured"
MODELS = files("live/smart-data-models/*/*/example-normalized.jsonld")


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
    assert whole.value.tolist() == [22] and thing.place == (4.35, 50.85)


@needs_data
@pytest.mark.parametrize("path", MODELS, ids=name)
def test_every_model_is_read_however_irregular(path):
    model, gathering = json.loads(path.read_text("utf-8")), Gathering()
    for one in model if isinstance(model, list) else [model]:
        ngsi_ld.gather(gathering, one, Report())
    numbers = [  # counted by another rule: plain numbers under "value", one level down
        attribute
        for one in (model if isinstance(model, list) else [model])
        for attribute in one.values()
        if isinstance(attribute, dict) and type(attribute.get("value")) in (int, float)
    ]
    assert len(gathering) >= len(numbers)
    assert np.isin([one["value"] for one in numbers], gathering.readings(now()).value).all()


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("most", [1000, 100])
def test_pages_end_and_each_entity_is_taken_once(platform, asking, most, again):
    broker(platform, [entity(at, v=at) for at in range(250)], most, again)
    whole = series(platform, asking)
    assert sorted(whole.value) == list(range(250))


def test_pages_without_end_are_bounded_and_told(platform, asking, monkeypatch):
    monkeypatch.setattr(ngsi_ld, "PAGES", 3)

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
    assert {of: float(v) for (_, of), v in zip(whole.streams, whole.value, strict=True)} == {
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


@pytest.mark.parametrize(
    "attribute",
    [
        {"refBuilding": {"type": "Relationship", "object": "urn:x:b"}},
        {"controlledAsset": [{"object": "urn:x:b"}]},
        {"https://smartdatamodels.org/refBuilding": "urn:x:b"},
        {"refDevice": {"type": "Relationship", "object": "urn:x:d"}, "refBuilding": "urn:x:b"},
    ],
)
def test_an_entity_says_which_object_its_values_are_about(attribute):
    gathering = Gathering()
    ngsi_ld.gather(gathering, {"id": "urn:x:1", "type": "M", "power": 1} | attribute, Report())
    (thing,) = gathering.readings(now()).things
    assert thing.of == "urn:x:b"
