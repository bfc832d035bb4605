"""Indicators and alerts as entities: known answers, and ids that stay the same."""

import json

import numpy as np
import pytest

from city.alarms import Rule
from city.indicators import Numbers
from city.series import Thing
from exporters.ngsi_ld import Provenance, alert_entity, indicator_entities
from importers.live.ngsi_ld.irregular import irregularities

AT = np.datetime64("2026-06-01T12:00:00.500", "ms")
PLAN = Provenance("ab12", "c0ffee", "Plan <A> (new)", 3, 2040, {"storey_height": 3.0}, "Maquette 1")
NUMBERS = Numbers({"gfa": 1234.56789, "cost_low": 5e6, "far": None, "highest": np.nan}, {})


def prop(value):
    return {"type": "Property", "value": value}


def test_each_known_number_is_an_entity():
    gfa, cost = indicator_entities(NUMBERS, PLAN, AT)
    assert gfa == {
        "id": "urn:ngsi-ld:KeyPerformanceIndicator:maquette:ab12:c0ffee:gfa",
        "type": "KeyPerformanceIndicator",
        "name": prop("Gross floor area"),
        "category": prop(["quantitative"]),
        "process": prop("urban planning"),
        "product": prop("Plan A new"),  # without the letters that brokers refuse
        "kpiValue": {**prop(1234.568), "unitCode": "MTK", "observedAt": "2026-06-01T12:00:00.500Z"},
        "calculationMethod": prop("automatic"),
        "calculationFormula": prop(
            "the outline of every storey, added up, storeys that nobody counts are estimated, "
            "ISO 9836:2017, 5.1.3"
        ),
        "calculatedBy": prop("Maquette 1"),
        "updatedAt": prop({"@type": "DateTime", "@value": "2026-06-01T12:00:00.500Z"}),
        "provenance": prop(
            {
                "project": "ab12",
                "scenario": "c0ffee",
                "edits": 3,
                "year": 2040,
                "basis": "assumed",
                "assumptions": {"storey_height": 3.0},
                "software": "Maquette 1",
            }
        ),
    }
    assert "unitCode" not in cost["kpiValue"] and cost["kpiValue"]["unitText"] == prop("EUR")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("volume", "MTQ"),
        ("coverage", "P1"),
        ("highest", "MTR"),
        ("solar", "KWT"),
        ("carbon", "TNE"),
        ("jobs", "C62"),
        ("far", "C62"),
    ],
)
def test_units_are_codes(key, code):
    (one,) = indicator_entities(Numbers({key: 1.0}, {}), PLAN, AT)
    assert one["kpiValue"]["unitCode"] == code


def test_ids_are_the_same_whenever_it_is_published():
    later = indicator_entities(NUMBERS, PLAN, AT + np.timedelta64(1, "D"))
    assert [one["id"] for one in later] == [
        one["id"] for one in indicator_entities(NUMBERS, PLAN, AT)
    ]
    bare = Provenance("ab12", "", "Baseline", 0, 2026, {}, "Maquette 1")
    (one,) = indicator_entities(Numbers({"trees": 4.0}, {}), bare, AT)
    assert one["id"].endswith(":ab12:baseline:trees")


def alert(**said):
    thing = Thing("urn:ngsi-ld:AirQualityObserved:1", "Zoo", (4.4, 50.8, 20.0))
    told = {"words": "PM2.5 above 25 µg/m³ for 1 h", "told": (31.25, "µg/m³")} | said
    rule = Rule("pm25", "above", 25.0, 3600.0)
    return alert_entity("city air", thing, rule, "PM2.5", moment=AT, software="Maquette 1", **told)


def test_an_alert():
    one = alert()
    assert one["id"].startswith("urn:ngsi-ld:Alert:maquette:") and one["id"] == alert()["id"]
    assert one["name"] == prop("PM2.5: Zoo")
    assert one["description"] == prop("PM2.5 above 25 µg/m³ for 1 h")
    assert one["observedValue"] == {
        **prop(31.25),
        "unitCode": "GQ",
        "observedAt": "2026-06-01T12:00:00.500Z",
    }
    assert one["rule"] == prop({"way": "above", "limit": 25.0, "seconds": 3600.0})
    place = {"type": "Point", "coordinates": [4.4, 50.8]}
    assert one["location"] == {"type": "GeoProperty", "value": place}


def test_a_strict_broker_finds_nothing_irregular():
    for one in [*indicator_entities(NUMBERS, PLAN, AT), alert()]:
        json.dumps(one, allow_nan=False)
        assert list(irregularities(one)) == []
