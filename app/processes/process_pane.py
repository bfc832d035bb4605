"""One process: what it is told of the plan, what is sent, and the button that sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.planning import Planning
from app.plans import BASELINE
from app.processes.following import Following
from app.processes.form import ProcessForm
from app.processes.parts import Waiting, button, label
from app.processes.preparing import Prepared, Question, prepared
from app.processes.request_view import RequestView
from app.processes.source_field import Areas
from app.processes.words import in_window, request_words
from app.wording import visible
from city.scenario import Scenario
from importers.processes.service import Process

LONGEST = 1_000  # letters of what is said of a process
BENEATH = "Something is missing or wrong; it is said beneath its field."


class ProcessPane(QWidget):
    """Asks for what a process takes, shows what would be sent, and sends just that."""

    asked = Signal(str)  # the ident of the job

    def __init__(self, following: Following, planning: Planning, areas: Areas) -> None:
        super().__init__()
        self._following, self._planning, self._areas = following, planning, areas
        self._process: Process | None = None
        self._address = ""
        self._prepared: Prepared | None = None  # what was shown, as long as it is still meant
        self.form: ProcessForm | None = None
        self.title = label("", "title")
        self.room = QScrollArea()
        self.room.setWidgetResizable(True)
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.plan, self.words = label("", "grey"), label("")
        self.waiting = Waiting(following.tasks, self._fails)
        self.look = button("Show &what is sent", self.show_request)
        self.send = button("&Ask", self.ask)
        self.send.setProperty("role", "main")
        last = QHBoxLayout()
        last.addWidget(self.plan, 1)
        last.addWidget(self.look)
        last.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.room, 1)
        for part in (self.words, self.waiting):
            column.addWidget(part)
        column.addLayout(last)
        planning.settled.connect(self._name_plan)
        self._name_plan()
        self.show_process(None, "")

    def show_process(self, process: Process | None, address: str) -> None:
        """Ask for what a process takes, None for none. address: of its server."""
        self.waiting.cancel()
        self._process, self._address, self._prepared = process, address, None
        if old := self.room.takeWidget():
            old.deleteLater()
        self.form = None
        self.words.hide()
        if process is not None:
            self.form = ProcessForm(process.inputs, self._areas)
            self.form.changed.connect(self._change)
            self.title.setText(visible(process.summary.title)[:200])
            inside = QWidget()
            column = QVBoxLayout(inside)
            column.setContentsMargins(0, 0, 8, 0)
            if process.summary.about:
                column.addWidget(label(visible(process.summary.about)[:LONGEST], "grey"))
            column.addWidget(self.form, 1)
            if process.outputs:
                column.addWidget(label(f"It gives: {_given(process)}", "grey"))
            self.room.setWidget(inside)
        self.setVisible(process is not None)

    def begin(self) -> None:
        """Let somebody type into the first field."""
        if self.form is not None and self.form.fields:
            self.form.begin()
        else:
            self.send.setFocus()

    def _change(self) -> None:
        self._prepared = None

    def _name_plan(self) -> None:
        """Say which plan is asked about: the one on the table, as it is now."""
        scenario = self._planning.scenario
        name = visible(scenario.name if scenario else BASELINE)[:200]
        self.plan.setText(f"Asked about: {name}")
        self._prepared = None

    def show_request(self) -> None:
        """Show what would be sent."""

        def then(ready: Prepared) -> None:
            words = request_words("POST", ready.question.process.execution, ready.request)
            RequestView(self, "What is sent", words).open()

        self._prepare(then)

    def ask(self) -> None:
        """Send the question; it is a job from then on."""

        def then(ready: Prepared) -> None:
            one = ready.question
            ident = self._following.ask(one.process, one.address, ready.request, one.scenario)
            if ident:
                self.asked.emit(ident)

        self._prepare(then)

    def _prepare(self, then: Callable[[Prepared], None]) -> None:
        """Work out what is sent, unless that was done already; or say what is wrong."""
        form, process, planning = self.form, self._process, self._planning
        if form is None or process is None or self.waiting.task is not None:
            return
        if planning.awaited:
            self._say(planning.awaited)
            return
        given, faults = form.values()
        self._show_faults(form, faults)
        if faults:
            return
        if self._prepared is not None and self._prepared.question.given == given:
            then(self._prepared)
            return
        scenario = planning.scenario or Scenario("", BASELINE)
        question = Question(process, self._address, given, scenario, planning.base)

        def ready(made: Prepared) -> None:
            self._show_faults(form, made.faults)
            if not made.faults:
                self._prepared = made
                then(made)

        self.waiting.start(lambda progress: prepared(question, progress), ready)

    def _show_faults(self, form: ProcessForm, faults: Mapping[str, str]) -> None:
        first = form.show_faults(faults)
        whole = in_window(faults.get("", ""))
        self.words.setText(whole or (BENEATH if faults else ""))
        self.words.setVisible(bool(faults))
        if first is not None:  # once there is room for what is said
            QTimer.singleShot(0, first, lambda: self.room.ensureWidgetVisible(first))

    def _fails(self, fault: Exception) -> None:
        if not isinstance(fault, OSError):
            raise fault
        self._say(str(fault))

    def _say(self, words: str) -> None:
        self.words.setText(in_window(words))
        self.words.show()


def _given(process: Process) -> str:
    """What a process gives, by its names for people."""
    told = process.outputs.items()
    names = [one.get("title") if isinstance(one, dict) else "" for _, one in told]
    words = [str(name or key) for name, (key, _) in zip(names, told, strict=True)]
    return visible(", ".join(words))[:LONGEST]
