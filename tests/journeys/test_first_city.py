"""Somebody who has never seen the program drops a city on it and asks what a building is."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import assets
from city.measure import boxes
from tests.shared import DATA, needs_data

LEFT = Qt.MouseButton.LeftButton
LONG = 60_000


def press(window, qtbot, key):
    """Press a key in the city and see that the eye goes somewhere."""
    viewport = window.table.viewport
    before = viewport.where((0.0, 0.0, 0.0))
    QTest.keyClick(viewport, key)
    landed(window, qtbot)
    assert viewport.where((0.0, 0.0, 0.0)) != before


def landed(window, qtbot):
    """Wait until the eye stands still, though the picture may not be at its best."""
    qtbot.waitUntil(lambda: window.table.viewport._flight is None, timeout=LONG)


def drop(window, path, keys=Qt.KeyboardModifier.NoModifier):
    """Drag a file over the window and let it go there."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy = Qt.DropAction.CopyAction
    middle = window.rect().center()
    enter = QDragEnterEvent(middle, copy, data, LEFT, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, data, LEFT, keys))


def settled(window):
    """Whether everything is loaded, drawn and shadowed."""
    opened = bool(window.document.opened)
    return opened and not window.tasks.running and not window.table.busy


def wait_settled(window, qtbot):
    qtbot.waitUntil(lambda: settled(window), timeout=LONG)


def tallest_roof(window):
    """The tallest building that is not hidden by another: its row, and where its roof is seen."""
    viewport = window.table.viewport
    layer = next(y for y in window.document.layers.values() if y.name == "Buildings")
    city = layer.thing
    corners = boxes(city, "2")
    heights = np.nan_to_num(corners[:, 1, 2] - corners[:, 0, 2])
    for row in np.argsort(-heights)[:60].tolist():
        middle = corners[row].mean(0)
        for height in np.linspace(corners[row, 1, 2], corners[row, 0, 2], 5):
            place = viewport.where((middle[0], middle[1], float(height)))
            pick = viewport.scene.pick(*viewport._display(QPointF(place)))
            if pick is None or pick.object != row or pick.surface < 0:
                continue
            if city.surfaces.kind_of(pick.surface) == "RoofSurface":
                return row, place, float(heights[row])
    raise AssertionError("no roof is in sight")


def words(window):
    return " ".join(window.table.inspector.page.toPlainText().split())


def colours(path):
    picture = QImage(str(path)).scaled(200, 125)
    return len({picture.pixel(x, y) for x in range(30, 165) for y in range(10, 110)})


