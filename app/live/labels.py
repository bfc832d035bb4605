"""What live things say, written beside them as far as there is room, and a ring round one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from app import theme
from app.document import Document
from app.label_places import HIDDEN, corners, sides_of
from app.live.look import Look
from app.live.picture import MOVING, LivePicture
from app.live.saying import name_of
from app.live.words import value_words
from city.subjects import F64, Subject

MOST = 400  # labels that are tried in a picture, the nearest ones
CLOSE = 6.5  # pixels of radius from which on one reads what a moving thing is called
FAR = 3.0  # metres that a pixel is, from which on nothing that moves is close
GAP = 3.0  # pixels between a sign and its label
PAD = QSizeF(10, 3)  # pixels around a text
FRESH = 50  # pictures of labels that are made at once
HELD = 4000  # pictures of labels that are kept
CHOSEN, ALERT, PLAIN, PASSING = 3, 2, 1, 0  # who comes first where there is no room for all
WARNING = QColor("#c62828")

Place = tuple[str, int]  # the key of a layer's signs, and the row of one


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """Some signs of a layer that may have labels. rows: which of them. at: (n, 2) where they are
    seen. radius: (n,) pixels. away: (n,) depths. value: (n,), NaN for none.
    moving: whether they do."""

    look: Look
    subject: Subject | None
    key: str
    rows: Any
    at: F64
    radius: F64
    away: F64
    value: F64
    moving: bool


@dataclass(frozen=True, slots=True)
class Dress:
    """What pictures of labels look like."""

    colours: theme.Theme
    font: QFont
    ratio: float


class Labels:
    """Paints the labels and the ring over the picture. shown: whether labels are wanted."""

    def __init__(self, viewport: Any, document: Document, picture: LivePicture) -> None:
        self._viewport, self._document, self._picture = viewport, document, picture
        self.shown = True
        self._sides: dict[Place, int] = {}  # of the labels in the last picture
        self._texts: dict[tuple[Subject, float], str] = {}
        self._dress: Dress | None = None  # of all the pictures
        self._pictures: dict[tuple[str, int], QPixmap] = {}
        viewport.marks.append(self)

    def toggle(self) -> None:
        """Write labels, or none."""
        self.shown = not self.shown
        self._viewport.update()

    def paint(self, painter: QPainter) -> None:
        chosen = self._document.live_chosen
        sign = self._picture.sign_of(*chosen) if chosen is not None else None
        if self.shown and self._picture.looks:
            self._write(painter, sign)
        if sign is not None:
            self._ring(painter, sign)

    # Labels

    def _write(self, painter: QPainter, chosen: Place | None) -> None:
        found = [
            (signs, n, priority)
            for signs in self._signs(chosen)
            for n, priority in enumerate(self._priorities(signs, chosen).tolist())
        ]
        if len(found) > MOST:
            found.sort(key=lambda one: (-one[2], one[0].away[one[1]]))
            del found[MOST:]
        told = [(one, text) for one in found if (text := self._text(*one))]
        if not told:
            self._sides = {}
            return
        dress = Dress(theme.current(), painter.font(), painter.device().devicePixelRatioF())
        if dress != self._dress or len(self._pictures) > HELD:
            self._dress = dress
            self._pictures.clear()
        metrics = QFontMetricsF(dress.font)
        high = metrics.height() + PAD.height()
        anchors = np.array([signs.at[n] for (signs, n, _), _ in told])
        wide = [metrics.horizontalAdvance(text) + PAD.width() for _, text in told]
        sizes = np.column_stack([wide, np.full(len(wide), high)])
        gaps = np.array([signs.radius[n] + GAP for (signs, n, _), _ in told])
        rank = np.array([priority for (_, _, priority), _ in told])
        places = [(signs.key, int(signs.rows[n])) for (signs, n, _), _ in told]
        before = np.array([self._sides.get(place, HIDDEN) for place in places], np.int8)
        room = painter.window()
        sides = sides_of(anchors, sizes, gaps, rank, (room.width(), room.height()), before)
        corner = corners(anchors, sizes, gaps, sides)
        self._sides = dict(zip(places, sides.tolist(), strict=True))
        made = len(self._pictures)
        for k in np.flatnonzero(sides != HIDDEN).tolist():
            (_, _, priority), text = told[k]
            if len(self._pictures) - made >= FRESH and (text, priority) not in self._pictures:
                self._viewport.update()  # the others come with the next picture
                continue
            picture = self._picture_of(dress, text, QSizeF(*sizes[k]), priority)
            painter.drawPixmap(QPointF(*np.round(corner[k]).tolist()), picture)

    def _signs(self, chosen: Place | None) -> Iterator[Signs]:
        """All signs that are seen and may have a label; of what moves those close by, and the
        chosen one."""
        for key, look in self._picture.looks.items():
            if not look.layer.source.visible:
                continue
            for of, moving in ((key, False), (f"{key}{MOVING}", True)):
                picked = chosen[1] if chosen is not None and chosen[0] == of else -1
                if moving and picked < 0 and self._viewport.metres > FAR:
                    continue
                at, radius, depth = self._viewport.heads(of)
                wanted = radius >= CLOSE if moving else np.ones(len(radius), bool)
                wanted[picked : picked + 1] = True
                rows = np.flatnonzero(wanted & np.isfinite(depth))
                if len(rows) > MOST:
                    rows = rows[np.argpartition(depth[rows], MOST)[:MOST]]
                yield Signs(
                    *(look, look.layer.subject, of, rows, at[rows], radius[rows], depth[rows]),
                    *(_values(look, rows, moving), moving),
                )

    def _priorities(self, signs: Signs, chosen: Place | None) -> Any:
        rank = np.full(len(signs.rows), PASSING if signs.moving else PLAIN)
        if not signs.moving:
            rank[signs.look.glyphs.alert[signs.rows]] = ALERT
        if chosen is not None and chosen[0] == signs.key:
            rank[signs.rows == chosen[1]] = CHOSEN
        return rank

    def _text(self, signs: Signs, n: int, priority: int) -> str:
        """What a sign says, "" for nothing; of the chosen one its name too."""
        text = "" if np.isnan(signs.value[n]) else self._words(signs.subject, float(signs.value[n]))
        if not signs.moving and priority != CHOSEN:
            return text
        thing = self._picture.thing_at(signs.key, int(signs.rows[n]))
        name = name_of(signs.look.layer, thing)
        return " · ".join(part for part in (name, text) if part)

    def _words(self, subject: Subject | None, value: float) -> str:
        if subject is None:
            return ""
        known = self._texts.get((subject, value))
        if known is None:
            if len(self._texts) > HELD:
                self._texts.clear()
            known = self._texts[subject, value] = value_words(subject, value)
        return known

    def _picture_of(self, look: Dress, text: str, size: QSizeF, priority: int) -> QPixmap:
        """A label as a picture, which is painted ten times as fast as a text."""
        known = self._pictures.get((text, priority))
        if known is not None:
            return known
        picture = QPixmap((size * look.ratio).toSize())
        picture.setDevicePixelRatio(look.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font)
        paper = QColor(look.colours.paper)
        paper.setAlphaF(0.92)
        edges = {CHOSEN: QColor(look.colours.accent), ALERT: WARNING}
        painter.setPen(QPen(edges.get(priority, QColor(look.colours.line)), 1.0))
        painter.setBrush(paper)
        box = QRectF(0, 0, size.width(), size.height())
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -1, -1), 4, 4)
        painter.setPen(QColor(look.colours.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        self._pictures[text, priority] = picture
        return picture

    # The chosen thing

    def _ring(self, painter: QPainter, sign: Place) -> None:
        """A ring round the chosen thing, in dashes where the city hides it."""
        at, radius, depth = self._viewport.heads(sign[0])
        if sign[1] >= len(at) or not np.isfinite(at[sign[1]]).all():
            return
        middle, wide = QPointF(*at[sign[1]].tolist()), float(radius[sign[1]]) + 5
        accent, line = QColor(theme.current().accent), Qt.PenStyle.SolidLine
        if not np.isfinite(depth[sign[1]]):
            line = Qt.PenStyle.DashLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor("#ffffff"), 5.0), (accent, 2.6)):
            painter.setPen(QPen(colour, width, line))
            painter.drawEllipse(middle, wide, wide)


def _values(look: Look, rows: Any, moving: bool) -> F64:
    """What the things of some glyphs tell, NaN for nothing."""
    if moving or not len(rows):
        return np.full(len(rows), np.nan)
    told = look.told
    row = np.empty(int(told.thing.max()) + 1, np.int64)
    row[told.thing] = np.arange(len(told))
    return np.asarray(told.value[row[look.things[rows]]])
