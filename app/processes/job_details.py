"""All about one job: how far it is, what is said of it, and the numbers that came back."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QProgressBar,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.live.sign_in_form import SignInForm, invite
from app.live.signing import Signing
from app.processes.following import Following
from app.processes.parts import button, label
from app.processes.words import in_window, lasting, state_words, value_rows
from app.wording import visible
from city.project import Job, Output
from importers.live.sign_in.device import Invitation

LONGEST = 2_000  # letters of what is said


class JobDetails(QScrollArea):
    """Tells of the job that is chosen, and lets somebody sign in where its server wants that."""

    def __init__(self, following: Following, signing: Signing) -> None:
        super().__init__()
        self._following = following
        self._job: Job | None = None
        self._entering = ("", "")  # for which job somebody signs in, and what was last heard of it
        signing.invited.connect(self._invite)
        self._told = ("", "")  # of which job, in which state, the values are listed
        self.title = label("", "title")
        self.state = label("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)  # it is said above
        self.bar.setAccessibleName("How far it is")
        self.words = label("", "grey")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.invited = label("", "badge")
        self.invited.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.values = QTableWidget(0, 2)
        self.values.setAccessibleName("What came back")
        self.values.setHorizontalHeaderLabels(["Result", "Value"])
        self.values.verticalHeader().hide()
        self.values.setTabKeyNavigation(False)
        self.values.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        head = self.values.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.values.setShowGrid(False)
        self.sign_in = SignInForm()
        self.go_on = button("&Sign in and go on", self._sign_in)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        told = (self.title, self.state, self.bar, self.words, self.invited)
        for part in (*told, self.sign_in):
            column.addWidget(part)
        column.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.values, 1)
        column.addStretch(0)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_job(self, job: Job | None) -> None:
        """Tell of a job, None for none."""
        other = job is None or self._job is None or job.ident != self._job.ident
        self._job = job
        if job is None:
            return
        following, ident = self._following, job.ident
        locked, follows = ident in following.locked, following.follows(ident)
        self.title.setText(visible(job.title)[:LONGEST])
        state = state_words(job, locked, follows)
        took = lasting(job, datetime.now(UTC))
        self.state.setText(f"{state[:1].upper()}{state[1:]}, {took}" if took else state)
        self.bar.setVisible(follows)
        self.bar.setRange(0, 100 if job.state == "running" else 0)
        self.bar.setValue(job.progress)
        fault = following.faults.get(ident, "")
        lines = [
            in_window(line) for line in [fault or job.message, *following.found.get(ident, [])]
        ]
        self.words.setText("\n".join(filter(None, lines))[:LONGEST])
        self.words.setVisible(bool(self.words.text()))
        if not follows or self._entering != (ident, job.updated):
            self.invited.hide()
        for part in (self.sign_in, self.go_on):
            part.setVisible(locked)
        if other and locked:
            self.sign_in.show_way(following.ways.way_of(job.address))
        self._list_values(job)

    def _list_values(self, job: Job) -> None:
        if self._told == (job.ident, job.state):
            return
        self._told = (job.ident, job.state)
        self.values.hide()
        if job.state != "successful":
            return

        def then(outputs: tuple[Output, ...]) -> None:
            if self._told != (job.ident, job.state):
                return  # somebody looks at another one by now
            rows = value_rows(outputs, job.outputs)
            self.values.setRowCount(len(rows))
            for at, pair in enumerate(rows):
                for column, words in enumerate(pair):
                    self.values.setItem(at, column, QTableWidgetItem(words))
            self.values.setVisible(bool(rows))

        self._following.read(job, then)

    def _invite(self, invitation: Invitation) -> None:
        """Say where somebody signs in for the job that is looked at."""
        job = self._job
        if job is not None and self._entering == (job.ident, job.updated):
            self.invited.setText(invite(invitation))
            self.invited.show()

    def _sign_in(self) -> None:
        if why := self.sign_in.fault():
            self.words.setText(why)
            self.words.show()
        elif self._job is not None:
            self._entering = (self._job.ident, self._job.updated)
            self._following.sign_in(self._job, self.sign_in.way, self.sign_in.secret)
