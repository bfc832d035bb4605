"""Asking for one file."""

from PySide6.QtWidgets import QFileDialog, QWidget

from app.dialogs.one_file import ask_file, ask_new_file


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


def test_a_new_file_gets_the_ending_of_its_kind(qtbot, tmp_path):
    parent, chosen = QWidget(), []
    qtbot.addWidget(parent)
    kinds = ["Table (*.csv)", "CityJSON (*.city.json)", "All files (*)"]
    ask_new_file(parent, "Where to?", lambda path, kind: chosen.append((path, kind)), kinds, "plan")
    (dialog,) = parent.findChildren(QFileDialog)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.setDirectory(str(tmp_path))
    endings = []
    for kind in kinds:
        dialog.selectNameFilter(kind)
        dialog.filterSelected.emit(kind)
        endings.append(dialog.defaultSuffix())
    assert endings == ["csv", "city.json", ""]
    dialog.selectNameFilter(kinds[1])
    dialog.fileSelected.emit(str(tmp_path / "plan.city.json"))
    assert chosen == [(tmp_path / "plan.city.json", kinds[1])]
