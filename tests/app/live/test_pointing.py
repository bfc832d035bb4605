"""Pointing at live things: a card, a choice, a flight."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from app.live.pointing import Pointing, card
from app.live.saying import Saying
from app.panels.overlay import Overlay
from tests.app.live.test_look import shown
from tests.app.live.test_saying import AIR
from tests.app.standin import StandIn, town_document
from tests.city.test_subjects import NOON


class Picture:
    def __init__(self):
        self.looks = {"live/1": shown(AIR)}

    def moment(self):
        return NOON + np.timedelta64(30, "s"), True

    def thing_of(self, key, row):
        return {("live/1", 0): ("live/1", "a")}.get((key, row))


@pytest.fixture
def pointed(qtbot):
    viewport, done = StandIn(None), []
    qtbot.addWidget(viewport)
    viewport.resize(400, 300)
    viewport.show()
    document = town_document()
    overlay = Overlay(viewport, document)
    made = Pointing(
        *(document, viewport, Picture(), overlay),
        *(lambda *told: done.append(("choose", *told)), lambda *told: done.append(("fly", *told))),
    )
    return viewport, overlay, done, made


def test_a_card_says_what_it_tells(pointed):
    viewport, overlay, _, _ = pointed
    viewport.passed.emit(("live/1", 0), QPointF(100, 100))
    text = overlay.callout.text()
    assert overlay.callout.isVisible()
    for part in ("Zoo", "5 µg/m³", "LIVE", "30 s ago", "Air · NGSI-LD"):
        assert part in text
    overlay.hovered(None, QPointF(0, 0))
    assert not overlay.callout.isVisible()


def test_a_click_chooses_and_two_fly(pointed):
    viewport, _, done, _ = pointed
    viewport.met.emit(("live/1", 0))
    viewport.sought.emit(("live/1", 0))
    assert done == [("choose", "live/1", "a"), ("fly", "live/1", "a")]


def test_what_has_gone_meanwhile_does_nothing(pointed):
    viewport, overlay, done, _ = pointed
    viewport.passed.emit(("live/1", 7), QPointF(100, 100))
    viewport.met.emit(("live/9", 0))
    assert done == [] and not overlay.callout.isVisible()


def test_names_are_no_markup():
    told = card(Saying("<img src=x>", "", "", "", "LIVE", "<b>me</b>"))
    assert "<img" not in told and "&lt;b&gt;me" in told
