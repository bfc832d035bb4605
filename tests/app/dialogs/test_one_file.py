"""Asking for one file."""

from PySide6.QtWidgets import QFileDialog, QWidget

from app.dialogs.one_file import ask_file


def test_what_is_chosen_is_gone_on_with_and_nothing_else(qtbot, tmp_path):
    parent, found = QWidget(), []
    qtbot.addWidget(parent)
    path = tmp_path / "plan.geojson"
    path.write_text("{}")
    ask_file(parent, "Which one?", found.append, ["Plans (*.geojson)", "All files (*)"])
    (dialog,) = parent.findChildren(QFileDialog)
    assert dialog.windowTitle() == "Which one?"
    assert dialog.nameFilters() == ["Plans (*.geojson)", "All files (*)"]
    dialog.reject()
    assert found == []
    ask_file(parent, "Which one?", found.append)
    parent.findChildren(QFileDialog)[-1].fileSelected.emit(str(path))
    assert found == [path]
