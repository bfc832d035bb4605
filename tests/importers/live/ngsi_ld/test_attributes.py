"""One attribute in all the ways that it is written."""

import numpy as np
import pytest

from city.series import Measurand
from importers.live.ngsi_ld import attributes


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        (5, 5),
        ({"type": "Property", "value": 5}, 5),
        ({"value": {"@type": "DateTime", "@value": "x"}}, "x"),
        ([{"value": 5}, {"value": 6}], 5),
        (
            {"type": "LanguageProperty", "languageMap": {"de": "Rathaus", "en": "Town hall"}},
            "Town hall",
        ),
        ({"type": "VocabProperty", "vocab": "on"}, "on"),
        ({"type": "JsonProperty", "json": {"a": 1}}, {"a": 1}),
        (
            {"type": "Relationship", "object": "urn:x:1"},
            {"type": "Relationship", "object": "urn:x:1"},
        ),
        ([], []),
    ],
)
def test_values_are_found_however_they_are_wrapped(attribute, value):
    assert attributes.value_of(attribute) == value


@pytest.mark.parametrize(
    ("name", "instance", "expected"),
    [
        ("no2", {"unitCode": "GQ"}, Measurand("no2", "µg/m³")),
        ("https://a.eu/def#no2", 5, Measurand("no2")),
        (" no2 ", {"unitCode": "GP", "datasetId": "urn:x:roof"}, Measurand("no2, roof", "mg/m³")),
        (
            "no2",
            {"metadata": {"unitCode": {"type": "Text", "value": "GQ"}}},
            Measurand("no2", "µg/m³"),
        ),
        ("no2", {"unitCode": {"value": "GQ"}}, Measurand("no2", "µg/m³")),
        ("no2", {"unitCode": ["GQ"]}, Measurand("no2", "µg/m³")),
        ("no2", {"unitCode": {"a": 1}}, Measurand("no2")),
    ],
)
def test_units_and_sources_are_told_as_people_write_them(name, instance, expected):
    assert attributes.measurand_of(name, instance) == expected


@pytest.mark.parametrize(
    "instance",
    [
        {"observedAt": "2026-11-22T03:00:00Z", "modifiedAt": "2026-11-23T03:00:00Z"},
        {"modifiedAt": "2026-11-22T03:00:00Z"},
        {"metadata": {"timestamp": {"type": "DateTime", "value": "2026-11-22T03:00:00Z"}}},
        {"metadata": {"TimeInstant": {"value": "2026-11-22T04:00:00+01:00"}}},
    ],
)
def test_moments_are_found_in_all_standards(instance):
    assert attributes.moment_of(instance) == np.datetime64("2026-11-22T03:00:00", "ms")


def test_states_are_numbers_and_other_words_are_none():
    assert attributes.number_of("powerState", "Streetlight", "on") == 3
    assert attributes.number_of("status", "ParkingSpot", "occupied") == 1
    assert np.isnan(attributes.number_of("status", "ParkingSpot", "unknown"))
    assert attributes.number_of("status", "Building", "occupied") is None
    assert attributes.number_of("v", "A", True) is None
    assert attributes.number_of("v", "A", "5") is None


@pytest.mark.parametrize(
    ("location", "place", "codes"),
    [
        ({"type": "Point", "coordinates": [4, 50]}, (4, 50), []),
        (
            {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [4, 50, 9]}},
            (4, 50, 9),
            [],
        ),
        ({"type": "geo:point", "value": "50.5, 4.5"}, (4.5, 50.5), []),
        ({"type": "Point", "coordinates": [4, 50, 9, 77]}, (4, 50, 9), []),
        ({"type": "Point", "coordinates": [[4, 50]]}, (4, 50), ["position"]),
        (
            {"type": "Property", "value": {"type": "Point", "coordinates": [4, 50]}},
            (4, 50),
            ["typed"],
        ),
        ({"type": "Point", "coordinates": [500, 4]}, (), ["place"]),
        ({"type": "Point", "coordinates": None}, (), ["place"]),
        (None, (), []),
    ],
)
def test_places_are_read_and_told_where_they_are_odd(location, place, codes):
    heard = []
    assert attributes.place_of("id", location, lambda code, *_: heard.append(code)) == place
    assert heard == codes


def test_features_are_entities():
    point = {"type": "Point", "coordinates": [4, 50]}
    feature = {"type": "Feature", "id": "urn:a:1", "geometry": point, "properties": {"type": "A"}}
    entity = {"id": "urn:a:1", "type": "A", "location": point}
    assert list(attributes.features({"type": "FeatureCollection", "features": [feature]})) == [
        entity
    ]
    assert list(attributes.features(entity)) == [entity]
    assert list(attributes.features([entity, 5])) == [entity, 5]
