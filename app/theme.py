"""How the window looks: Fusion with our own palette, light or dark, and one style sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

import assets


@dataclass(frozen=True, slots=True)
class Theme:
    """The few colours that everything is painted with."""

    paper: str  # panels and bars
    field: str  # behind input, and a row under the mouse
    line: str  # hairlines between things
    ink: str  # what is read
    grey: str  # what is read second
    accent: str  # what is chosen, and the one button that matters
    tint: str  # the row that is chosen
    sky: str  # the viewport before there is a city
    warning: str
    error: str
    size: float = 9.75  # points of what is read: 13 pixels at 100 % scaling


LIGHT = Theme(
    paper="#ffffff",
    field="#f0f2f4",
    line="#dfe3e8",
    ink="#1b1f24",
    grey="#6b7480",
    accent="#1f77b4",
    tint="#e8f1f9",
    sky="#e6ebf1",
    warning="#8a5a00",
    error="#a02c2c",
)
DARK = Theme(
    paper="#1e2227",
    field="#2a2f36",
    line="#3a4048",
    ink="#e8eaed",
    grey="#9aa3ad",
    accent="#58a6dc",
    tint="#243848",
    sky="#2b3138",
    warning="#e0b050",
    error="#f08080",
)
# For the wall of a hall with the lamps on: larger letters, and every contrast at least 7 to 1.
PROJECTOR = Theme(
    paper="#ffffff",
    field="#eef1f4",
    line="#8a929c",
    ink="#000000",
    grey="#3a424c",
    accent="#00508c",
    tint="#d5e6f4",
    sky="#e6ebf1",
    warning="#5e3c00",
    error="#8a1010",
    size=12.0,
)

THEMES = {"light": LIGHT, "dark": DARK, "projector": PROJECTOR}


def apply(app: QApplication, name: str) -> Theme:
    """Dress the whole program in a theme (a key of THEMES); returns its colours."""
    theme = THEMES.get(name, LIGHT)
    if app.property("theme") is None:
        app.setStyle("Fusion")
    font = QFont(app.font())
    font.setPointSizeF(theme.size)
    app.setFont(font)
    app.setPalette(_palette(theme))
    app.setStyleSheet(_sheet(theme))
    app.setProperty("theme", name if name in THEMES else "light")
    return theme


def current() -> Theme:
    """The theme that the running program wears."""
    app = QApplication.instance()
    return THEMES.get(str(app.property("theme")) if app else "light", LIGHT)


@contextmanager
def on_paper() -> Iterator[None]:
    """Let what is painted be painted for paper, which is light whatever the program wears."""
    app = QApplication.instance()
    assert app is not None
    worn = app.property("theme")
    app.setProperty("theme", "light")
    try:
        yield
    finally:
        app.setProperty("theme", worn)


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for part, colour in (
        (role.Window, theme.paper),
        (role.Base, theme.paper),
        (role.AlternateBase, theme.field),
        (role.Button, theme.paper),
        (role.ToolTipBase, theme.paper),
        (role.WindowText, theme.ink),
        (role.Text, theme.ink),
        (role.ButtonText, theme.ink),
        (role.ToolTipText, theme.ink),
        (role.PlaceholderText, theme.grey),
        (role.Highlight, theme.accent),
        (role.HighlightedText, "#ffffff"),
        (role.Link, theme.accent),
        (role.Mid, theme.line),
    ):
        palette.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(theme.grey))
    return palette


def _sheet(theme: Theme) -> str:
    sheet = """
QToolTip { border: 1px solid @line; padding: 4px 6px; }
QMenu { border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @tint; color: @ink; }
QMenu::indicator { width: 13px; height: 13px; border: 1px solid @grey; border-radius: 3px;
  left: 8px; }
QMenu::indicator:checked { background: @accent; border-color: @accent; image: url(@check); }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

#bar { background: @paper; border-bottom: 1px solid @line; }
#brand { font-weight: 600; font-size: @title; }
#status { background: @field; border-top: 1px solid @line; color: @grey; }
#status QLabel { color: @grey; }
#leftPanel { background: @paper; border-right: 1px solid @line; }
#rightPanel { background: @paper; border-left: 1px solid @line; }
#leftPanel QScrollArea, #rightPanel QScrollArea, #layerList { background: @paper; border: none; }

