"""The window in which simulations of a twin are asked about the plan, and followed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from app.live.signing import Signing
from app.planning import Planning
from app.processes.ask_page import AskPage
from app.processes.following import Following
from app.processes.jobs_page import JobsPage
from app.processes.source_field import Areas
from app.settings import Settings


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
        self.resize(880, 660)
        self.asking = AskPage(following, planning, settings, signing, areas)
        self.jobs = JobsPage(following, planning)
        self.pages = QTabWidget()
        self.pages.addTab(self.asking, "As&k")
        self.pages.addTab(self.jobs, "&Jobs")
        self.asking.pane.asked.connect(self.show_job)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.pages)
        column.addWidget(buttons)
        self.asking.address.setFocus()

    def show_job(self, ident: str) -> None:
        """Turn to a job."""
        self.jobs.choose(ident)
        self.pages.setCurrentWidget(self.jobs)
        self.jobs.table.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit(False)
