"""Things as entities, and entities over time, read by our own connector."""

import math

import numpy as np
import pytest

from city.series import Measurand, Thing
from importers.live.feed import Gathering
from importers.live.ngsi_ld import gather
from importers.live.replay import entities
from importers.live.replay.store import Said
from importers.report import Report
from tests.importers.live.replay.shared import METER, NOON, POWER, iso

MOMENT = int(NOON.astype(np.int64))


def entity(thing, values, moved=0):
    return entities.entity(Said(thing, values, moved), MOMENT - 1000, True)


def test_our_connector_reads_the_same_thing_from_every_form():
    whole = entity(METER, {POWER: (3.5, MOMENT)})
    for form in ("normalized", "concise"):
        gathering, report = Gathering(), Report()
        gather(gathering, entities.formed(whole, form), report)
        (batch,) = [gathering.readings(NOON)]
        assert batch.things == (METER,) and batch.measurands == (POWER,)
        assert batch.value.tolist() == [3.5] and batch.time[0] == NOON and not len(report)
    simple = entities.formed(entities.without_system(whole), "keyValues")
    assert simple == {
        "id": METER.id,
        "type": "EnergyMeter",
        "name": METER.name,
        "dataProvider": entities.PROVIDER,
        "location": {"type": "Point", "coordinates": list(METER.place)},
        "controlledAsset": METER.of,
        "power": 3.5,
    }


def test_names_are_names_of_the_standard_and_gaps_are_left_out():
    told = entity(
        Thing("x y", kind="Air Quality"),
        {Measurand("PM2.5, 1h", "furlong"): (1.0, MOMENT), POWER: (math.nan, MOMENT)},
    )
    assert (told["id"], told["type"]) == ("urn:ngsi-ld:Air_Quality:x%20y", "Air_Quality")
    assert told["PM2_5__1h"]["unitCode"] == "furlong"
    assert "power" not in told and "location" not in told and "name" not in told


def test_what_moves_says_when_it_was_there():
    told = entity(Thing("urn:x:1", "Tram 4", (4.0, 52.0), "tram"), {}, MOMENT)
    assert told["type"] == "Vehicle" and told["vehicleType"]["value"] == "tram"
    assert told["location"]["observedAt"] == iso(0) == told["modifiedAt"]


@pytest.mark.parametrize(
    "of, object_", [("urn:x:7", "urn:x:7"), ("{A 1}", "urn:ngsi-ld:%7BA%201%7D")]
)
def test_the_object_is_named_by_a_uri(of, object_):
    told = entity(Thing("urn:x:1", of=of), {POWER: (1.0, MOMENT)})
    assert told["controlledAsset"] == {
        "type": "Relationship",
        "object": object_,
        "createdAt": iso(-1),
        "modifiedAt": iso(-1),
    }


def test_features():
    one = entities.simplified(entity(METER, {POWER: (3.5, MOMENT)}))
    feature = entities.features([one])["features"][0]
    assert feature["geometry"]["coordinates"] == list(METER.place)
    assert feature["properties"]["power"] == 3.5 and "id" not in feature["properties"]
