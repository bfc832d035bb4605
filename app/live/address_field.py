"""A field for an address, which offers those that were asked before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit


class AddressField(QComboBox):
    """One types an address, or takes a known one."""

    def __init__(self, name: str, known: Sequence[str], hint: str = "https://…") -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(name)
        self.setEditable(True)
        self.setLineEdit(self.line)
        self.setAccessibleName(name)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItems(list(known))

    def text(self) -> str:
        """The address, without letters that nobody sees."""
        return "".join(filter(str.isprintable, self.currentText())).strip()