QLabel[role="section"] { color: @grey; font-weight: 600; font-size: @small; }
QLabel[role="grey"] { color: @grey; }
QLabel[role="badge"] { color: @accent; background: @tint; border-radius: 4px;
  padding: 0px 5px; font-size: 11px; }
QLabel[role="assumed"] { color: #8a5a00; background: #fdf3dc; border-radius: 4px;
  padding: 0px 5px; font-size: @small; }
QLineEdit[role="name"] { font-weight: 600; font-size: @title; border-color: transparent;
  padding: 3px 2px; }
QLineEdit[role="name"]:hover { border-color: @line; }
QLineEdit[role="name"]:focus { border-color: @accent; }
QPushButton[role="fold"] { border: none; text-align: left; padding: 6px 0 4px 0; color: @grey;
  font-weight: 600; font-size: @small; background: transparent; }
QPushButton[role="fold"]:checked { background: transparent; }
QPushButton[role="fold"]:hover, QPushButton[role="fold"]:focus { color: @accent; }
QPushButton[role="warning"] { border: 1px solid @warning; color: @warning; text-align: left;
  padding: 5px 8px; }
QLabel[role="title"] { font-weight: 600; font-size: @title; }
QLabel[role="display"] { font-weight: 600; font-size: @display; }

QPushButton, QToolButton, QComboBox {
  background: @paper; border: 1px solid @line; border-radius: 6px; padding: 4px 10px; }
QPushButton:hover, QToolButton:hover, QComboBox:hover { background: @field; }
QPushButton:focus, QToolButton:focus, QComboBox:focus { border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @grey; }
QPushButton:checked, QToolButton:checked { background: @tint; border-color: @accent; }
QPushButton[role="main"] { background: @accent; border-color: @accent; color: #ffffff;
  font-weight: 600; padding: 7px 16px; }
QPushButton[role="wide"] { padding: 7px 14px; }
QPushButton[role="narrow"], QToolButton[role="narrow"] { padding: 4px 2px; }
QPushButton[role="main"]:disabled { background: @field; border-color: @line; color: @grey; }
QPushButton[role="main"]:hover { background: #18659a; }
QPushButton[role="link"], QToolButton[role="flat"] { border: 1px solid transparent; }
QPushButton[role="link"] { color: @accent; text-align: left; padding: 3px 6px;
  background: transparent; }
QPushButton[role="link"]:focus, QToolButton[role="flat"]:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; width: 0px; }
QToolButton:checked { background: @tint; border-color: @accent; color: @accent; }
QToolButton[role="tool"] { border: 1px solid transparent; padding: 4px 7px; }
QToolButton[role="tool"][popupMode="1"] { padding-right: 17px; }
QToolButton[tight="true"] { padding: 4px 2px; }
QToolButton[tight="true"][popupMode="1"] { padding-right: 13px; }
QToolButton[role="tool"]:focus { border-color: @accent; }
QToolButton::menu-button { border: none; width: 16px; }
QToolButton[tight="true"]::menu-button { width: 13px; }
QToolButton::menu-arrow { image: url(@down); width: 12px; height: 12px; }
QToolButton[role="link"] { border: 1px solid transparent; background: transparent; color: @accent;
  padding: 2px 4px; }
QToolButton[role="link"]:focus { border-color: @accent; }
QDateEdit { border: 1px solid @line; border-radius: 6px; padding: 4px 6px; background: @paper; }
QDateEdit:focus { border-color: @accent; }
QDateEdit::drop-down { border: none; width: 18px; }
QDateEdit::down-arrow { image: url(@down); width: 12px; height: 12px; }
#timeBar { background: @paper; border-top: 1px solid @line; }
QPushButton[role="tab"] { border: none; border-radius: 5px; padding: 5px 2px; color: @grey;
  background: transparent; }
