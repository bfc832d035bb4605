"""What a study is set against: the city as it is, or another plan; and what is missing for that."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.form import Form
from app.studies import AS_IT_IS, Studies


class StudyAgainst(QWidget):
    """A choice, and where the other plan has no answer, or an old one, a button that asks it."""

    def __init__(self, studies: Studies) -> None:
        super().__init__()
        self._studies = studies
        self.choice = QComboBox()
        self.choice.setAccessibleName("Against")
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice.activated.connect(lambda _: studies.set_against(self.choice.currentData()))
        self.missing = QLabel()
        self.missing.setProperty("role", "grey")
        self.missing.setWordWrap(True)
        self.missing.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.compute = QPushButton()
        self.compute.clicked.connect(lambda: studies.ask_for(self.choice.currentData()))
        form = Form()
        form.row("Against", self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (form, self.missing, self.compute):
            column.addWidget(part)
        self.refresh()

    def refresh(self) -> None:
        """Write anew what there is, for what is on show."""
        studies, shown = self._studies, self._studies.shown
        self.setVisible(shown is not None and shown.scenario != "")
        if shown is None or not shown.scenario:
            return
        self.choice.clear()
        for ident, name in studies.plans_beside(shown):
            answer = studies.answer_of(ident, shown)
            able = studies.can_be_set_against(shown, ident)
            more = "missing" if able and answer is None else ""
            if answer is not None and answer.ident in studies.stale:
                more = "old"
            self.choice.addItem(f"{name} · {more}" if more else name, ident)
        self.choice.setCurrentIndex(max(self.choice.findData(studies.against), 0))
        ident = self.choice.currentData()
        answer = studies.answer_of(ident, shown)
        name = studies.plan_name(ident) if ident else AS_IT_IS
        old = answer is not None and answer.ident in studies.stale
        lacks = studies.can_be_set_against(shown, ident) and (answer is None or old)
        self.missing.setVisible(lacks)
        self.compute.setVisible(lacks)
        why = "has changed since this was computed for it" if old else "has no answer to this yet"
        self.missing.setText(f"{name[0].upper()}{name[1:]} {why}.")
        self.compute.setText(f"Compute it {'again ' if old else ''}for {name}")
        self.compute.setEnabled(not studies.busy)
