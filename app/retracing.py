"""Going back and forth in a plan: undo, redo, any step of its story, of earlier sessions too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.document import Document
from app.history import Step as Done
from app.on_the_table import Change, Stand
from city.scenario import Scenario

if TYPE_CHECKING:
    from app.planning import Planning


class Retracing:
    """Takes steps of the plan on the table back, and does them again; the history follows."""

    def __init__(self, planning: Planning, document: Document) -> None:
        self._planning, self._document = planning, document

    def can_step(self, back: bool) -> str:
        """What would be undone, or else redone, in the plan on the table; "" for nothing."""
        scenario = self._planning.scenario
        if scenario is None:
            return ""
        at = scenario.cursor - 1 if back else scenario.cursor
        return scenario.own[at].edit.words() if 0 <= at < len(scenario.own) else ""

    def step(self, back: bool) -> None:
        """Undo or redo one step of the plan on the table, of an earlier session too."""
        scenario, words = self._planning.scenario, self.can_step(back)
        if scenario is not None and words:
            self._recall(scenario, scenario.cursor + (0 if back else 1), back)
            self._document.undo() if back else self._document.redo()

    def _recall(self, scenario: Scenario, number: int, behind: bool) -> None:
        """Let the history know a step that an earlier session did: so much was done with it."""
        before, after = (Stand(scenario.ident, cursor) for cursor in (number - 1, number))
        words = scenario.own[number - 1].edit.words()
        self._document.history.recall(Done(words, {"plan": before}, {"plan": after}), behind)

    def jump(self, cursor: int) -> None:
        """Go to a step of the plan on the table: take back, or do again, all that lies between."""
        scenario = self._planning.scenario
        if scenario is None or not 0 <= cursor <= len(scenario.own):
            return
        if self._planning.locked:
            self._planning.refused.emit(f"Nothing can be changed here: {self._planning.locked}.")
            return

        def between(step: Done) -> bool:
            before, after = step.before.get("plan"), step.after.get("plan")
            if before is None or after is None or after.ident != scenario.ident:
                return False
            return bool(cursor <= before.cursor if back else after.cursor <= cursor)

        back = cursor < scenario.cursor
        if not self._planning.go_to(Stand(scenario.ident, cursor)):
            return
        moved = self._document.history.shift(back, between)
        if back:  # what earlier sessions did is done again one by one too
            known = min((step.before["plan"].cursor for step in moved), default=scenario.cursor)
            for number in range(known, cursor, -1):
                self._recall(scenario, number, behind=False)
        self._document.changed.emit(Change("history"))
