"""A plan's indicators, and alerts, as entities for an NGSI-LD broker.

Sources: ETSI GS CIM 009, 4.5 (normalised form); Smart Data Models, KeyPerformanceIndicator 0.2.1
and Alert 0.0.2; UN/CEFACT Recommendation 20 for units.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from city.alarms import Rule
from city.indicators import BY_KEY, Numbers
from city.series import Thing
from city.units import CODES

Entity = dict[str, Any]

_CODES = {unit: code for code, unit in CODES.items()} | {
    "": "C62",
    "kWp": "KWT",
    "t CO₂e": "TNE",
}
_FORBIDDEN = re.compile(r"[<>\"'=;()]")  # in texts, ETSI GS CIM 009, 4.6
PROCESS = "urban planning"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a plan's numbers come from.

    project: a hash of the content of what it shows. scenario: the plan's ident, "" for the city as
    it is; name: as people call it; edits: how many it is. year: that planted trees have grown to.
    assumptions: what is taken for granted, by name. software: its name and version.
    """

    project: str
    scenario: str
    name: str
    edits: int
    year: int
    assumptions: Mapping[str, float]
    software: str


def indicator_entities(numbers: Numbers, origin: Provenance, moment: np.datetime64) -> list[Entity]:
    """A KeyPerformanceIndicator for each number that is known; published again, each has the same
    id. moment: when they were worked out, UTC."""
    at = f"{np.datetime_as_string(moment, 'ms')}Z"
    return [
        _indicator(key, value, origin, at)
        for key, value in numbers.values.items()
        if value is not None and np.isfinite(value)
    ]


def _indicator(key: str, value: float, origin: Provenance, at: str) -> Entity:
    one = BY_KEY[key]
    known: Entity = {"type": "Property", "value": round(float(value), 3), "observedAt": at}
    if code := _CODES.get(one.unit):
        known["unitCode"] = code
    else:  # there is no code for money
        known["unitText"] = _property({"€": "EUR"}.get(one.unit, one.unit))
    formula = ", ".join(filter(None, (one.formula, one.source)))
    taken = {name: origin.assumptions[name] for name in one.assumes if name in origin.assumptions}
    return {
        "id": f"urn:ngsi-ld:KeyPerformanceIndicator:maquette:{origin.project}:"
        f"{origin.scenario or 'baseline'}:{key}",
        "type": "KeyPerformanceIndicator",
        "name": _property(one.title),
        "category": _property(["quantitative"]),
        "process": _property(PROCESS),
        "product": _property(origin.name),
        "kpiValue": known,
        "calculationMethod": _property("automatic"),
        "calculationFormula": _property(formula),
        "calculatedBy": _property(origin.software),
        "updatedAt": _property({"@type": "DateTime", "@value": at}),
        "provenance": _property(
            {
                "project": origin.project,
                "scenario": origin.scenario or "baseline",
                "edits": origin.edits,
                "year": origin.year,
                "basis": one.badge,
                "assumptions": taken,
                "software": origin.software,
            }
        ),
    }


def alert_entity(
    source: str,
    thing: Thing,
    rule: Rule,
    title: str,
    words: str,
    told: tuple[float, str],
    moment: np.datetime64,
    software: str,
    terms: str = "",
) -> Entity:
    """An Alert that a rule holds of a thing. source: who said so. title: of what is watched. words:
    of the rule. told: what was said last, and its unit. moment: when that was, UTC. terms: what
    must be named with what the source says, "" for nothing."""
    at = f"{np.datetime_as_string(moment, 'ms')}Z"
    said = json.dumps([source, thing.id, rule.subject, rule.way, rule.limit, rule.seconds])
    value, unit = told
    known: Entity = {"type": "Property", "value": round(float(value), 3), "observedAt": at}
    if code := _CODES.get(unit):
        known["unitCode"] = code
    entity: Entity = {
        "id": f"urn:ngsi-ld:Alert:maquette:{hashlib.sha256(said.encode()).hexdigest()[:24]}",
        "type": "Alert",
        "category": _property("environment"),
        "name": _property(f"{title}: {thing.name or thing.id}"),
        "description": _property(words),
        "dateIssued": _property({"@type": "DateTime", "@value": at}),
        "alertSource": _property(thing.id),
        "observedValue": known,
        "rule": _property({"way": rule.way, "limit": rule.limit, "seconds": rule.seconds}),
        "provenance": _property({"source": source, "terms": terms, "software": software}),
    }
    if thing.place:
        place = {"type": "Point", "coordinates": list(thing.place[:2])}
        entity["location"] = {"type": "GeoProperty", "value": place}
    return entity


def _property(value: Any) -> Entity:
    """A Property; a text without the letters that brokers refuse."""
    if isinstance(value, str):
        value = " ".join(_FORBIDDEN.sub(" ", value.replace(";", ",")).split())
    return {"type": "Property", "value": value}
