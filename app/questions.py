"""Everything that asks the city: the line, the table, the statistics and the tools that choose."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.asking import Asking
from app.dialogs.how_to_ask import HowToAsk
from app.dialogs.one_file import ask_new_file
from app.document import Document
from app.panels.ask import Ask
from app.panels.attributes import Attributes
from app.panels.statistics import StatisticsPage
from app.tasks import Tasks
from app.tools.box import Box
from app.tools.lasso import Lasso
from app.tools.outline import Outline
from app.tools.polygon import Polygon
from app.wording import attribute_word, number
from city.measured import Measured
from city.model import City

if TYPE_CHECKING:
    from app.actions import Actions
    from app.viewport import Viewport

FORMATS = "Spreadsheet (*.csv);;GeoPackage (*.gpkg);;CityJSON (*.city.json);;CityGML (*.gml)"
SUFFIXES = (".csv", ".gpkg", ".city.json", ".gml")


class Questions(QObject):
    """Puts the parts together, and adds their commands to the menus.

    strip: what lies below the city. page: the statistics, for the right panel.
    """

    said = Signal(str)

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        viewport: Viewport,
        measured: Callable[[City], Measured] | None = None,
    ) -> None:
        super().__init__()
        self._viewport = viewport
        self.asking = Asking(document, tasks, measured)
        self.ask = Ask(self.asking)
        self.attributes = Attributes(self.asking, tasks)
        self.attributes.hide()
        self.page = StatisticsPage(self.asking, tasks)
        self.strip = QWidget()
        column = QVBoxLayout(self.strip)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.ask)
        column.addWidget(self.attributes)
        self.ask.table_wanted.connect(self.attributes.setVisible)
        self.ask.left.connect(viewport.setFocus)
        self.attributes.asked.connect(self.ask.put)
        self.asking.flown.connect(viewport.frame)
        viewport.taken.connect(self._taken)

    @property
    def busy(self) -> bool:
        return self.asking.busy or self.attributes.busy or self.page.busy

    def add_commands(self, actions: Actions) -> None:
        """Put everything that can be asked and chosen into the menus and the palette."""
        add, asking = actions.add, self.asking
        add("Select", "&Find or ask…", "Ctrl+F", self.ask.begin, part="ask")
        explain = add("Help", "&How to ask the city", "", self.explain, part="find")
        choose = add("Select", "&Select what is found", "", asking.choose_found, part="ask")
        every = partial(add, "Select", part="all")
        every("&Everything", "Ctrl+A", asking.choose_all)
        every("&Invert", "Ctrl+I", asking.invert)
        every("All of the same &class", "Ctrl+G", asking.choose_kind, thing=True)
        every("All with the same &value…", "Ctrl+Shift+G", self.offer_values, thing=True)
        for text, key, tool in (
            ("In a &box", "B", Box),
            ("In a &lasso", "Shift+B", Lasso),
            ("In a &polygon", "Ctrl+B", Polygon),
        ):
            add("Select", text, key, partial(self.take, tool), part="drawn")
        view = partial(add, "View", part="shown")
        isolate = view("Isolate what is found or chosen", "I", asking.isolate)
        hide = view("&Hide what is found or chosen", "Shift+H", asking.hide)
        show = view("Show &everything again", "Ctrl+Shift+H", asking.show_all)
        fly = view("Fl&y to what is found or chosen", "Shift+F", self._fly)
        view("Attribute &table", "Ctrl+T", self.ask.table.toggle)
        words = "&Export what is found or chosen…"
        export = add("File", words, "Ctrl+E", self.ask_export, part="keep")
        for action, short in ((choose, "Select"), (isolate, "Isolate"), (hide, "Hide")):
            action.setIconText(short)
        self.ask.furnish(
            [choose, isolate, hide], [show, fly, actions.pages["statistics"], export, explain]
        )

    def take(self, tool: type[Outline]) -> None:
        """Put a tool that chooses into the hand."""
        self._viewport.take(tool(self._viewport, self.asking))
        self._viewport.setFocus()
        self.ask.say(tool.hint)

    def _taken(self, tool: object) -> None:
        if tool is None:
            self.ask.say("")

    def explain(self) -> None:
        """Show what can be asked, with examples to try."""
        dialog = HowToAsk(self.ask.window())
        dialog.tried.connect(self.ask.put)
        dialog.open()

    def offer_values(self) -> None:
        """Offer the values of the selected object, each for all objects that share it."""
        values = self.asking.values_of_selected()
        if not values:
            self.ask.say("Click something first: its values are offered then")
            return
        menu = QMenu(self.ask)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, question in values:
            value = question.partition(" = ")[2]
            action = menu.addAction(f"{attribute_word(name)} = {value[:60]}")
            action.triggered.connect(partial(self.ask.put, question))
        menu.popup(self._viewport.mapToGlobal(QPoint(40, 40)))

    def _fly(self) -> None:
        self.asking.fly_to(self.asking.acted_on())

    def ask_export(self) -> None:
        """Ask where to write what was found or chosen, and in which format."""
        ask_new_file(
            self.ask.window(),
            "Export what is found or chosen",
            lambda path, kind: self.export(named(str(path), kind)),
            FORMATS.split(";;"),
        )

    def export(self, path: Path) -> None:
        """Write what was found or chosen, or else the whole city."""
        self.asking.export(path, self._written)

    def _written(self, path: Path, count: int, lost: list[str]) -> None:
        self.ask.say(" · ".join([f"{number(count)} objects are in {path}", *lost]))


def named(name: str, chosen: str) -> Path:
    """A file name with the ending of the chosen format, if it has none that says what to write."""
    if name.lower().endswith(SUFFIXES):
        return Path(name)
    suffix = next((s for s in SUFFIXES if f"*{s}" in chosen), SUFFIXES[0])
    return Path(name + suffix)
