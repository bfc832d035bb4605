from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.dialogs.crs import CrsDialog, suggestions

DELFT = np.array([[84_600.0, 447_400.0, 0.0], [85_200.0, 447_900.0, 30.0]])


@pytest.fixture
def dialog(qtbot):
    made = CrsDialog(None, Path("ahn.laz"), DELFT)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def codes(dialog):
    rows = range(dialog.list.count())
    return [dialog.list.item(row).data(Qt.ItemDataRole.UserRole) for row in rows]


def test_what_the_coordinates_fit_is_offered(dialog):
    assert "EPSG:28992" in codes(dialog)
    assert ("EPSG:28992", "Amersfoort / RD New") in suggestions(DELFT)


def test_a_search_finds_by_name_and_by_code(dialog):
    dialog.search.setText("rd new")
    assert "EPSG:28992" in codes(dialog)
    dialog.search.setText("25832")
    assert "EPSG:25832" in codes(dialog)
    dialog.search.setText("no such system")
    assert codes(dialog) == [None]
    assert not dialog.use.isEnabled()


def test_the_choice_is_told(dialog, qtbot):
    dialog.search.setText("28992")
    dialog.list.setCurrentRow(codes(dialog).index("EPSG:28992"))
    with qtbot.waitSignal(dialog.chosen) as heard:
        qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    assert heard.args == ["EPSG:28992"]
    assert not dialog.isVisible()


def test_plain_metres_are_always_possible(dialog, qtbot):
    with qtbot.waitSignal(dialog.chosen) as heard:
        qtbot.mouseClick(dialog.local, Qt.MouseButton.LeftButton)
    assert heard.args == ["local"]