QPushButton[role="tab"]:checked { background: @paper; color: @ink; font-weight: 600; }
#tabs { background: @field; border-radius: 7px; }
QComboBox { padding: 2px 6px; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url(@down); width: 12px; height: 12px; }
QComboBox QAbstractItemView { border: 1px solid @line; selection-background-color: @tint;
  selection-color: @ink; outline: none; }
QLineEdit, QPlainTextEdit { border: 1px solid @line; border-radius: 6px;
  padding: 5px 8px; background: @paper; }
QPlainTextEdit { padding: 3px 4px; }
QLineEdit:focus, QPlainTextEdit:focus { border-color: @accent; }
QComboBox QLineEdit { border: none; padding: 0; background: transparent; }
QTableView { border: none; border-top: 1px solid @line; background: @paper; outline: none;
  selection-background-color: @tint; selection-color: @ink; }
QTableView::item { padding: 0 8px; }
QTableCornerButton::section { background: @paper; border: none; border-bottom: 1px solid @line; }
QTableView[role="list"] { border-top: none; }
QHeaderView { background: @paper; }
QHeaderView::up-arrow { image: url(@up); width: 12px; height: 12px; }
QHeaderView::down-arrow { image: url(@down); width: 12px; height: 12px; }
QHeaderView::section { background: @paper; color: @grey; border: none; padding: 5px 16px 5px 8px;
  border-bottom: 1px solid @line; font-weight: 600; }
QHeaderView::section:hover { color: @ink; }
#ask { background: @paper; border-top: 1px solid @line; }
#attributes { background: @paper; }
#offers { background: @paper; border: 1px solid @line; border-radius: 7px; padding: 4px 0; }
QLabel[role="error"] { color: @error; }
QAbstractSpinBox { border: 1px solid @line; border-radius: 6px; padding: 3px 6px;
  background: @paper; }
QAbstractSpinBox:focus { border-color: @accent; }
QSpinBox, QDoubleSpinBox { qproperty-alignment: "AlignRight | AlignVCenter"; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none;
  background: transparent; width: 18px; }
QAbstractSpinBox::up-arrow { image: url(@up); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url(@down); width: 12px; height: 12px; }
QCheckBox { spacing: 6px; }
QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid @grey; border-radius: 3px;
  background: @paper; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(@check); }
QCheckBox:focus { color: @accent; }
QTreeView, QListView { border: none; background: @paper; outline: none; }
QTreeView::item, QListView::item { padding: 4px 2px; }
QTreeView::item:selected, QListView::item:selected { background: @tint; color: @ink; }
QTreeView::item:hover, QListView::item:hover { background: @field; }
QTextBrowser { border: none; background: @paper; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QProgressBar { border: none; border-radius: 3px; background: @line; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @line; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 10px; height: 10px; margin: -5px 0; border-radius: 7px;
  background: @paper; border: 2px solid @accent; }

#layerRow:hover { background: @field; }
#layerRow[open="true"] { background: @tint; }
#bar QToolButton[role="flat"] { padding: 4px 8px; }
#search { background: @field; color: @grey; padding: 5px 12px; text-align: left; }
#search:hover { border-color: @accent; }
#thanks { background: @veil; color: @ink; font-size: @small;
  padding: 2px 6px; border-radius: 4px; }
#card { background: @paper; border: 1px solid @line; border-radius: 7px; }
#notice { background: @paper; border: none; border-bottom: 1px solid @line;
  border-left: 4px solid @accent; }
#notice[grave="true"] { border-left-color: @error; }
#welcome { background: @field; }

QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:hover { background: @grey; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: @line; }
"""
    for icon in ("check", "down", "up"):
        sheet = sheet.replace(f"@{icon}", assets.path(f"icons/{icon}.svg").as_posix())
    for name, share in (("small", 11 / 13), ("title", 15 / 13), ("display", 2.0)):
        sheet = sheet.replace(f"@{name}", f"{share * theme.size:.2f}pt")
    sheet = sheet.replace("@veil", f"#dc{theme.paper[1:]}")  # the city is seen through it
    for name in Theme.__slots__:
        sheet = sheet.replace(f"@{name}", str(getattr(theme, name)))
    return sheet
