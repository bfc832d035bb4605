"""The rows of results of models in the layer list: what each shows, of when, and whose it is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt

from app.panels.telling_row import TellingRow
from app.simulated.layer import Result
from app.wording import as_tip, visible
from city.simulated.scale import subject

TITLES = {  # of the menu
    "look": "How it shows…",
    "time": "Go to its time",
    "remove": "Take it off the city",
}


class ResultRow(TellingRow):
    """One result: dot, name; badge; its variable; how it stands, in words."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.key, result.title, result.kept.visible, TITLES, ())
        self.variable = self.choice
        self.badge.show_badge("SIMULATED")
        self.grid.addWidget(self.badge, 1, 1, Qt.AlignmentFlag.AlignLeft)

    def show_result(self, result: Result, words: str) -> None:
        """Say how it stands now. words: of which plan, of which moment, what is wrong."""
        with QSignalBlocker(self.eye):
            self.eye.setChecked(result.kept.visible)
        self.name.setText(visible(result.title))
        variables = result.thing.variables if result.thing is not None else ()
        keys = [one.key for one in variables]
        with QSignalBlocker(self.variable):
            if [self.variable.itemData(k) for k in range(self.variable.count())] != keys:
                self.variable.clear()
                for one in variables:
                    told = subject(one)
                    unit = f" ({told.unit})" if told.unit else ""
                    self.variable.addItem(visible(f"{told.title}{unit}"), one.key)
            now = result.variable
            self.variable.setCurrentIndex(keys.index(now.key) if now is not None else -1)
        self.variable.setVisible(len(keys) > 1)
        self.stand.setText(visible(words))
        self.stand.setVisible(bool(words))
        self.verbs["look"].setEnabled(bool(variables))
        self.verbs["time"].setEnabled(len(result.times) > 0)
        self.setToolTip(as_tip(visible("\n".join([result.kept.path, *result.findings[:5]]))))
