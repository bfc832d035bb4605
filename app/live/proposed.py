"""Proposed changes in the window: their page, their command, and a word when there are new ones."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.live.proposing import Proposing
from app.panels.proposals import ProposalsPage
from app.plan_layers import PlanLayers
from app.planning import Planning
from app.wording import visible

if TYPE_CHECKING:
    from app.live.lives import Lives
    from app.scenarios import Scenarios
    from app.window import Window

PAGE = "proposals"


class Proposed(QObject):
    """Goes between what is proposed, its page, and the window."""

    def __init__(
        self,
        window: Window,
        planning: Planning,
        layers: PlanLayers,
        scenarios: Scenarios,
        lives: Lives,
    ) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._table, self._scenarios = window, window.table, scenarios
        self._explained = False  # what the colours mean is told
        self.proposing = Proposing(window.document, planning, layers, lives.feeds.tasks)
        self.proposing.told.connect(self._tell)
        self.proposing.fresh.connect(self._announce)
        lives.proposals_wanted.connect(self.show)
        window.table.side.add(PAGE, "Proposals", lambda: self.page)
        window.actions_.add("Compare", "Proposed changes b&y platforms", "", self.show, part=PAGE)

    @cached_property
    def page(self) -> ProposalsPage:
        """What is proposed, for the side panel."""
        page = ProposalsPage(self.proposing)
        page.flown.connect(self._scenarios.fly_to)
        return page

    def show(self) -> None:
        """Turn to what is proposed."""
        self._window.turn_to(PAGE)

    def _tell(self) -> None:
        """Say beside the city what the colours mean, and where the page is chosen how many."""
        lines = self.proposing.legend()
        if lines or self._explained:  # or else the colours are somebody else's
            self._table.legend.show_differences(lines)
        self._explained = bool(lines)
        many = len(self.proposing.offered)
        self._table.side.say_of(PAGE, str(many) if many else "")

    def _announce(self, words: str) -> None:
        self._window.notice.say(visible(words), grave=False, way=("See what", self._see))

    def _see(self) -> None:
        self._window.notice.hide()
        self.show()
