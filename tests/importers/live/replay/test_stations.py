"""The replay as a SensorThings service, asked by our own connector and by hand."""

import pytest

from city.progress import Progress
from city.series import Thing
from importers.live.opening import open_feed
from importers.live.sensorthings import SensorThings
from importers.live.web import Web
from importers.report import Report
from tests.importers.live.replay.shared import METER, NOON, PM, POWER, SECOND, A, B, iso, still


@pytest.fixture
def get(client, service):
    def get(path, status=200):
        answer = client.get(f"{service.sensorthings}{path}")
        assert answer.status_code == status, answer.text
        return answer.json()

    return get


def test_our_connector_reads_what_was_recorded(service):
    report = Report()
    with Web(service.sensorthings, service.headers) as web:
        feed = open_feed(service.sensorthings, web, report, Progress())
        assert isinstance(feed, SensorThings)
        (batch,) = feed.read(Progress())
    rows = zip(batch.thing.tolist(), batch.measurand.tolist(), batch.value, batch.time, strict=True)
    found = {
        (batch.things[thing], batch.measurands[measurand], time): float(value)
        for thing, measurand, value, time in rows
    }
    a, b, meter = (Thing(one.id, one.name, one.place) for one in (A, B, METER))
    assert found[a, PM, NOON + 20 * SECOND] == 12 and found[a, PM, NOON + 10 * SECOND] == 11
    assert found[b, PM, NOON] == 20 and found[meter, POWER, NOON] == 3
    assert {one.id for one, _, _ in found} == {A.id, B.id, METER.id}  # what moves is not here
    assert [one.code for one in report] == ["clock"]  # it shows another year, and says so


def test_the_first_page(get, service):
    root = get("")
    lists = {one["name"]: one["url"] for one in root["value"]}
    assert lists["Datastreams"] == f"{service.sensorthings}/Datastreams" and len(lists) == 6
    assert all("iot_sensing/1.1" in one for one in root["serverSettings"]["conformance"])


def test_a_thing_and_what_belongs_to_it(get):
    thing = get(f"/Things('{METER.id}')?$expand=Locations,Datastreams($expand=ObservedProperty)")
    assert thing["name"] == METER.name and thing["properties"]["of"] == METER.of
    assert "recording" in thing["properties"]["terms"]
    assert thing["Locations"][0]["location"]["coordinates"] == list(METER.place)
    (stream,) = thing["Datastreams"]
    assert stream["unitOfMeasurement"]["symbol"] == "kW"
    assert stream["ObservedProperty"]["name"] == "power"
    (again,) = get(f"/Things('{METER.id}')/Datastreams")["value"]
    assert again["@iot.id"] == stream["@iot.id"]
    path = f"/Datastreams({stream['@iot.id']})/Thing"
    assert get(path)["@iot.id"] == METER.id


def test_links_lead_where_they_say(get, client):
    (stream,) = get(f"/Datastreams?$filter=Thing/id eq '{A.id}'")["value"]
    for name, link in stream.items():
        if name.endswith("Link"):
            assert client.get(link).status_code == 200, name
    (observation,) = client.get(f"{stream['Observations@iot.navigationLink']}?$top=1").json()[
        "value"
    ]
    whole = client.get(observation["@iot.selfLink"]).json()
    assert whole == observation
    assert client.get(whole["Datastream@iot.navigationLink"]).json()["@iot.id"] == stream["@iot.id"]


def observed(get, query):
    (stream,) = get(f"/Datastreams?$filter=Thing/id eq '{A.id}'&$select=id")["value"]
    assert stream.keys() == {"@iot.id"}
    page = get(f"/Datastreams({stream['@iot.id']})/Observations?{query}")
    return [(one["phenomenonTime"], one["result"]) for one in page["value"]]


def test_history_by_time(get):
    asked = f"$filter=phenomenonTime ge {iso(0)} and phenomenonTime lt {iso(20)}"
    assert observed(get, asked) == [(iso(0), 10), (iso(10), 11)]
    newest = observed(get, "$orderby=phenomenonTime desc&$top=2")
    assert newest == [(iso(20), 12), (iso(10), 11)]
    most = observed(get, "$orderby=result desc,phenomenonTime&$top=1&$filter=result lt 15")
    assert most[0][1] == 14


def test_gaps_are_null(get, service):
    still(service.store.clock, NOON + 40 * SECOND)
    page = get(f"/Observations?$filter=phenomenonTime ge {iso(30)} and phenomenonTime le {iso(30)}")
    assert sorted(str(one["result"]) for one in page["value"]) == ["13.0", "None"]


def test_pages_are_followed_to_their_end(get, client, service):
    page = get(f"/Observations?$top=2&$count=true&$filter=phenomenonTime ge {iso(0)}")
    assert page["@iot.count"] == 5  # a: 10, 11, 12; b: 20; meter: 3
    found = page["value"]
    while "@iot.nextLink" in page:
        assert page["@iot.nextLink"].startswith(service.sensorthings)
        page = client.get(page["@iot.nextLink"]).json()
        found += page["value"]
    assert sorted(one["result"] for one in found) == [3, 10, 11, 12, 20]
    assert len({one["@iot.id"] for one in found}) == 5


def test_an_expanded_list_has_its_own_next_page(get, client):
    query = "$top=1;$orderby=phenomenonTime desc;$select=result"
    (stream,) = get(f"/Datastreams?$filter=Thing/id eq '{A.id}'&$expand=Observations({query})")[
        "value"
    ]
    assert [one["result"] for one in stream["Observations"]] == [12]
    page = client.get(stream["Observations@iot.nextLink"]).json()
    assert [one["result"] for one in page["value"]] == [11]


def test_data_arrays(get):
    page = get(f"/Observations?$resultFormat=dataArray&$filter=phenomenonTime ge {iso(0)}")
    rows = {one["Datastream@iot.navigationLink"]: one for one in page["value"]}
    assert len(rows) == 3
    assert {tuple(one["components"]) for one in rows.values()} == {
        ("id", "phenomenonTime", "resultTime", "result")
    }
    results = sorted(row[3] for one in rows.values() for row in one["dataArray"])
    assert results == [3, 10, 11, 12, 20]
    assert sum(one["dataArray@iot.count"] for one in rows.values()) == 5


@pytest.mark.parametrize(
    "path, status",
    [
        ("/Nothing", 404),
        ("/Things('urn:x:none')", 404),
        ("/Things(1)", 404),
        ("/Datastreams(999)", 404),
        ("/Datastreams/Thing", 404),
        ("/Datastreams(1)/Nothing", 404),
        ("/Things('a", 404),
        ("/Observations(1)", 404),
        ("/Observations(999999999999999999)", 404),
        ("/Datastreams?$expand=Nothing", 400),
        ("/Observations?$filter=colour eq 'red'", 501),
        ("/Datastreams?$filter=st_within(location, geography'POINT (1 2)')", 501),
        ("/Datastreams?$apply=x", 501),
        ("/Datastreams?$top=many", 400),
    ],
)
def test_problems(get, path, status):
    told = get(path, status)
    assert told["status"] == status and told["detail"]


def test_nothing_is_written(client, service):
    assert client.post(f"{service.sensorthings}/Things", json={}).status_code == 405
