"""The strip over the picture with the tools that change the city."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QWidget

from app.sketch.kinds import KINDS, Kind

EDGE = 16  # pixels to the edge of the picture
APART = 84  # pixels that the compass at the other edge needs
ROOM = 5  # pixels round the buttons


class SketchStrip(QFrame):
    """A button for each group of tools: it takes the one that was used last, its arrow the others.

    Where the picture is narrow the buttons stand in several rows.
    """

    moved = Signal(int)  # the pixels from the top of the picture to below the strip

    def __init__(
        self, over: QWidget, actions: Mapping[str, QAction], menus: Mapping[str, QMenu]
    ) -> None:
        """actions: what takes each tool, by its name. menus: those of the groups."""
        super().__init__(over)
        self.setObjectName("card")
        self._over = over
        self._actions = actions
        self.buttons: dict[str, QToolButton] = {}
        self._last: dict[str, Kind] = {}
        self._held: Kind | None = None
        for kind in KINDS:
            if kind.group not in self.buttons:
                self.buttons[kind.group] = self._button(kind.group, menus[kind.group])
                self._last[kind.group] = kind
        self.move(EDGE, EDGE)
        self.place()

    def _button(self, group: str, menu: QMenu) -> QToolButton:
        button = QToolButton(self)
        button.setText(group)
        button.setProperty("role", "tool")
        button.setCheckable(True)
        button.clicked.connect(lambda _=False: self._take(group))
        if len(menu.actions()) > 1:
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        return button

    def _take(self, group: str) -> None:
        self._actions[self._last[group].name].trigger()
        self.show_tool(self._held)  # where it was not taken, the button must not stay pressed

    def show_tool(self, kind: Kind | None) -> None:
        """Mark the button of the tool in the hand."""
        self._held = kind
        for group, button in self.buttons.items():
            mine = kind is not None and kind.group == group
            button.setChecked(mine)
            if kind is not None and mine:
                self._last[group] = kind
                several = button.menu() is not None
                button.setText(kind.short if several else group)
                button.setToolTip(self._actions[kind.name].toolTip())
            else:
                button.setText(group)
        self.place()

    def place(self) -> None:
        """Stand in as many rows as the picture's width asks for."""
        room = max(self._over.width() - EDGE - APART, 120)
        x, y, widest = ROOM, ROOM, 0
        for button in self.buttons.values():
            size = button.sizeHint()
            if x > ROOM and x + size.width() + ROOM > room:
                x, y = ROOM, y + size.height() + 1
            button.setGeometry(x, y, size.width(), size.height())
            x += size.width() + 1
            widest = max(widest, x)
        last = list(self.buttons.values())[-1]
        self.resize(widest + ROOM - 1, last.geometry().bottom() + ROOM + 1)
        self.moved.emit(EDGE + self.height() + 8 if self.isVisibleTo(self._over) else EDGE)
