"""What entities say of buildings, in every form that NGSI-LD has."""

import json

import numpy as np
import pytest

from city.progress import Progress
from city.series import Thing
from importers.live.feed import said_by
from importers.live.ngsi_ld import Broker, Entities
from importers.live.ngsi_ld.statements import hear
from importers.live.statements import Statements
from importers.live.web import Web
from importers.report import Report
from tests.live_platform import serving
from tests.shared import DATA, needs_data

WHEN = "2026-06-01T10:00:00Z"
MOMENT = np.datetime64("2026-06-01T10:00", "ms")
ID = "urn:ngsi-ld:Building:b1"


def said(*entities):
    kept = Statements("broker", Report())
    hear(kept, entities)
    return kept.all()


def told(*entities):
    return [(one.attribute, one.value, one.unit) for one in said(*entities)]


def test_the_normalised_form():
    entity = {
        "id": ID,
        "type": "Building",
        "name": {"type": "Property", "value": "Mill"},
        "category": {"type": "Property", "value": ["office", "retail"]},
        "height": {"type": "Property", "value": 15.5, "unitCode": "MTR", "observedAt": WHEN},
        "demolished": {"type": "Property", "value": False},
        "owner": {"type": "Relationship", "object": "urn:ngsi-ld:Person:1"},
        "address": {"type": "Property", "value": {"streetAddress": "Dam 1"}},
        "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [4, 52]}},
        "@context": "https://example.org/context.jsonld",
    }
    assert told(entity) == [
        ("name", "Mill", ""),
        ("category", "office, retail", ""),
        ("height", 15.5, "m"),
        ("demolished", False, ""),
    ]
    assert said(entity)[0].thing == Thing(ID, "Mill", (4, 52), "Building")
    assert [one.moment for one in said(entity)] == [None, None, MOMENT, None]


def test_the_simplified_form_expanded_names_and_a_moment_of_its_own():
    sdm = "https://smartdatamodels.org/dataModel.Building"
    entity = {
        "@id": ID,
        "@type": [f"{sdm}/Building"],
        f"{sdm}/floorsAboveGround": 7,
        f"{sdm}/category": ["office"],
        "modifiedAt": WHEN,
    }
    assert told(entity)[:2] == [("floorsAboveGround", 7.0, ""), ("category", "office", "")]
    assert said(entity)[0].moment == MOMENT


def test_of_several_instances_the_first_is_heard():
    parts = [{"type": "Property", "value": v, "datasetId": f"urn:{v}"} for v in (12, 13)]
    assert told({"id": ID, "type": "Building", "height": parts}) == [("height", 12.0, "")]


@pytest.mark.parametrize(
    ("operation", "status", "heard"),
    [
        ("demolition", "finished", 1),
        ("demolition", "ongoing", 0),
        ("airConditioning", "finished", 0),
    ],
)
def test_of_works_only_those_are_heard_that_took_a_building_down(operation, status, heard):
    entity = {
        "id": "urn:ngsi-ld:BuildingOperation:1",
        "type": "BuildingOperation",
        "operationType": {"type": "Property", "value": operation},
        "status": {"type": "Property", "value": status},
        "endDate": {"type": "Property", "value": {"@type": "DateTime", "@value": WHEN}},
        "refBuilding": {"type": "Relationship", "object": ID},
    }
    found = said(entity)
    assert len(found) == heard
    if found:
        assert (found[0].thing.of, found[0].value, found[0].moment) == (ID, "demolition", MOMENT)


def test_other_things_say_nothing_of_buildings():
    lamp = {"id": "urn:x:1", "type": "Streetlight", "height": 8, "refBuilding": ID}
    assert said(lamp, {"id": "urn:x:2", "height": 3}) == ()


@needs_data
def test_smart_data_models_own_example():
    folder = DATA / "live/smart-data-models/dataModel.Building"
    for name, count in (("Building", 8), ("BuildingOperation", 0), ("VibrationsObserved", 0)):
        text = (folder / name / "example-normalized.jsonld").read_text("utf-8")
        assert len(said(json.loads(text))) == count, name


# feeds


@pytest.fixture
def platform():
    with serving() as made:
        yield made


def building(height, id=ID):
    return {"id": id, "type": "Building", "height": {"type": "Property", "value": height}}


def test_a_broker_says_what_is_there_now(platform):
    platform.answers["/ngsi-ld/v1/entities"] = [building(12), building(9, f"{ID}2")]
    address = f"{platform.address}/ngsi-ld/v1/entities?type=Building"
    with Web(address) as web:
        broker = Broker(address, web, Report())
        assert said_by(broker) == ()
        list(broker.read(Progress()))
        assert [one.value for one in said_by(broker)] == [12, 9]
        assert said_by(broker)[0].source == broker.title
        platform.answers["/ngsi-ld/v1/entities"] = [building(13)]
        list(broker._all(Progress()))  # as it does every few minutes
        assert [one.value for one in said_by(broker)] == [13]


def test_a_file_of_entities_says_what_is_there_now(platform):
    platform.answers["/b.jsonld"] = [building(12)]
    url = f"{platform.address}/b.jsonld"
    with Web(url) as web:
        feed = Entities("b", web.get(url, Progress()), lambda go: web.get(url, go), Report())
        list(feed.read(Progress()))
        assert [one.value for one in said_by(feed)] == [12]
