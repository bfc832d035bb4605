"""What one live thing says, in words: for the card under the mouse, and for the inspector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.cli_feed_words import age
from app.live.layer import Badge, LiveLayer
from app.live.look import Look
from app.live.words import value_words, when_words
from app.wording import visible

LONGEST = 60  # letters of a name


@dataclass(frozen=True, slots=True)
class Saying:
    """A thing's name; what it says, of what, and when; and whose word it is. "" where it says
    nothing but where it is."""

    name: str
    title: str
    value: str
    when: str
    badge: Badge
    source: str


def name_of(layer: LiveLayer, thing: str) -> str:
    """What people call a thing of a layer, in bearable length."""
    known = layer.streams.known.get(thing)
    name = visible((known.name if known is not None else "") or thing)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def saying_of(look: Look, thing: str, at: np.datetime64, clock: str) -> Saying:
    """What a thing says at a moment. clock: an IANA zone."""
    layer = look.layer
    row = layer.streams.things.index(thing) if thing in layer.streams.things else -1
    found = np.flatnonzero(look.told.thing == row)
    if layer.subject is not None and len(found):
        return said_in(look, int(found[0]), at, clock)
    return Saying(name_of(layer, thing), "", "", "", look.badge, _source(layer))


def said_in(look: Look, row: int, at: np.datetime64, clock: str) -> Saying:
    """What a row of what is told says."""
    told, layer, subject = look.told, look.layer, look.layer.subject
    assert subject is not None
    when, badge = when_words(told.time[row], at, clock), look.badge
    if badge in ("LIVE", "STALE"):
        when = age(float((at - told.time[row]) / np.timedelta64(1, "s")))
        badge = "STALE" if told.stale[row] else "LIVE"
    value = value_words(subject, float(told.value[row]))
    name = name_of(layer, layer.streams.things[int(told.thing[row])])
    return Saying(name, visible(subject.title), value, when, badge, _source(layer))


def _source(layer: LiveLayer) -> str:
    return " · ".join(part for part in (visible(layer.title), layer.standard) if part)
