"""The window of a photo match: what it lists, and what its keys do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.dialogs.photo import PhotoDialog
from tests.app.test_photos import CORNERS, TRUE, np, pair, photos

__all__ = ["photos"]  # a fixture


@pytest.fixture
def dialog(photos, qtbot):
    made = PhotoDialog(None, photos)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):  # keys go to the active window only
        made.activateWindow()
    return made


def test_without_a_photograph_there_is_nothing_to_keep_or_to_draw(dialog):
    assert not dialog.keep.isEnabled() and not dialog.make.isEnabled()
    assert dialog.opened.isEnabled()


def test_pairs_are_listed_with_how_far_they_are_off(dialog, photos):
    photos.open(photos.path)
    pixels = TRUE.project(np.array(CORNERS, float))
    for place, pixel in list(zip(CORNERS, pixels, strict=True))[:3]:
        pair(photos, place, pixel)
    assert "1 more" in dialog.said.text()
    for place, pixel in list(zip(CORNERS, pixels, strict=True))[3:]:
        pair(photos, place, pixel)
    assert dialog.pairs.count() == 6 and "pixels off" in dialog.pairs.item(0).text()
    assert "The camera is found: 0.0 pixels" in dialog.said.text()
    dialog.pairs.setCurrentRow(2)
    dialog.pairs.setFocus()
    QTest.keyClick(dialog.pairs, Qt.Key.Key_Delete)
    assert dialog.pairs.count() == 5


def test_a_pixel_that_is_pointed_at_asks_for_its_place(dialog, photos):
    photos.open(photos.path)
    dialog.view.pointed.emit(10.0, 20.0)
    assert "Now click the same place" in dialog.said.text()
    photos.viewport.told[-1][1]._then(np.zeros(3))
    np.testing.assert_array_equal(photos.pairs[0].pixel, [10, 20])


def test_what_is_kept_is_listed_renamed_and_removed(dialog, photos):
    photos.open(photos.path)
    dialog.name.setText("Quay")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert [dialog.kept.item(k).text() for k in range(dialog.kept.count())] == ["Quay"]
    assert dialog.make.isEnabled()
    dialog.kept.item(0).setText("The quay")
    assert list(photos.kept) == ["The quay"]
    dialog.kept.setCurrentRow(0)
    dialog.kept.setFocus()
    QTest.keyClick(dialog.kept, Qt.Key.Key_Delete)
    assert not photos.kept and not dialog.make.isEnabled()


def test_the_focal_length_may_be_known(dialog, photos):
    photos.open(photos.path)
    dialog.angle.setChecked(True)
    assert photos.keep_angle
    dialog.veil.setValue(40)
    assert photos.veil == 0.4
    dialog.close()
    assert photos.photo is None and dialog.veil.value() == 0
