"""The commands by which plans are seen together."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from app.actions import Actions
from app.panes.arrangement import MOST, Arrangement, Mode, Pane
from app.panes.beside import Beside
from app.planning import Planning

MENU = "Compare"
# How many panes, seen how, and across: what each command is called, and its key.
WAYS: tuple[tuple[str, Mode, int, bool, str, str], ...] = (
    ("beside", "one", 1, False, "&One picture", "Alt+1"),
    ("beside", "beside", 2, False, "&Two panes", "Alt+2"),
    ("beside", "beside", 3, False, "T&hree panes", "Alt+3"),
    ("beside", "beside", 4, False, "&Four panes", "Alt+4"),
    ("through", "curtain", 2, False, "&Curtain, left and right", "Alt+5"),
    ("through", "curtain", 2, True, "C&urtain, above and below", "Alt+6"),
    ("through", "space", 2, False, "Curtain &in the city", "Alt+7"),
    ("through", "ghost", 2, False, "The other plan as a &ghost", "Alt+8"),
    ("through", "blink", 2, False, "&By turns", "Alt+9"),
    ("through", "onion", MOST, False, "&All plans in one another", "Alt+0"),
)


class PaneCommands(QObject):
    """Lets plans be seen together in the ways of WAYS; the usual ones are chosen for them."""

    def __init__(
        self, parent: QObject, actions: Actions, beside: Beside, planning: Planning
    ) -> None:
        super().__init__(parent)
        self._beside, self._planning = beside, planning
        self._ways: dict[tuple[Mode, int, bool], QAction] = {}
        together = QActionGroup(beside)
        for part, mode, count, level, title, key in WAYS:
            call = partial(self.see, mode, count, level)
            action = actions.add(MENU, title, key, call, checkable=True, part=part)
            together.addAction(action)
            self._ways[mode, count, level] = action
        self.swap = actions.add(MENU, "&Exchange the panes", "Alt+X", self.exchange, part="through")
        self.next = actions.add(
            MENU, "Work in the ne&xt pane", "Ctrl+Tab", self.go_on, part="through"
        )
        beside.changed.connect(self._tell)
        self._tell()

    def see(self, mode: Mode, count: int, level: bool = False) -> None:
        """See so many plans together: those that are seen already, and then the usual ones."""
        now, active = self._beside.arrangement, self._planning.active
        panes = list(now.panes[:count]) if not self._beside.alone else []
        if panes and active not in [pane.plan for pane in panes]:  # what is worked on stays
            panes[-1] = now.panes[self._beside.active]
        plans = [pane.plan for pane in panes]
        if mode == "one":
            panes = [Pane(active)]
        elif mode == "onion":
            panes = [Pane(plan) for plan in self._usual() if plan][:count] or [Pane()]
        elif mode == "ghost":
            others = [plan for plan in self._usual() if plan != active]
            panes = [Pane(active), Pane(others[0] if others else "")]
        else:
            fresh = [plan for plan in self._usual() if plan not in plans]
            while len(panes) < count:
                panes.append(Pane(fresh.pop(0) if fresh else active))
        self._beside.arrange(Arrangement(mode, tuple(panes), now.at, level))

    def _usual(self) -> list[str]:
        """The plans in the order in which one wants to see them: the city as it is, the plan on the
        table, and the others."""
        known = [one.ident for one in self._planning.scenarios.values() if not one.archived]
        return list(dict.fromkeys(["", self._planning.active, *known]))

    def exchange(self) -> None:
        """Let the last pane be the first."""
        now = self._beside.arrangement
        panes = (now.panes[-1], *now.panes[:-1])
        if now.mode == "ghost":
            self._planning.turn_to(panes[0].plan)
            self._planning.settle()
        else:
            self._beside.arrange(Arrangement(now.mode, panes, now.at, now.level))

    def go_on(self) -> None:
        """Work in the next pane."""
        count = len(self._beside.arrangement.panes)
        self._beside.enter((self._beside.active + 1) % count)

    def _tell(self) -> None:
        """Tick how plans are seen."""
        now = self._beside.arrangement
        count = {"one": 1, "onion": MOST}.get(now.mode, len(now.panes))
        way = self._ways.get((now.mode, count, now.level))
        if way is not None:
            way.setChecked(True)
        several = len(now.panes) > 1
        self.swap.setEnabled(several)
        self.next.setEnabled(several and now.mode != "onion")
