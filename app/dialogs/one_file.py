"""Asking for one file: one that is there, or one that is to be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_file(
    parent: QWidget, title: str, then: Callable[[Path], object], filters: Sequence[str] = ()
) -> None:
    """Let somebody choose a file, and go on with it; nothing happens where nobody does.

    filters: kinds of files as Qt names them, "Pictures (*.png)"; none for all files.
    """
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if filters:
        dialog.setNameFilters(filters)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()


def ask_new_file(
    parent: QWidget,
    title: str,
    then: Callable[[Path, str], object],
    filters: Sequence[str],
    name: str = "",
) -> None:
    """Let somebody choose where a file is to be written, and go on with that and with its kind.

    filters: kinds of files, "Pictures (*.png)"; a name without an ending gets that of its kind, so
    that Qt asks about the very file that would be written over. name: the one to start from.
    """
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(filters)
    dialog.setDefaultSuffix(_ending(filters[0]))
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    if name:
        dialog.selectFile(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: then(Path(path), dialog.selectedNameFilter()))
    dialog.open()


def _ending(kind: str) -> str:
    found = re.search(r"\(\*\.([^\s)]+)", kind)
    return found.group(1) if found else ""
