"""The window in which simulations of a twin are asked about the plan, and followed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.live.signing import Signing
from app.planning import Planning
from app.processes.ask_page import AskPage
from app.processes.following import Following
from app.processes.jobs_page import JobsPage
from app.processes.source_field import Areas
from app.screen_room import resize_within
from app.settings import Settings
from app.tab import Tab


class ProcessDialog(QDialog):
    """One page asks, the other tells of what was asked; the city stays at hand beside it."""

    seen = Signal(bool)  # it is open, or no longer

    def __init__(
        self,
        parent: QWidget | None,
        following: Following,
        planning: Planning,
        settings: Settings,
        signing: Signing,
        areas: Areas,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Ask a simulation")
        resize_within(self, 880, 660)
        self.asking = AskPage(following, planning, settings, signing, areas)
        self.jobs = JobsPage(following, planning, signing)
        self.pages = QStackedWidget()
        self.tabs: list[Tab] = []
        frame, together = QFrame(), QButtonGroup(self)
        frame.setObjectName("tabs")
        row = QHBoxLayout(frame)
        row.setContentsMargins(3, 3, 3, 3)
        for title, page in (("As&k", self.asking), ("&Jobs", self.jobs)):
            tab = Tab(title)
            tab.clicked.connect(partial(self.turn_to, page))
            together.addButton(tab)
            row.addWidget(tab)
            self.tabs.append(tab)
            self.pages.addWidget(page)
        self.tabs[0].setChecked(True)
        self.asking.pane.asked.connect(self.show_job)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(12)
        column.addWidget(frame, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.pages, 1)
        column.addWidget(buttons)
        for button in self.findChildren(QPushButton):  # Return is for the field that has it
            button.setAutoDefault(False)
        self.asking.address.setFocus()

    def turn_to(self, page: QWidget, *_: object) -> None:
        """Turn to the page that asks, or to that of the jobs."""
        self.pages.setCurrentWidget(page)
        self.tabs[self.pages.currentIndex()].setChecked(True)

    def show_job(self, ident: str) -> None:
        """Turn to a job."""
        self.turn_to(self.jobs)
        self.jobs.choose(ident)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit(False)
