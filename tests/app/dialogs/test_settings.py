import pytest
from PySide6.QtWidgets import QWidget

from app.dialogs.settings import SettingsDialog
from app.settings import Settings
from importers import places


@pytest.fixture
def dialog(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    worn = []
    made = SettingsDialog(window, Settings(), worn.append)
    made.window_, made.worn = window, worn
    return made


def test_a_theme_is_worn_at_once(dialog):
    dialog.theme.setCurrentIndex(dialog.theme.findData("projector"))
    assert dialog.worn == ["projector"]


def test_a_size_is_kept_for_the_next_start_and_says_so(dialog):
    assert dialog.later.isHidden()
    dialog.scale.setCurrentIndex(dialog.scale.findData(150))
    assert Settings().scale == 150
    assert not dialog.later.isHidden()


def test_what_is_kept_can_be_emptied(qtbot):
    places.imports().mkdir(parents=True)
    (places.imports() / "a.city").write_bytes(b"x" * 2_000_000)
    window = QWidget()
    qtbot.addWidget(window)
    dialog = SettingsDialog(window, Settings(), lambda name: None)
    assert dialog.kept.text() == "1 source, 2.0 MB" and dialog.empty.isEnabled()
    dialog.empty.click()
    assert dialog.kept.text() == "Nothing" and not dialog.empty.isEnabled()
    assert not list(places.imports().parent.glob("imports/*.city"))
