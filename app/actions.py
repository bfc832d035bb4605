"""Every command of the window: what it is called, its key, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from app.window import Window


class Actions:
    """The window's commands, in the order of its two menus."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.open = self._action("&Open…", "Ctrl+O", window.ask_open)
        self.open_folder = self._action("Open a &folder…", "Ctrl+Shift+O", window.ask_folder)
        self.add = self._action("&Add to this city…", "Ctrl+Shift+A", window.ask_add)
        self.sample = self._action("The &sample city", "", window.open_sample)
        self.close = self._action("&Close the city", "Ctrl+W", window.close_city)
        self.quit = self._action("&Quit", "Ctrl+Q", window.close)
        self.home = self._action("&Whole city", "H", window.look_home)
        self.top = self._action("From &above", "T", window.look_down)
        self.frame = self._action("&Frame what is selected", "F", window.look_at_selection)
        self.inspector = self._action("&Inspector", "Ctrl+1", lambda: window.turn_to("inspector"))
        self.doctor = self._action("&Doctor's report", "Ctrl+2", lambda: window.turn_to("doctor"))
        self.dark = self._action("Dar&k theme", "", lambda: window.wear(self.dark.isChecked()))
        self.dark.setCheckable(True)
        self.escape = self._action("Select &nothing", "Esc", lambda: window.document.select(None))
        self.recent = QMenu("Open &recent")
        self.recent.aboutToShow.connect(self._fill_recent)

    def file_menu(self) -> QMenu:
        menu = QMenu()
        menu.addActions([self.open, self.open_folder, self.add, self.sample])
        menu.addMenu(self.recent)
        menu.addSeparator()
        menu.addActions([self.close, self.quit])
        return menu

    def view_menu(self) -> QMenu:
        menu = QMenu()
        menu.addActions([self.home, self.top, self.frame, self.escape])
        menu.addSeparator()
        menu.addActions([self.inspector, self.doctor])
        menu.addSeparator()
        menu.addAction(self.dark)
        return menu

    def allow(self, city: bool) -> None:
        """Grey out what needs an open city while there is none."""
        for action in (
            self.add,
            self.close,
            self.home,
            self.top,
            self.frame,
            self.inspector,
            self.doctor,
            self.escape,
        ):
            action.setEnabled(city)

    def _action(self, text: str, key: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self._window)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setToolTip(f"{text.replace('&', '')} ({key})")
        action.triggered.connect(lambda _=False: call())
        self._window.addAction(action)
        return action

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._window.settings.recent:
            action = self.recent.addAction(Path(path).name)
            action.setToolTip(path)
            action.triggered.connect(lambda _=False, p=path: self._window.open_paths([p]))
        if self.recent.isEmpty():
            self.recent.addAction("Nothing yet").setEnabled(False)
