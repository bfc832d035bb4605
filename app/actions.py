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

# The menus of the bar, and the parts of each between its lines.
MENUS = {
    "File": ("open", "keep", "program"),
    "Edit": ("undo", "copy", "notes"),
    "View": ("eye", "views", "light", "shown", "panels"),
    "Select": ("ask", "all", "drawn"),
    "Sketch": (),
    "Compare": ("beside", "through", "differences", "decide"),
    "Tools": ("live", "measure", "heights"),
    "Help": ("find", "about"),
}
PANELS, THEME, SIGHT = "Panels", "Theme", "Colour vision"  # menus within View
# The menu of the button that names the plan on the table, and a menu within it.
SCENARIO, EXPORT = "Scenario", "Export the plan"
# Menus within Sketch, one for each group of its tools.
SKETCHES = (
    "Building",
    "Height",
    "Move",
    "Shape",
    "Trees",
    "Land",
    "Street",
    "Plot",
    "Model",
    "Demolish",
)
# The pages of the right panel: what brings them to the front, and by which key.
PAGES = (
    ("inspector", "&Inspector", "Ctrl+1"),
    ("style", "&Colours and styles", "C"),
    ("measure", "&Measurements", "Ctrl+2"),
    ("statistics", "S&tatistics", "Ctrl+3"),
    ("views", "Saved &views", "Ctrl+4"),
    ("notes", "&Notes", "Ctrl+5"),
    ("doctor", "What the &doctor found", "Ctrl+6"),
    ("study", "St&udies of sun and view", "Ctrl+U"),
    ("differences", "Di&fferences of two plans", "Ctrl+Shift+D"),
    ("live", "&Live values and charts", "Ctrl+7"),
    ("proposals", "&Proposed changes", "Ctrl+8"),
)

# Of city.colour_vision.SIGHT, which is not imported here: the window must be there at once.
SIGHTS = ("", "Protanopia", "Deuteranopia", "Tritanopia", "Greyscale")


