"""The strip over the picture with the tools that change the city."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QWidget

from app.sketch.kinds import KINDS, Kind

EDGE = 16  # pixels to the edge of the picture
APART = 84  # pixels that the compass at the other edge needs
ROOM = 5  # pixels round the buttons
LOW = 400  # pixels of a picture that is too low for several rows
LOOSER = 10  # pixels that a button takes more where it need not stand close to the next one
MORE = "More ▾"


class SketchStrip(QFrame):
    """A button for each group of tools: it takes the one that was used last, its arrow the others.

    Where the picture is narrow the buttons stand closer together, and then in several rows; where
    it is low as well, those for which there is no room in one row are under "More".
    """

    moved = Signal(int)  # the pixels from the top of the picture to below the strip

    def __init__(
        self, over: QWidget, actions: Mapping[str, QAction], menus: Mapping[str, QMenu]
    ) -> None:
        """actions: what takes each tool, by its name. menus: those of the groups."""
        super().__init__(over)
        self.setObjectName("card")
        self._over = over
        self._actions, self._menus = actions, menus
        self.buttons: dict[str, QToolButton] = {}
        self._last: dict[str, Kind] = {}
        self._held: Kind | None = None
        self._tight = False
        for kind in KINDS:
            if kind.group not in self.buttons:
                self.buttons[kind.group] = self._button(kind.group, menus[kind.group])
                self._last[kind.group] = kind
        self.more = QToolButton(self)
        self.more.setProperty("role", "tool")
        self.more.setCheckable(True)  # it is pressed while a tool of its menu is in the hand
        self.more.setAccessibleName("More tools")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
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
        """Stand in as many rows as the picture's width asks for, or in one."""
        room = max(self._over.width() - EDGE - APART, 120)
        self._tighten(room - 2 * ROOM)
        parts = self._fitting(room - 2 * ROOM)
        x, y, widest = ROOM, ROOM, 0
        for button in parts:
            size = button.sizeHint()
            if x > ROOM and x + size.width() + ROOM > room:
                x, y = ROOM, y + size.height() + 1
            button.setGeometry(x, y, size.width(), size.height())
            x += size.width() + 1
            widest = max(widest, x)
        self.resize(widest + ROOM - 1, parts[-1].geometry().bottom() + ROOM + 1)
        self.moved.emit(EDGE + self.height() + 8 if self.isVisibleTo(self._over) else EDGE)

    def _tighten(self, room: int) -> None:
        """Let the buttons stand closer together where one row has no room for them otherwise."""
        needed = self._ends()[-1] + (LOOSER * len(self.buttons) if self._tight else 0)
        if self._tight != (needed > room):
            self._tight = not self._tight
            for button in self.buttons.values():
                button.setProperty("tight", self._tight)
                button.style().unpolish(button)
                button.style().polish(button)

    def _ends(self) -> list[int]:
        """Where each button ends, if all stand in one row."""
        return list(accumulate(b.sizeHint().width() + 1 for b in self.buttons.values()))

    def _fitting(self, room: int) -> list[QToolButton]:
        """The buttons to show: all, or in a low picture those of one row, "More" the last."""
        groups, ends, held = list(self.buttons), self._ends(), self._held
        self.more.setText(MORE if held is None else f"{held.short} ▾")
        fitting = len(groups)
        if self._over.height() < LOW and ends[-1] > room:
            room -= self.more.sizeHint().width()
            fitting = sum(end <= room for end in ends)
        left_out = groups[fitting:]
        if held is None or held.group not in left_out:
            self.more.setText(MORE)
        self.more.setChecked(held is not None and held.group in left_out)
        self.more.setVisible(bool(left_out))
        for k, button in enumerate(self.buttons.values()):
            button.setVisible(k < fitting)
        menu = self.more.menu()
        menu.clear()
        menu.addActions([self._offered(self._menus[group]) for group in left_out])
        return [*list(self.buttons.values())[:fitting], *([self.more] if left_out else [])]

    def _offered(self, menu: QMenu) -> QAction:
        """A group as an entry of "More": its menu, or the one tool of it."""
        tools = menu.actions()
        return menu.menuAction() if len(tools) > 1 else tools[0]
