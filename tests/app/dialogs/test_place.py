"""Asking where a city stands."""

import pytest

from app.dialogs.place import PlaceDialog
from city.place import Place


@pytest.fixture
def said():
    return []


def opened(qtbot, said, place=None, zone="", surveyed=False):
    dialog = PlaceDialog(None, place, zone, surveyed)
    qtbot.addWidget(dialog)
    dialog.said.connect(lambda *given: said.append(given))
    return dialog


def test_a_place_brings_its_likely_zone(qtbot, said):
    dialog = opened(qtbot, said)
    dialog.lat.setValue(35.68)
    dialog.lon.setValue(139.7)
    assert dialog.zone.currentData() == "Asia/Tokyo"
    dialog._say()
    assert said == [(Place(139.7, 35.68), "Asia/Tokyo")]


def test_a_surveyed_place_stays_and_only_the_zone_can_change(qtbot, said):
    place = Place(4.36, 52.0, 1.0, -0.8, 0.9999)
    dialog = opened(qtbot, said, place, "Europe/Amsterdam", surveyed=True)
    assert not dialog.lat.isEnabled() and not dialog.lon.isEnabled()
    dialog.zone.setCurrentIndex(dialog.zone.findData("Europe/Berlin"))
    dialog._say()
    assert said == [(place, "Europe/Berlin")]


def test_cancel_says_nothing(qtbot, said):
    opened(qtbot, said).reject()
    assert said == []


def test_a_place_at_sea_has_a_clock_too(qtbot, said):
    dialog = opened(qtbot, said)
    dialog.lat.setValue(40)
    dialog.lon.setValue(-30)
    assert dialog.zone.currentData() == "Etc/GMT+2"
