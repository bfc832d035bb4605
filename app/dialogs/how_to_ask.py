"""How to ask: every kind of question on one page, each an example that can be tried."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from app import theme
from app.screen_room import resize_within

# What a question may say, an example, and what it finds.
EXAMPLES = (
    (
        "Attributes, by their name in the file",
        (
            ("measuredHeight > 30 and yearOfConstruction < 1950", "tall and old"),
            ("height > 30 and year < 1950", "the same in everybody's words"),
            ("not (year between 1950 and 1970)", "what is known to be older or younger"),
            ('"name with spaces" = 7', "a name in double quotes, a text in single ones"),
            ("roofType in ('1000', '3100')", "one of several"),
        ),
    ),
    (
        "Texts, whatever their capitals and accents",
        (
            ("address contains 'strasse'", "somewhere inside"),
            ("name starts with 'St'", "or ends with"),
            ("function like '31001_*'", "* is anything, ? is one letter"),
        ),
    ),
    (
        "Classes",
        (
            ("Building", "all of a class, or of a theme such as Water"),
            ("Building.height > 30 or Road.width > 12", "of one class only"),
            ("BuildingPart.height < 3 m", "parts, which else count for their building"),
        ),
    ),
    (
        "Measures of the geometry, with or without a unit",
        (
            ("area(roof) > 200 m2 and slope < 5", "roof, wall, ground ..."),
            ("footprint > 0.5 ha", "m, km, m2, ha, m3"),
            ("volume / footprint > 20", "+ − * / and parentheses"),
            ("floorarea > 10000 and storeys > 12", "storeys of 3 m where the file counts none"),
        ),
    ),
    (
        "Places",
        (
            ("Building and within(selection, 100 m)", "near what is selected or chosen"),
            ("Building and within(WaterBody, 50 m)", "near anything that can be asked for"),
            ("intersects(Road)", "what touches something, seen from above"),
        ),
    ),
    (
        "Dates, and what is missing",
        (
            ("creationDate >= 2020-01-31", "or year(creationDate) = 2020"),
            ("Building.year is missing", "a value that is missing matches nothing else"),
        ),
    ),
)


class HowToAsk(QDialog):
    """The examples; a click puts one into the line."""

    tried = Signal(str)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("How to ask the city")
        resize_within(self, 760, 680)
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setAccessibleName("How to ask the city")
        self.page.setHtml(_page())
        self.page.anchorClicked.connect(self._try)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 12)
        column.addWidget(self.page)
        column.addWidget(buttons)

    def _try(self, link: QUrl) -> None:
        group, number = map(int, link.toString().split("."))
        self.tried.emit(EXAMPLES[group][1][number][0])
        self.accept()


def _page() -> str:
    colours = theme.current()
    link = f"color: {colours.accent}; text-decoration: none; font-family: monospace"
    parts = [
        "<p>Type a question, or a piece of an id, a name or an address. Click an example to try "
        "it.</p>"
    ]
    for group, (title, examples) in enumerate(EXAMPLES):
        rows = [
            f'<tr><td width="420"><a style="{link}" href="{group}.{number}">{escape(question)}</a>'
            f'</td><td style="color: {colours.grey}">{escape(told)}</td></tr>'
            for number, (question, told) in enumerate(examples)
        ]
        table = f'<table cellpadding="3">{"".join(rows)}</table>'
        parts.append(f"<h3>{escape(title)}</h3>{table}")
    return "".join(parts)
