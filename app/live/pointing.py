"""Pointing at live things: a card says what one tells, a click chooses it, two fly to it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QObject, QPointF

from app import theme
from app.document import Document
from app.legend_picture import BADGE_INKS
from app.live.picture import LivePicture
from app.live.saying import Saying, saying_of
from app.panels.overlay import Overlay
from app.viewport import Viewport


class Pointing(QObject):
    """Hears of the mouse over live things."""

    def __init__(
        self,
        document: Document,
        viewport: Viewport,
        picture: LivePicture,
        overlay: Overlay,
        choose: Callable[[str, str], None],
        fly: Callable[[str, str], None],
    ) -> None:
        """choose, fly: what a click and a double click do, with a layer's key and a thing's id."""
        super().__init__()
        self._document, self._picture, self._overlay = document, picture, overlay
        self._choose, self._fly = choose, fly
        viewport.passed.connect(self._pass)
        viewport.met.connect(lambda sign: self._do(self._choose, sign))
        viewport.sought.connect(lambda sign: self._do(self._fly, sign))

    def _do(self, act: Callable[[str, str], None], sign: tuple[str, int]) -> None:
        found = self._picture.thing_of(*sign)
        if found is not None:
            act(*found)

    def _pass(self, sign: tuple[str, int], place: QPointF) -> None:
        found = self._picture.thing_of(*sign)
        if found is None:
            return
        key, thing = found
        at, _ = self._picture.moment()
        said = saying_of(self._picture.looks[key], thing, at, self._document.zone)
        self._overlay.say_beside(card(said), place)


def card(said: Saying) -> str:
    """What a thing says, as a small page."""
    ink, ground = BADGE_INKS[said.badge]
    grey = theme.current().grey
    value = f"{escape(said.title)} <b>{escape(said.value)}</b>" if said.value else ""
    badge = f'<span style="color: {ink}; background: {ground}">&nbsp;{said.badge}&nbsp;</span>'
    when = " ".join(part for part in (badge, escape(said.when)) if part)
    source = f'<span style="color: {grey}">{escape(said.source)}</span>'
    name = f"<b>{escape(said.name)}</b>"
    return "<br>".join(part for part in (name, value, when, source) if part)
