"""The live layers in the window: their feeds, rows, page and commands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.dialogs.one_file import ask_file, ask_new_file
from app.live.bound import BoundObjects
from app.live.feeds import Feeds
from app.live.fields import Fields
from app.live.labels import Labels
from app.live.layer import Source, source_from
from app.live.link import Link
from app.live.models import Models
from app.live.picture import LivePicture
from app.live.pointing import Pointing
from app.live.routes import Routes
from app.live.rule_form import rule_words
from app.on_the_table import Change
from app.panels.live import LivePage
from app.panels.live_rows import FORMS, LiveRow
from app.planning import Planning
from app.wording import number, visible
from city.alarms import Rule
from city.place import degrees_of
from importers.live.opening import is_address
from importers.live.recording import SUFFIX

if TYPE_CHECKING:
    from app.live.demo import Demo
    from app.table import Table
    from app.window import Window

PAGE = "live"
RECORDINGS = (f"Recordings (*{SUFFIX})",)
RESTS = 400  # milliseconds after which the moment on show is taken to rest
LISTS = ("Tables (*.csv)",)
ROOM = 120.0  # metres around a thing that is flown to


class Lives(QObject):
    """Goes between what platforms tell, the table, and the project."""

    proposals_wanted = Signal()  # what is said of buildings is to be looked at
    alerts_wanted = Signal(str)  # the key of a layer whose alerts are to be published

    def __init__(self, window: Window, planning: Planning) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._table, self._document = window, window.table, window.document
        self.feeds = Feeds(window.document)
        self.picture = LivePicture(
            window.document,
            window.table.viewport,
            self.feeds.tasks,
            lambda places: planning.base.standing(places),
            window.table.legend.show_live,
        )
        self._models = Models(window.document, self.feeds.tasks, self.feeds.hold)
        self._show_forms(window.table, planning)
        self.labels = Labels(window.table.viewport, window.document, self.picture)
        self._pointing = Pointing(
            *(window.document, window.table.viewport, self.picture, window.table.overlay),
            *(self.choose, self.fly_to),
        )
        window.table.viewport.picked.connect(lambda _: window.document.choose_live(None))
        self._demo: Demo | None = None
        self._alarmed: dict[tuple[str, Rule], set[str]] = {}  # of what holds: it is told once
        self.feeds.refused.connect(window.notice.say)
        self.feeds.recorded.connect(lambda _: self._tell_rows())
        self.picture.told.connect(self._tell)
        window.table.layers.live_made.connect(self._take_row)
        window.table.side.add(PAGE, "Live", lambda: self.page)
        window.document.changed.connect(self._on_change)
        self._rests = QTimer(self, singleShot=True, interval=RESTS)
        self._rests.timeout.connect(self._look_back)
        add = window.actions_.add
        add("Tools", "Connect to a platfor&m…", "Ctrl+L", self.ask_platform, part="live")
        add("Tools", "F&ind data…", "Ctrl+Shift+L", self.find_data, part="live")
        add("Tools", "&Offers of a data space…", "", self.ask_space, part="live")
        labels = ("View", "Live la&bels", "", self.labels.toggle)
        add(*labels, part="shown", checkable=True).setChecked(self.labels.shown)

    @cached_property
    def page(self) -> LivePage:
        """What they tell, for the side panel."""
        page = LivePage(self._document, self.picture)
        page.connect_wanted.connect(self.ask_platform)
        page.ruled.connect(lambda key, rules: self.feeds.change(key, rules=rules))
        page.flown.connect(self.fly_to)
        return page

    def _show_forms(self, table: Table, planning: Planning) -> None:
        """Let layers show themselves otherwise than by signs."""
        picture, tasks = self.picture, self.feeds.tasks
        viewport, say = table.viewport, self._window.notice.say
        self._bound = BoundObjects(self._document, tasks, table.wear, picture.soon, say)
        picture.manners += [
            Fields(viewport, tasks, lambda: planning.base, picture.soon),
            self._bound,
            Routes(viewport, tasks, lambda: planning.base),
        ]
        table.inspector.live = self._bound.facts
        table.said_live = self._bound.words

    def choose(self, key: str, thing: str) -> None:
        """Choose a thing, and turn the page to it."""
        self.show_page()
        self.page.turn_to(key)
        self.page.choose(thing)
        self._document.choose_live((key, thing))

    def show_page(self) -> None:
        self._window.turn_to(PAGE)

    # Platforms

    def ask_platform(self, again: str = "") -> None:
        """Ask which platform is to be connected to. again: the key of a layer, to sign in anew."""
        from app.dialogs.platform import PlatformDialog

        dialog = PlatformDialog(self._window, self.feeds, self._window.settings.platforms)
        dialog.finding.connect(self.find_data)
        if again:
            dialog.begin_with(self._document.live[again].source)
            dialog.chosen.connect(lambda *_: self.feeds.remove(again))
        dialog.chosen.connect(self.add)
        dialog.open()

    def find_data(self) -> None:
        """Look into a catalogue for something to show, to open, or to lay under the city."""
        from app.dialogs.catalogue import CatalogueDialog

        window, viewport = self._window, self._table.viewport
        sight, frame = viewport.ground_in_sight(), self._document.frame
        seen = sight[0] if sight is not None else viewport.extent()
        box = degrees_of(frame, seen) if frame is not None else None
        dialog = CatalogueDialog(window, self.feeds.tasks, window.settings, box)
        dialog.feed_wanted.connect(self.show_feed)
        dialog.map_wanted.connect(window.errands.ask_map)
        dialog.fetched.connect(lambda path: window.open_paths([path], add=True))
        dialog.open()

    def show_feed(self, source: Source) -> None:
        """Ask what there is at an address that a catalogue names."""
        from app.dialogs.platform import PlatformDialog

        dialog = PlatformDialog(self._window, self.feeds, self._window.settings.platforms)
        dialog.begin_with(source)
        dialog.chosen.connect(self.add)
        dialog.open()
        dialog.ask()

    def ask_space(self) -> None:
        """Ask a provider of a data space what it offers, through the city's own connector."""
        from app.dialogs.dataspace import DataSpaceDialog

        dialog = DataSpaceDialog(self._window, self.feeds, self._window.settings)
        dialog.chosen.connect(self.add)
        dialog.open()

    def ask_terms(self, key: str) -> None:
        """Ask whose a layer is, or show what was agreed."""
        from app.dialogs.terms import TermsDialog

        layer = self._document.live[key]
        dialog = TermsDialog(self._window, layer.title, layer.source.terms)
        dialog.said.connect(lambda terms: self.feeds.change(key, terms=terms))
        dialog.open()

    def add(self, source: Source, link: Link | None = None) -> str:
        """Lay what a person has chosen on the city."""
        if is_address(source.address):
            self._window.settings.connected(source.told_address)
        key = self.feeds.add(source, link)
        self.page.turn_to(key)
        return key

    def resume(self, said: Iterable[Any]) -> None:
        """Lay the sources that a project keeps on the city; only those are asked that somebody has
        connected to on this machine, or that are files."""
        sources = map(source_from, said)
        known = set(self._window.settings.platforms)

        def trusts(address: str) -> bool:
            elsewhere = is_address(address) or address.startswith(("\\\\", "//"))
            return not elsewhere or address in known

        self.feeds.resume([one for one in sources if one is not None], trusts)

    def demonstrate(self) -> None:
        """Let the sample city come alive, without any network."""
        from app.live.demo import Demo

        self._demo = self._demo or Demo()
        self._demo.begin(self.feeds)

    def close(self) -> None:
        """End everything that was begun."""
        self.picture.close()
        self.feeds.close()
        if self._demo is not None:
            self._demo.close()

    # The rows of the layer list

    def _take_row(self, row: LiveRow) -> None:
        row.seen.connect(lambda key, on: self.feeds.change(key, visible=on))
        row.shown.connect(lambda key, subject: self.feeds.change(key, shown=subject))
        row.wanted.connect(self.do)
        self._tell_row(row)

    def do(self, key: str, verb: str) -> None:
        """Do what the menu of a row offers."""
        if verb == "values":
            self.page.turn_to(key)
            self.show_page()
        elif verb == "ask":
            source = self._document.live[key].source
            if is_address(source.address):
                self._window.settings.connected(source.told_address)
            self.feeds.ask(key)
        elif verb == "sign_in":
            self.ask_platform(key)
        elif verb == "terms":
            self.ask_terms(key)
        elif verb == "proposals":
            self.proposals_wanted.emit()
        elif verb == "publish":
            self.alerts_wanted.emit(key)
        elif verb in FORMS:
            self.feeds.change(key, form=verb)
        elif verb == "routes":
            self.feeds.change(key, routes=not self._document.live[key].source.routes)
        elif verb == "table":
            ask_file(
                *(self._window, "Which thing tells of which object"),
                lambda path: self.feeds.change(key, table=str(path)),
                LISTS,
            )
        elif verb == "remove":
            self.feeds.remove(key)
        elif self.feeds.records(key):
            self.feeds.stop_recording(key)
        else:
            ask_new_file(
                self._window,
                "Record what is told from now on",
                lambda path, _: self.feeds.record(key, Path(path)),
                RECORDINGS,
                f"recording{SUFFIX}",
            )

    def _tell_rows(self) -> None:
        for row in self._table.layers.live.values():
            self._tell_row(row)

    def _tell_row(self, row: LiveRow) -> None:
        layer = self._document.live.get(row.key)
        if layer is not None:
            row.show_layer(layer, self.picture.looks.get(row.key), self.feeds.records(row.key))

    # What is told

    def _tell(self) -> None:
        self._tell_rows()
        self._sound()
        self._table.inspector.tell_live()
        self._table.viewport.update()  # labels and the ring follow

    def _sound(self) -> None:
        """Say it once when a rule begins to hold."""
        if not self.picture.moment()[1]:
            return
        before, looks, live = self._alarmed, self.picture.looks, self._document.live
        unseen = live.keys() - looks.keys()  # for a moment: nothing is known to have ended there
        self._alarmed = {held: ids for held, ids in before.items() if held[0] in unseen}
        new: list[tuple[str, Rule, str]] = []
        for key, look in looks.items():
            things = look.layer.streams.things
            for rule, rows in look.alarms:
                holds = {things[row] for row in rows.tolist()}
                self._alarmed[key, rule] = holds
                new += [(key, rule, one) for one in holds - before.get((key, rule), set())]
        if new:
            more = f" · and {number(len(new) - 1)} more" if new[1:] else ""
            self._window.notice.say(f"{self._alarm_words(*min(new, key=str))}{more}")

    def _alarm_words(self, key: str, rule: Rule, thing: str) -> str:
        layer = self.picture.looks[key].layer
        known = {one.key: one for one in layer.streams.subjects}
        name = layer.streams.name(layer.streams.things.index(thing))
        words = rule_words(rule, known.get(rule.subject), 1).rpartition(":")[0]
        return visible(f"{name}: {words.removeprefix('⚠ ')} ({layer.title})")

    def fly_to(self, key: str, thing: str) -> None:
        """Bring a thing before the eye."""
        place = self.picture.place_of(key, thing)
        if place is None:
            self._window.notice.say(f"{visible(thing)} says no place on this table.")
            return
        x, y, z = place * np.array([1, 1, self._document.exaggeration])
        self._table.viewport.frame((x - ROOM, x + ROOM, y - ROOM, y + ROOM, z, z + ROOM / 2))

    def _look_back(self) -> None:
        """Ask platforms what was at the moment on show."""
        at = self._document.shown_at
        if at is not None:
            busy = [self.feeds.look_back(key, at) for key in self._document.live]
            if any(busy):
                self._rests.start()

    def _on_change(self, change: Change) -> None:
        if change.what == "shown_at":
            self._rests.start()
        if change.what == "lives":
            self._table.place_cards()
            self._tell_rows()
