"""The replay as an NGSI-LD broker, asked by our own connector and by hand."""

import re

import pytest

from city.progress import Progress
from city.series import Thing
from importers.live.ngsi_ld import Broker
from importers.live.replay.entities import id_of
from importers.live.web import Web
from importers.report import Report
from tests.importers.live.replay.shared import BUS, METER, NOON, PM, POWER, SECOND, A, B, iso, still

CORE = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context"


@pytest.fixture
def get(client, service):
    def get(path, **headers):
        return client.get(f"{service.ngsi_ld}/{path}", headers=headers)

    return get


def read(service, address):
    report = Report()
    with Web(address, service.headers) as web:
        batches = list(Broker(address, web, report).read(Progress()))
    assert {one.code for one in report} <= {"clock"}  # it shows another year
    return {
        (batch.things[thing], batch.measurands[measurand]): (value, time)
        for batch in batches
        for thing, measurand, value, time in zip(
            batch.thing.tolist(),
            batch.measurand.tolist(),
            batch.value.tolist(),
            batch.time,
            strict=True,
        )
    }


def test_our_connector_reads_what_was_recorded(service):
    found = read(service, service.ngsi_ld)
    assert found[A, PM] == (12, NOON + 20 * SECOND)
    assert found[B, PM] == (20, NOON) and found[METER, POWER] == (3, NOON)
    bus = {one.id: one for one, _ in found}[BUS.id]
    assert (bus.kind, bus.name) == ("Vehicle", BUS.name)
    assert bus.place == pytest.approx((4.442, 51.9))
    assert {one.name for one, _ in found} == {A.name, B.name, METER.name, BUS.name}


def test_what_is_no_number_any_more_is_not_told(service):
    still(service.store.clock, NOON + 31 * SECOND)
    found = read(service, f"{service.ngsi_ld}/entities?type=AirQualityObserved")
    assert found == {(A, PM): (13, NOON + 30 * SECOND)}


def test_types(get):
    assert get("types").json()["typeList"] == ["AirQualityObserved", "EnergyMeter", "Vehicle"]
    rows = get("types?details=true").json()
    assert rows[1]["typeName"] == "EnergyMeter"
    assert rows[1]["attributeNames"] == [
        "controlledAsset",
        "dataProvider",
        "location",
        "name",
        "power",
    ]


def test_forms(get):
    whole = get(f"entities/{A.id}").json()
    assert whole["pm25"] == {
        "type": "Property",
        "value": 12.0,
        "observedAt": iso(20),
        "unitCode": "GQ",
    }
    assert "invented" not in whole["dataProvider"]["value"]  # that is for the recording to say
    assert "recording" in whole["dataProvider"]["value"]
    concise = get(f"entities/{A.id}?options=concise").json()
    assert concise["pm25"] == {"value": 12.0, "observedAt": iso(20), "unitCode": "GQ"}
    assert concise["name"] == A.name
    simple = get(f"entities/{METER.id}?options=keyValues").json()
    assert simple["power"] == 3 and simple["controlledAsset"] == METER.of
    system = get(f"entities/{A.id}?options=sysAttrs").json()
    assert system["modifiedAt"] == iso(20) == system["pm25"]["modifiedAt"]
    assert "modifiedAt" not in whole and "modifiedAt" not in whole["pm25"]


def test_geojson_and_json_ld(get):
    answer = get("entities?type=EnergyMeter", Accept="application/geo+json")
    assert answer.headers["content-type"] == "application/geo+json"
    (one,) = answer.json()["features"]
    assert one["geometry"] == {"type": "Point", "coordinates": list(METER.place)}
    assert one["id"] == METER.id and one["properties"]["type"] == "EnergyMeter"
    linked = get("entities?type=EnergyMeter", Accept="application/ld+json")
    assert linked.json()[0]["@context"].startswith(CORE)
    assert CORE in get("entities?type=EnergyMeter").headers["link"]


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()]


def test_pages(get, service):
    path = "entities?attrs=pm25,power&limit=1&count=true"
    first = get(path)
    assert ids(first) == [A.id] and first.headers["ngsild-results-count"] == "3"
    next_ = re.match(r"</ngsi-ld/v1/(.*?)>; rel=\"next\"", first.headers["link"])[1]
    second = get(next_)
    assert ids(second) == [B.id]
    assert 'rel="next"' not in get(f"{path}&offset=2").headers["link"]
    assert ids(get(f"{path}&offset=3")) == []
    none = get("entities?type=EnergyMeter&limit=0&count=true")
    assert ids(none) == [] and none.headers["ngsild-results-count"] == "1"


