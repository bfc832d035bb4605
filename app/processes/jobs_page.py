"""The jobs of the project: how far each is, what came back, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.live.signing import Signing
from app.planning import Planning
from app.processes.following import Following
from app.processes.job_details import JobDetails
from app.processes.jobs_model import JobsModel
from app.processes.parts import button, label
from app.processes.request_view import RequestView
from app.processes.words import request_words
from city.project import Job

SOON = 50  # milliseconds in which news is gathered
SECOND = 1_000  # milliseconds
AGAIN = ("asked", "failed", "lost", "dismissed")  # what can be asked once more
NONE = "Nothing was asked yet. What you ask is kept with the project, with what comes back."


class JobsPage(QWidget):
    """A table of the jobs, and below it all about the one that is chosen."""

    result_wanted = Signal(object)  # Job

    def __init__(self, following: Following, planning: Planning, signing: Signing) -> None:
        super().__init__()
        self._following = following
        self._model = JobsModel(following, planning)
        self._chosen = ""  # the ident of the job that is looked at
        self._awaited = ""  # of one that is to be looked at as soon as it is written down
        self.table = QTableView()
        self.table.setModel(self._model)
        self.table.setAccessibleName("Jobs")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setResizeContentsPrecision(50)  # rows, however many there are
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().currentRowChanged.connect(
            lambda now, _: self._choose(now.row())
        )
        self.none = label(NONE, "grey")
        self.details = JobDetails(following, signing)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        for name, call in (
            ("&Cancel it", following.cancel),
            ("Show &result", self.result_wanted.emit),
            ("&Go on asking", following.go_on),
            ("Ask &again", following.again),
            ("&What was sent", self._show_request),
            ("Re&move", following.forget),
        ):
            made = self.buttons[name.replace("&", "")] = button(name, partial(self._do, call))
            row.addWidget(made)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.none)
        column.addWidget(self.table, 2)
        column.addWidget(self.details, 3)
        column.addLayout(row)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.refresh)
        self._clock = QTimer(self, interval=SECOND)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        following.told.connect(self._hear)
        planning.settled.connect(self._hear)
        self.refresh()

    @property
    def job(self) -> Job | None:
        """The job that is looked at."""
        return self._following.job(self._chosen)

    def choose(self, ident: str) -> None:
        """Look at a job, as soon as it is written down."""
        self._awaited = ident
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Tell anew how far all jobs are."""
        self._model.refresh()
        count = self._model.rowCount()
        self.none.setVisible(not count)
        for part in (self.table, self.details):
            part.setVisible(bool(count))
        row = self._model.row(self._awaited or self._chosen)
        if self._awaited:
            if row < 0 and self._following.follows(self._awaited):
                return
            self._awaited = ""
            self.table.setFocus()
        if count and row < 0:
            row = 0
        if row >= 0 and self.table.currentIndex().row() != row:
            self.table.setCurrentIndex(self._model.index(row, 0))
        self._choose(row)

    def _choose(self, row: int) -> None:
        job = self._model.job(row)
        self._chosen = job.ident if job is not None else ""
        self.details.show_job(job)
        self._allow(job)

    def _allow(self, job: Job | None) -> None:
        """Offer what can be done about a job."""
        following = self._following
        follows = job is not None and following.follows(job.ident)
        known = job is not None and not following.strange(job)
        state = job.state if job is not None else ""
        can = {
            "Cancel it": job is not None and known and (job.open or follows),
            "Show result": state == "successful",
            "Go on asking": state in ("accepted", "running") and not follows,
            "Ask again": state in AGAIN and not follows,
            "What was sent": job is not None,
            "Remove": job is not None and not follows,
        }
        for name, part in self.buttons.items():
            part.setVisible(can[name])

    def _do(self, call: Callable[[Job], object]) -> None:
        if self.job is not None:
            call(self.job)
            self._hear()

    def _show_request(self, job: Job) -> None:
        def then(request: bytes) -> None:
            words = request_words("POST", f"{job.address}/{job.process}/execution", request)
            told = f"{job.title} {job.version}, asked {job.made}\nJob: {job.location or '–'}"
            RequestView(self, "What was sent", f"{told}\n{words}").open()

        self._following.read_request(job, then)

    def _hear(self) -> None:
        if self.isVisible():
            self._soon.start()

    def _tick(self) -> None:
        """Let the seconds pass that jobs have taken so far."""
        if self.isVisible() and any(job.open for job in self._following.jobs):
            self.refresh()
