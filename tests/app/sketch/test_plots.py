"""Plots and zones from a file in the window: drawn in one go, undone in one."""

import pytest
from PySide6.QtWidgets import QFileDialog

from city.project import Project
from tests.app.plots_file import geojson, square
from tests.app.standin import town_opened
from tests.app.test_desk import make_window
from tests.city.toy import FRAME

X, Y, _ = FRAME.origin


@pytest.fixture
def window(qtbot):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    yield made
    made.close()


def read(window, qtbot, path):
    window.studio.sketching.plots.read(path)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)


def zones(tmp_path):
    features = [(square(X + 25 * k, Y), {"hmax": 9 + k, "zone": f"Z{k}"}) for k in range(3)]
    return geojson(tmp_path / "zones.geojson", features, crs=FRAME.horizontal)


def test_they_are_drawn_in_one_go_and_undone_in_one(window, qtbot, tmp_path):
    read(window, qtbot, zones(tmp_path))
    planning = window.studio.planning
    assert [thing.attributes["name"] for thing in planning.view.things.values()] == [
        "Z0",
        "Z1",
        "Z2",
    ]
    assert "Drew 3 zones from zones.geojson: height from “hmax”" in window.notice.text.text()
    assert window.desk.undo.text() == "&Undo: drew 3 zones from zones.geojson"
    window.desk.undo.trigger()
    assert not planning.view.things and planning.scenario.cursor == 0
    window.desk.redo.trigger()
    assert len(planning.view.things) == 3
    path = planning.path
    window.close()
    kept = Project.open(path, write=False)
    (scenario,) = kept.scenarios().values()
    assert [edit.verb for edit in scenario.edits] == ["zone"] * 3
    kept.close()


def test_a_bad_file_is_told(window, qtbot, tmp_path):
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    read(window, qtbot, tmp_path / "a.geojson")
    assert "a.geojson" in window.notice.text.text()
    assert window.studio.planning.scenario is None


def test_the_command_stands_with_the_plots(window):
    (action,) = [a for a in window.actions_.menus["Plot"].actions() if "file" in a.text()]
    action.trigger()
    (dialog,) = window.findChildren(QFileDialog)
    assert "*.gpkg" in dialog.nameFilters()[0]
    dialog.reject()
