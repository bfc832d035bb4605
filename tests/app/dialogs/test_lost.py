from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.dialogs.lost import LostSources
from app.reopening import Lost
from city.project import Origin


@pytest.fixture
def dialog(qtbot):
    lost = [
        Lost(Origin(1, k, f"/old/{name}"), Path(f"/old/{name}"), "it is not there any more")
        for k, name in enumerate(("a.gml", "<b>b.gml"))
    ]
    made = LostSources(None, lost)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the test lets go of it
    qtbot.addWidget(made)
    made.show()
    return made


def test_each_lost_source_can_be_looked_for(dialog, qtbot):
    assert [b.accessibleName() for b in dialog.buttons] == [
        "Look elsewhere for a.gml",
        "Look elsewhere for <b>b.gml",
    ]
    with qtbot.waitSignal(dialog.found) as told:
        dialog.take(dialog.lost[0], Path("/new/a.gml"), dialog.buttons[0])
    assert told.args == [dialog.lost[0], Path("/new/a.gml")]
    assert not dialog.buttons[0].isEnabled() and dialog.isVisible()


def test_the_last_one_found_closes_it(dialog, qtbot):
    with qtbot.waitSignal(dialog.accepted):
        for one, button in zip(dialog.lost, dialog.buttons, strict=True):
            dialog.take(one, Path("/new"), button)
