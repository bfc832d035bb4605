"""Plans seen together in the window: their panes, the titles over them and the commands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QColor

from app.panels.pane_titles import PaneTitles, Titled
from app.panels.sketch_strip import SketchStrip
from app.panes.arrangement import Arrangement, Pane, moment_of
from app.panes.beside import Beside
from app.panes.commands import PaneCommands
from app.panes.contents import Contents
from app.panes.pane_menu import PaneMenu
from app.panes.pane_studies import UNKNOWN, PaneStudies
from app.plan_colours import plan_colour
from app.planning import Planning
from app.plans import BASELINE
from app.studies import Studies
from app.sunlight import moment_words

if TYPE_CHECKING:
    from app.window import Window

COMING = "on its way"  # a long plan that a worker still lays out
BEFORE, TRIED = "before", "on trial"  # what a plan on the table is shown as for a moment


class Together(QObject):
    """Goes between the panes and the window.

    beside: which plans are seen together.
    """

    def __init__(
        self, window: Window, planning: Planning, studies: Studies, strip: SketchStrip
    ) -> None:
        """strip: what lies over the picture already, at its upper left."""
        super().__init__(window)
        self._strip = strip
        assert window.table is not None
        self._planning, self._table = planning, window.table
        self._viewport = window.table.viewport
        contents = Contents(
            *(window.document, planning, self._viewport, window.tasks),
            *(window.table.show_rows, window.table.shown),
        )
        self.beside = Beside(window.document, planning, self._viewport, contents)
        self.commands = PaneCommands(self, window.actions_, self.beside, planning)
        self.titles = PaneTitles(self._viewport, self._plans)
        self.titles.chosen.connect(self._choose)
        self.titles.closed.connect(self.beside.close)
        strip.moved.connect(lambda _: self.titles.place())
        self.beside.changed.connect(self._tell)
        contents.told.connect(self._tell)
        planning.settled.connect(self._tell)
        planning.peeked.connect(self._tell)
        self.titles.restyled.connect(contents.recolour)
        window.table.laid.connect(self.beside.follow)
        self.studies = PaneStudies(
            *(window.document, studies, self.beside, self._viewport, window.tasks)
        )
        self.studies.told.connect(self._tell)
        self.menu = PaneMenu(window.document, self.beside, self.studies)
        self.titles.offered.connect(self.menu.fill)

    def see(self, arrangement: Arrangement) -> None:
        """See plans together as they are arranged."""
        self.beside.arrange(arrangement)

    def _choose(self, pane: int, plan: str) -> None:
        """Show another plan in a pane; that of the pane that is worked in is on the table."""
        beside = self.beside
        if pane == beside.active:
            beside.enter_with(pane, plan)
        else:
            self.see(beside.arrangement.with_plan(pane, plan))

    @property
    def known(self) -> set[str]:
        """The idents of all plans that there are, "" for the baseline among them."""
        return {"", *self._planning.scenarios}

    def _plans(self) -> list[tuple[str, str]]:
        known = self._planning.scenarios.values()
        return [("", BASELINE), *((one.ident, one.name) for one in known if not one.archived)]

    def _tell(self) -> None:
        self.titles.tell(self._titled)
        self._viewport.pictures.names = self._names()

    def _names(self) -> list[str]:
        """What is written into the panes of a picture on paper; nothing into a plan alone."""
        now = self.beside.arrangement
        if now.mode == "one":
            return []
        names = [
            " · ".join(filter(None, (self.beside.name(pane), self._more(one))))
            for pane, one in enumerate(now.panes)
        ]
        if now.mode == "ghost":
            names[1] = f"{names[1]} as a ghost"
        return names if now.split().count > 1 else [" · ".join(names)]

    def _more(self, pane: Pane) -> str:
        """What else is to be known of a pane."""
        coming = COMING if pane.plan in self.beside.contents.awaited else ""
        told = (coming, self._glance(pane), self._moment(pane), self._lack(pane))
        return " · ".join(filter(None, told))

    def _titled(self) -> list[Titled]:
        """What stands over the panes; nothing over a plan alone."""
        beside, now = self.beside, self.beside.arrangement
        if now.mode == "one":
            return []
        every = [self._title(pane) for pane in range(len(now.panes))]
        if now.mode == "ghost":
            return [every[0], replace(every[1], more="as a ghost", place=_below(every[0], 1))]
        if now.mode == "onion":
            return [replace(one, place=_below(every[0], k), pane=-1) for k, one in enumerate(every)]
        return [every[beside.shown]] if now.mode == "blink" else every

    def _title(self, pane: int) -> Titled:
        now, size = self.beside.arrangement, self._viewport.size()
        one, split = now.panes[pane], now.split(self.beside.shown)
        room = split.room(pane if split.kind == "beside" else 0, size)
        second = pane == 1 and split.kind in ("curtain", "space") and split.count == 2
        place = room.topRight() if second and not now.level else room.topLeft()
        if second and now.level:
            place = QPoint(0, round(now.at * size.height()))
        if split.kind in ("curtain", "space") and not now.level:  # two titles share its width
            half = room.width() // 2
            room.setLeft(room.left() + half) if second else room.setRight(room.left() + half)
        over = self._strip.geometry().bottom() if self._strip.isVisibleTo(self._viewport) else 0
        place.setY(max(place.y(), over))
        return Titled(
            self.beside.name(pane),
            self._colour(one.plan),
            place,
            room,
            pane,
            self._more(one),
            second and not now.level,
            pane == self.beside.active,
        )

    def _glance(self, pane: Pane) -> str:
        """What is seen of a plan for a moment."""
        passing = self._planning.passing
        if passing is None or pane.plan != self._planning.active:
            return ""
        return TRIED if passing.steps else BEFORE

    def _moment(self, pane: Pane) -> str:
        moment = moment_of(pane.moment)
        return "" if moment is None else moment_words(moment)

    def _lack(self, pane: Pane) -> str:
        """That the study on show is not known of a plan; "" where it is, or none is on show."""
        return UNKNOWN if pane.plan in self.studies.lacking else ""

    def _colour(self, plan: str) -> QColor:
        idents = list(self._planning.scenarios)
        return plan_colour(idents.index(plan) if plan in idents else 0, plan not in idents)


def _below(title: Titled, rows: int) -> QPoint:
    """So many titles below another one."""
    return title.place + QPoint(0, 40 * rows)
