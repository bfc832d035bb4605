"""The right panel: one page at a time, chosen by its tab or under "More"."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.tab import Tab

FRONT = 3  # pages with a tab of their own; the later ones are under "More"
MORE = "More ▾"


class Side(QFrame):
    """Pages under one row of tabs; the arrow keys move between the tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rightPanel")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.tabs: dict[str, Tab] = {}
        self.others: dict[str, QAction] = {}
        self._pages: dict[str, QWidget] = {}
        self._make: dict[str, Callable[[], QWidget]] = {}  # pages that nobody has turned to yet
        self._titles: dict[str, str] = {}
        self._turned: dict[str, Callable[[], None]] = {}
        self._yields = ""  # the page whose tab yields to one that leads
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self.more = self._tab(MORE)
        self.more.setToolTip("More pages")
        self.more.clicked.connect(self._offer)
        self.more.hide()
        self.menu = QMenu(self)
        frame = QFrame()
        frame.setObjectName("tabs")
        self._row = QHBoxLayout(frame)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(2)
        self._row.addWidget(self.more, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 10, 8)
        column.setSpacing(8)
        column.addWidget(frame)
        column.addWidget(self._stack, 1)

    def _tab(self, title: str) -> Tab:
        tab = Tab(title)
        self._group.addButton(tab)
        return tab

    def add(
        self,
        name: str,
        title: str,
        page: QWidget | Callable[[], QWidget],
        turned: Callable[[], None] | None = None,
    ) -> None:
        """One more page, or what makes it when one first turns to it: most pages are never seen.

        turned: called whenever it comes to the front.
        """
        self._titles[name] = title
        if isinstance(page, QWidget):
            self._put(name, page)
        else:
            self._make[name] = page
        if turned is not None:
            self._turned[name] = turned
        if len(self.tabs) < FRONT:
            tab = self.tabs[name] = self._tab(title)
            tab.clicked.connect(lambda: self.turn_to(name))
            self._row.insertWidget(len(self.tabs) - 1, tab, 1)
        else:
            action = self.others[name] = self.menu.addAction(title)
            action.setCheckable(True)
            action.triggered.connect(lambda: self.turn_to(name))
            self.more.may_be(f"{title} ▾")
            self.more.show()
        if len(self._titles) == 1:
            self.turn_to(name)

    def _put(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        self._stack.addWidget(page)

    def lead(self, name: str, title: str, page: QWidget) -> None:
        """A page whose tab comes first while it is offered; it takes the place of the last tab,
        whose page is then found under "More".
        """
        self._titles[name] = title
        self._put(name, page)
        tab = self.tabs[name] = self._tab(title)
        tab.clicked.connect(lambda: self.turn_to(name))
        tab.hide()
        self._row.insertWidget(0, tab, 1)
        self._yields = list(self.tabs)[-2]
        action = self.others[self._yields] = QAction(self._titles[self._yields], self.menu)
        self.menu.insertAction(next(iter(self.menu.actions()), None), action)  # type: ignore[arg-type]
        action.setCheckable(True)
        action.setVisible(False)
        action.triggered.connect(lambda: self.turn_to(self._yields))

    def offer(self, name: str, on: bool) -> None:
        """Show the tab of a page that leads, or take it away with its page."""
        if self.tabs[name].isVisibleTo(self) == on:
            return
        self.tabs[name].setVisible(on)
        self.tabs[self._yields].setVisible(not on)
        self.others[self._yields].setVisible(on)
        if not on and self.page == name:
            self.turn_to(next(other for other in self.tabs if other != name))
        else:
            self._mark()

    def say_of(self, name: str, words: str) -> None:
        """Tell, where a page under "More" is chosen, what is to be found on it; "" for nothing."""
        self.others[name].setText(" · ".join(filter(None, (self._titles[name], words))))

    def turn_to(self, name: str) -> None:
        """Bring a page to the front."""
        if name not in self._pages:
            self._put(name, self._make.pop(name)())
        self._stack.setCurrentWidget(self._pages[name])
        self._mark()
        if name in self._turned:
            self._turned[name]()

    def _mark(self) -> None:
        """Show which page is in front: its tab, or "More" under its name."""
        page = self.page
        tab = self._tab_of(page)
        tab.setChecked(True)
        for other in (*self.tabs.values(), self.more):  # Tab comes to one of them, arrows go on
            strong, click = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus
            other.setFocusPolicy(strong if other is tab else click)
        self.more.setText(f"{self._titles[page]} ▾" if tab is self.more else MORE)
        for name, action in self.others.items():
            action.setChecked(name == page)

    def _tab_of(self, page: str) -> Tab:
        """The tab of a page, or that of all the others."""
        tab = self.tabs.get(page, self.more)
        return tab if tab.isVisibleTo(self) else self.more

    def _offer(self) -> None:
        """Let one of the other pages be chosen."""
        self._mark()  # the click has checked "More", whatever is in front
        self.menu.setActiveAction(next(a for a in self.others.values() if a.isVisible()))
        right = self.more.width() - self.menu.sizeHint().width()
        self.menu.popup(self.more.mapToGlobal(QPoint(right, self.more.height() + 4)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to the tab in front."""
        self._tab_of(self.page).setFocus(event.reason())

    @property
    def page(self) -> str:
        """The name of the page in front."""
        front = self._stack.currentWidget()
        return next((name for name, page in self._pages.items() if page is front), "")