@pytest.mark.parametrize(
    "query, found",
    [
        ("type=AirQualityObserved", [A.id, B.id]),
        ("type=AirQualityObserved,EnergyMeter&id=" + METER.id, [METER.id]),
        ("type=Nothing", []),
        ("q=pm25>15", [B.id]),
        ("q=pm25>11;pm25<15", [A.id]),
        (f"q=modifiedAt>{iso(19)}", [A.id, BUS.id]),
        ("attrs=power", [METER.id]),
        ("georel=near;maxDistance==10&geometry=Point&coordinates=[4.46,51.91]", [B.id]),
    ],
)
def test_questions(get, query, found):
    assert ids(get(f"entities?{query}")) == found


def test_what_changed_since_is_a_delta(get, service):
    assert ids(get(f'entities?q=modifiedAt>"{iso(20)}"')) == []
    still(service.store.clock, NOON + 30 * SECOND)
    assert ids(get(f'entities?q=modifiedAt>"{iso(20)}"')) == [A.id, B.id, BUS.id]


def test_attributes_are_chosen(get):
    (one,) = get("entities?type=EnergyMeter&attrs=power").json()
    assert one.keys() == {"id", "type", "power"}


@pytest.mark.parametrize(
    "path, status, kind",
    [
        ("entities", 400, "BadRequestData"),
        ("entities?type=A&limit=0", 400, "BadRequestData"),
        ("entities?type=A&limit=x", 400, "BadRequestData"),
        ("entities?type=A&limit=1001", 403, "TooManyResults"),
        ("entities?q=((", 400, "BadRequestData"),
        ("entities?type=A&idPattern=.*", 422, "OperationNotSupported"),
        ("entities/urn:x:none", 404, "ResourceNotFound"),
        (f"entities/{A.id}?attrs=power", 404, "ResourceNotFound"),
        ("nothing", 404, "ResourceNotFound"),
        ("temporal/entities", 400, "BadRequestData"),
        ("temporal/entities?type=A&q=pm25>1", 422, "OperationNotSupported"),
        ("temporal/entities?type=A&timerel=after", 400, "BadRequestData"),
        ("temporal/entities?type=A&timeproperty=modifiedAt", 422, "OperationNotSupported"),
        ("subscriptions/urn:x:none", 404, "ResourceNotFound"),
    ],
)
def test_problems_are_told_as_rfc_7807(get, path, status, kind):
    answer = get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == f"https://uri.etsi.org/ngsi-ld/errors/{kind}"
    assert told["status"] == status and told["title"] and told["detail"]


def test_nothing_is_written(client, service):
    answer = client.post(f"{service.ngsi_ld}/entities", json={"id": "urn:x:1"})
    assert answer.status_code == 422


def test_history(get):
    between = f"timerel=between&timeAt={iso(0)}&endTimeAt={iso(20)}"
    (one,) = get(f"temporal/entities?type=AirQualityObserved&id={A.id}&{between}").json()
    assert [(each["value"], each["observedAt"]) for each in one["pm25"]] == [
        (10, iso(0)),
        (11, iso(10)),
    ]
    after = f"temporal/entities/{A.id}?timerel=after&timeAt={iso(0)}&options=temporalValues"
    assert get(after).json()["pm25"] == {
        "type": "Property",
        "values": [[11.0, iso(10)], [12.0, iso(20)]],
    }
    before = get(f"temporal/entities/{A.id}?timerel=before&timeAt={iso(0)}&lastN=2").json()
    assert [each["observedAt"] for each in before["pm25"]] == [iso(-20), iso(-10)]


def test_history_by_means(get):
    between = f"timerel=between&timeAt={iso(0)}&endTimeAt={iso(60)}"
    how = "options=aggregatedValues&aggrMethods=avg&aggrPeriodDuration=PT20S"
    (one, _) = get(f"temporal/entities?type=AirQualityObserved&{between}&{how}").json()
    assert one["pm25"]["avg"] == [[10.5, iso(0), iso(20)], [12.0, iso(20), iso(40)]]
    for wrong in ("aggrMethods=stddev", "aggrMethods=avg&aggrPeriodDuration=hourly", "x=1"):
        path = f"temporal/entities?type=AirQualityObserved&options=aggregatedValues&{wrong}"
        assert get(path).status_code == 400


def test_history_of_what_moves(get):
    path = f"temporal/entities/{BUS.id}?lastN=2&options=temporalValues&attrs=location"
    told = get(path).json()["location"]
    places = [(one["coordinates"][0], moment) for one, moment in told["values"]]
    assert places == [(pytest.approx(4.441), iso(10)), (pytest.approx(4.442), iso(20))]


def test_a_long_history_comes_in_pages(get, monkeypatch):
    monkeypatch.setattr("importers.live.replay.broker.INSTANCES", 2)
    path = "temporal/entities?type=AirQualityObserved&lastN=2&count=true"
    first = get(path)
    assert ids(first) == [A.id] and 'rel="next"' in first.headers["link"]
    assert ids(get(f"{path}&offset=1")) == [B.id]


def test_a_thing_without_a_uri_gets_one():
    assert id_of(Thing("12 a", kind="Station")) == "urn:ngsi-ld:Station:12%20a"
    assert id_of(A) == A.id
