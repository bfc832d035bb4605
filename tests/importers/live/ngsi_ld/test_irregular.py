"""What strict brokers refuse: the fifteen official models, and each rule by itself."""

import json

import pytest

from importers.live.ngsi_ld.irregular import irregularities
from tests.shared import files, needs_data

MODELS = files("live/smart-data-models/*/*/example-normalized.jsonld")
ODD = {
    "Building": {"typed"},
    "Camera": {"letters"},
    "CityWork": {"letters"},
    "DeviceMeasurement": {"empty", "typed"},
    "FloodMonitoring": {"type"},
    "OffStreetParking": {"empty"},
    "PhreaticObserved": {"name", "relationship"},
    "RoadSegment": {"letters", "typed"},
    "SeaConditions": {"typed"},
    "SmartMeteringObservation": {"letters"},
    "SolarEnergy": {"position"},
    "VibrationsObserved": {"typed"},
    "WaterObserved": {"relationship"},
    "WaterQualityPredicted": {"id"},
    "WeatherForecast": {"id"},
}


@needs_data
def test_fifteen_of_the_official_models_are_irregular():
    found = {}
    for path in MODELS:
        codes = {code for code, _ in irregularities(json.loads(path.read_text("utf-8")))}
        if codes:
            found[path.parent.name] = codes
    assert found == ODD and len(found) == 15


def place(kind, coordinates):
    return {"type": "GeoProperty", "value": {"type": kind, "coordinates": coordinates}}


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"id": "no uri"}, "id"),
        ({"id": 5}, "id"),
        ({"v ": {"type": "Property", "value": 1}}, "name"),
        ({"v": {"type": "Property", "value": 1, "état é": 1}}, "name"),
        ({"v": {"type": "Property", "value": []}}, "empty"),
        ({"v": {"type": "Property ", "value": 1}}, "type"),
        ({"v": {"type": "Relationship", "object": "nowhere"}}, "relationship"),
        ({"v": {"type": "Relationship", "object": ["urn:a:1", None]}}, "relationship"),
        ({"v": {"type": "Property", "value": "<b>"}}, "letters"),
        ({"location": place("Point", [4, 50, 3, 1])}, "position"),
        ({"location": place("Point", [[4, 50]])}, "position"),
        ({"location": place("LineString", [4, 50])}, "position"),
        ({"location": place("Polygon", [[[4, 50], [4, "x"]]])}, "position"),
        ({"location": place("Polygon", [[[4, 50], [4, 51], [5, 51], [4, 50]]])}, None),
        ({"location": place("MultiPolygon", [[[[4, 50, 1]]]])}, None),
        ({"v": [{"type": "Property", "value": 1}, {"value": 2, "datasetId": "urn:a:b"}]}, None),
        ({"v": {"type": "VocabProperty", "vocab": "on"}}, None),
        ({"https://a.eu/def#v": {"type": "ListProperty", "valueList": [1]}}, None),
    ],
)
def test_each_rule(attributes, code):
    whole = {"id": "urn:x:1", "type": "A", "w": {"type": "Property", "value": 1}, **attributes}
    found = list(irregularities(whole))
    assert [one for one, _ in found] == ([code] if code else [])
    assert all(words.endswith("it was read all the same") for _, words in found)
