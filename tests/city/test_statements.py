"""Statements: whether they are of buildings, what they are about, and what marks them."""

from dataclasses import replace

import numpy as np
import pytest

from city.series import Thing
from city.statements import Statement, about, is_building


@pytest.mark.parametrize(
    "kind",
    [
        "Building",
        "building",
        "BuildingPart",
        "public.buildings",
        "Pand",
        "panden",
        "3dbag:pand",
        "Gebäude",
        "bâtiment",
        "batiments",
        "HistoricBuilding",
    ],
)
def test_types_of_buildings(kind):
    assert is_building(kind)


@pytest.mark.parametrize(
    "kind", ["", "BuildingOperation", "Expand", "Device", "buildingsite", "VibrationsObserved"]
)
def test_types_of_other_things(kind):
    assert not is_building(kind)


@pytest.mark.parametrize(
    ("attribute", "of"),
    [
        ("floorsAboveGround", "storeys"),
        ("building:levels", "storeys"),
        ("measured_height", "height"),
        ("Building Height", "height"),
        ("category", "use"),
        ("yearOfConstruction", "year"),
        ("dateDemolished", "demolished"),
        ("status", "demolished"),
        ("peopleOccupancy", ""),
    ],
)
def test_what_an_attribute_is_about(attribute, of):
    assert about(attribute) == of


def test_the_same_words_have_the_same_mark_whenever_they_are_said():
    one = Statement(Thing("urn:x:Building:1"), "height", 12.0, "m", None, "broker")
    later = replace(one, moment=np.datetime64("2026-06-01T12:00", "ms"))
    assert one.key == later.key and len(one.key) == 16
    others = [replace(one, value=12.5), replace(one, unit=""), replace(one, source="other")]
    others += [replace(one, attribute="use"), replace(one, thing=Thing("urn:x:Building:2"))]
    assert len({one.key, *(other.key for other in others)}) == 6
