from PySide6.QtWidgets import QFileDialog

from app.exporting import FORMATS
from tests.app.planned import house
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
