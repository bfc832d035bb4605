"""The doctor's report: what was wrong with the data, grouped, searchable, one click away."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.document import Document
from app.on_the_table import Change
from app.wording import code_word, number
from city.finding import Finding, Severity

SHOWN = 500  # of one kind; a search narrows the rest down
SEVERITIES: tuple[tuple[Severity, str], ...] = (
    ("error", "Lost"),
    ("warning", "Repaired or doubtful"),
    ("note", "Worth knowing"),
)


class Lines(QStyledItemDelegate):
    """Gives every finding as many lines as its words need at the tree's present width."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        tree = self.parent()
        assert isinstance(tree, QTreeWidget)
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        width = tree.viewport().width() - depth * tree.indentation() - 12
        room = QRect(0, 0, max(width, 60), 10_000)
        text = str(index.data())
        needed = option.fontMetrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text)
        return QSize(width, needed.height() + 9)


class Doctor(QWidget):
    """Findings under their severity and kind; a click tells whose object to fly to."""

    chosen = Signal(str)  # the object's id

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.summary = QLabel()
        self.summary.setProperty("role", "title")
        self.summary.setWordWrap(True)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search findings and objects")
        self.search.setClearButtonEnabled(True)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(150)
        self._patience.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _: self._patience.start())
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setIndentation(14)
        self.tree.setWordWrap(True)
        self.tree.setItemDelegate(Lines(self.tree))
        self.tree.header().sectionResized.connect(lambda *_: self.tree.scheduleDelayedItemsLayout())
        self.tree.setAccessibleName("Findings")
        self.tree.itemClicked.connect(self._choose)
        self.tree.itemActivated.connect(self._choose)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(4, 4, 0, 0)
        outside.setSpacing(8)
        for part in (self.summary, self.search, self.tree):
            outside.addWidget(part)
        document.changed.connect(self._on_change)
        self.refresh()

    def _on_change(self, change: Change) -> None:
        if change.what == "opened":
            self.search.clear()
            self.refresh()

    def refresh(self) -> None:
        """Fill the tree with the findings that the search leaves."""
        wanted = self.search.text().casefold().strip()
        groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in self._document.findings:
            words = (finding.code, code_word(finding.code), finding.object, finding.message)
            text = " ".join(words).casefold()
            if wanted in text:
                groups[finding.severity, finding.code].append(finding)
        self.tree.clear()
        total = 0
        for severity, word in SEVERITIES:
            codes = sorted(code for s, code in groups if s == severity)
            if not codes:
                continue
            top = QTreeWidgetItem(self.tree, [word])
            top.setForeground(0, QColor(_colour(severity)))
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            for code in codes:
                count = self._count(severity, code, groups[severity, code], bool(wanted))
                total += count
                self._group(top, code, groups[severity, code], count)
            top.setExpanded(True)
        self.search.setVisible(bool(total) or bool(wanted))
        self.tree.setVisible(bool(total))
        self.summary.setText(self._words(total, wanted))

    def _group(self, top: QTreeWidgetItem, code: str, findings: list[Finding], count: int) -> None:
        group = QTreeWidgetItem(top, [f"{code_word(code)} · {number(count)}"])
        group.setToolTip(0, code)
        for finding in findings[:SHOWN]:
            item = QTreeWidgetItem(group, [f"{finding.message}\n{finding.object}".strip()])
            item.setToolTip(0, "Fly to it" if finding.object else "")
            item.setData(0, Qt.ItemDataRole.UserRole, finding.object)
        if count > SHOWN:
            more = QTreeWidgetItem(group, [f"and {number(count - SHOWN)} more: search to narrow"])
            more.setDisabled(True)
        group.setExpanded(count <= 5)

    def _count(self, severity: str, code: str, kept: list[Finding], searched: bool) -> int:
        if searched:
            return len(kept)
        return sum(o.counts.get((severity, code), 0) for o in self._document.opened)

    def _words(self, total: int, wanted: str) -> str:
        if not self._document.opened:
            return "Nothing is open yet"
        if total:
            return f"{number(total)} finding{'' if total == 1 else 's'}"
        return "No finding matches the search" if wanted else "The data is in good health"

    def _choose(self, item: QTreeWidgetItem) -> None:
        ident = item.data(0, Qt.ItemDataRole.UserRole)
        if ident:
            self.chosen.emit(ident)


def _colour(severity: str) -> str:
    colours = theme.current()
    return {"error": colours.error, "warning": colours.warning}.get(severity, colours.grey)