class Actions:
    """The window's commands: each is in one of its menus, and in the palette (Ctrl+K)."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.menus = {
            name: QMenu(name, window)  # it goes when the window does
            for name in (*MENUS, *SKETCHES, SCENARIO, EXPORT, PANELS, THEME, SIGHT)
        }
        self._ends: dict[tuple[str, str], QAction] = {}  # the line below a part
        for name, parts in MENUS.items():
            for part in parts[:-1]:
                self._ends[name, part] = self.menus[name].addSeparator()
        self.of_thing: list[QAction] = []
        self._of_city: list[QAction] = []
        self.pages: dict[str, QAction] = {}
        self.themes: dict[str, QAction] = {}
        self.sights: dict[str, QAction] = {}
        self._open = False
        self.recent = QMenu("Open &recent", window)
        self.recent.aboutToShow.connect(self._fill_recent)
        self._file()
        self._edit()
        self._view()
        for name in SKETCHES:
            self._put("Sketch", "", self.menus[name].menuAction())
        self._tools()

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
        part: str = "",
    ) -> QAction:
        """One more command at the end of a menu, or of a part of it.

        key: its shortcut, "" for none. city: it needs an open city, and is grey without one.
        thing: it does something with what is selected, so a right click on a thing offers it too.
        """
        action = QAction(text, self._window)
        action.setCheckable(checkable)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setToolTip(f"{plain(text)} ({key})")
        action.triggered.connect(lambda _=False: call())
        if city:
            self._of_city.append(action)
            action.setEnabled(self._open)  # before anybody hears of every change
        self._window.addAction(action)
        self._put(menu, part, action)
        if thing:
            self.of_thing.append(action)
        return action

    def _put(self, menu: str, part: str, action: QAction) -> None:
        end = self._ends.get((menu, part))
        if end is None:
            self.menus[menu].addAction(action)
        else:
            self.menus[menu].insertAction(end, action)

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
        window, errands = self._window, self._window.errands
        add = partial(self.add, "File", part="open")
        self.open = add("&Open…", "Ctrl+O", window.ask_open, city=False)
        add("Open a &folder…", "Ctrl+Shift+O", window.ask_folder, city=False)
        self._put("File", "open", self.recent.menuAction())
        add("The &sample city", "", window.open_sample, city=False)
        add("&Add to this city…", "Ctrl+Shift+A", window.ask_add)
        self.add("File", "&Picture for paper…", "Ctrl+P", errands.ask_picture, part="keep")
        self.add("File", "Se&ttings…", "Ctrl+,", errands.show_settings, city=False)
        self.add("File", "&Close the city", "Ctrl+W", window.close_city)
        self.add("File", "&Quit", "Ctrl+Q", window.close, city=False)

    def _edit(self) -> None:
        errands = self._window.errands
        add = partial(self.add, "Edit", part="copy", thing=True)
        add("Copy its &name in the file", "Ctrl+C", errands.copy_id)
        add("Copy the &place", "Ctrl+Shift+C", errands.copy_place)
        self.add("Select", "Select &nothing", "Esc", errands.let_go, part="all")

    def _view(self) -> None:
        errands = self._window.errands
        add = partial(self.add, "View", part="eye")
        self.home = add("&Whole city", "H", errands.look_home)
        self.top = add("From &above", "T", errands.look_down)
        self.frame = add("&Frame what is selected", "F", errands.look_at_selection, thing=True)
        self.frame.setIconText("Frame")  # on its button
        add("Walk through the &streets (W A S D)", "", errands.walk)
        self.parallel = add(
            "&Parallel, as in a plan", "P", errands.look_in_parallel, checkable=True
        )
        add("Small p&lan of the city", "O", errands.look_over)
        add = partial(self.add, "View", part="light")
        add("S&un and shadow", "L", errands.toggle_sun)
        add("Let t&ime pass", "Shift+L", errands.toggle_time)
        add("&Cut the city open", "X", errands.cut)
        add("A &map under the city…", "Ctrl+M", errands.ask_map)
        for name in (PANELS, THEME, SIGHT):
            self._put("View", "panels", self.menus[name].menuAction())
        for page, title, key in PAGES:
            self.pages[page] = self.add(PANELS, title, key, partial(self._window.turn_to, page))
        self.menus[PANELS].addSeparator()
        fold = partial(self.add, PANELS, call=errands.fold_panels, checkable=True)
        self.layer_list = fold("La&yer list", "F7")
        self.side_panel = fold("Sid&e panel", "F8")
        for panel in (self.layer_list, self.side_panel):
            panel.setChecked(True)
        self._themes()
        self._sights()

    def _tools(self) -> None:
        errands = self._window.errands
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
            self.add("Tools", title, key, partial(errands.measure, name), part="measure")
        add = partial(self.add, "Help", city=False)
        add("Find a &command…", "Ctrl+K", errands.ask_command, part="find")
        add("&Keys and mouse", "F1", errands.show_keys, part="find")
        add("Go to the next &panel", "F6", errands.next_panel, part="find")
        add("&About Maquette", "", errands.show_about, part="about")

    def _themes(self) -> None:
        together = QActionGroup(self._window)
        for name in THEMES:
            wear = partial(self._window.wear, name)
            title = f"{name.capitalize()} theme"
            action = self.add(THEME, title, "", wear, city=False, checkable=True)
            together.addAction(action)
            action.setChecked(name == self._window.settings.theme)
            self.themes[name] = action

    def _sights(self) -> None:
        """What the city looks like to eyes that miss a kind of cone."""
        together = QActionGroup(self._window)
        for sight in SIGHTS:
            title = f"As seen with {sight.lower()}" if sight else "As seen with all colours"
            title = "In shades of grey" if sight == "Greyscale" else title
            action = self.add(SIGHT, title, "", partial(self._see_as, sight), checkable=True)
            together.addAction(action)
            action.setChecked(not sight)
            self.sights[sight] = action

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
