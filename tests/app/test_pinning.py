import json

import pytest

from app.on_the_table import Selection
from tests.app.standin import row_of, town_opened
from tests.app.test_desk import action, make_window


@pytest.fixture
def window(qtbot):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    yield made
    made.close()


def test_a_note_is_pinned_to_what_is_selected(window):
    key = "1/Buildings"
    city = window.document.layers[key].thing
    row = row_of(window.document, "house")
    window.document.select(Selection(key, city, row))  # from a list: no point was hit
    action(window, "Write a note about it").trigger()
    (note,) = window.document.notes
    assert (note.object, note.opening) == ("house", 1)
    assert note.place == (84005.0, 447004.0, 3.0)  # the middle of its roof
    assert window.table.side.page == "notes"
    assert window.desk.notes.page.current() == note
    window.desk.notes.fly_to(note)
    assert ("frame", (-15.0, 25.0, -16.0, 24.0, -2.0, 8.0)) in window.table.viewport.told


def test_notes_are_exported(window, tmp_path):
    window.desk.notes._pinned((0.0, 0.0, 0.0), None)
    window.desk.notes.export(tmp_path / "notes")
    assert len(json.loads((tmp_path / "notes.geojson").read_text())["features"]) == 1
    assert "Written: 1 note" in window.notice.text.text()


def test_pinning_takes_the_tool_in_the_hand(window):
    window.desk.notes.pin()
    assert window.table.viewport.told[-1][0] == "take"
    assert "Click where" in window.notice.text.text()
    assert action(window, "Pin a note").shortcut().toString() == "N"
