"""The shadow fan in the picture: its shadows, the hours at their tips, and its legend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QLocale, QObject, QPoint, QPointF, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QRegion

from app.legend_picture import Line
from app.marks import paint_words
from app.on_the_table import Change
from app.planning import Planning
from app.sunlight import hour_words
from app.tasks import Task, Tasks
from city.palettes import PALETTES
from city.progress import Progress
from city.simulate.shadow_fan import ABOUT, Cast, shadow_fan
from city.time_zone import clock_words

if TYPE_CHECKING:
    from app.document import Document
    from app.panels.legend import LegendCard
    from app.viewport import Viewport

SPRING = 3, 21  # the day of the fan where no sun shines
PALE = 3  # colours at the light end of the palette that do not tell on plaster
Colour = tuple[int, int, int]


class ShadowFan(QObject):
    """Shows the fan of one thing, on the day of the time bar, as the plan on the table has it.

    refused: why there is none, in a sentence.
    """

    refused = Signal(str)

    def __init__(
        self,
        viewport: Viewport,
        document: Document,
        planning: Planning,
        tasks: Tasks,
        legend: LegendCard,
    ) -> None:
        super().__init__(viewport)
        self._viewport, self._document, self._planning = viewport, document, planning
        self._tasks, self._legend = tasks, legend
        self.ident = ""  # of the thing whose shadows are shown
        self._day: date | None = None
        self.casts: list[Cast] = []
        self._task: Task | None = None
        viewport.marks.append(self)
        planning.settled.connect(self._again)
        document.changed.connect(self._on_change)
        document.emptying.connect(self.hide)

    def show(self, ident: str) -> None:
        """Show the fan of a building or a planned thing."""
        if self._document.place is None:
            self.refused.emit("Nobody knows where on Earth this is: say it in the time bar first.")
            return
        self.ident = ident
        self._again()

    def hide(self) -> bool:
        """Take the fan away; False where there was none."""
        shown, self.ident = bool(self.ident), ""
        if self._task is not None:
            self._task.cancel()
        if shown:
            self._put([])
        return shown

    def _on_change(self, change: Change) -> None:
        if change.what == "moment" and self.ident and self._day != self.day():
            self._again()

    def day(self) -> date:
        """The day of the time bar, or 21 March of the plan's year."""
        moment = self._document.moment
        return date(self._planning.year, *SPRING) if moment is None else moment.date()

    def _again(self) -> None:
        place = self._document.place
        if not self.ident or place is None:
            return
        if self._task is not None:
            self._task.cancel()
        view, ident, clock = self._planning.view, self.ident, self._document.clock
        day = self._day = self.day()

        def job(progress: Progress) -> list[Cast]:
            return shadow_fan(view, ident, day, place, clock)

        self._task = self._tasks.start("", job, self._put, self._failed)

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, ValueError):
            raise fault
        self.ident = ""
        self._put([])
        self.refused.emit(f"{fault}"[:1].upper() + f"{fault}"[1:] + ".")

    def _put(self, casts: list[Cast]) -> None:
        self.casts = casts
        painted = zip(casts, colours(len(casts)), strict=True)
        self._viewport.show_fan([(cast.polygons, colour) for cast, colour in painted])
        self._legend.show_fan(fan_lines(self.ident, casts))

    def paint(self, painter: QPainter) -> None:
        if not self.casts:
            return
        tips = np.array([cast.tip for cast in self.casts]) * (1, 1, self._document.exaggeration)
        places, away = self._viewport.seen(tips)
        room, written = painter.fontMetrics(), QRegion()
        order = np.argsort(-np.hypot(*(tips[:, :2] - tips[:, :2].mean(0)).T))
        for k in order.tolist():
            words, at = hour_words(self.casts[k].moment), places[k] + QPointF(6, 0)
            wide, high = room.horizontalAdvance(words) + 20, room.height() + 8
            card = QRect(at.toPoint() - QPoint(0, high // 2), QSize(wide, high))
            inside = self._viewport.room.contains(at.toPoint())
            if away[k] > 0 and inside and not written.intersects(card):
                paint_words(painter, at, words)
                written += card


def colours(count: int) -> list[Colour]:
    """One colour for each hour, from the first to the last."""
    found: Any = PALETTES["viridis"].colours(count + PALE)[:count].tolist()
    return [(red, green, blue) for red, green, blue in found]


def fan_lines(ident: str, casts: Sequence[Cast]) -> list[Line]:
    """What the legend says of a fan: whose it is, which day, and each hour's colour."""
    if not casts:
        return []
    first = casts[0].moment
    day = QLocale().toString(first.date(), QLocale.FormatType.LongFormat)  # type: ignore[call-overload]
    hours = [
        Line(hour_words(cast.moment), "class", None, colour)
        for cast, colour in zip(casts, colours(len(casts)), strict=True)
    ]
    told = f"{day}, {clock_words(first)}. {ABOUT}"
    return [Line(f"Shadows of {ident}", "heading"), *hours, Line(told, "source", badge="simulated")]
