"""Every command of the window: what it is called, its key, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from app.theme import THEMES

if TYPE_CHECKING:
    from app.window import Window

MENUS = ("File", "Edit", "View", "Select", "Tools", "Help")

# Of city.colour_vision.SIGHT, which is not imported here: the window must be there at once.
SIGHTS = ("", "Protanopia", "Deuteranopia", "Tritanopia", "Greyscale")


class Actions:
    """The window's commands: each is in one of its menus, and in the palette (Ctrl+K)."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.menus = {name: QMenu(name) for name in MENUS}
        self.of_thing: list[QAction] = []
        self._of_city: list[QAction] = []
        self.themes: dict[str, QAction] = {}
        self.sights: dict[str, QAction] = {}
        self._open = False
        self.recent = QMenu("Open &recent")
        self.recent.aboutToShow.connect(self._fill_recent)
        self._file()
        self._view()
        self.add("Select", "Select &nothing", "Esc", window.errands.let_go)
        self.add("Edit", "Copy its &name in the file", "Ctrl+C", window.errands.copy_id, thing=True)
        self.add("Edit", "Copy the &place", "Ctrl+Shift+C", window.errands.copy_place, thing=True)

    def add(
        self,
        menu: str,
        text: str,
        key: str,
        call: Callable[[], object],
        *,
        city: bool = True,
        checkable: bool = False,
        thing: bool = False,
    ) -> QAction:
        """One more command at the end of a menu.

        key: its shortcut, "" for none. city: it needs an open city, and is grey without one.
        thing: it does something with what is selected, so a right click on a thing offers it too.
        """
        action = QAction(text, self._window)
        action.setCheckable(checkable)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setToolTip(f"{plain(text)} ({key})")
        action.triggered.connect(lambda _=False: call())
        self._window.addAction(action)
        self.menus[menu].addAction(action)
        if thing:
            self.of_thing.append(action)
        if city:
            self._of_city.append(action)
            action.setEnabled(self._open)
        return action

    def divide(self, menu: str) -> None:
        """A line below what a menu holds so far."""
        self.menus[menu].addSeparator()

    def all(self) -> list[tuple[str, QAction]]:
        """Every command with the name of its menu, in their order."""
        return [
            (name, action)
            for name, menu in self.menus.items()
            for action in menu.actions()
            if not action.isSeparator() and action.menu() is None
        ]

    def allow(self, city: bool) -> None:
        """Grey out what needs an open city while there is none."""
        self._open = city
        for action in self._of_city:
            action.setEnabled(city)

    def _file(self) -> None:
        window = self._window
        self.open = self.add("File", "&Open…", "Ctrl+O", window.ask_open, city=False)
        self.add("File", "Open a &folder…", "Ctrl+Shift+O", window.ask_folder, city=False)
        self.menus["File"].addMenu(self.recent)
        self.add("File", "The &sample city", "", window.open_sample, city=False)
        self.add("File", "&Add to this city…", "Ctrl+Shift+A", window.ask_add)
        self.divide("File")
        self.add("File", "&Picture for paper…", "Ctrl+P", window.errands.ask_picture)
        self.add("File", "&Settings…", "Ctrl+,", window.errands.show_settings, city=False)
        self.add("File", "&Close the city", "Ctrl+W", window.close_city)
        self.add("File", "&Quit", "Ctrl+Q", window.close, city=False)
        self.divide("File")

    def _view(self) -> None:
        window = self._window
        self.home = self.add("View", "&Whole city", "H", window.errands.look_home)
        self.top = self.add("View", "From &above", "T", window.errands.look_down)
        self.frame = self.add(
            "View", "&Frame what is selected", "F", window.errands.look_at_selection, thing=True
        )
        self.add("View", "Walk through the &streets (W A S D)", "", window.errands.walk)
        self.parallel = self.add(
            "View", "&Parallel, as in a plan", "P", window.errands.look_in_parallel, checkable=True
        )
        self.add("View", "&Colours and styles", "C", partial(window.turn_to, "style"))
        self.add("View", "&Sun and shadow", "L", window.errands.toggle_sun)
        self.add("View", "Let &time pass", "Shift+L", window.errands.toggle_time)
        self.add("View", "Small &plan of the city", "O", window.errands.look_over)
        self.add("View", "&Cut the city open", "X", window.errands.cut)
        self.divide("View")
        self.add("View", "A &map under the city…", "Ctrl+M", window.errands.ask_map)
        self.divide("View")
        self._themes()
        self._sights()
        for name, title, key in (
            ("distance", "Measure a &distance", "M"),
            ("height", "Measure a &height", "Shift+M"),
            ("area", "Measure an &area", ""),
            ("slope", "Measure a &slope", ""),
            ("angle", "Measure an a&ngle", ""),
            ("volume", "Measure the &volume of an object", ""),
            ("earthwork", "Measure &earthwork", ""),
            ("section", "Cut a sec&tion", ""),
            ("place", "Read &coordinates", ""),
        ):
            self.add("Tools", title, key, partial(window.errands.measure, name))
        self.add("Help", "Find a &command…", "Ctrl+K", window.errands.ask_command, city=False)
        self.add("Help", "&Keys and mouse", "F1", window.errands.show_keys, city=False)
        self.add("Help", "Go to the next &panel", "F6", window.errands.next_panel, city=False)
        self.add("Help", "&About Maquette", "", window.errands.show_about, city=False)

    def _themes(self) -> None:
        together = QActionGroup(self._window)
        for name in THEMES:
            wear = partial(self._window.wear, name)
            title = f"{name.capitalize()} theme"
            action = self.add("View", title, "", wear, city=False, checkable=True)
            together.addAction(action)
            action.setChecked(name == self._window.settings.theme)
            self.themes[name] = action
        self.divide("View")

    def _sights(self) -> None:
        """What the city looks like to eyes that miss a kind of cone."""
        together = QActionGroup(self._window)
        for sight in SIGHTS:
            title = f"As seen with {sight.lower()}" if sight else "As seen with all colours"
            title = "In shades of grey" if sight == "Greyscale" else title
            action = self.add("View", title, "", partial(self._see_as, sight), checkable=True)
            together.addAction(action)
            action.setChecked(not sight)
            self.sights[sight] = action
        self.divide("View")

    def _see_as(self, sight: str) -> None:
        if self._window.table is not None:
            self._window.table.see_as(sight)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._window.settings.recent:
            action = self.recent.addAction(Path(path).name)
            action.setToolTip(path)
            action.triggered.connect(lambda _=False, p=path: self._window.open_paths([p]))
        if self.recent.isEmpty():
            self.recent.addAction("Nothing yet").setEnabled(False)


def plain(text: str) -> str:
    """A command's name without the mark of its access key."""
    return text.replace("&", "")
