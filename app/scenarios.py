"""The plans in the window: their menu, their page, and what the picture shows of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app import plans
from app.actions import EXPORT, SCENARIO
from app.counting import Counting
from app.exporting import FORMATS, Exporting
from app.legend_picture import Line
from app.looking_back import LookingBack
from app.on_the_table import Change
from app.panels.plan import PlanPage
from app.panels.scenario_rows import PartRow, ScenarioRows
from app.plan_layers import (
    ADDED,
    BEYOND,
    CHANGED,
    GHOSTS,
    GONE,
    PLAN,
    STICKING,
    ZONE,
    ZONES,
    PlanLayers,
)
from app.plan_words import beyond_words, contents_words, demolished_words, name_words, zones_of
from app.planning import Planning
from city.body import Body
from city.edits.edit import count
from city.scenario import Merged, Scenario
from city.view import View

if TYPE_CHECKING:
    from app.window import Window

PAGE = "plan"
COMPARING = "differences"  # the page that stays in front while one plan after the other is shown


class Scenarios(QObject):
    """Goes between the plans and everything in the window that names, shows or decides them."""

    def __init__(self, window: Window, planning: Planning, layers: PlanLayers) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._table = window, window.table
        self._planning, self._layers = planning, layers
        self.counting = Counting(planning, window.tasks)
        self.page = PlanPage(planning, self.counting)
        self.rows = ScenarioRows(ADDED, GONE, ZONE, BEYOND)
        self.looking_back = LookingBack(planning)
        self.exporting = Exporting(window, planning)
        self._listed: list[QAction] = []
        self._listing: object = None  # what the menu lists
        self._tells_colours = True
        self._turned = ""  # the plan that the page was last turned to
        self._table.side.lead(PAGE, "Plan", self.page)
        self._table.layers.begin_with(self.rows)
        self._menu()
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        planning, page = self._planning, self.page
        page.flown.connect(self.fly_to)
        page.refused.connect(self._window.notice.say)
        page.name.returnPressed.connect(self._table.viewport.setFocus)
        self._table.viewport.held.connect(self.looking_back.begin)
        page.compare.pressed.connect(self.looking_back.begin)
        page.compare.released.connect(self.looking_back.end)
        for part, row in self._parts().items():
            row.eye.setChecked(self._layers.shown[part])
            row.eye.toggled.connect(partial(self._layers.show, part))
        self.rows.plan.clicked.connect(lambda: self._window.turn_to(PAGE))
        self.rows.gone.clicked.connect(self.rows.gone.eye.toggle)
        self.rows.beyond.clicked.connect(lambda: self.fly_to(self._sticking()))
        self._layers.told.connect(self._warn)
        planning.settled.connect(self.refresh)
        planning.peeked.connect(self._name)
        self._window.document.changed.connect(self._on_change)

    def _parts(self) -> dict[str, PartRow]:
        rows = self.rows
        return {PLAN: rows.plan, GHOSTS: rows.gone, ZONES: rows.zones, STICKING: rows.beyond}

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self.refresh()

    def keep(self) -> None:
        """Keep what is half typed or slid, before the project is closed."""
        self.page.keep()
        self.counting.keep()

    # The menu

    def _menu(self) -> None:
        actions = self._window.actions_
        menu = actions.menus[SCENARIO]
        self._end = menu.addSeparator()  # below the list of plans
        self._away = QMenu("Archi&ved", menu)
        menu.insertMenu(self._end, self._away)
        add = partial(actions.add, SCENARIO, city=False)
        self.new = actions.add(SCENARIO, "&New plan", "Ctrl+Shift+N", self.begin)
        self.branch = add("As this plan, &but …", "", self.make_branch)
        self.mirror = add("A &mirror of it", "", partial(self.make_branch, True))
        self.copy = add("&Duplicate it", "", self.duplicate)
        menu.addSeparator()
        self.rename = add("&Rename and describe it", "", self.name_it)
        self.archive = add("&Put it away", "", self.put_away)
        self._bring = QMenu("Bring another plan &in", menu)
        menu.addMenu(self._bring)
        menu.addMenu(actions.menus[EXPORT])
        self.exports = [
            actions.add(EXPORT, form.title, "", partial(self.exporting.ask, form), city=False)
            for form in FORMATS
        ]
        menu.addSeparator()
        actions.add(SCENARIO, "The ne&xt plan", "Ctrl+PgDown", partial(self.leaf, 1))
        actions.add(SCENARIO, "The plan be&fore", "Ctrl+PgUp", partial(self.leaf, -1))
        self.peek = add("See the baseline, while it is &held", "V", self.looking_back.turn)
        self.peek.setAutoRepeat(False)
        self.ghosts = add("See &what was demolished", "Shift+V", self.rows.gone.eye.toggle)
        self.turn = add("The plan's pa&ge", "Ctrl+0", lambda: self._window.turn_to(PAGE))

    def refresh(self) -> None:
        """Show which plan is on the table, and what can be done with it."""
        planning, scenario = self._planning, self._planning.scenario
        city = bool(self._window.document.opened)
        self._list(city)
        free = city and not planning.locked
        self.new.setEnabled(free)
        for action in (self.branch, self.mirror, self.copy, self.rename, self.archive):
            action.setEnabled(free and scenario is not None)
        for action in (*self.exports, self.peek, self.ghosts, self.turn):
            action.setEnabled(city and scenario is not None)
        name = f"“{scenario.name}”".replace("&", "&&") if scenario is not None else "this plan"
        self.branch.setText(f"As {name}, &but …")
        self.mirror.setText(f"A &mirror of {name}")
        self.copy.setText(f"&Duplicate {name}")
        away = scenario is not None and scenario.archived
        self.archive.setText(f"&Bring {name} back" if away else f"&Put {name} away")
        self._name()
        self._show_parts(scenario)
        self._table.side.offer(PAGE, scenario is not None)
        ident = scenario.ident if scenario is not None else ""
        if ident and ident != self._turned and self._table.side.page != COMPARING:
            self._window.turn_to(PAGE)
        self._turned = ident

    def _name(self) -> None:
        """Name what is shown: the plan, or the baseline while it is looked at."""
        planning, scenario = self._planning, self._planning.scenario
        passing = planning.passing is not None and not planning.passing.steps
        name = scenario.name if scenario is not None and not passing else plans.BASELINE
        self._window.bar.show_scenario(name if self._window.document.opened else "")
        edits = count(len(scenario.steps), "edit") if scenario is not None else ""
        self._window.status.say_edits(edits)
        told = scenario is not None and not passing and self._tells_colours
        self._table.legend.show_plan(legend_lines(planning.view) if told else [])

    def tell_colours(self, on: bool) -> None:
        """Say in the legend what the colours of the plan mean, or not where they mean something
        else."""
        if on != self._tells_colours:
            self._tells_colours = on
            self._name()

    def _list(self, city: bool) -> None:
        """List the plans where they can be chosen, those that were put away apart."""
        planning, menu = self._planning, self._window.actions_.menus[SCENARIO]
        plans_ = [(s.ident, s.name, s.archived) for s in planning.scenarios.values()]
        listing = (city, planning.active, planning.locked, plans_)
        if listing == self._listing:
            return
        self._listing = listing
        for action in self._listed:
            menu.removeAction(action)
            action.deleteLater()
        self._away.clear()
        self._bring.clear()
        nothing = self._choice(menu, "Ba&seline", "")
        menu.insertAction(self._away.menuAction(), nothing)
        self._listed = [nothing]
        for scenario in planning.scenarios.values():
            choice = self._choice(menu, scenario.name.replace("&", "&&"), scenario.ident)
            if scenario.archived and scenario.ident != planning.active:
                self._away.addAction(choice)
            else:
                menu.insertAction(self._away.menuAction(), choice)
            self._listed.append(choice)
            if scenario.ident != planning.active:
                bring = self._bring.addAction(scenario.name.replace("&", "&&"))
                bring.triggered.connect(partial(self.ask_merge, scenario.ident))
        for choice in self._listed:
            choice.setEnabled(city)
        self._away.menuAction().setVisible(not self._away.isEmpty())
        can = planning.scenario is not None and not planning.locked and not self._bring.isEmpty()
        self._bring.setEnabled(can)

    def _choice(self, menu: QMenu, name: str, ident: str) -> QAction:
        action = QAction(name, menu)
        action.setCheckable(True)
        action.setChecked(self._planning.active == ident)
        action.triggered.connect(lambda _=False: self.turn_to(ident))
        return action

    # What is shown of the plan

    def _show_parts(self, scenario: Scenario | None) -> None:
        if scenario is None:
            self.rows.show_plan("", [], "", "", "")
            return
        view = self._planning.view
        zones = len(zones_of(view))
        self.rows.show_plan(
            scenario.name,
            contents_words(view),
            demolished_words(view),
            count(zones, "zone") if zones else "",
            beyond_words(self._layers.beyond)[0],
        )

    def _warn(self) -> None:
        short, words = beyond_words(self._layers.beyond)
        self.page.warn(words, self._sticking())
        self.rows.beyond.say(short)
        self.rows.beyond.setVisible(bool(short))

    def _sticking(self) -> str:
        """The id of the first thing that sticks out of its zone."""
        return self._layers.beyond[0][1].id if self._layers.beyond else ""

    def fly_to(self, ident: str) -> None:
        """Bring something before the eye, as a ghost if it was demolished."""
        view = self._planning.seen
        thing = view.things.get(ident) or view.rubble.get(ident)
        spot = view.base.find([ident])[0] if thing is None else None
        gone = ident in view.rubble or (spot is not None and view.gone[spot.city][spot.row])
        if gone:
            self.rows.gone.eye.setChecked(True)
        body: Body | None = thing.body if thing is not None else None
        if spot is not None:
            body = view.base.body(spot)
        if body is None or not len(body):
            self._window.notice.say(f"{ident} is not in the city any more, so it cannot be shown.")
            return
        self._table.frame_body(body)

    # What is decided

    def turn_to(self, ident: str) -> None:
        """Put a plan on the table, or "", the baseline."""
        self._planning.turn_to(ident)
        self._listing = None  # the click has moved the tick, whatever came of it
        self._planning.settle()

    def leaf(self, step: int) -> None:
        """Go on to the next plan, or back; the baseline is one of them."""
        known = self._planning.scenarios.values()
        here = self._planning.laying.coming or self._planning.active
        order = ["", *(s.ident for s in known if not s.archived or s.ident == here)]
        at = order.index(here)
        self._planning.turn_to(order[(at + step) % len(order)])

    def begin(self) -> None:
        """Begin a plan, and let it be named."""
        if self._planning.add(self._planning.free_name()) is not None:
            self.name_it()

    def make_branch(self, mirrors: bool = False) -> None:
        """Begin a plan with all that was done in the one on the table."""
        parent = self._planning.scenario
        if parent is not None:
            name = self._planning.free_name(f"{parent.name}, {'mirrored' if mirrors else 'varied'}")
            if self._planning.add(name, parent, mirrors) is not None:
                self.name_it()

    def duplicate(self) -> None:
        """Make a copy of the plan on the table that stands alone."""
        scenario = self._planning.scenario
        if scenario is not None:
            name = self._planning.free_name(f"{scenario.name}, copy")
            if self._planning.duplicate(scenario, name) is not None:
                self.name_it()

    def name_it(self) -> None:
        """Let the plan on the table be called otherwise."""
        self._planning.settle()
        self._window.turn_to(PAGE)
        self.page.edit_name()

    def put_away(self) -> None:
        """Put the plan on the table away, or bring it back."""
        scenario = self._planning.scenario
        if scenario is not None:
            self._planning.describe(scenario, archived=not scenario.archived)
            if not scenario.archived:
                self._planning.turn_to("")
                self._window.notice.say(
                    f"{scenario.name} is put away; it is in the menu of plans, under Archived.",
                    grave=False,
                )

    def ask_merge(self, ident: str, *_: object) -> None:
        """Let another plan be brought into the one on the table."""
        from app.dialogs.merging import Merging

        other = self._planning.scenarios.get(ident)
        merged = self._planning.merging(other) if other is not None else None
        if other is None or merged is None:
            return
        dialog = Merging(self._window, merged, other, partial(name_words, self._planning.view))
        dialog.looked.connect(self._planning.peek)
        dialog.flown.connect(self.fly_to)
        dialog.decided.connect(lambda takes: self._merge(other, merged, takes))
        self._window.document.emptying.connect(dialog.reject)  # its plans are gone then
        dialog.show()
        dialog.move(self._table.viewport.mapToGlobal(QPoint(16, 16)))  # the middle is looked at

    def _merge(self, other: Scenario, merged: Merged, takes: list[str]) -> None:
        if self._planning.scenario != merged.into:  # it went on meanwhile
            self._window.notice.say(
                f"{merged.into.name} has changed meanwhile; bring {other.name} in once more."
            )
            return
        self._planning.merge(other, merged, takes)  # type: ignore[arg-type]


def legend_lines(view: View) -> list[Line]:
    """What the colours of a plan mean, as far as it has them; none for a plan without any."""
    things = [t for t in view.things.values() if t.kind.startswith(("Building", "Bridge"))]
    found = []
    if any(thing.was is None for thing in things):
        found.append(Line("added", "class", colour=ADDED))
    if view.demolished():
        found.append(Line("removed", "class", colour=GONE, hatched=True))
    if any(thing.was is not None for thing in things):
        found.append(Line("changed", "class", colour=CHANGED))
    return [Line("Change against baseline", "heading"), *found] if found else []
