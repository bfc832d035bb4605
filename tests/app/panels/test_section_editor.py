"""The cross-section of a street: begun with a preset, changed part by part, kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from app.panels.section_editor import MOST, SectionEditor
from app.settings import Settings
from app.sketch.making import SECTIONS
from city.edits.structures import STREET

LANE = (("pavement", 2.0), ("carriageway", 5.0), ("trees", 1.5))


@pytest.fixture
def editor(qtbot):
    made = SectionEditor(Settings())
    qtbot.addWidget(made)
    made.resize(280, 600)
    made.told = []
    made.changed.connect(made.told.append)
    made.show_section("street")
    return made


def press(editor, words, row):
    buttons = editor.findChildren(QToolButton)
    next(b for b in buttons if b.accessibleName() == f"{words}: part {row}").click()


def test_it_begins_with_a_preset(editor):
    assert editor.lanes == SECTIONS["street"] and len(editor.rows) == 5
    assert editor.preset.currentText() == "Street"
    assert not editor.told
    editor.preset.setCurrentIndex(editor.preset.findData("lane"))
    assert editor.told == ["lane"] and len(editor.rows) == 1


def test_every_kind_of_part_can_be_chosen_and_is_drawn(editor):
    box, _ = editor.rows[0]
    assert {box.itemData(k) for k in range(box.count())} == set(STREET)


def test_parts_are_changed_moved_added_and_taken_away(editor):
    editor.show_section(LANE)
    assert editor.preset.currentText() == "Your own"
    box, number = editor.rows[2]
    box.setCurrentIndex(box.findData("cycle"))
    number.setValue(1.85)
    assert editor.told[-1] == (*LANE[:2], ("cycle", 1.85))
    press(editor, "Move it to the left", 3)
    assert [kind for kind, _ in editor.told[-1]] == ["pavement", "cycle", "carriageway"]
    press(editor, "Move it to the left", 1)  # it is the first
    press(editor, "Move it to the right", 1)
    assert [kind for kind, _ in editor.told[-1]] == ["cycle", "pavement", "carriageway"]
    editor.add.click()
    assert editor.told[-1][-1] == ("pavement", 2.0) and len(editor.rows) == 4
    press(editor, "Take it away", 2)
    assert [kind for kind, _ in editor.told[-1]] == ["cycle", "carriageway", "pavement"]
    assert len(editor.findChildren(QToolButton)) >= 9


def test_a_street_keeps_one_part_and_has_not_too_many(editor):
    editor.show_section("lane")
    press(editor, "Take it away", 1)
    assert len(editor.lanes) == 1
    editor.show_section((("pavement", 1.0),) * MOST)
    assert not editor.add.isEnabled()


def test_what_is_as_a_preset_again_is_told_as_that(editor):
    _, number = editor.rows[0]
    number.setValue(3.0)
    number.setValue(2.5)
    assert editor.told[-1] == "street"


def test_ones_own_are_kept_and_forgotten(editor, qtbot):
    editor.show_section(LANE)
    editor.name.setText("Our lane")
    editor.keep.click()
    assert Settings().sections == {"Our lane": LANE}
    assert editor.preset.currentText() == "Our lane" and not editor.forget.isHidden()
    again = SectionEditor(Settings())
    qtbot.addWidget(again)
    again.show_section("street")
    again.preset.setCurrentIndex(again.preset.findData("Our lane"))
    assert again.lanes == LANE
    editor.forget.click()
    assert Settings().sections == {} and editor.preset.currentText() == "Your own"


@pytest.mark.parametrize("name", ["", "  ", "Avenue", "your own"])
def test_names_that_are_none_or_taken_are_not_kept(editor, name):
    editor.name.setText(name)
    editor.keep.click()
    assert Settings().sections == {}


def test_a_click_on_the_drawing_leads_to_the_part(editor, qtbot):
    editor.show()
    left, right = editor.picture._spans()[2]
    place = editor.picture.rect().center()
    place.setX(round((left + right) / 2))
    QTest.mouseClick(editor.picture, Qt.MouseButton.LeftButton, pos=place)
    assert editor.picture.lit == 2
