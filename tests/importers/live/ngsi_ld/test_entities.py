"""Entities: read together or one by one they say the same, in every form of every model."""

import json
import random
import time

import numpy as np
import pytest

from city.series import Measurand, Series
from importers.live.feed import Gathering, now
from importers.live.ngsi_ld.attributes import features
from importers.live.ngsi_ld.entities import FEW, gather, gather_all
from importers.report import Report
from tests.shared import files, name, needs_data

MODELS = files("live/smart-data-models/*/*/example-normalized.jsonld")
FORMS = files("live/smart-data-models/*/*/example*.json*")
AT = "2026-11-22T03:00:00Z"


def told(entities, one_by_one=False):
    gathering, heard = Gathering(), []
    if one_by_one:
        report = Report()
        for entity in entities:
            gather(gathering, entity, report)
        heard = [one.code for one in report]
    else:
        gather_all(gathering, entities, lambda code, *_: heard.append(code))
    whole = Series().merge(gathering.readings(now()))
    return whole, heard


def alike(**attributes):
    point = {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [4, 50.5]}}
    return [
        {"id": f"urn:x:{at}", "type": "A", "location": point, **json.loads(json.dumps(attributes))}
        for at in range(2 * FEW)
    ]


@needs_data
@pytest.mark.parametrize("path", MODELS, ids=name)
def test_every_model_is_read_however_irregular(path):
    model, gathering = json.loads(path.read_text("utf-8")), Gathering()
    for one in model if isinstance(model, list) else [model]:
        gather(gathering, one, Report())
    numbers = [  # counted by another rule: plain numbers under "value", one level down
        attribute
        for one in (model if isinstance(model, list) else [model])
        for attribute in one.values()
        if isinstance(attribute, dict) and type(attribute.get("value")) in (int, float)
    ]
    assert len(gathering) >= len(numbers)
    values = gathering.readings(now()).value if len(gathering) else np.zeros(0)
    assert np.isin([one["value"] for one in numbers], values).all()


@needs_data
def test_every_form_of_every_model_is_read_alone_and_as_one_of_many():
    for path in FORMS:
        entities = list(features(json.loads(path.read_text("utf-8"))))
        many = [{**one, "id": f"urn:x:{at}"} for one in entities for at in range(FEW)]
        together, _ = told(many)
        alone, _ = told(many, one_by_one=True)
        assert list(together.things.values()) == list(alone.things.values()), path
        assert together.streams == alone.streams or set(together.streams) == set(alone.streams)
        for stream in together.streams:
            assert together.of(*stream)[1].tolist() == pytest.approx(
                alone.of(*stream)[1].tolist(), nan_ok=True
            ), path


VALUES = (
    {"type": "Property", "value": 5, "unitCode": "GQ", "observedAt": AT},
    {"type": "Property", "value": 5.5, "observedAt": "2026-11-22T04:00:00.250+01:00"},
    {"value": 7},
    {"value": None, "observedAt": AT},
    {"value": "high"},
    {"value": True},
    {"value": 10**400},
    {"value": {"L1": 5}},
    {"value": 1, "datasetId": "urn:x:roof", "observedAt": AT},
    {"value": 2, "modifiedAt": AT},
    {"value": 3, "unitCode": ["GQ"]},
    {"type": "Relationship", "object": "urn:y:1"},
    [{"value": 1, "observedAt": AT}, {"value": 2, "datasetId": "a", "observedAt": AT}],
    8,
    "x",
    None,
    [],
)


@pytest.mark.parametrize("seed", range(30))
def test_entities_are_the_same_together_and_one_by_one(seed):
    """Whatever is mixed: values of two kinds in one column, each at its own moment."""
    choice = random.Random(seed)
    entities = alike(dateObserved=AT)
    for column in "abc":
        kinds = choice.sample(VALUES, choice.choice((1, 1, 2, 3)))
        for entity in entities:
            entity[column] = choice.choice(kinds)
    together, _ = told(entities)
    alone, _ = told(entities, one_by_one=True)
    ours = {row[:3]: row[3] for row in together}
    theirs = {row[:3]: row[3] for row in alone}
    gaps = {key for key, value in ours.items() if np.isnan(value)} - set(theirs)
    assert {key: ours[key] for key in ours if key not in gaps} == pytest.approx(theirs, nan_ok=True)


def test_what_has_no_number_among_numbers_is_a_gap():
    entities = alike(v={"value": 5, "observedAt": AT})
    entities[3]["v"]["value"] = None
    whole, _ = told(entities)
    assert np.isnan(whole.of("urn:x:3", Measurand("v"))[1]).all() and len(whole) == 2 * FEW


def test_odd_ids_names_and_places_do_not_hinder_the_others():
    entities = alike(v={"value": 5, "observedAt": AT}, name="Town  hall\n")
    entities[0]["id"] = "no uri"
    entities[1]["location"] = {"type": "Point", "coordinates": [500, 4]}
    entities[2]["name"] = "x" * 100_000
    entities[3]["name"] = {"languageMap": {"fr": "Mairie"}}
    whole, heard = told(entities)
    assert sorted(heard) == ["id", "place"] and len(whole) == 2 * FEW
    assert whole.things["urn:x:1"].place == () and whole.things["urn:x:4"].place == (4, 50.5)
    assert len(whole.things["urn:x:2"].name) == 200
    assert whole.things["urn:x:3"].name == "Mairie"
    assert whole.things["urn:x:4"].name == "Town hall"


@pytest.mark.parametrize("many", [1, 2 * FEW])
def test_what_moves_has_a_track(many):
    entities = alike(
        speed={"value": 50, "unitCode": "KMH", "observedAt": AT},
        bearing={"value": 80, "observedAt": AT},
        dateObserved="2026-11-22T02:00:00Z",
    )[:many]
    whole, _ = told(entities)
    first = {of.name: (of.unit, float(value)) for id, of, _, value in whole if id == "urn:x:0"}
    assert first == {
        "speed": ("km/h", 50),
        "heading": ("°", 80),
        "longitude": ("°", 4),
        "latitude": ("°", 50.5),
    }
    moments = {of.name: str(at)[11:13] for _, of, at, _ in whole}
    assert (moments["longitude"], moments["speed"]) == ("02", "03")


def test_many_entities_are_read_in_columns():
    """A page of a thousand takes a few milliseconds; one by one it takes ten times as long."""
    entities = [
        {"id": f"urn:x:{at}", "type": "A", **{k: {"value": at, "observedAt": AT} for k in "abcd"}}
        for at in range(4000)
    ]

    def seconds(one_by_one):
        start = time.process_time()
        told(entities, one_by_one)
        return time.process_time() - start

    assert min(seconds(False) for _ in range(3)) < min(seconds(True) for _ in range(2))


@pytest.mark.parametrize("many", [1, 2 * FEW])
@pytest.mark.parametrize(
    "attribute",
    [
        {"refBuilding": {"type": "Relationship", "object": "urn:x:b"}},
        {"controlledAsset": [{"object": "urn:x:b"}]},
        {"controlledAsset": {"type": "Relationship", "object": ["urn:x:b", "urn:x:c"]}},
        {"https://smartdatamodels.org/refBuilding": "urn:x:b"},
        {"refDevice": {"type": "Relationship", "object": "urn:x:d"}, "refBuilding": "urn:x:b"},
    ],
)
def test_an_entity_says_which_object_its_values_are_about(attribute, many):
    whole, _ = told(alike(power=1, **attribute)[:many])
    assert {thing.of for thing in whole.things.values()} == {"urn:x:b"}
