"""What live things say, written beside them as far as there is room, and a ring round one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPixmap

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

Ranks = NDArray[np.int64]
Place = tuple[str, int]  # the key of a layer's signs, and the row of one


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """Some signs of a layer that may have labels. rows: which of them. at: (n, 2) where they are
    seen. radius: (n,) pixels. away: (n,) depths. rank: (n,) who comes first. values: n of them, NaN
    for none. moving: whether they do."""

    look: Look
    subject: Subject | None
    key: str
    rows: Any
    at: F64
    radius: F64
    away: F64
    rank: Ranks
    values: list[float]
    moving: bool


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What there is to write, n texts. places: beside which signs. at: (n, 2) where those are seen.
    gaps: (n,) how far from there. rank: (n,) who comes first."""

    texts: list[str]
    places: list[Place]
    at: F64
    gaps: F64
    rank: Ranks


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
        self._texts: dict[tuple[str, float], str] = {}  # by the key of a subject
        self._dress: Dress | None = None  # of all the pictures
        self._widths: dict[str, float] = {}  # of texts, in pixels
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
        told = self._told(chosen)
        if told is None:
            self._sides = {}
            return
        dress = Dress(theme.current(), painter.font(), painter.deviceTransform().m11())
        if dress != self._dress or len(self._pictures) > HELD:
            self._dress = dress
            self._pictures.clear()
            self._widths.clear()
        metrics = QFontMetricsF(dress.font)
        high = metrics.height() + PAD.height()
        wide = [self._width(metrics, text) + PAD.width() for text in told.texts]
        sizes = np.column_stack([wide, np.full(len(wide), high)])
        before = np.array([self._sides.get(place, HIDDEN) for place in told.places], np.int8)
        room = painter.window()
        wanted = (told.at, sizes, told.gaps)
        sides = sides_of(*wanted, told.rank, (room.width(), room.height()), before)
        corner = np.round(corners(*wanted, sides)).tolist()
        self._sides = dict(zip(told.places, sides.tolist(), strict=True))
        made, on_paper = len(self._pictures), isinstance(painter.device(), QImage)
        for k in np.flatnonzero(sides != HIDDEN).tolist():
            text, priority = told.texts[k], int(told.rank[k])
            fresh = (text, priority) not in self._pictures
            if fresh and len(self._pictures) - made >= FRESH and not on_paper:
                self._viewport.update()  # the others come with the next picture
                continue
            picture = self._picture_of(dress, text, QSizeF(*sizes[k]), priority)
            painter.drawPixmap(QPointF(*corner[k]), picture)

    def _told(self, chosen: Place | None) -> Told | None:
        """What may be written; None for nothing."""
        parts = list(self._signs(chosen))
        if not (count := sum(len(signs.rows) for signs in parts)):
            return None
        rank = np.concatenate([signs.rank for signs in parts])
        order = np.arange(count)
        if count > MOST:
            order = np.lexsort((np.concatenate([signs.away for signs in parts]), -rank))[:MOST]
        every = [(signs, n) for signs in parts for n in range(len(signs.rows))]
        some = [every[k] for k in order.tolist()]
        texts = [self._text(*one) for one in some]
        if not (kept := [k for k, text in enumerate(texts) if text]):
            return None
        order = order[kept]
        return Told(
            [texts[k] for k in kept],
            [(signs.key, int(signs.rows[n])) for signs, n in (some[k] for k in kept)],
            np.concatenate([signs.at for signs in parts])[order],
            np.concatenate([signs.radius for signs in parts])[order] + GAP,
            rank[order],
        )

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
                    *(_ranks(look, rows, moving, picked), _values(look, rows, moving), moving),
                )

    def _text(self, signs: Signs, n: int) -> str:
        """What a sign says, "" for nothing; of the chosen one its name too."""
        value = signs.values[n]
        text = "" if math.isnan(value) else self._words(signs.subject, value)
        if not signs.moving and signs.rank[n] != CHOSEN:
            return text
        thing = self._picture.thing_at(signs.key, int(signs.rows[n]))
        name = name_of(signs.look.layer, thing)
        return " · ".join(part for part in (name, text) if part)

    def _words(self, subject: Subject | None, value: float) -> str:
        if subject is None:
            return ""
        known = self._texts.get((subject.key, value))
        if known is None:
            if len(self._texts) > HELD:
                self._texts.clear()
            known = self._texts[subject.key, value] = value_words(subject, value)
        return known

    def _width(self, metrics: QFontMetricsF, text: str) -> float:
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) > HELD:
                self._widths.clear()
            known = self._widths[text] = metrics.horizontalAdvance(text)
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


def _ranks(look: Look, rows: Any, moving: bool, picked: int) -> Ranks:
    rank = np.full(len(rows), PASSING if moving else PLAIN)
    if not moving:
        rank[look.glyphs.alert[rows]] = ALERT
    rank[rows == picked] = CHOSEN
    return rank


def _values(look: Look, rows: Any, moving: bool) -> list[float]:
    """What the things of some glyphs tell, NaN for nothing."""
    if moving or not len(rows):
        return [math.nan] * len(rows)
    told = look.told
    row = np.empty(int(told.thing.max()) + 1, np.int64)
    row[told.thing] = np.arange(len(told))
    values: list[float] = told.value[row[look.things[rows]]].tolist()
    return values
