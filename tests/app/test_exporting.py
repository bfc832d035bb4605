import contextlib
import sqlite3

from PySide6.QtWidgets import QFileDialog

from app.exporting import FORMATS
from tests.app.planned import edit, house
from tests.app.test_scenarios import scenarios, window

__all__ = ["window"]


def test_a_plan_is_exported_on_a_worker(window, qtbot, tmp_path):
    window.studio.do(house(id="new"))
    exporting = scenarios(window).exporting
    exporting.write(FORMATS[0], tmp_path / "plan")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert "Written" in window.notice.text.text()
    assert '"new"' in (tmp_path / "plan.city.json").read_text("utf-8")
    exporting.write(FORMATS[-1], tmp_path / "edits.jsonl")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert '"edit": "build"' in (tmp_path / "edits.jsonl").read_text("utf-8")
    exporting.write(FORMATS[-1], tmp_path / "nowhere" / "edits.jsonl")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert "cannot be written" in window.notice.text.text()


def test_exporting_asks_for_a_place(window):
    window.studio.do(house())
    scenarios(window).exports[1].trigger()
    (dialog,) = window.findChildren(QFileDialog)
    assert "CityGML 2.0" in dialog.nameFilters()[0]
    dialog.reject()


def test_a_geopackage_holds_what_the_plan_changes_and_nothing_else(window, qtbot, tmp_path):
    window.studio.do(house(id="new"))
    window.studio.do(edit("demolish", objects=["house"]))
    (form,) = (form for form in FORMATS if form.suffix == ".gpkg")
    scenarios(window).exporting.write(form, tmp_path / "plan.gpkg")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    with contextlib.closing(sqlite3.connect(tmp_path / "plan.gpkg")) as layers:
        names = [
            row[0]
            for row in layers.execute("SELECT table_name FROM gpkg_contents")
            if row[0] != "layer_styles"
        ]
        found = {
            name: [row[0] for row in layers.execute(f"SELECT id FROM {name}")] for name in names
        }
    assert found["added"] == ["new"] and found["removed"] == ["house"]
    assert sum(map(len, found.values())) == 2  # the tower stays as it is, and out of it
