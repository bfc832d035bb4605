"""The button in the bar that names the plan on the table."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import (
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
)

from app import theme
from app.wording import as_tip

LONGEST, LEAST = 180, 60  # pixels of a plan's name, and of one where there is little room
BEFORE = "Scenario: "
PAD = 10


class ScenarioButton(QToolButton):
    """Says "Scenario: Plan A", the name in the colour of what is chosen; a click opens its menu.

    Where there is little room it says the name alone, shortened in its middle.
    """

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self.setMenu(menu)
        menu.setParent(self, menu.windowFlags())
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_name("")

    def show_name(self, name: str) -> None:
        """Name the plan; shortened where it is long."""
        self.name = name
        shown = self._bold().elidedText(name, Qt.TextElideMode.ElideMiddle, LONGEST)
        self.setText(shown)
        self.setAccessibleName(BEFORE + name)
        self.setToolTip(as_tip(f"The plan on the table: {name}"))
        self.updateGeometry()
        self.update()

    def _bold(self) -> QFontMetrics:
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetrics(font)

    def sizeHint(self) -> QSize:
        said = QFontMetrics(self.font()).horizontalAdvance(f"{BEFORE} ▾")
        wide = said + self._bold().horizontalAdvance(self.text()) + 2 * PAD
        return QSize(wide, QFontMetrics(self.font()).height() + 12)

    def minimumSizeHint(self) -> QSize:
        before = QFontMetrics(self.font()).horizontalAdvance(BEFORE)
        name = max(self._bold().horizontalAdvance(self.text()) - LEAST, 0)
        return self.sizeHint() - QSize(before + name, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        colours = theme.current()
        inside = self.rect().adjusted(PAD, 0, -PAD, 0)
        font = self.font()
        short = self.sizeHint().width() - self.width()
        named = self._bold().horizontalAdvance(self.text()) + 2  # it is rounded down
        if short > 0:  # the word before the name goes, then letters of the name
            named -= max(short - QFontMetrics(font).horizontalAdvance(BEFORE), 0)
        name = self._bold().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, named)
        for text, bold, colour in (
            (BEFORE if short <= 0 else "", False, colours.ink),
            (name, True, colours.accent),
            (" ▾", False, colours.grey),
        ):
            font.setBold(bold)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter), text)
            inside = QRect(inside)
            inside.setLeft(inside.left() + QFontMetrics(font).horizontalAdvance(text))
