"""What was done, in order, so that it can be undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MOST = 500  # steps that are remembered


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: its name for people, and what it changed by name, before and after.

    The values never change themselves, so putting the old ones back is all there is to undoing.
    """

    words: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class History:
    """The steps behind and, after an undo, those ahead."""

    def __init__(self) -> None:
        self._behind: list[Step] = []
        self._ahead: list[Step] = []
        self._went_back = False  # which way one went last

    def add(self, step: Step) -> None:
        """A new step; what was undone before it cannot be done again."""
        self._behind = [*self._behind[1 - MOST :], step]
        self._ahead.clear()

    @property
    def last(self) -> str:
        """The name of the step that `back` would undo, "" for none."""
        return self._behind[-1].words if self._behind else ""

    @property
    def next(self) -> str:
        """The name of the step that `forth` would do again, "" for none."""
        return self._ahead[-1].words if self._ahead else ""

    def back(self) -> Step | None:
        """The step to undo, None for none."""
        if not self._behind:
            return None
        self._ahead.append(self._behind.pop())
        self._went_back = True
        return self._ahead[-1]

    def forth(self) -> Step | None:
        """The step to do again, None for none."""
        if not self._ahead:
            return None
        self._behind.append(self._ahead.pop())
        self._went_back = False
        return self._behind[-1]

    def refuse(self) -> None:
        """The step that one went last could not be undone, or done again: it waits where it was."""
        self.forth() if self._went_back else self.back()

    def recall(self, step: Step, behind: bool) -> None:
        """Remember a step of an earlier session, as the next to undo or else to do again."""
        (self._behind if behind else self._ahead).append(step)

    def shift(self, back: bool, mine: Callable[[Step], bool]) -> list[Step]:
        """Count some steps as undone, or as done again, wherever among the others they are.

        Returns them.
        """
        ours = (self._behind, self._ahead) if back else (self._ahead, self._behind)
        moved = [step for step in ours[0] if mine(step)]
        ours[0][:] = [step for step in ours[0] if not mine(step)]
        ours[1].extend(reversed(moved))
        return moved

    def clear(self) -> None:
        self._behind.clear()
        self._ahead.clear()