def test_first_city(window, qtbot, journey):
    journey(window, "welcome")
    drop(window, assets.path("sample"))
    qtbot.waitUntil(lambda: window.status.bar.isVisible())
    journey(window, "loading")
    wait_settled(window, qtbot)
    assert colours(journey(window, "the city")) > 300
    assert "Rotterdam" in window.table.overlay.thanks.toolTip()

    viewport = window.table.viewport
    _, place, _ = tallest_roof(window)
    QTest.mouseMove(viewport, place)
    qtbot.waitUntil(lambda: window.status.place.text().startswith("E 9"), timeout=5000)
    assert window.table.overlay.callout.text() == "Roof · Building"
    journey(window, "the mouse is over a roof")

    row, place, height = tallest_roof(window)
    QTest.mouseClick(viewport, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert window.document.selection.object == row
    wait_settled(window, qtbot)
    assert "Building › Roof" in words(window)
    assert f"Height {height:.2f} m" in words(window)
    assert "EPSG:28992" in words(window)
    journey(window, "a roof is clicked")

    press(window, qtbot, Qt.Key.Key_F)
    wait_settled(window, qtbot)
    journey(window, "its building is framed")

    side = window.table.side
    QTest.mouseClick(side.more, LEFT)
    QTest.mouseClick(side.menu, LEFT, pos=side.menu.actionGeometry(side.others["doctor"]).center())
    doctor = window.table.doctor
    assert doctor.isVisible()
    journey(window, "the doctor")
    doctor.search.setText("not planar")
    finding = first_about_an_object(doctor, qtbot)
    doctor.tree.scrollToItem(finding)
    spot = doctor.tree.visualItemRect(finding).center()
    QTest.mouseClick(doctor.tree.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, spot)
    chosen = window.document.selection
    ident = finding.data(0, Qt.ItemDataRole.UserRole)
    assert chosen.thing.objects.ids[chosen.object] == ident
    wait_settled(window, qtbot)
    journey(window, "a finding is clicked")

    press(window, qtbot, Qt.Key.Key_T)
    wait_settled(window, qtbot)
    journey(window, "from above")
    press(window, qtbot, Qt.Key.Key_H)
    wait_settled(window, qtbot)
    layers = window.table.layers.rows
    buildings = next(row for row in layers.values() if row.layer.name == "Buildings")
    QTest.mouseClick(buildings.more, LEFT)
    buildings.textures.setChecked(True)
    wait_settled(window, qtbot)
    journey(window, "photo textures")
    water = next(row for row in layers.values() if row.layer.name == "Water")
    QTest.mouseClick(water.eye, LEFT)
    buildings.opacity.setValue(40)
    wait_settled(window, qtbot)
    journey(window, "without water")
    window.actions_.themes["dark"].trigger()
    wait_settled(window, qtbot)
    journey(window, "dark")


def first_about_an_object(doctor, qtbot):
    """The first finding in the tree that has an object, its group opened."""

    def found():
        for severity in range(doctor.tree.topLevelItemCount()):
            top = doctor.tree.topLevelItem(severity)
            for kind in range(top.childCount()):
                group = top.child(kind)
                for one in range(group.childCount()):
                    item = group.child(one)
                    if item.data(0, Qt.ItemDataRole.UserRole):
                        group.setExpanded(True)
                        return item
        return None

    qtbot.wait(400)  # the search waits for the typing to end
    item = found()
    assert item is not None
    return item


@needs_data
def test_a_load_is_cancelled(window, qtbot, journey):
    drop(window, DATA / "citygml" / "1.0" / "DenHaag_01.zip")
    qtbot.waitUntil(lambda: window.status.cancel.isVisible(), timeout=5000)
    began = time.monotonic()
    QTest.mouseClick(window.status.cancel, LEFT)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=5000)
    assert time.monotonic() - began < 1
    assert not window.document.opened
    assert window.welcome.isVisible()
    journey(window, "cancelled")


@needs_data
@pytest.mark.parametrize("after", [0, 300, 900])
def test_closing_while_loading_is_clean(window, qtbot, after):
    drop(window, DATA / "citygml" / "1.0" / "DenHaag_01.zip")
    qtbot.wait(after)
    began = time.monotonic()
    window.close()
    assert time.monotonic() - began < 5
    assert not window.tasks.running
    assert not window.isVisible()


@needs_data
def test_a_survey_that_does_not_say_where_it_is(window, qtbot, journey):
    from app.dialogs.crs import CrsDialog

    drop(window, DATA / "demo-delft" / "ahn3_cropped_1.laz")
    qtbot.waitUntil(lambda: bool(window.findChildren(CrsDialog)), timeout=LONG)
    dialog = window.findChildren(CrsDialog)[0]
    journey(dialog, "where on Earth")
    dialog.search.setText("28992")
    QTest.mouseClick(dialog.use, LEFT)
    wait_settled(window, qtbot)
    journey(window, "the survey")
    drop(window, DATA / "demo-delft" / "delft_3dfier.city.json", Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(window.document.opened) == 2, timeout=LONG)
    wait_settled(window, qtbot)
    journey(window, "city and survey together")


def test_a_file_that_is_no_city_is_explained(window, qtbot, journey, tmp_path):
    (tmp_path / "letter.gml").write_text("Dear reader, this is a letter.")
    drop(window, tmp_path / "letter.gml")
    qtbot.waitUntil(window.notice.isVisible, timeout=LONG)
    assert "letter.gml" in window.notice.text.text()
    journey(window, "a letter is no city")
