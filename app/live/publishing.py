"""Writing back from the window: the plan's numbers, and the alerts of a live layer, once asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt

from app.live.layer import LiveLayer
from app.live.rule_form import rule_words
from app.planning import Planning
from app.plans import BASELINE
from app.publishing import plan_entities, software
from city.progress import Progress
from city.project import Project
from city.scenario import Scenario
from city.terms import forbids_export
from exporters.ngsi_ld import Entity, alert_entity
from importers.live.feed import now
from importers.live.ngsi_ld import is_broker
from importers.live.sign_in.entry import SignIn

if TYPE_CHECKING:
    from app.dialogs.publish import Make, PublishDialog
    from app.live.lives import Lives
    from app.window import Window


class Publishing(QObject):
    """Goes between what can be published, the dialog that shows it, and the menus."""

    def __init__(
        self, window: Window, planning: Planning, lives: Lives, held: Callable[[], Project | None]
    ) -> None:
        """held: the project that is open."""
        super().__init__(window)
        self._window, self._planning, self._lives, self._held = window, planning, lives, held
        lives.alerts_wanted.connect(self.ask_alerts)
        window.actions_.add("Tools", "P&ublish the numbers…", "", self.ask_plan, part="live")

    def ask_plan(self) -> None:
        """Show what would be published of the plan on the table."""
        planning, project = self._planning, self._held()
        if project is None or planning.awaited:
            self._window.notice.say(
                planning.awaited
                or "There is no plan to publish yet: draw one, or keep the city as a project first."
            )
            return
        scenario = planning.scenario or Scenario("", BASELINE)
        view, year = planning.view, planning.year

        def make(_: Progress) -> list[Entity]:
            return plan_entities(project, scenario, view, year, now())

        self._ask(f"Publish the numbers of {scenario.name}", make)

    def ask_alerts(self, key: str) -> None:
        """Show what would be published of the rules of a live layer that hold now."""
        layer, (at, live) = self._window.document.live[key], self._lives.picture.moment()
        if why := forbids_export(layer.source.terms):
            self._window.notice.say(f"{layer.title}: {why}")
            return
        self._ask(f"Publish alerts of {layer.title}", lambda _: alerts_of(layer, at, live))

    def _ask(self, title: str, make: Make) -> PublishDialog:
        from app.dialogs.publish import PublishDialog

        feeds = self._lives.feeds
        dialog = PublishDialog(
            self._window, title, make, self._brokers(), feeds.signing, feeds.tasks
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.stopped.connect(self._window.notice.say)
        dialog.open()
        return dialog

    def _brokers(self) -> dict[str, SignIn | None]:
        """The brokers that are known here: of live layers first, then those of before."""
        found: dict[str, SignIn | None] = {}
        for layer in self._window.document.live.values():
            found.setdefault(layer.source.told_address, layer.source.sign_in)
        for address in self._window.settings.platforms:
            found.setdefault(address, None)
        return {address: way for address, way in found.items() if is_broker(address)}


def alerts_of(layer: LiveLayer, at: np.datetime64, live: bool) -> list[Entity]:
    """An Alert for each thing that a rule of a layer holds of at a moment."""
    known = {one.key: one for one in layer.streams.subjects}
    found = []
    for rule, things in layer.alarms(at):
        subject = known[rule.subject]
        words = rule_words(rule, subject, 1).rpartition(":")[0].removeprefix("⚠ ")
        told = layer.told(at, live, subject)
        if told is None:
            continue
        for k in np.flatnonzero(np.isin(told.thing, things)).tolist():
            thing = layer.series.things[layer.streams.things[told.thing[k]]]
            value = (float(told.value[k]), subject.unit)
            said = (layer.title, thing, rule, subject.title, words, value, told.time[k])
            found.append(alert_entity(*said, software(), layer.source.terms.named()))
    return found
